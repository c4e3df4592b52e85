"""Open mouths and bared teeth, and the choice among all mouths."""

from math import pi

import numpy as np

from data_tools.sketch.lips import LIPS, Mouth, at
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, ellipse, line, smooth
from data_tools.sketch.teeth import TEETH


def draw_mouth(pen: Pen) -> None:
    """The mouth the face asks for."""
    pen.part("mouth", 0.45)
    MOUTHS[pen.face.mouth](pen, pen.face.mouth_width, pen.face.mouth_open)


def _hollow(pen: Pen, points: np.ndarray, teeth: bool = False, tongue: bool = False) -> None:
    """An open mouth: dark, grey or left white, with teeth above and a tongue below."""
    face, rng = pen.face, pen.rng
    points = at(pen, points)
    low, high = points.min(axis=0), points.max(axis=0)
    dark = rng.choice(
        [face.ink, face.ink, 110, face.paper] if not pen.style.rough else [face.paper] * 4 + [face.ink]
    )
    pen.fill(points, int(dark))
    size = high - low
    if tongue and rng.random() < pen.style.detail:
        shade = 150 if dark < 60 else face.paper
        y = low[1] + size[1] * 0.72
        inside = points[points[:, 1] > y]
        if len(inside) > 2:
            pen.fill(inside, shade)
            pen.stroke(smooth([inside[0], ((low[0] + high[0]) / 2, y - 0.1 * size[1]), inside[-1]], 4), 0.5)
    if teeth and rng.random() < pen.style.detail:
        y = low[1] + size[1] * 0.24
        inside = points[points[:, 1] < y]
        if len(inside) > 2:
            pen.fill(inside, face.paper)
    pen.stroke(
        np.concatenate([points, points[:1]]),
        1.0,
        taper=0.1,
        sharp=pen.face.mouth in ("box", "shout", "wavy_open"),
    )


def _smile_open(pen: Pen, w: float, h: float) -> None:
    top = smooth([(-w, -0.28 * w), (0, -0.05 * w), (w, -0.28 * w)], 5)
    deep = arc(0, -0.2 * w, w, w * (0.5 + h), 0.1, pi - 0.1, 17)
    _hollow(pen, np.concatenate([top, deep]), teeth=pen.rng.random() < 0.5, tongue=True)


def _laugh(pen: Pen, w: float, h: float) -> None:
    top = line((-w, -0.3 * w), (0, -0.22 * w), (w, -0.3 * w))
    _hollow(pen, np.concatenate([top, arc(0, -0.28 * w, w, w * (0.65 + h), 0.05, pi - 0.05, 17)]), True, True)


def _wail(pen: Pen, w: float, h: float) -> None:
    d, k = w * h, pen.rng.uniform(0.0, 0.12) * w
    points = smooth(
        [
            (-w * 0.45, -0.5 * d),
            (0, -0.5 * d - k),
            (w * 0.45, -0.5 * d),
            (w * 0.95, 0.45 * d),
            (w * 0.4, 0.42 * d + k),
            (0, 0.36 * d),
            (-w * 0.4, 0.42 * d + k),
            (-w * 0.95, 0.45 * d),
        ],
        4,
        True,
    )
    _hollow(pen, points, teeth=pen.rng.random() < 0.3, tongue=True)


def _shout(pen: Pen, w: float, h: float) -> None:
    d = w * h
    points = smooth(
        [
            (-w * 0.75, -0.5 * d),
            (0, -0.62 * d),
            (w * 0.75, -0.5 * d),
            (w, 0.5 * d),
            (0, 0.72 * d),
            (-w, 0.5 * d),
        ],
        4,
        True,
    )
    _hollow(pen, points, teeth=True, tongue=True)
    for side in (-1, 1):
        x = side * w * 0.5
        fang = [(x - 0.1 * w, -0.56 * d), (x, -0.2 * d), (x + 0.1 * w, -0.56 * d)]
        pen.shape(at(pen, fang), pen.face.paper, 0.5)


def _gape(pen: Pen, w: float, h: float) -> None:
    _hollow(
        pen, ellipse(0, 0.1 * w * h, w * 0.72, w * h * 0.75, 21), teeth=False, tongue=pen.rng.random() < 0.3
    )


def _box(pen: Pen, w: float, h: float) -> None:
    d = w * h * 0.6
    _hollow(
        pen, line((-w * 0.55, -d), (w * 0.55, -d), (w * 0.8, d), (-w * 0.8, d)), teeth=pen.rng.random() < 0.5
    )


def _wavy_open(pen: Pen, w: float, h: float) -> None:
    x = np.linspace(-w, w, 17)
    wave = 0.13 * w * np.sin(x / w * pi * pen.rng.uniform(1.6, 2.6))
    d = w * (0.2 + 0.3 * h) * np.sqrt(np.clip(1 - (x / w) ** 4, 0.05, 1))
    _hollow(pen, np.concatenate([np.stack([x, wave - d], 1), np.stack([x, wave + d], 1)[::-1]]))


def _oval(pen: Pen, w: float, h: float) -> None:
    _hollow(pen, ellipse(0, 0, w * 0.8, w * max(0.5, h) * 0.9, 15))


def _small(pen: Pen, w: float, h: float) -> None:
    _oval(pen, min(w, 0.1), h)


MOUTHS: dict[str, Mouth] = LIPS | TEETH | {
    "smile_open": _smile_open, "laugh": _laugh, "wail": _wail, "shout": _shout, "gape": _gape, "box": _box,
    "wavy_open": _wavy_open, "o": _oval, "small": _small,
}  # fmt: skip
