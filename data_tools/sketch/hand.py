"""How a hand moves and what its pen leaves: shaken paths, and ribbons of varying width."""

import numpy as np
from PIL import ImageDraw

from data_tools.sketch.shapes import smooth
from data_tools.sketch.style import Style

STEP = 0.07  # half face widths between the points of a shaken line


def shaken(
    points: np.ndarray, style: Style, wobble: float, rng: np.random.Generator, sharp: bool
) -> np.ndarray:
    """A path as the hand draws it: shifted, wobbling, running past its ends; in half face widths."""
    if not wobble and not style.drift:
        return points
    steps = np.hypot(*np.diff(points, axis=0).T)
    length = float(steps.sum())
    if not sharp and length > 0.05:
        # Small shapes keep a few corners, or a coarse hand would flatten tears and round mouths to lines.
        points = _resampled(points, steps, min(style.coarse or STEP, length / 8))
    n = len(points)
    # Short strokes are drawn with more care, or eyes would land on cheeks.
    care = min(1.0, 0.35 + length / 3)
    moved = _waves(n, length, rng) * wobble * care + rng.standard_normal(2) * style.drift * care
    if style.tremor:
        moved = moved + rng.standard_normal((n, 2)) * style.tremor
    points = points + moved
    if sharp or n < 3:
        return points
    for end, inner in ((0, 1), (-1, -2)):
        way = points[end] - points[inner]
        points[end] += way / (np.hypot(*way) + 1e-9) * rng.normal(0, style.overshoot) * care
    return smooth(points, 2) if style.coarse and n > 4 else points


def _waves(n: int, length: float, rng: np.random.Generator) -> np.ndarray:
    """Slow swings of about unit size along a path of n points."""
    knots = rng.standard_normal((max(2, int(length / 0.35) + 2), 2))
    t, index = np.linspace(0, len(knots) - 1, n), np.arange(len(knots))
    return np.stack([np.interp(t, index, knots[:, 0]), np.interp(t, index, knots[:, 1])], axis=1)


def _resampled(points: np.ndarray, steps: np.ndarray, step: float) -> np.ndarray:
    """The same line with a point about every `step`, at most 60 of them."""
    along = np.concatenate([[0.0], np.cumsum(steps)])
    t = np.linspace(0, along[-1], min(60, max(3, int(along[-1] / step) + 1)))
    return np.stack([np.interp(t, along, points[:, 0]), np.interp(t, along, points[:, 1])], axis=1)


def ribbon(draw: ImageDraw.ImageDraw, path: np.ndarray, width: float, taper: float, shade: int) -> None:
    """A stroke as a polygon around its path, in canvas pixels, thinner at its ends by the share `taper`."""
    n = len(path)
    way = np.empty_like(path)
    way[1:-1] = path[2:] - path[:-2]
    way[0], way[-1] = path[1] - path[0], path[-1] - path[-2]
    way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)[:, None]
    half = np.full(n, width / 2)
    if taper:
        half *= 1 - taper + taper * np.sin(np.linspace(0.12, np.pi - 0.12, n)) ** 0.7
    half = np.maximum(half, 0.35)
    side = np.stack([-way[:, 1], way[:, 0]], axis=1) * half[:, None]
    draw.polygon(np.concatenate([path + side, (path - side)[::-1]]).ravel().tolist(), fill=shade)
    # The polygon pinches where a path turns sharply: a thin line and round corners fill it up.
    thin = int(2 * half.min())
    if thin >= 1:
        draw.line(path.ravel().tolist(), fill=shade, width=thin)
    if width > 2.5:
        turn = np.abs(way[1:, 0] * way[:-1, 1] - way[1:, 1] * way[:-1, 0]) > 0.6
        for i in [*(np.flatnonzero(turn) + 1).tolist(), *([0, n - 1] if taper < 0.4 else [])]:
            x, y, r = path[i, 0], path[i, 1], half[i]
            draw.ellipse((x - r, y - r, x + r, y + r), fill=shade)
