"""Hair: what lies behind the head, the fringe before it, and the few strokes that doodles make do with."""

from math import pi

import numpy as np

from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, ellipse, line, lock, smooth
from data_tools.sketch.spec import Face

BARE = ("bald", "strands", "scribble", "zigzag", "buzz")
FRONT, BACK = 0.12, -0.15


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
        pattern = {"tone": "dots", "hatch": "lines"}.get(kind, kind)
        pen.tone(points, pattern, 0.25 + 0.35 * ((face.seed * 13) % 7) / 7, depth)
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
    for a, b in zip(edges, edges[1:], strict=False):
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


def draw_front_hair(pen: Pen) -> None:
    """The fringe and side locks, or the strokes that stand for hair."""
    face, rng = pen.face, pen.part("front hair")
    if face.hair in BARE:
        _few_strokes(pen)
        return
    root = -0.72 - 0.12 * (face.hair == "slick")
    inner = _inner_edge(pen, root)
    paint(pen, np.concatenate([cap(face), inner]), FRONT, outlined=False)
    pen.stroke(
        inner,
        1.0,
        FRONT,
        strand_shade(face) if face.hair_fill == "black" and face.skin < 100 else face.ink,
        sharp=True,
    )
    pen.stroke(cap(face), 1.1, FRONT)
    _side_locks(pen)
    if pen.style.detail > 0.5:
        _shine(pen)
    if face.hair == "ahoge" or (not pen.style.rough and rng.random() < 0.12):
        paint(pen, lock((-0.08, -1.28), (rng.uniform(-0.5, 0.5), -1.75), (0.08, -1.28), 0.25), FRONT)


def _inner_edge(pen: Pen, root: float) -> np.ndarray:
    """The lower edge of the fringe, right temple to left temple."""
    face, rng = pen.face, pen.rng
    end = face.width * face.hair_size
    if face.fringe == "none" or face.hair == "slick":
        peak = rng.uniform(0.0, 0.18)
        return smooth(
            [
                (end, -0.1),
                (0.86, -0.4),
                (0.5, root),
                (0, root + peak),
                (-0.5, root),
                (-0.86, -0.4),
                (-end, -0.1),
            ],
            4,
        )
    n = {"straight": 9, "wisps": 3, "parted": 6, "side": 5}.get(face.fringe, int(rng.integers(5, 9)))
    xs = np.linspace(end * 0.97, -end * 0.97, n + 1)
    part = rng.uniform(-0.4, 0.4)
    parts = [line((end, -0.1))]
    for a, b in zip(xs, xs[1:], strict=False):
        middle = (a + b) / 2
        top = [root + 0.55 * x * x for x in (a, b)]
        if face.fringe == "straight":
            tip, lean = -0.26 + 0.06 * rng.random(), 0.0
        elif face.fringe == "parted":
            tip, lean = -0.55 + 0.5 * abs(middle - part), 0.25 * np.sign(middle - part)
        elif face.fringe == "side":
            tip, lean = -0.4 + 0.2 * rng.random(), 0.3 * (1 if face.seed % 2 else -1)
        else:
            tip, lean = rng.uniform(-0.5, -0.12), rng.uniform(-0.15, 0.15)
        tip = (
            min(max(tip, max(top) + 0.08), face.eye_height + 0.02)
            if abs(middle) < 0.75
            else max(tip, max(top) + 0.05)
        )
        parts.append(lock((a, top[0]), (middle + lean, tip), (b, top[1]), lean * 0.3))
    return np.concatenate([*parts, line((-end, -0.1))])


def _side_locks(pen: Pen) -> None:
    """Locks before the ears; long for girls' cuts, stubs for the others."""
    face, rng = pen.face, pen.rng
    if face.hair in ("slick", "curly") or rng.random() < 0.25:
        return
    long = 1.0 if face.hair in ("long", "bob", "twintails", "braids") else 0.35
    r = face.hair_size * face.width
    for side in (-1, 1):
        low = long * rng.uniform(0.6, 1.1) - 0.05
        strand = lock(
            (side * r * 0.99, -0.3),
            (side * r * rng.uniform(0.86, 0.98), low),
            (side * r * 0.8, -0.36),
            side * 0.06,
        )
        paint(pen, strand, FRONT)


def _shine(pen: Pen) -> None:
    """Strands from the crown, and a band of light on dark hair."""
    face, rng = pen.face, pen.rng
    shade = strand_shade(face)
    for x in rng.uniform(-0.8, 0.8, int(rng.integers(2, 7))):
        top = -0.22 - 1.02 * face.hair_size * np.sqrt(1 - min(0.9, (x / 1.15) ** 2))
        pen.stroke(
            smooth([(x * 0.75, top + 0.12), (x, top + 0.28), (x * 1.06, -0.62)], 4),
            0.5,
            FRONT,
            shade,
            taper=0.8,
        )
    if face.hair_fill in ("black", "grey") and rng.random() < 0.6:
        side = 1 if rng.random() < 0.5 else -1
        upper = arc(side * 0.1, -0.1, 0.85, 0.95, 1.2 * pi, 1.6 * pi, 9)
        lower = arc(side * 0.1, -0.06, 0.82, 0.86, 1.6 * pi, 1.2 * pi, 9)
        lower[1::2, 1] += 0.08
        pen.fill(np.concatenate([upper, lower]) * (side, 1), 235, FRONT)


def _few_strokes(pen: Pen) -> None:
    """Single hairs, a scribble, a zigzag or stubble on an otherwise bald head."""
    face, rng = pen.face, pen.rng
    if face.hair == "strands":
        for x in np.linspace(-0.25, 0.25, int(rng.integers(2, 6))) + rng.uniform(-0.3, 0.3):
            tip = x * rng.uniform(1.5, 2.5) + rng.uniform(-0.1, 0.1)
            pen.stroke(
                smooth([(x, -1.2 + x * x * 0.4), (x * 1.2, -1.4), (tip, -1.4 - rng.uniform(0.05, 0.3))], 4),
                1.0,
                0.0,
            )
    elif face.hair == "scribble":
        t = np.linspace(0, 1, 60)
        loops = rng.integers(5, 11) * 2 * pi
        angle = pi + 0.25 + t * (pi - 0.5)
        r = 1.08 + 0.14 * np.sin(t * loops)
        pen.stroke(
            np.stack(
                [r * face.width * np.cos(angle - 0.08 * np.cos(t * loops)), -0.15 + r * 1.05 * np.sin(angle)],
                1,
            ),
            1.0,
            0.0,
        )
    elif face.hair == "zigzag":
        n = int(rng.integers(9, 17))
        angle = np.linspace(1.08 * pi, 1.92 * pi, n)
        r = np.where(np.arange(n) % 2, 1.02, 0.78) + rng.uniform(-0.06, 0.06, n)
        pen.stroke(
            np.stack([r * face.width * np.cos(angle), -0.15 + 1.05 * r * np.sin(angle)], 1),
            1.0,
            0.0,
            sharp=True,
        )
    elif face.hair == "buzz":
        paint(
            pen,
            np.concatenate(
                [
                    arc(0, -0.2, face.width * 1.0, 1.06, pi + 0.25, 2 * pi - 0.25, 15),
                    line((0.7, -0.6), (0, -0.75), (-0.7, -0.6)),
                ]
            ),
            0.05,
        )


def draw_hat(pen: Pen) -> None:
    """A cap, beanie, hair band, bow or cat ears."""
    face, rng = pen.face, pen.part("hat")
    r = face.hair_size * 1.04
    shade = int(rng.choice([face.paper, 40, 130]))
    if face.hat in ("cap", "beanie"):
        dome = arc(0, -0.55, r * face.width, 0.85 * r, pi, 2 * pi, 17)
        pen.shape(dome, shade, 1.1, 0.1)
        brim = 0.25 if face.hat == "beanie" else 0.12
        band = line((-r, -0.55 - brim), (r, -0.55 - brim), (r * 1.03, -0.5), (-r * 1.03, -0.5))
        pen.shape(band, face.paper, 1.0, 0.12)
        if face.hat == "cap":
            side = 1 if face.yaw >= 0 else -1
            pen.shape(
                smooth(
                    [(-0.5 * side, -0.52), (side, -0.7), (1.5 * side, -0.45), (0.6 * side, -0.4)], 4, True
                ),
                shade,
                1.0,
                0.3,
            )
    elif face.hat == "band":
        outer, inner = (
            arc(0, -0.22, r, 1.08 * r, 1.1 * pi, 1.9 * pi, 15),
            arc(0, -0.2, r * 0.98, 0.94 * r, 1.9 * pi, 1.1 * pi, 15),
        )
        pen.shape(np.concatenate([outer, inner]), shade, 0.9, 0.12)
    elif face.hat == "bow":
        x, y = (1 if face.seed % 2 else -1) * 0.65, -1.1
        for side in (-1, 1):
            wing = smooth([(x, y), (x + side * 0.35, y - 0.25), (x + side * 0.4, y + 0.2)], 4, True)
            pen.shape(wing, shade, 1.0, 0.15)
        pen.shape(ellipse(x, y, 0.1, 0.1, 11), shade, 1.0, 0.15)
    elif face.hat == "cat":
        for side in (-1, 1):
            ear = line((side * 0.3, -1.2), (side * 0.8, -1.75), (side * 1.0, -0.85))
            paint(pen, ear, 0.05)
            pen.fill(line((side * 0.48, -1.22), (side * 0.76, -1.52), (side * 0.85, -1.05)), face.paper, 0.05)
