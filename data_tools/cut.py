"""Cuts faces out of pages."""

from PIL import Image

from moods.images import paper

MARGIN = 0.15  # of the box's longer side, left around it on each side: hair, chin and signs beside the face
Box = tuple[float, float, float, float]


def cut_square(page: Image.Image, box: Box, margin: float = MARGIN) -> Image.Image:
    """A square around a box (x0, y0, x1, y1 in pixels) of an RGB page, moved inwards at the page's edges."""
    x0, y0, x1, y1 = box
    side = max(round(max(x1 - x0, y1 - y0) * (1 + 2 * margin)), 1)
    left = _inside(round((x0 + x1 - side) / 2), side, page.width)
    top = _inside(round((y0 + y1 - side) / 2), side, page.height)
    if side <= min(page.size):
        return page.crop((left, top, left + side, top + side))
    # Larger than the page: what is missing becomes paper, never black.
    sheet = Image.new("RGB", (side, side), paper(page))
    sheet.paste(page, (-left, -top))
    return sheet


def _inside(start: int, side: int, length: int) -> int:
    return min(max(start, 0), length - side) if side <= length else start
