"""From a face to its picture, and to the box that its face fills."""

import io
from dataclasses import replace

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from data_tools.sketch.background import draw_background
from data_tools.sketch.body import draw_body
from data_tools.sketch.brows import draw_brows
from data_tools.sketch.eyes import draw_eyes
from data_tools.sketch.features import draw_age, draw_glasses, draw_nose
from data_tools.sketch.fringe import draw_front_hair, draw_hidden_eye, draw_shadow
from data_tools.sketch.hair import draw_back_hair
from data_tools.sketch.hats import draw_hat
from data_tools.sketch.head import draw_head, outline
from data_tools.sketch.marks import draw_blush, draw_gloom, draw_sign, draw_steam, draw_sweat, draw_veins
from data_tools.sketch.mouth import draw_mouth
from data_tools.sketch.occluder import draw_occluder
from data_tools.sketch.pen import HAIRLINE, Pen
from data_tools.sketch.spec import Face
from data_tools.sketch.tears import draw_tears
from moods.errors import DataError

CANVAS = 384  # pixels a side that a picture is drawn at least, before it is scaled down
MIN_SIZE, MAX_SIZE = 16, 2048
# Back to front. Manga shows eyes and brows through the hair.
PARTS = (
    draw_back_hair, draw_body, draw_head, draw_blush, draw_nose, draw_age, draw_mouth, draw_gloom,
    draw_shadow,
    draw_front_hair, draw_hat, draw_eyes, draw_brows, draw_glasses, draw_hidden_eye, draw_tears, draw_sweat,
    draw_veins, draw_steam, draw_sign,
)  # fmt: skip


def render(face: Face, size: int = 256, background: bool = True) -> Image.Image:
    """A grey square of `size` pixels; without background the head alone ("LA", clear around it)."""
    check_size(size)
    if background:
        picture = _finished(face, _drawn(face, size, face.paper, True))
        return ImageOps.invert(picture) if face.inverted else picture
    face = replace(face, body="none", occluder="", sign="")
    # Drawn on white and on black, a pixel differs by what shines through.
    white, black = (np.asarray(_drawn(face, size, ground, False), dtype=np.float32) for ground in (255, 0))
    alpha = np.clip(255 - (white - black), 0, 255)
    ink = np.clip(black * 255 / np.maximum(alpha, 1), 0, 255)
    ink = 255 - ink if face.inverted else ink
    return Image.merge("LA", [Image.fromarray(np.rint(layer).astype(np.uint8)) for layer in (ink, alpha)])


def check_size(size: int) -> None:
    """Refuses sizes, in pixels, at which no face can be drawn."""
    if not MIN_SIZE <= size <= MAX_SIZE:
        raise DataError(f"Size {size} is not possible: faces are drawn from {MIN_SIZE} to {MAX_SIZE} pixels.")


def face_box(face: Face, size: int) -> tuple[int, int, int, int]:
    """The face in pixels of a picture of `size`: hairline to chin, cheek to cheek, cut at its edges."""
    contour = outline(face)
    points = Pen(face, size, 255).place(contour[contour[:, 1] >= HAIRLINE], 0.0)
    low, high = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    x0, y0, x1, y1 = (int(v) for v in np.clip([*low, *high], 0, size))
    return x0, y0, x1, y1


def _drawn(face: Face, size: int, ground: int, background: bool) -> Image.Image:
    """Everything in its order, back to front, on a larger canvas that is then scaled down."""
    pen = Pen(face, size * max(1, -(-CANVAS // size)), ground)
    if background:
        draw_background(pen)
    for part in PARTS:
        part(pen)
    if background:
        draw_occluder(pen)
    return pen.canvas.resize((size, size), Image.Resampling.BOX)


def _finished(face: Face, picture: Image.Image) -> Image.Image:
    """What printing and scanning do to a drawing."""
    rng = np.random.default_rng(face.seed & 0xFFFFFFFF)
    size = picture.width
    if face.finish == "binary":
        return picture.filter(ImageFilter.GaussianBlur(size / 256)).point(lambda v: 255 if v > 140 else 0)
    if face.finish == "soft":
        return picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.2) * size / 128))
    if face.finish == "tiny":
        side = max(16, int(size * rng.uniform(0.3, 0.6)))
        return picture.resize((side, side), Image.Resampling.BOX).resize(
            (size, size), Image.Resampling.BICUBIC
        )
    if face.finish == "jpeg":
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=int(rng.integers(15, 60)))
        return Image.open(out).convert("L")
    if face.finish == "grain":
        noise = rng.normal(0, rng.uniform(4, 16), (size, size))
        return Image.fromarray(np.clip(np.asarray(picture) + noise, 0, 255).astype(np.uint8))
    return picture
