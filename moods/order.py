"""The order in which the faces of a page are read: panel by panel where gutters can be seen."""

import numpy as np
from PIL import Image

SIZE = 512  # pixels: longest side of the page on which gutters are looked for
SLOPES = (0.0, 0.03, -0.03, 0.07, -0.07, 0.12, -0.12, 0.18, -0.18)  # gutters may lean; straight ones first
CLEAN = 0.97  # share of a line across the page that must be gutter
LIGHT, DARK = 225, 40  # grey of a white and of a black gutter
SAME_ROW = 0.5  # of the smaller face's height: faces that overlap so far stand side by side


def reading_order(boxes: np.ndarray, page: Image.Image | None = None, ltr: bool = False) -> np.ndarray:
    """Indexes of boxes (n x 4, pixels of the page) as a reader meets them; right to left unless `ltr`.

    Without a page, or where no gutter parts the faces, rows of faces are read from the top.
    """
    boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
    if len(boxes) < 2:
        return np.arange(len(boxes))
    if page is None:
        return np.array(_rows(boxes, list(range(len(boxes))), ltr), int)
    scale = min(1.0, SIZE / max(page.size))
    size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
    grey = np.asarray(page.convert("L").resize(size, Image.Resampling.BOX))
    centres = np.stack([boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]], axis=1) / 2 * scale
    region = np.ones(grey.shape, bool)
    gutters = (grey >= LIGHT, grey <= DARK)
    return np.array(_parted(boxes, centres, list(range(len(boxes))), gutters, region, ltr), int)


def _parted(
    boxes: np.ndarray,
    centres: np.ndarray,
    faces: list[int],
    gutters: tuple[np.ndarray, np.ndarray],
    region: np.ndarray,
    ltr: bool,
) -> list[int]:
    """The faces of a region: cut along a gutter from side to side, then along one from top to bottom."""
    if len(faces) < 2:
        return faces
    for down in (True, False):
        cut = _gutter(centres[faces], gutters, region, down)
        if cut is None:
            continue
        level, slope = cut
        along, across = (0, 1) if down else (1, 0)
        first = centres[faces, across] < level + slope * centres[faces, along]
        rows, columns = np.indices(region.shape)
        side = (rows < level + slope * columns) if down else (columns < level + slope * rows)
        parts = [
            (list(np.array(faces)[first]), region & side),
            (list(np.array(faces)[~first]), region & ~side),
        ]
        if not down and not ltr:
            parts.reverse()
        return [face for part, area in parts for face in _parted(boxes, centres, part, gutters, area, ltr)]
    return _rows(boxes, faces, ltr)


def _gutter(
    centres: np.ndarray, gutters: tuple[np.ndarray, np.ndarray], region: np.ndarray, down: bool
) -> tuple[float, float] | None:
    """Level and slope of the first line of gutter that has faces on both sides; None when there is none."""
    masks = [mask if down else mask.T for mask in gutters]
    region = region if down else region.T
    points = centres if down else centres[:, ::-1]
    height, width = region.shape
    columns = np.arange(0, width, 2)  # every other one: half the work, the same answer
    for slope in SLOPES:
        offsets = points[:, 1] - slope * points[:, 0]
        levels = np.arange(int(offsets.min()) + 1, int(offsets.max()) + 1)
        if not len(levels):
            continue
        rows = np.rint(levels[:, None] + slope * columns[None]).astype(int)
        inside = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        inside &= region[rows, columns]
        length = inside.sum(axis=1)
        clean = np.maximum.reduce([(mask[rows, columns] & inside).sum(axis=1) for mask in masks])
        share = np.where(length > 0, clean / np.maximum(length, 1), 0)
        good = np.flatnonzero(share >= CLEAN)
        if len(good):
            # Of several gutters the first, so that what lies above (or left of) it is one strip.
            run = good[: 1 + int(np.argmax(np.append(np.diff(good) > 1, True)))]
            return float(levels[run[len(run) // 2]]), slope
    return None


def _rows(boxes: np.ndarray, faces: list[int], ltr: bool) -> list[int]:
    """Faces in rows from the top; inside a row from the right, or from the left."""
    waiting = sorted(faces, key=lambda face: float(boxes[face, 1] + boxes[face, 3]))
    rows: list[list[int]] = []
    for face in waiting:
        if rows and _beside(boxes[rows[-1][0]], boxes[face]):
            rows[-1].append(face)
        else:
            rows.append([face])
    return [
        face
        for row in rows
        for face in sorted(row, key=lambda face: float(boxes[face, 0] + boxes[face, 2]) * (1 if ltr else -1))
    ]


def _beside(one: np.ndarray, other: np.ndarray) -> bool:
    """Whether two boxes share enough height to stand in one row."""
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return bool(shared >= SAME_ROW * min(one[3] - one[1], other[3] - other[1]))
