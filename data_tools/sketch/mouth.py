"""Mouths: some twenty ways to draw one, each around its own centre in half face widths."""

from collections.abc import Callable
from math import pi

import numpy as np

from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, ellipse, line, smooth

Mouth = Callable[[Pen, float, float], None]


def draw_mouth(pen: Pen) -> None:
    """The mouth the face asks for."""
    pen.part("mouth")
    MOUTHS[pen.face.mouth](pen, pen.face.mouth_width, pen.face.mouth_open)


def _at(pen: Pen, points: np.ndarray | list) -> np.ndarray:
    """Points around the mouth's centre, tilted, as points of the face."""
    points = np.asarray(points, dtype=float)
    moved = points + (0, pen.face.mouth_height)
    moved[:, 1] -= points[:, 0] * 0.25 * pen.face.mouth_tilt
    return moved


def _curve(bend: float) -> Mouth:
    """A single stroke, its corners up (bend above 0) or down."""

    def draw(pen: Pen, w: float, h: float) -> None:
        b = bend * w * (0.6 + 0.8 * h)
        pen.stroke(
            _at(pen, smooth([(-w, -b), (-w * 0.5, b * 0.35), (0, b * 0.7), (w * 0.5, b * 0.35), (w, -b)], 4)),
            1.1,
        )
        if not pen.style.rough and pen.rng.random() < 0.3 and bend < 0:
            pen.stroke(_at(pen, line((-w * 0.3, w * 0.5), (w * 0.3, w * 0.5))), 0.6)

    return draw


def _scowl(pen: Pen, w: float, h: float) -> None:
    pen.stroke(
        _at(pen, [(-w, 0.4 * w), (-w * 0.15, -0.25 * w), (w * 0.3, -0.1 * w), (w, 0.45 * w)]), 1.2, sharp=True
    )


def _smirk(pen: Pen, w: float, h: float) -> None:
    side = 1 if pen.face.mouth_tilt >= 0 else -1
    pen.stroke(
        _at(
            pen, smooth([(-w * side, 0.1 * w), (0, 0.14 * w), (0.6 * w * side, 0.0), (w * side, -0.3 * w)], 5)
        ),
        1.1,
    )
    pen.stroke(_at(pen, line((w * 0.95 * side, -0.42 * w), (w * 1.1 * side, -0.14 * w))), 0.8)


def _cat(pen: Pen, w: float, h: float) -> None:
    half = w * 0.5
    both = [arc(x, 0, half, half * 0.8, pi if x < 0 else pi, 0, 9) for x in (-half, half)]
    pen.stroke(_at(pen, np.concatenate(both)), 1.1, sharp=True)


def _wavy(pen: Pen, w: float, h: float) -> None:
    waves = pen.rng.uniform(1.5, 3)
    x = np.linspace(-w, w, 25)
    pen.stroke(_at(pen, np.stack([x, np.sin((x + w) / w * pi * waves) * w * 0.2], axis=1)), 1.1, sharp=True)


def _zigzag(pen: Pen, w: float, h: float) -> None:
    n = int(pen.rng.integers(5, 9))
    x = np.linspace(-w, w, n)
    pen.stroke(_at(pen, np.stack([x, np.where(np.arange(n) % 2, 0.22, -0.22) * w], axis=1)), 1.1, sharp=True)


def _shy(pen: Pen, w: float, h: float) -> None:
    x = np.linspace(-w, w, 17)
    y = 0.14 * w * np.sin(x / w * pi * 1.8) + 0.22 * w * (1 - (x / w) ** 2)
    pen.stroke(_at(pen, np.stack([x, y], axis=1)), sharp=True)


def _pout(pen: Pen, w: float, h: float) -> None:
    pen.stroke(_at(pen, smooth([(-w, 0.3 * w), (0, -0.3 * w), (w, 0.3 * w)], 5)), 1.1)
    pen.stroke(_at(pen, line((-w * 0.5, w * 0.9), (w * 0.5, w * 0.9))), 0.7)


def _hollow(pen: Pen, points: np.ndarray, teeth: bool = False, tongue: bool = False) -> None:
    """An open mouth: dark, grey or left white, with teeth above and a tongue below."""
    face, rng = pen.face, pen.rng
    points = _at(pen, points)
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


def _teeth(pen: Pen, points: np.ndarray, w: float, rows: int) -> None:
    """A mouth full of clenched teeth inside the points, a middle line and bars between them."""
    points = _at(pen, points)
    pen.shape(points, pen.face.paper, 1.1)
    low, high = points.min(axis=0), points.max(axis=0)
    half = len(points) // 2
    top, bottom = points[:half], points[half:][::-1]
    if rows > 1:
        n = min(len(top), len(bottom))
        pen.stroke((top[:n] + bottom[:n]) / 2, 0.6)
    for x in np.linspace(low[0], high[0], int(pen.rng.integers(5, 9)))[1:-1]:
        a, b = (np.interp(x, *sorted_by_x(part)) for part in (top, bottom))
        pen.stroke(line((x, a), (x, b)), 0.6)


def sorted_by_x(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
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
        pen.shape(_at(pen, fang), pen.face.paper, 0.5)


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


MOUTHS: dict[str, Mouth] = {
    "line": _curve(0.0), "short": _curve(0.06), "smile": _curve(0.55), "frown": _curve(-0.5), "pout_down": _curve(-0.9),
    "scowl": _scowl, "smirk": _smirk, "cat": _cat, "wavy": _wavy, "zigzag": _zigzag, "shy": _shy, "pout": _pout,
    "smile_open": _smile_open, "laugh": _laugh, "grin": _grin, "gritted": _gritted, "snarl": _snarl, "shout": _shout,
    "wail": _wail, "gape": _gape, "box": _box, "wavy_open": _wavy_open, "o": _oval, "small": _small,
}  # fmt: skip
