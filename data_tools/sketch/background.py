"""What lies behind a head: tones, speed lines, rooms, balloons, paper."""

from math import pi

import numpy as np

from data_tools.sketch.occluder import balloon
from data_tools.sketch.pen import FRAME, Pen
from data_tools.sketch.shapes import ellipse, line, smooth

FULL = line((0, 0), (1, 0), (1, 1), (0, 1))


def draw_background(pen: Pen) -> None:
    """The face's background over the whole frame."""
    rng = pen.part("background")
    kind = pen.face.background
    if kind == "tone":
        pen.tone(FULL, str(rng.choice(["dots", "dots", "lines"])), rng.uniform(0.15, 0.5), FRAME)
    elif kind in ("grey", "dark"):
        _gradient(pen, kind == "dark")
    elif kind in ("speed", "burst"):
        _rays(pen, kind == "burst")
    elif kind == "panel":
        _scenery(pen)
    elif kind == "balloon":
        balloon(pen, rng.uniform(0, 1), rng.uniform(0, 1))
    elif kind == "flowers":
        for _ in range(int(rng.integers(4, 10))):
            _flower(pen, *rng.uniform(0, 1, 2))
    elif kind == "ruled":
        for y in np.arange(rng.uniform(0.02, 0.1), 1, rng.uniform(0.08, 0.14)):
            pen.stroke(line((0, y), (1, y)), 0.4, FRAME, 190, taper=0, sharp=True)
    elif kind == "scrap":
        _scrap(pen)


def _gradient(pen: Pen, dark: bool) -> None:
    low, high = (10, 110) if dark else (120, 245)
    a, b = pen.rng.uniform(low, high, 2)
    for k in range(16):
        y = k / 16
        pen.fill(line((0, y), (1, y), (1, y + 0.08), (0, y + 0.08)), int(a + (b - a) * y), FRAME)
    if dark and pen.rng.random() < 0.5:
        for x in np.arange(0, 1, 0.045):
            pen.stroke(line((x, 0), (x, pen.rng.uniform(0.3, 0.9))), 0.6, FRAME, 0, sharp=True)


def _rays(pen: Pen, burst: bool) -> None:
    rng, face = pen.rng, pen.face
    for angle in np.sort(rng.uniform(0, 2 * pi, 70 if burst else 45)):
        near = rng.uniform(0.5, 0.75) * (0.6 + face.share * 0.6)
        way = np.array([np.cos(angle), np.sin(angle)])
        side = np.array([-way[1], way[0]]) * rng.uniform(0.004, 0.03 if burst else 0.012)
        centre = np.array([face.x, face.y])
        pen.fill(
            np.array([centre + way * near, centre + way * 1.6 + side, centre + way * 1.6 - side]),
            face.ink,
            FRAME,
        )


def _scenery(pen: Pen) -> None:
    """Straight lines of a room or a street, some faces of it toned."""
    rng = pen.rng
    for _ in range(int(rng.integers(2, 6))):
        x, y, w, h = *rng.uniform(-0.2, 0.8, 2), *rng.uniform(0.15, 0.7, 2)
        box = line((x, y), (x + w, y + rng.uniform(-0.05, 0.05)), (x + w, y + h), (x, y + h))
        if rng.random() < 0.4:
            pen.tone(box, str(rng.choice(["dots", "lines", "grey"])), rng.uniform(0.1, 0.5), FRAME)
        pen.stroke(np.concatenate([box, box[:1]]), 0.6, FRAME, sharp=True)


def _flower(pen: Pen, x: float, y: float) -> None:
    r = pen.rng.uniform(0.03, 0.08)
    if pen.rng.random() < 0.5:
        pen.tone(ellipse(x, y, r, r), "dots", 0.3, FRAME)
        pen.stroke(ellipse(x, y, r, r), 0.5, FRAME)
        return
    angle = np.linspace(0, 2 * pi, 41)
    petals = r * (0.65 + 0.35 * np.cos(5 * angle))
    pen.shape(
        np.stack([x + petals * np.cos(angle), y + petals * np.sin(angle)], 1), pen.face.paper, 0.6, FRAME
    )


def _scrap(pen: Pen) -> None:
    """Stray strokes beside a sketch: letters, a box, a scribble."""
    rng = pen.rng
    for _ in range(int(rng.integers(1, 4))):
        side = rng.choice([0.08, 0.92])
        at = (
            np.array([side, rng.uniform(0.05, 0.95)])
            if rng.random() < 0.6
            else np.array([rng.uniform(0.05, 0.95), side])
        )
        pen.stroke(smooth(at + rng.uniform(-0.07, 0.07, (int(rng.integers(2, 6)), 2)), 4), 0.9, FRAME)
