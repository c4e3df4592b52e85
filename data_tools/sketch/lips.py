"""Closed mouths: a stroke or two around the mouth's own centre, in half face widths."""

from collections.abc import Callable
from math import pi

import numpy as np

from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, line, smooth

Mouth = Callable[[Pen, float, float], None]


def at(pen: Pen, points: np.ndarray | list) -> np.ndarray:
    """Points around the mouth's centre, tilted, as points of the face."""
    points = np.asarray(points, dtype=float)
    x, y = points[:, 0], points[:, 1]
    return np.stack([x, y + pen.face.mouth_height - 0.25 * pen.face.mouth_tilt * x], axis=1)


def _curve(bend: float) -> Mouth:
    """A single stroke, its corners up (bend above 0) or down."""

    def draw(pen: Pen, w: float, h: float) -> None:
        b = bend * w * (0.6 + 0.8 * h)
        pen.stroke(
            at(pen, smooth([(-w, -b), (-w * 0.5, b * 0.35), (0, b * 0.7), (w * 0.5, b * 0.35), (w, -b)], 4)),
            1.1,
        )
        if not pen.style.rough and pen.rng.random() < 0.3 and bend < 0:
            pen.stroke(at(pen, line((-w * 0.3, w * 0.5), (w * 0.3, w * 0.5))), 0.6)

    return draw


def _scowl(pen: Pen, w: float, h: float) -> None:
    pen.stroke(
        at(pen, [(-w, 0.4 * w), (-w * 0.15, -0.25 * w), (w * 0.3, -0.1 * w), (w, 0.45 * w)]), 1.2, sharp=True
    )


def _smirk(pen: Pen, w: float, h: float) -> None:
    side = 1 if pen.face.mouth_tilt >= 0 else -1
    pen.stroke(
        at(
            pen, smooth([(-w * side, 0.1 * w), (0, 0.14 * w), (0.6 * w * side, 0.0), (w * side, -0.3 * w)], 5)
        ),
        1.1,
    )
    pen.stroke(at(pen, line((w * 0.95 * side, -0.42 * w), (w * 1.1 * side, -0.14 * w))), 0.8)


def _cat(pen: Pen, w: float, h: float) -> None:
    half = w * 0.5
    both = [arc(x, 0, half, half * 0.8, pi, 0, 9) for x in (-half, half)]
    pen.stroke(at(pen, np.concatenate(both)), 1.1, sharp=True)


def _wavy(pen: Pen, w: float, h: float) -> None:
    waves = pen.rng.uniform(1.5, 3)
    x = np.linspace(-w, w, 25)
    pen.stroke(at(pen, np.stack([x, np.sin((x + w) / w * pi * waves) * w * 0.2], axis=1)), 1.1, sharp=True)


def _zigzag(pen: Pen, w: float, h: float) -> None:
    n = int(pen.rng.integers(5, 9))
    x = np.linspace(-w, w, n)
    pen.stroke(at(pen, np.stack([x, np.where(np.arange(n) % 2, 0.22, -0.22) * w], axis=1)), 1.1, sharp=True)


def _shy(pen: Pen, w: float, h: float) -> None:
    x = np.linspace(-w, w, 17)
    y = 0.14 * w * np.sin(x / w * pi * 1.8) + 0.22 * w * (1 - (x / w) ** 2)
    pen.stroke(at(pen, np.stack([x, y], axis=1)), sharp=True)


def _pout(pen: Pen, w: float, h: float) -> None:
    pen.stroke(at(pen, smooth([(-w, 0.3 * w), (0, -0.3 * w), (w, 0.3 * w)], 5)), 1.1)
    pen.stroke(at(pen, line((-w * 0.5, w * 0.9), (w * 0.5, w * 0.9))), 0.7)


LIPS: dict[str, Mouth] = {
    "line": _curve(0.0), "short": _curve(0.02), "smile": _curve(0.55), "frown": _curve(-0.5),
    "pout_down": _curve(-0.9), "scowl": _scowl, "smirk": _smirk, "cat": _cat, "wavy": _wavy,
    "zigzag": _zigzag, "shy": _shy, "pout": _pout,
}  # fmt: skip
