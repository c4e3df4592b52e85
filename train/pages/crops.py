"""Real face crops as cut-outs: grown beyond their edges, so that no seam tells where a face is."""

import io
from functools import lru_cache
from pathlib import Path

import datasets
import numpy as np
from datasets import load_from_disk
from PIL import Image, ImageDraw, ImageFilter
from scipy.ndimage import gaussian_filter, map_coordinates

from moods.errors import DataError
from train.pages.figures import Box, Figure, body, silhouette

Rng = np.random.Generator
CROP = 128  # pixels a side
WIDTH, HEIGHT = 308, 400  # of the cut-out: the crop in its upper middle, room for hair and body around
MIDDLE = 154.0
# Usual tight box (hairline to chin, cheek to cheek) of a crop, as shares, from 40 crops looked at one by one;
# the top lies where the skin begins below a fringe, as on annotated pages.
FACE: Box = (0.14, 0.21, 0.85, 0.86)


def read_crops(path: Path) -> list[tuple[np.ndarray, bool]]:
    """The training split of a built data set as (grey 128 x 128 uint8, was it in colour)."""
    try:
        faces = load_from_disk(str(path))["train"].cast_column("image", datasets.Image(decode=False))
        pictures, kinds = faces["image"], faces["kind"]
    except (OSError, KeyError, ValueError) as error:
        raise DataError(
            f"{path} is no data set of faces built by data_tools (a train split): {error}."
        ) from error
    return [
        (_grey(picture["bytes"]), kind == "colour") for picture, kind in zip(pictures, kinds, strict=True)
    ]


def _grey(data: bytes) -> np.ndarray:
    picture = Image.open(io.BytesIO(data)).convert("L")
    if picture.size != (CROP, CROP):
        picture = picture.resize((CROP, CROP), Image.Resampling.BICUBIC)
    return np.asarray(picture)


def inked(rng: Rng, crop: np.ndarray) -> np.ndarray:
    """A coloured or grey face as pen lines and black areas (an extended difference of Gaussians)."""
    values = crop.astype(np.float32) / 255
    sigma, tau = rng.uniform(0.5, 1.2), rng.uniform(0.93, 0.99)
    change = gaussian_filter(values, sigma) - tau * gaussian_filter(values, sigma * 1.6)
    threshold = np.float32(rng.uniform(0.2, 0.6)) * change.mean()
    soft = 1 + np.tanh(np.minimum(change - threshold, 0) * rng.uniform(40, 200))
    return np.where(change >= threshold, 255, 255 * soft).clip(0, 255).astype(np.uint8)


def contrasted(rng: Rng, crop: np.ndarray) -> np.ndarray:
    """The crop with its greys pushed towards ink and paper."""
    values = crop.astype(np.float32) / 255
    low, high = np.percentile(values, [3, 97])
    values = (values - low) / max(high - low, 0.1)
    steep = rng.uniform(3, 14)
    return (255 / (1 + np.exp(-steep * (values - rng.uniform(0.35, 0.6))))).astype(np.uint8)


@lru_cache(maxsize=64)
def _rays(band: float, stretch: float) -> tuple[np.ndarray, np.ndarray]:
    """Where each pixel of the cut-out is read from: outside the crop, rays run back and forth in its rim."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
    dx, dy = (x - MIDDLE) / (CROP / 2), (y - MIDDLE) / (CROP / 2)
    reach = np.maximum(np.maximum(np.abs(dx), np.abs(dy)), 1e-6)
    beyond = np.maximum(reach - 1, 0) / stretch
    fold = np.abs((beyond + band) % (2 * band) - band)
    inside = np.where(reach > 1, (1 - fold) / reach, 1)
    middle = (CROP - 1) / 2
    rows, columns = (np.rint(way * inside * middle + middle).clip(0, CROP - 1) for way in (dy, dx))
    return rows.astype(np.intp), columns.astype(np.intp)


def grown(crop: np.ndarray, band: float, stretch: float) -> np.ndarray:
    """The crop continued over the whole cut-out: its rim drawn outwards like strands of hair."""
    rows, columns = _rays(round(band, 1), round(stretch, 1))
    return crop[rows, columns]


def scrubbed(rng: Rng, crop: np.ndarray) -> np.ndarray:
    """A faceless crop: its middle covered by its own rim, or its pieces shuffled."""
    if rng.random() < 0.4:
        pieces = int(rng.choice([3, 4, 5]))
        side = CROP // pieces * pieces
        tiles = crop[:side, :side].reshape(pieces, side // pieces, pieces, side // pieces).swapaxes(1, 2)
        tiles = rng.permutation(tiles.reshape(-1, side // pieces, side // pieces))
        mixed = tiles.reshape(pieces, pieces, side // pieces, side // pieces).swapaxes(1, 2)
        return np.asarray(Image.fromarray(mixed.reshape(side, side)).resize((CROP, CROP)))
    y, x = np.mgrid[-1 : 1 : CROP * 1j, -1 : 1 : CROP * 1j]
    reach = np.maximum(np.maximum(np.abs(x), np.abs(y)), 1e-3)
    band = rng.uniform(0.1, 0.18)
    rim = 1 - np.abs((1 - reach + band) % (2 * band) - band)
    middle = (CROP - 1) / 2
    rows, columns = y / reach * rim * middle + middle, x / reach * rim * middle + middle
    return map_coordinates(crop, [rows, columns], order=1, mode="nearest")


def cut_out(rng: Rng, crop: np.ndarray, face: Box | None = FACE) -> Figure:
    """The crop as a head with hair, mostly on a body, cut out; or with its surroundings fading away."""
    wide = grown(crop, rng.uniform(0.15, 0.4), rng.uniform(1, 3))
    picture, mask = Image.new("L", (WIDTH, HEIGHT), 255), Image.new("L", (WIDTH, HEIGHT), 0)
    style = rng.choice(["head", "fade", "wide", "square"], p=[0.55, 0.16, 0.24, 0.05])
    shape = Image.new("L", (WIDTH, HEIGHT), 0)
    draw = ImageDraw.Draw(shape)
    outline: list[tuple[float, float]] = []
    if style == "head":
        if rng.random() < 0.85:
            body(rng, picture, mask, (MIDDLE, MIDDLE + 0.36 * CROP), CROP * rng.uniform(0.7, 1.0))
        outline = silhouette(rng, (MIDDLE, MIDDLE), CROP)
        draw.polygon(outline, fill=255)
        shape = shape.filter(ImageFilter.GaussianBlur(float(rng.choice([0.6, 1.0, 3.0]))))
    elif style == "fade":
        reach = rng.uniform(0.4, 0.6) * CROP
        draw.ellipse([MIDDLE - reach, MIDDLE - reach, MIDDLE + reach, MIDDLE + reach], fill=255)
        shape = shape.filter(ImageFilter.GaussianBlur(rng.uniform(3, 14)))
    elif style == "wide":
        draw.rounded_rectangle([16, 16, WIDTH - 16, HEIGHT - 16], 60, fill=255)
        shape = shape.filter(ImageFilter.GaussianBlur(12))
    else:
        half = CROP / 2
        draw.rectangle([MIDDLE - half, MIDDLE - half, MIDDLE + half, MIDDLE + half], fill=255)
    picture.paste(Image.fromarray(wide), (0, 0), shape)
    if outline and rng.random() < 0.7:
        line = ImageDraw.Draw(picture)
        line.line([*outline, outline[0]], fill=int(rng.choice([0, 0, 80])), width=int(rng.integers(1, 4)))
    mask.paste(255, (0, 0), shape)
    corner = MIDDLE - CROP / 2
    return Figure(picture, mask, face and tuple(corner + value * CROP for value in face))
