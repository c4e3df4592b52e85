"""Hair behind the head, and how a mass of hair is filled."""

from itertools import pairwise
from math import pi

import numpy as np

from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, ellipse, line, lock, smooth
from data_tools.sketch.spec import Face

BARE = ("bald", "strands", "scribble", "zigzag", "buzz")
FRONT, BACK = 0.12, -0.15  # depths before and behind the middle of the head


def cap(face: Face, start: float = pi, end: float = 2 * pi, n: int = 23) -> np.ndarray:
    """The outer edge of the hair over the skull, left to right unless told otherwise."""
    r = face.hair_size
    return arc(0, -0.22, r * face.width * 1.02, 1.08 * r, start, end, n)


def paint(pen: Pen, points: np.ndarray, depth: float, outlined: bool = True) -> None:
    """A mass of hair in the person's fill."""
    face = pen.face
    kind = face.hair_fill
    grey = 60 + (face.seed * 37) % 140
    shade = {"black": face.ink, "grey": grey}.get(kind, face.paper)
    pen.fill(points, shade, depth)
    if kind in ("tone", "hatch", "scribble"):
        ink = {"tone": "dots", "hatch": "lines"}.get(kind, kind)
        pen.tone(points, ink, 0.25 + 0.35 * ((face.seed * 13) % 7) / 7, depth)
    if outlined:
        pen.stroke(np.concatenate([points, points[:1]]), 1.0, depth, taper=0.2)


def strand_shade(face: Face) -> int:
    """The shade of a line within the hair: light on black, ink on everything else."""
    return face.paper if face.hair_fill == "black" else face.ink


def draw_back_hair(pen: Pen) -> None:
    """Everything behind the head: volume, lengths, tails, buns."""
    face, rng = pen.face, pen.part("back hair")
    if face.hair in BARE or face.hair == "slick":
        return
    r = face.hair_size * face.width
    if face.hair in ("long", "twintails", "ponytail", "braids", "buns", "bob", "bowl"):
        low = {"long": 2.3 + rng.uniform(-0.6, 0.6), "bob": 0.9, "bowl": 0.5}.get(face.hair, 0.3)
        flare = rng.uniform(-0.05, 0.25) if face.hair == "long" else rng.uniform(-0.1, 0.12)
        right = [(r * 1.02, 0.3 * low), (r * (1.02 + flare), 0.8 * low), (r * (0.9 + flare), low)]
        left = [(-x, y) for x, y in reversed(right)]
        _tails(pen)
        paint(pen, np.concatenate([cap(face), smooth(right, 4), smooth(left, 4)]), BACK)
    elif face.hair == "curly":
        angle = np.linspace(0.8 * pi, 2.2 * pi, 90)
        bump = r * (1.18 + 0.09 * np.abs(np.sin(angle * rng.integers(5, 8))))
        paint(pen, np.stack([bump * np.cos(angle), -0.15 + bump * np.sin(angle)], 1), BACK)
    else:
        _spikes(pen, r)


def _spikes(pen: Pen, r: float) -> None:
    """Short and spiky hair: a ring of locks around the skull."""
    face, rng = pen.face, pen.rng
    long = 0.35 if face.hair == "spiky" else 0.1
    n = int(rng.integers(7, 12))
    edges = np.linspace(0.92 * pi, 2.08 * pi, n + 1)
    sweep = rng.uniform(-0.25, 0.25)
    parts = []
    for a, b in pairwise(edges):
        reach = r * (1.06 + long * rng.uniform(0.6, 1.3))
        middle = (a + b) / 2 + sweep
        root = [(r * np.cos(t), -0.2 + 1.03 * r * np.sin(t)) for t in (a, b)]
        parts.append(lock(root[0], (reach * np.cos(middle), -0.2 + 1.04 * reach * np.sin(middle)), root[1]))
    sides = line((r * 0.95, 0.35), (r * 0.8, 0.5), (-r * 0.8, 0.5), (-r * 0.95, 0.35))
    paint(pen, np.concatenate([*parts, sides]), BACK)


def _tails(pen: Pen) -> None:
    face, rng = pen.face, pen.rng
    r = face.hair_size
    if face.hair in ("twintails", "braids"):
        for side in (-1, 1):
            x, y, low = side * r * 0.98, rng.uniform(-0.7, -0.1), rng.uniform(1.2, 2.2)
            out = side * rng.uniform(0.3, 0.6)
            outer = [(x, y - 0.12), (x + out, y + 0.25), (x + out * 1.1, (y + low) / 2), (x + out * 0.6, low)]
            inner = [
                (x + out * 0.3, low * 0.8),
                (x + side * 0.05, (y + low) / 2.4),
                (x - side * 0.06, y + 0.12),
            ]
            paint(pen, smooth(outer + inner, 5), BACK)
    elif face.hair == "ponytail":
        side = 1 if face.seed % 2 else -1
        tail = [
            (side * 0.2, -1.25),
            (side * 0.9, -1.5),
            (side * 1.6, -0.8),
            (side * 1.55, 0.6),
            (side * 1.25, 0.2),
            (side * 1.05, -0.6),
        ]
        paint(pen, smooth(tail, 5), BACK)
    elif face.hair == "buns":
        for side in (-1, 1):
            paint(pen, ellipse(side * r * 0.75, -1.05 * r, 0.36, 0.34, 17), BACK)
