"""Drawings: trimmed to their ink, squared, hairlines kept visible at the size the model sees."""

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from moods.errors import PictureError
from moods.images import Source, grey, open_picture, paper

CONTRAST = 36  # grey levels between a stroke and its paper
MARGIN = 0.08  # of the drawing's longer side, left free around the ink
MIN_STROKE = 1.6  # pixels at the model's size; a thinner line fades when the picture is scaled down
LARGEST = 4096  # pixels: a long strip must not become a field of paper that fills the memory
MIN_SIDE_OUT = 16  # pixels: a single dot still becomes a picture


def sketch_square(drawing: Source, size: int = 112) -> Image.Image:
    """A drawing as a model should see it: dark ink filling a white square of about `size` pixels or more."""
    picture = open_picture(drawing)
    values = _dark_on_white(picture)
    ink = values < 255 - CONTRAST
    if not ink.any():
        raise PictureError("Nothing has been drawn: the canvas is blank.", "blank")
    box = _box(ink)
    cut = Image.fromarray(values).crop(box)
    width = stroke_width(ink[box[1] : box[3], box[0] : box[2]])
    while max(cut.size) > LARGEST:
        cut, width = _halved(cut, width)
    side = round(max(cut.size) * (1 + 2 * MARGIN))
    sheet = Image.new("L", (max(side, MIN_SIDE_OUT), max(side, MIN_SIDE_OUT)), 255)
    sheet.paste(cut, ((sheet.width - cut.width) // 2, (sheet.height - cut.height) // 2))
    return _keep_hairlines(sheet, width, size).convert("RGB")


def stroke_width(ink: np.ndarray) -> float:
    """Mean width in pixels of the strokes in a boolean ink mask: twice its area over its outline."""
    padded = np.pad(ink, 1)
    inside = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    outline = int((ink & ~inside).sum())
    if not outline:
        return 0.0
    # Lines of one and of two pixels are all outline: take the middle.
    return max(1.5, 2 * int(ink.sum()) / outline if outline < ink.sum() else 1.5)


def _dark_on_white(picture: Image.Image) -> np.ndarray:
    """Grey values with the paper at 255 and the darkest ink near 0; white chalk on black is turned over."""
    values = grey(picture).astype(np.float32)
    ground = float(grey(Image.new("RGB", (1, 1), paper(picture)))[0, 0])
    if ground < 128:
        values, ground = 255 - values, 255 - ground
    dark = min(float(np.percentile(values, 0.5)), ground - CONTRAST)
    return np.clip((values - dark) * 255 / (ground - dark), 0, 255).astype(np.uint8)


def _box(ink: np.ndarray) -> tuple[int, int, int, int]:
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _halved(sheet: Image.Image, width: float) -> tuple[Image.Image, float]:
    """Half as large, and the width of its strokes, grown before where they would be lost."""
    if width < 2 * MIN_STROKE:
        sheet, width = sheet.filter(ImageFilter.MinFilter(3)), width + 2
    half = ((sheet.width + 1) // 2, (sheet.height + 1) // 2)
    return sheet.resize(half, Image.Resampling.BOX), width / 2


def _keep_hairlines(sheet: Image.Image, width: float, size: int) -> Image.Image:
    """Halves the sheet down to about `size`, growing strokes before each halving that would lose them."""
    while sheet.width > 2 * size:
        sheet, width = _halved(sheet, width)
    if width < MIN_STROKE * sheet.width / size:
        sheet = sheet.filter(ImageFilter.MinFilter(3))
    return ImageOps.autocontrast(sheet, cutoff=(0.2, 0))
