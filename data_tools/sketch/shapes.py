"""Curves as arrays of points (n x 2): what strokes and fills are made of."""

from functools import lru_cache
from math import pi

import numpy as np


def line(*points: tuple[float, float]) -> np.ndarray:
    """A polyline through the points given."""
    return np.array(points, dtype=float)


def arc(cx: float, cy: float, rx: float, ry: float, start: float, end: float, n: int = 17) -> np.ndarray:
    """Part of an ellipse from angle `start` to `end` in radians, clockwise on paper from the right."""
    angle = np.linspace(start, end, n)
    return np.stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)], axis=1)


def ellipse(cx: float, cy: float, rx: float, ry: float, n: int = 25, start: float = -pi / 2) -> np.ndarray:
    """A closed ellipse that begins at its top unless told otherwise."""
    return arc(cx, cy, rx, ry, start, start + 2 * pi, n)


@lru_cache(maxsize=256)
def _weights(count: int, per: int, closed: bool) -> np.ndarray:
    """Catmull-Rom weights: rows are points of the curve, columns its control points."""
    spans = count if closed else count - 1
    t = np.arange(per) / per
    basis = 0.5 * np.stack(
        [-(t**3) + 2 * t**2 - t, 3 * t**3 - 5 * t**2 + 2, -3 * t**3 + 4 * t**2 + t, t**3 - t**2], axis=1
    )
    weights = np.zeros((spans * per + 1, count))
    for span in range(spans):
        for k in range(4):
            index = span + k - 1
            index = index % count if closed else min(max(index, 0), count - 1)
            weights[span * per : (span + 1) * per, index] += basis[:, k]
    weights[-1, 0 if closed else count - 1] = 1
    return weights


def smooth(points: np.ndarray | list, per: int = 6, closed: bool = False) -> np.ndarray:
    """A smooth curve through the points, `per` samples from each to the next."""
    points = np.asarray(points, dtype=float)
    return _weights(len(points), per, closed) @ points


def drop(cx: float, cy: float, size: float, lean: float = 0.0) -> np.ndarray:
    """A tear or sweat drop of about 2.4 sizes height, its point up, leaning sideways by `lean` sizes."""
    tip = [[cx + lean * size, cy - 1.5 * size]]
    return np.concatenate([tip, arc(cx, cy, 0.8 * size, 0.9 * size, -0.3, pi + 0.3, 11), tip])


def lock(root_a: tuple, tip: tuple, root_b: tuple, bend: float = 0.0) -> np.ndarray:
    """A lock of hair: from one root to the tip and back to the other root, both sides bent by `bend`."""
    a, t, b = (np.asarray(p, dtype=float) for p in (root_a, tip, root_b))
    s = np.linspace(0, 1, 7)[:, None]
    push = np.array([bend, 0.0])
    down = (1 - s) ** 2 * a + 2 * s * (1 - s) * ((a + t) / 2 + push) + s**2 * t
    up = (1 - s) ** 2 * t + 2 * s * (1 - s) * ((b + t) / 2 + push) + s**2 * b
    return np.concatenate([down, up[1:]])
