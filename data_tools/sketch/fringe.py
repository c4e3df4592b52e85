"""Hair before the head: the fringe with its shadow, side locks and shine."""

from itertools import pairwise
from math import pi

import numpy as np

from data_tools.sketch.doodled import draw_few_strokes
from data_tools.sketch.hair import BARE, FRONT, cap, paint, strand_shade
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, line, lock, smooth
from data_tools.sketch.spec import Face


def draw_front_hair(pen: Pen) -> None:
    """The fringe and side locks, or the strokes that stand for hair."""
    face, rng = pen.face, pen.part("front hair")
    if face.hair in BARE:
        draw_few_strokes(pen)
        return
    inner = _inner_edge(pen)
    paint(pen, np.concatenate([cap(face), inner]), FRONT, outlined=False)
    pen.stroke(inner, 1.0, FRONT, sharp=True)
    pen.stroke(cap(face), 1.1, FRONT)
    _side_locks(pen)
    if pen.style.detail > 0.5:
        _shine(pen)
    if face.hair == "ahoge" or (not pen.style.rough and rng.random() < 0.12):
        paint(pen, lock((-0.08, -1.28), (rng.uniform(-0.5, 0.5), -1.75), (0.08, -1.28), 0.25), FRONT)


def draw_shadow(pen: Pen) -> None:
    """The shadow that the fringe casts on the forehead, in hands that shade."""
    face, rng = pen.face, pen.part("shadow")
    if pen.style.rough or face.hair in BARE or rng.random() > (0.8 if face.skin < 250 else 0.35):
        return
    kind = "grey" if face.skin < 250 else str(rng.choice(["dots", "lines", "grey"]))
    deep = rng.uniform(0.05, 0.12)
    edge = _inner_edge(pen)
    edge[:, 1] += deep
    edge[:, 0] = np.clip(edge[:, 0], -0.93 * face.width, 0.93 * face.width)
    pen.tone(np.concatenate([edge, line((-0.9, -0.8), (0.9, -0.8))]), kind, 0.25, FRONT)


def draw_hidden_eye(pen: Pen) -> None:
    """A lock that falls over one eye."""
    face, side = pen.face, pen.face.hidden_eye
    if side and face.hair not in BARE:
        low = pen.part("hidden eye").uniform(0.4, 0.8)
        paint(pen, lock((side * -0.15, -1.1), (side * 0.7, low), (side * 1.08, -0.6), side * 0.15), FRONT)


def _inner_edge(pen: Pen) -> np.ndarray:
    """The lower edge of the fringe, right temple to left temple; the same each time it is asked for."""
    face, rng = pen.face, pen.part("fringe")
    end = face.width * face.hair_size
    root = -0.72 - 0.12 * (face.hair == "slick")
    if face.fringe == "none" or face.hair == "slick":
        right = [(end, -0.1), (0.86, -0.4), (0.5, root)]
        left = [(-x, y) for x, y in reversed(right)]
        return smooth([*right, (0, root + rng.uniform(0.0, 0.18)), *left], 4)
    n = {"straight": 9, "wisps": 3, "parted": 6, "side": 5}.get(face.fringe, int(rng.integers(4, 9)))
    xs = np.linspace(end * 0.97, -end * 0.97, n + 1)
    xs[1:-1] += rng.uniform(-0.35, 0.35, n - 1) * 2 * end / n * (face.fringe != "straight")
    part, parts = rng.uniform(-0.4, 0.4), [line((end, -0.1))]
    for a, b in pairwise(xs):
        middle = (a + b) / 2
        top = [root + rng.uniform(-0.1, 0.12) + 0.5 * x * x for x in (a, b)]
        tip, lean = _tip(face, rng, middle, part)
        lowest = face.eye_height + (0.05 if abs(middle) < 0.75 else 0.6)
        tip = max(min(tip, lowest), max(top) + 0.06)
        parts.append(lock((a, top[0]), (middle + lean, tip), (b, top[1]), lean * 0.3))
    return np.concatenate([*parts, line((-end, -0.1))])


def _tip(face: Face, rng: np.random.Generator, x: float, part: float) -> tuple[float, float]:
    """Height and sideways lean of the tip of a lock of the fringe around x."""
    if face.fringe == "straight":
        return -0.26 + 0.06 * rng.random(), 0.0
    if face.fringe == "parted":
        return -0.55 + 0.6 * abs(x - part), 0.25 * float(np.sign(x - part))
    if face.fringe == "side":
        return -0.4 + 0.25 * rng.random(), 0.3 * (1 if face.seed % 2 else -1)
    return rng.uniform(-0.5, -0.08), rng.uniform(-0.18, 0.18)


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
        end = rng.uniform(1.45, 1.65) * pi
        upper = arc(0.1, -0.12, 0.9, 0.95, 1.2 * pi, end, 11)
        lower = arc(0.1, -0.1, 0.88, 0.86, end, 1.2 * pi, 11)
        for edge in (upper, lower):
            edge[1:-1:2, 1] += rng.uniform(-0.09, 0.09, 5)
        pen.fill(np.concatenate([upper, lower]) * (side, 1), 245, FRONT)
