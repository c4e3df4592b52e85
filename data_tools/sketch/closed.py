"""Eyes that are shut, or drawn as a sign: arcs, squeezed, crossed, weeping, spinning."""

from collections.abc import Callable
from math import pi

import numpy as np

from data_tools.sketch.shapes import arc, line, smooth
from data_tools.sketch.spot import Eye, Spot


def _down(spot: Spot, eye: Eye) -> None:
    pen = spot.pen
    tilt = 0.1 * min(0.0, spot.pen.face.brow_angle)
    u = np.linspace(-eye.width, eye.width, 13)
    v = 0.05 + 0.12 * (1 - (u / eye.width) ** 2) - tilt * u / eye.width * 0.6
    pen.stroke(spot.at(np.stack([u, v], 1)), 1.6 if not pen.style.rough else 1.1, taper=0.2)
    if eye.wing and not pen.style.rough:
        for t in (0.5, 0.75, 1.0):
            a = (eye.width * t, 0.05 + 0.12 * (1 - t**2))
            pen.stroke(spot.at(line(a, (a[0] + 0.06, a[1] + 0.07))), 0.8)


def _up(spot: Spot, eye: Eye) -> None:
    high = 0.2 if spot.pen.rng.random() < 0.7 else 0.28
    weight = 1.6 if not spot.pen.style.rough else 1.1
    spot.pen.stroke(spot.at(arc(0, 0.08, eye.width * 0.95, high, pi, 2 * pi, 13)), weight, taper=0.2)


def _caret(spot: Spot, eye: Eye) -> None:
    spot.pen.stroke(
        spot.at(line((-eye.width * 0.9, 0.12), (0, -0.14), (eye.width * 0.9, 0.12))), 1.3, sharp=True
    )


def _squeeze(spot: Spot, eye: Eye) -> None:
    w, k = eye.width * 0.9, spot.pen.rng.uniform(0.1, 0.18)
    spot.pen.stroke(spot.at(line((w, -k - 0.02), (-w, 0.02), (w, k + 0.03))), 1.4, taper=0.2, sharp=True)


def _tight(spot: Spot, eye: Eye) -> None:
    pen, w = spot.pen, eye.width
    pen.stroke(
        spot.at(smooth([(-w, 0.1), (-w * 0.4, 0.04), (w * 0.3, 0.02), (w * 1.1, -0.06)], 4)), 2.0, taper=0.3
    )
    pen.stroke(spot.at(smooth([(-w * 0.9, 0.0), (-w * 0.5, -0.03), (-w * 0.2, -0.1)], 4)), 0.6)
    pen.stroke(spot.at(line((w * 0.9, 0.02), (w * 1.2, 0.06))), 0.7)
    pen.stroke(spot.at(smooth([(-w * 0.6, 0.14), (0, 0.15), (w * 0.6, 0.1)], 4)), 0.6)


def _cross(spot: Spot, eye: Eye) -> None:
    r = 0.15
    for sign in (-1, 1):
        spot.pen.stroke(spot.at(line((-r, -r * sign), (r, r * sign))), 1.3)


def _tee(spot: Spot, eye: Eye) -> None:
    pen = spot.pen
    pen.stroke(spot.at(line((-eye.width, 0.0), (eye.width, 0.0))), 1.4)
    for u in (-0.06, 0.06) if pen.rng.random() < 0.4 else (0.0,):
        pen.stroke(spot.at(line((u, 0.0), (u, 0.42))), 1.1)


def _spiral(spot: Spot, eye: Eye) -> None:
    t = np.linspace(0, 5 * pi, 45)
    r = 0.22 * t / t[-1]
    spot.pen.stroke(spot.at(np.stack([r * np.cos(t), r * np.sin(t)], 1)), 0.9, taper=0, sharp=True)


CLOSED: dict[str, Callable[[Spot, Eye], None]] = {
    "down": _down, "up": _up, "caret": _caret, "squeeze": _squeeze, "tight": _tight, "cross": _cross,
    "tee": _tee, "spiral": _spiral,
}  # fmt: skip
