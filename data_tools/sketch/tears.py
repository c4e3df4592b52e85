"""Tears: drops, trails, streams, beads on the lid, fountains."""

from math import pi

import numpy as np

from data_tools.sketch.pen import CHIN, Pen
from data_tools.sketch.shapes import arc, drop, ellipse, smooth


def draw_tears(pen: Pen) -> None:
    """Tears under both eyes: drops, trails, streams, beads on the lid or fountains, by their amount."""
    face = pen.face
    if face.tears <= 0:
        return
    for side in (-1, 1):
        pen.part(f"tears{side}")
        x = side * (face.eye_gap + 0.03)
        y = face.eye_height + 0.17 * face.eye_size
        TEARS[face.tear_kind](pen, side, x, y)


def water(pen: Pen) -> int:
    """The shade of tears and sweat: paper, or bright on grey skin."""
    return pen.face.paper if pen.face.skin >= 250 else 250


def _drops(pen: Pen, side: int, x: float, y: float) -> None:
    rng, face = pen.rng, pen.face
    size = 0.1 + 0.04 * face.tears
    for k in range(1 if face.tears < 0.75 else 2):
        at = (
            x + side * (0.06 + 0.14 * k) + rng.uniform(-0.03, 0.03),
            y + 0.14 + 0.2 * k + rng.uniform(0, 0.08),
        )
        pen.shape(drop(*at, size * (1 - 0.2 * k)), water(pen), 0.9)


def _trail(pen: Pen, side: int, x: float, y: float) -> None:
    end = y + 0.25 + 0.25 * pen.face.tears
    path = smooth([(x, y), (x + side * 0.05, (y + end) / 2), (x + side * 0.02, end)], 5)
    pen.stroke(path, 0.8)
    pen.shape(drop(x + side * 0.02, end + 0.12, 0.09), water(pen), 0.9)


def _streams(pen: Pen, side: int, x: float, y: float) -> None:
    half = 0.09 + 0.09 * pen.face.tears
    low = CHIN * pen.face.length * 0.86
    v = np.linspace(y - 0.06, low, 7)
    bend = pen.rng.uniform(-0.02, 0.03, 7)
    inner = np.stack([x - side * (half - 0.02) + bend, v], 1)
    outer = np.stack([x + side * half + bend, v], 1)
    pen.fill(np.concatenate([inner, outer[::-1]]), water(pen))
    for edge in (inner, outer):
        pen.stroke(smooth(edge, 3), 0.9)
    if pen.style.detail > 0.5:
        middle = (inner + outer) / 2
        pen.stroke(middle[1:4], 0.5)


def _welling(pen: Pen, side: int, x: float, y: float) -> None:
    r = 0.1 + 0.04 * pen.face.tears
    for dx in (0.16 * side, -0.1 * side)[: 1 if pen.face.tears < 0.6 else 2]:
        pen.shape(ellipse(x + dx, y + 0.0, r, r * 0.85, 13), water(pen), 0.9)
        pen.stroke(arc(x + dx - 0.02, y - 0.01, r * 0.5, r * 0.4, pi, 1.5 * pi, 5), 0.5)


def _fountain(pen: Pen, side: int, x: float, y: float) -> None:
    reach, rng = 0.5 + 0.4 * pen.face.tears, pen.rng
    upper = smooth([(x, y - 0.12), (x + side * reach * 0.5, y - 0.42), (x + side * reach, y - 0.1)], 5)
    lower = smooth([(x + side * reach, y + 0.14), (x + side * reach * 0.5, y - 0.18), (x, y + 0.08)], 5)
    pen.fill(np.concatenate([upper, lower]), water(pen))
    for edge in (upper, lower):
        pen.stroke(edge, 0.9)
    for _ in range(3):
        at = (x + side * (reach + rng.uniform(0, 0.25)), y + rng.uniform(-0.1, 0.5))
        pen.shape(drop(*at, 0.09), water(pen), 0.8)


TEARS = {"drops": _drops, "trail": _trail, "streams": _streams, "welling": _welling, "fountain": _fountain}
