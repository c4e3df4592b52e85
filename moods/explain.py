"""Which strokes carry a mood: covers one patch of a picture after the other and reads what is left."""

import numpy as np
from PIL import Image

from moods.classifier import MoodClassifier
from moods.errors import ModelError
from moods.images import at_most, grey, square

GRID = 8
LARGEST = 640  # pixels of the longer side: some eighty copies of the picture are held at once
EMPTY = 12  # grey levels: a patch nowhere further from its median holds nothing that could matter
QUIET = 0.15  # log odds: if no patch moves the reading by more, the map stays faint
WARM = np.array([217.0, 43.0, 29.0])  # the red that `paint` lays over the strokes


def heat(
    classifier: MoodClassifier, picture: Image.Image, mood: str | None = None, grid: int = GRID
) -> np.ndarray:
    """How much each part of an RGB picture speaks for `mood` (the most likely one if None).

    A float map, height x width of the picture, 0 to 1. Every reading is done in one batch.
    """
    if mood is not None and mood not in classifier.moods:
        raise ModelError(f"This model knows no mood {mood!r}: it knows {', '.join(classifier.moods)}.")
    small = at_most(picture, LARGEST)
    whole = square(small)
    boxes = [box for box in patches(whole.width, grid) if holds_ink(whole, box)]
    odds = log_odds(classifier.probabilities([whole, *(covered(whole, box) for box in boxes)]))
    column = int(odds[0].argmax()) if mood is None else classifier.moods.index(mood)
    drops = np.clip(odds[0, column] - odds[1:, column], 0, None)
    values = cut_to(spread(whole.width, boxes, drops), small.size)
    if values.shape[::-1] == picture.size:
        return values
    return np.asarray(Image.fromarray(values).resize(picture.size, Image.Resampling.BILINEAR))


def patches(side: int, grid: int) -> list[tuple[int, int, int, int]]:
    """Boxes (x0, y0, x1, y1 in pixels) two cells wide at every cell of a grid: each point is in four."""
    edges = np.linspace(0, side, grid + 1).round().astype(int)
    starts = range(-1, grid)
    spans = [(int(edges[max(at, 0)]), int(edges[min(at + 2, grid)])) for at in starts]
    return [(x0, y0, x1, y1) for y0, y1 in spans for x0, x1 in spans if x1 > x0 and y1 > y0]


def holds_ink(picture: Image.Image, box: tuple[int, int, int, int]) -> bool:
    """Whether the box holds strokes: anything that differs from its own median tone."""
    values = grey(picture.crop(box)).astype(int)
    return bool((np.abs(values - np.median(values)) > EMPTY).any())


def covered(picture: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """The picture with the box filled by its median colour, the paper between its strokes: never drawn."""
    ground = np.median(np.asarray(picture.crop(box)), axis=(0, 1))
    result = picture.copy()
    result.paste(tuple(int(value) for value in ground), box)
    return result


def log_odds(probabilities: np.ndarray) -> np.ndarray:
    """log(p / (1 - p)): a sure reading still moves when a stroke goes, where probabilities stick at 1."""
    bounded = np.clip(probabilities, 1e-6, 1 - 1e-6)
    return np.log(bounded / (1 - bounded))


def spread(side: int, boxes: list[tuple[int, int, int, int]], drops: np.ndarray) -> np.ndarray:
    """Each pixel's mean drop over the patches that covered it, smoothed, 0 to 1."""
    total, times = np.zeros((side, side), np.float32), np.zeros((side, side), np.float32)
    for (x0, y0, x1, y1), drop in zip(boxes, drops, strict=True):
        total[y0:y1, x0:x1] += drop
        times[y0:y1, x0:x1] += 1
    mean = total / np.maximum(times, 1)
    # Down and up again by smooth filters: the grid's steps are no part of the answer.
    small = Image.fromarray(mean).resize((GRID, GRID), Image.Resampling.BOX)
    smooth = np.clip(np.asarray(small.resize((side, side), Image.Resampling.BICUBIC)), 0, None)
    return smooth / max(float(smooth.max()), QUIET)


def cut_to(values: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """The part of a square map that the picture of this size (width, height) filled."""
    left, top = ((side - length) // 2 for side, length in zip(values.shape[::-1], size, strict=True))
    return values[top : top + size[1], left : left + size[0]]


def paint(picture: Image.Image, values: np.ndarray) -> Image.Image:
    """The picture with the map laid over it: paper warms to pale red, strokes that matter turn red."""
    page = np.asarray(picture.convert("RGB"), np.float32)
    strength = np.clip(values, 0, 1)[:, :, None]
    dark = 1 - page.mean(axis=2, keepdims=True) / 255
    amount = strength * (0.25 + 0.7 * dark)
    return Image.fromarray(np.rint(page * (1 - amount) + WARM * amount).astype(np.uint8))
