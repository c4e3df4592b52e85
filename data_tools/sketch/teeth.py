"""Clenched and bared teeth: grins, gritted teeth and snarls."""

import numpy as np

from data_tools.sketch.lips import Mouth, at
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import line, smooth


def _teeth(pen: Pen, points: np.ndarray, w: float, rows: int) -> None:
    """A mouth full of clenched teeth inside the points, a middle line and bars between them."""
    points = at(pen, points)
    pen.shape(points, pen.face.paper, 1.1)
    low, high = points.min(axis=0), points.max(axis=0)
    half = len(points) // 2
    top, bottom = points[:half], points[half:][::-1]
    if rows > 1:
        n = min(len(top), len(bottom))
        pen.stroke((top[:n] + bottom[:n]) / 2, 0.6)
    for x in np.linspace(low[0], high[0], int(pen.rng.integers(5, 9)))[1:-1]:
        a, b = (np.interp(x, *_by_x(part)) for part in (top, bottom))
        pen.stroke(line((x, a), (x, b)), 0.6)


def _by_x(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """x and y of points, left to right, as interpolation wants them."""
    order = np.argsort(points[:, 0])
    return points[order, 0], points[order, 1]


def _grin(pen: Pen, w: float, h: float) -> None:
    top = smooth(
        [(-w, -0.35 * w), (-w / 2, -0.12 * w), (0, -0.05 * w), (w / 2, -0.12 * w), (w, -0.35 * w)], 3
    )
    bottom = smooth(
        [(w, -0.35 * w), (w * 0.6, 0.25 * w), (0, 0.45 * w), (-w * 0.6, 0.25 * w), (-w, -0.35 * w)], 3
    )
    _teeth(pen, np.concatenate([top, bottom]), w, int(pen.rng.integers(1, 3)))


def _gritted(pen: Pen, w: float, h: float) -> None:
    top = smooth(
        [(-w, 0.12 * w), (-w * 0.8, -0.3 * w), (0, -0.36 * w), (w * 0.8, -0.3 * w), (w, 0.12 * w)], 3
    )
    bottom = smooth(
        [(w, 0.12 * w), (w * 0.85, 0.42 * w), (0, 0.3 * w), (-w * 0.85, 0.42 * w), (-w, 0.12 * w)], 3
    )
    _teeth(pen, np.concatenate([top, bottom]), w, 2)


def _snarl(pen: Pen, w: float, h: float) -> None:
    side = -1 if pen.rng.random() < 0.5 else 1
    top = smooth([(-w, 0.1 * w), (-w * 0.5, -0.1 * w), (w * 0.5, -0.35 * w), (w, -0.2 * w)], 4) * (side, 1)
    bottom = smooth([(w, -0.2 * w), (w * 0.8, 0.3 * w), (0, 0.25 * w), (-w, 0.1 * w)], 4) * (side, 1)
    _teeth(pen, np.concatenate([top, bottom]), w, 2)


TEETH: dict[str, Mouth] = {"grin": _grin, "gritted": _gritted, "snarl": _snarl}
