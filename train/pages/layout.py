"""How a page is cut into panels."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

Point = tuple[float, float]


@dataclass
class Panel:
    """One panel: its four corners in page pixels (clockwise from the top left) and its border width."""

    corners: list[Point]
    border: int

    @property
    def box(self) -> tuple[int, int, int, int]:
        """The smallest upright rectangle around the panel, in page pixels."""
        xs, ys = zip(*self.corners, strict=True)
        return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def panels(rng: np.random.Generator, width: int, height: int) -> list[Panel]:
    """Rows of panels with gutters, some slanted, some bleeding over the edge of the paper."""
    margin = rng.integers(10, 50) if rng.random() < 0.75 else 0
    gutter_x, gutter_y = (int(rng.integers(3, 16)) for _ in range(2))
    border = int(rng.choice([0, 1, 2, 3, 4], p=[0.05, 0.25, 0.35, 0.25, 0.1]))
    rows = _cuts(
        rng, margin, height - margin, int(rng.choice([1, 2, 3, 4, 5], p=[0.06, 0.24, 0.4, 0.2, 0.1]))
    )
    found: list[Panel] = []
    for top, bottom in rows:
        columns = int(rng.choice([1, 2, 3, 4], p=[0.28, 0.42, 0.22, 0.08]))
        slant = rng.normal(0, 25) if rng.random() < 0.25 else 0.0
        cells = _cuts(rng, margin, width - margin, columns)
        for place, (left, right) in enumerate(cells):
            inner_left = left + (gutter_x / 2 if place else 0)
            inner_right = right - (gutter_x / 2 if place < len(cells) - 1 else 0)
            shift_left, shift_right = (slant if place else 0), (slant if place < len(cells) - 1 else 0)
            up, down = top + gutter_y / 2, bottom - gutter_y / 2
            if place == 0 and columns > 1 and down - up > 380 and rng.random() < 0.4:
                middle = rng.uniform(0.35, 0.65) * (down - up) + up
                found.append(_panel(inner_left, inner_right, up, middle - gutter_y / 2, 0, 0, border))
                up = middle + gutter_y / 2
                shift_left = shift_right = 0
            found.append(_panel(inner_left, inner_right, up, down, shift_left, shift_right, border))
    return found


def _panel(
    left: float, right: float, top: float, bottom: float, lean_left: float, lean_right: float, border: int
) -> Panel:
    """A panel whose left and right sides lean by so many pixels."""
    corners = [
        (left + lean_left, top),
        (right + lean_right, top),
        (right - lean_right, bottom),
        (left - lean_left, bottom),
    ]
    return Panel(corners, border)


def _cuts(rng: np.random.Generator, start: int, stop: int, parts: int) -> list[tuple[float, float]]:
    """The stretch from start to stop cut into parts of uneven length."""
    weights = rng.uniform(0.6, 1.6, parts)
    edges = start + (stop - start) * np.concatenate([[0], np.cumsum(weights) / weights.sum()])
    return [(low, high) for low, high in pairwise(edges.tolist())]
