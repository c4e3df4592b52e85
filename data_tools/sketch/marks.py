"""The signs of manga on a face: blush, gloom, sweat, the anger vein, steam and small signs in the air."""

from math import pi

import numpy as np

from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, drop, ellipse, line, smooth
from data_tools.sketch.tears import water


def draw_blush(pen: Pen) -> None:
    """Blush on the cheeks: hatching, a band over the nose, ovals, a soft grey or a scribble."""
    face, rng = pen.face, pen.part("blush", 0.6)
    if face.blush <= 0:
        return
    y = face.eye_height + 0.24 * face.eye_size + 0.06
    kind = "hatch" if face.blush_kind == "soft" and pen.style.rough else face.blush_kind
    if kind in ("band", "full"):
        reach, gap = 0.78, 0.1 if pen.style.rough else 0.075
        high = 0.2 if kind == "band" else 0.34
        for x in np.arange(-reach, reach, gap):
            pen.stroke(
                line((x + 0.05, y), (x - 0.04, y + high + rng.uniform(-0.04, 0.04))),
                0.85 if pen.style.rough else 0.6,
            )
        return
    for side in (-1, 1):
        x = side * (face.eye_gap + 0.1)
        _cheek(pen, kind, x, y + 0.06)


def _cheek(pen: Pen, kind: str, x: float, y: float) -> None:
    face, rng = pen.face, pen.rng
    weight = 0.95 if pen.style.rough else 0.7
    wide = 0.14 + 0.12 * face.blush
    if face.skin < 250 or kind == "soft":
        pen.tone(ellipse(x, y, wide * 1.1, wide * 0.6), "grey", 0.15 + 0.2 * face.blush)
    if kind == "ovals":
        pen.stroke(ellipse(x, y, wide, wide * 0.55, 17), 0.7)
        if rng.random() < 0.5 and face.blush > 0.4:
            kind = "hatch"
    if kind == "scribble":
        t = np.linspace(-1, 1, 9 + int(6 * face.blush))
        zig = np.where(np.arange(len(t)) % 2, 0.6, -0.6)
        pen.stroke(np.stack([x + t * wide, y + zig * wide * 0.6], 1), weight, sharp=True)
    if kind == "hatch":
        n = 3 + round(5 * max(0.0, face.blush - 0.3))
        for dx in np.linspace(-wide, wide, n):
            pen.stroke(line((x + dx + 0.05, y - 0.09), (x + dx - 0.05, y + 0.09)), weight)


def draw_gloom(pen: Pen) -> None:
    """Gloom: vertical lines down the forehead and cheek, for sad and shocked faces."""
    face, rng = pen.face, pen.part("gloom")
    if face.gloom <= 0:
        return
    one_side = rng.choice([-1, 0, 0, 1])
    for x in np.arange(-0.85, 0.86, 0.13 if not pen.style.rough else 0.18):
        if one_side and x * one_side < 0.1:
            continue
        top = -0.95 + 0.25 * x * x
        long = (0.45 + 0.4 * face.gloom) * (0.5 + 0.5 * abs(x)) * rng.uniform(0.75, 1.25)
        pen.stroke(line((x, top), (x, top + long)), 0.6)
    if face.gloom > 0.7 and not pen.style.rough:
        brow = np.concatenate(
            [arc(0, -0.2, face.width, 1.0, pi, 2 * pi, 13), line((0.95, -0.25), (-0.95, -0.25))]
        )
        pen.tone(brow, "lines" if face.skin > 250 else "grey", 0.35, 0.0)


def draw_sweat(pen: Pen) -> None:
    """Sweat drops at the temples and the forehead."""
    face, rng = pen.face, pen.part("sweat")
    side = 1 if face.yaw <= 0 else -1
    for k in range(face.sweat):
        x = (0.78, -0.8, 0.45)[k] * side + rng.uniform(-0.06, 0.06)
        y = (-0.3, 0.05, -0.62)[k] + rng.uniform(-0.1, 0.1)
        pen.shape(drop(x, y, rng.uniform(0.09, 0.14), rng.uniform(-0.4, 0.4)), water(pen), 0.9)


def draw_veins(pen: Pen) -> None:
    """The cross-shaped anger vein on the forehead, or beside it."""
    face, rng = pen.face, pen.part("vein")
    for k in range(face.vein):
        side = (1 if face.seed % 2 else -1) * (-1) ** k
        cx, cy = side * rng.uniform(0.5, 0.85), rng.uniform(-0.9, -0.6)
        r = rng.uniform(0.16, 0.24)
        for turn in np.arange(4) * pi / 2 + rng.uniform(0, 0.5):
            c, s = np.cos(turn), np.sin(turn)
            bent = smooth([(0.25, 1.0), (0.3, 0.3), (1.0, 0.25)], 4) * r
            pen.stroke(
                np.stack([cx + c * bent[:, 0] - s * bent[:, 1], cy + s * bent[:, 0] + c * bent[:, 1]], 1),
                1.5,
                0.2,
            )


def draw_steam(pen: Pen) -> None:
    """Puffs of steam above a head that boils."""
    face, rng = pen.face, pen.part("steam")
    for k in range(face.steam):
        side = (-1) ** k
        x, y = side * rng.uniform(0.9, 1.2), -1.0 + rng.uniform(-0.2, 0.2)
        puff = [
            arc(x + dx, y + dy, 0.14, 0.12, a, a + 1.4 * pi, 9)
            for dx, dy, a in ((-0.1, 0, 0.7 * pi), (0.06, -0.08, pi), (0.14, 0.06, 1.5 * pi))
        ]
        pen.stroke(np.concatenate(puff), 0.8, 0.1, sharp=True)


def draw_sign(pen: Pen) -> None:
    """An exclamation mark, note, heart or sparkles in the air beside the head."""
    face, rng = pen.face, pen.part("sign")
    if not face.sign:
        return
    x, y = (1 if face.seed % 2 else -1) * rng.uniform(1.2, 1.4), rng.uniform(-1.2, -0.8)
    if face.sign == "!":
        pen.stroke(line((x, y - 0.3), (x - 0.02, y + 0.12)), 2.4, 0.0, taper=0)
        pen.fill(ellipse(x - 0.03, y + 0.3, 0.07, 0.07, 11), face.ink, 0.0)
    elif face.sign == "note":
        pen.fill(ellipse(x, y + 0.2, 0.12, 0.09, 13), face.ink, 0.0)
        pen.stroke(line((x + 0.11, y + 0.2), (x + 0.11, y - 0.25), (x + 0.3, y - 0.1)), 1.2, 0.0, taper=0)
    elif face.sign == "heart":
        half = [(x, y - 0.08), (x + 0.12, y - 0.22), (x + 0.24, y - 0.05), (x, y + 0.25)]
        mirrored = [(2 * x - a, b) for a, b in reversed(half[1:-1])]
        pen.shape(smooth(half + mirrored, 4, True), int(rng.choice([face.ink, face.paper])), 1.0, 0.0)
    elif face.sign == "sparkle":
        for _ in range(int(rng.integers(1, 4))):
            _sparkle(pen, x + rng.uniform(-0.2, 0.2), y + rng.uniform(-0.3, 0.6), rng.uniform(0.1, 0.22))


def _sparkle(pen: Pen, x: float, y: float, size: float) -> None:
    angle = np.arange(9) * pi / 4
    reach = size * np.where(np.arange(9) % 2, 0.3, 1.0)
    pen.shape(np.stack([x + reach * np.cos(angle), y + reach * np.sin(angle)], 1), pen.face.paper, 0.8, 0.0)
