"""Pictures without a face: what surrounds a face, and what must come out as not clear."""

from typing import BinaryIO

import numpy as np
from PIL import Image, ImageDraw
from tqdm import tqdm

from train.faces import NO_LABEL, Faces, kept
from train.pages import letters, textures
from train.pages.compose import Composer, Page
from train.pages.crops import CROP

Rng = np.random.Generator
SHARE = 0.07  # of every epoch: enough to learn that most things are no face
WINDOWS = 8  # cut from one composed page
COVERED = 0.1  # share of a face that a window without a face may show
TRIES = 40
CROPS = 600  # real faces on the pages
SEED = 880_000


def load_scenes(faces: Faces, count: int) -> Faces:
    """`count` scenes as a set without labels, as large as `faces`; made once, then kept."""
    side = faces.pixels.shape[-1]
    pixels = kept(f"{faces.fingerprint}-scenes{count}-{side}", lambda file: _write(file, faces, count, side))
    labels = np.full(count, NO_LABEL, np.int64)
    return Faces(pixels, labels, np.ones(count, bool), faces.names, f"scenes-{count}-{faces.fingerprint}")


def _write(file: BinaryIO, faces: Faces, count: int, side: int) -> None:
    rows = tqdm(scenes(faces, count, side), "scenes without a face", count, leave=False, disable=None)
    np.save(file, np.stack([np.asarray(scene, np.uint8)[None] for scene in rows]))


def scenes(faces: Faces, count: int, side: int):
    """Mostly windows of composed pages that show no face; then text, textures, landscapes and noise."""
    rng = np.random.default_rng(SEED)
    chosen = rng.permutation(len(faces))[:CROPS]
    composer = Composer([(_crop(faces.pixels[index][0]), False) for index in np.sort(chosen)])
    pages = 0
    while count:
        cuts = list(windows(rng, composer.page(SEED + pages)))
        plain = [_KINDS[int(rng.integers(len(_KINDS)))](rng) for _ in range(max(1, len(cuts) // 2))]
        pages += 1
        for scene in [*cuts, *plain][:count]:
            count -= 1
            yield scene.convert("L").resize((side, side), Image.Resampling.BICUBIC)


def _crop(pixels: np.ndarray) -> np.ndarray:
    if pixels.shape == (CROP, CROP):
        return pixels
    return np.asarray(Image.fromarray(pixels).resize((CROP, CROP), Image.Resampling.BICUBIC))


def windows(rng: Rng, page: Page):
    """Squares of a composed page that show hardly anything of a face."""
    width, height = page.picture.size
    boxes = np.array([*page.faces, *page.unsure], np.float64).reshape(-1, 4)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    found = 0
    for _ in range(TRIES):
        cut = int(np.exp(rng.uniform(np.log(48), np.log(420))))
        left, top = int(rng.integers(width - cut)), int(rng.integers(height - cut))
        wide = np.clip(np.minimum(boxes[:, 2], left + cut) - np.maximum(boxes[:, 0], left), 0, None)
        tall = np.clip(np.minimum(boxes[:, 3], top + cut) - np.maximum(boxes[:, 1], top), 0, None)
        if len(boxes) and (wide * tall / np.maximum(areas, 1)).max() > COVERED:
            continue
        yield page.picture.crop((left, top, left + cut, top + cut))
        found += 1
        if found == WINDOWS:
            return


def blank(rng: Rng) -> Image.Image:
    """Paper, or any flat grey, now and then with a few specks or lines."""
    sheet = Image.new("L", (128, 128), 255 if rng.random() < 0.5 else int(rng.integers(256)))
    draw = ImageDraw.Draw(sheet)
    for _ in range(int(rng.choice([0, 0, 1, 2, 4]))):
        draw.line([*rng.uniform(0, 128, 4)], fill=int(rng.integers(256)), width=int(rng.integers(1, 6)))
    return sheet


def text(rng: Rng) -> Image.Image:
    """Lines or columns of letters on paper."""
    side = int(rng.integers(100, 400))
    dark = rng.random() < 0.2
    sheet = Image.new("L", (side, side), 0 if dark else 255)
    letters.text(rng, ImageDraw.Draw(sheet), (4, 4, side - 4, side - 4), 255 if dark else 0)
    return sheet


def texture(rng: Rng) -> Image.Image:
    """A panel's background alone."""
    return textures.background(rng, *(int(side) for side in rng.integers(100, 400, 2)))


def noise(rng: Rng) -> Image.Image:
    """White or coloured noise: grain, clouds, rock, blurred photographs."""
    y, x = np.meshgrid(np.fft.fftfreq(128), np.fft.fftfreq(128), indexing="ij")
    fall = np.maximum(np.hypot(x, y), 1 / 128) ** -rng.uniform(0, 2.2)
    waves = np.real(np.fft.ifft2(np.fft.fft2(rng.normal(size=(128, 128))) * fall))
    waves = (waves - waves.mean()) / max(waves.std(), 1e-6)
    values = rng.uniform(60, 200) + waves * rng.uniform(15, 90)
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def landscape(rng: Rng) -> Image.Image:
    """Sky, one or more ridges, perhaps a sun and some houses or trees."""
    side = 192
    sheet = textures.gradient(rng, side, side)
    draw = ImageDraw.Draw(sheet)
    if rng.random() < 0.4:
        x, y, r = rng.uniform(0, side), rng.uniform(0, side / 2), rng.uniform(5, 25)
        draw.ellipse([x - r, y - r, x + r, y + r], fill=int(rng.integers(256)))
    for ridge in np.sort(rng.uniform(0.3, 0.95, int(rng.integers(1, 5)))):
        steps = np.cumsum(rng.normal(0, rng.uniform(1, 7), 40)) + ridge * side
        line = list(zip(np.linspace(0, side, 40), steps, strict=True))
        draw.polygon([*line, (side, side), (0, side)], fill=int(rng.integers(256)))
    for _ in range(int(rng.choice([0, 3, 9]))):
        x, y = rng.uniform(0, side, 2)
        w, h = rng.uniform(4, 40, 2)
        shape = draw.rectangle if rng.random() < 0.5 else draw.ellipse
        shape([x, y, x + w, y + h], fill=int(rng.integers(256)), outline=int(rng.integers(256)))
    return sheet


_KINDS = (blank, text, texture, noise, landscape)
