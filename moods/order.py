"""The order in which the faces of a page are read: panel by panel where gutters can be seen."""

import numpy as np
from PIL import Image

SHORT = 360  # pixels: shorter side of the page on which gutters are looked for
SLOPES = (0.0, 0.03, -0.03, 0.07, -0.07, 0.12, -0.12, 0.18, -0.18)  # gutters may lean; straight ones first
CLEAN = 0.97  # share of a line across the region that must be gutter
LIGHT, DARK = 225, 40  # grey of a white and of a black gutter
SAME_ROW = 0.5  # of the smaller face's height: faces that overlap so far stand side by side


def reading_order(boxes: np.ndarray, page: Image.Image | None = None, ltr: bool = False) -> np.ndarray:
    """Indexes of boxes (n x 4, pixels of the page) as a reader meets them; right to left unless `ltr`.

    Without a page, or where no gutter parts the faces, rows of faces are read from the top.
    """
    boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
    everyone = list(range(len(boxes)))
    if page is None or len(boxes) < 2:
        return np.array(_rows(boxes, everyone, ltr), int)
    gutters = _Gutters(page, boxes)
    return np.array(_parted(boxes, gutters, everyone, gutters.everywhere, ltr), int)


class _Gutters:
    """Where the paper shows between panels, on a small copy of the page."""

    def __init__(self, page: Image.Image, boxes: np.ndarray) -> None:
        scale = min(1.0, SHORT / min(page.size))
        size = max(1, round(page.width * scale)), max(1, round(page.height * scale))
        grey = np.asarray(page.convert("L").resize(size, Image.Resampling.BOX))
        self.masks = grey >= LIGHT, grey <= DARK
        self.everywhere = np.ones(grey.shape, bool)
        self.centres = np.stack([boxes[:, 0] + boxes[:, 2], boxes[:, 1] + boxes[:, 3]], axis=1) / 2 * scale

    def clean(self, levels: np.ndarray, slope: float, region: np.ndarray, down: bool) -> np.ndarray:
        """Which of the lines level + slope * x (down; else across) run through gutter in the whole region."""
        masks = [mask if down else mask.T for mask in self.masks]
        region = region if down else region.T
        height, width = region.shape
        columns = np.arange(0, width, 3)  # every third one: a third of the work, the same answer
        rows = np.rint(levels[:, None] + slope * columns[None]).astype(int)
        inside = (rows >= 0) & (rows < height)
        rows = np.clip(rows, 0, height - 1)
        inside &= region[rows, columns]
        free = np.maximum.reduce([(mask[rows, columns] & inside).sum(axis=1) for mask in masks])
        length = inside.sum(axis=1)
        return (length > 0) & (free >= CLEAN * length)

    def offsets(self, faces: list[int], slope: float, down: bool) -> np.ndarray:
        """The level of the line with this slope that runs through each face's centre."""
        along, across = (0, 1) if down else (1, 0)
        return self.centres[faces, across] - slope * self.centres[faces, along]

    def between(self, faces: list[int], region: np.ndarray, down: bool) -> tuple[float, float] | None:
        """Level and slope of the first gutter with faces on both sides; None when there is none."""
        for slope in SLOPES:
            offsets = self.offsets(faces, slope, down)
            levels = np.arange(np.floor(offsets.min()) + 1, np.floor(offsets.max()) + 1)
            good = np.flatnonzero(self.clean(levels, slope, region, down)) if len(levels) else levels
            if len(good):
                run = good[: 1 + int(np.argmax(np.append(np.diff(good) > 1, True)))]
                return float(levels[run[len(run) // 2]]), slope
        return None

    def trimmed(self, faces: list[int], region: np.ndarray) -> np.ndarray:
        """The region without the panels above, below and beside all of the faces (straight gutters only)."""
        for down in (True, False):
            offsets = self.offsets(faces, 0.0, down)
            before = np.arange(int(offsets.min()), -1, -1)
            after = np.arange(int(offsets.max()) + 1, region.shape[0 if down else 1])
            for levels, keep_above in ((before, False), (after, True)):
                good = np.flatnonzero(self.clean(levels, 0.0, region, down)) if len(levels) else levels
                if len(good):
                    side = self.above(float(levels[good[0]]), 0.0, down)
                    region = region & (side if keep_above else ~side)
        return region

    def above(self, level: float, slope: float, down: bool) -> np.ndarray:
        """The pixels above (or left of) a line."""
        rows, columns = np.indices(self.everywhere.shape, sparse=True)
        return rows < level + slope * columns if down else columns < level + slope * rows


def _parted(
    boxes: np.ndarray, gutters: _Gutters, faces: list[int], region: np.ndarray, ltr: bool
) -> list[int]:
    """The faces of a region: cut along a gutter from side to side, else along one from top to bottom."""
    if len(faces) < 2:
        return faces
    for area in (region, gutters.trimmed(faces, region)):
        for down in (True, False):
            cut = gutters.between(faces, area, down)
            if cut is None:
                continue
            level, slope = cut
            chosen, first = np.array(faces), gutters.offsets(faces, slope, down) < level
            side = gutters.above(level, slope, down)
            parts = [(chosen[first].tolist(), area & side), (chosen[~first].tolist(), area & ~side)]
            if not down and not ltr:
                parts.reverse()
            return [face for part, rest in parts for face in _parted(boxes, gutters, part, rest, ltr)]
    return _rows(boxes, faces, ltr)


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
