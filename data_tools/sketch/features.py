"""Nose, glasses, and what age leaves on a face."""

from math import pi

import numpy as np

from data_tools.sketch.pen import CHIN, Pen
from data_tools.sketch.shapes import arc, ellipse, line, smooth


def draw_nose(pen: Pen) -> None:
    """The nose in one of its shorthand forms; it points where the face turns."""
    face, rng = pen.face, pen.part("nose")
    side = 1 if face.yaw > 0.05 or (abs(face.yaw) <= 0.05 and face.seed % 2) else -1
    y = face.eye_height + 0.55 * (face.mouth_height - face.eye_height) + rng.uniform(-0.04, 0.04)
    s = side * (1.0 + 0.6 * face.old)
    if face.nose == "tick":
        pen.stroke(line((0.0, y - 0.08), (0.06 * s, y + 0.03), (0.0, y + 0.05)), 0.8)
    elif face.nose == "dot":
        pen.stroke(line((-0.015, y), (0.02, y + 0.01)), 1.1)
    elif face.nose == "line":
        pen.stroke(smooth([(0.02 * s, y - 0.25), (0.08 * s, y + 0.03), (0.0, y + 0.08)], 5), 0.8)
    elif face.nose == "L":
        pen.stroke(smooth([(0.0, y - 0.2), (0.12 * s, y + 0.08), (-0.02 * s, y + 0.1)], 5))
    elif face.nose == "nostrils":
        for x in (-0.05, 0.05):
            pen.stroke(line((x, y), (x * 1.5, y + 0.02)), 0.8)
    elif face.nose == "button":
        pen.stroke(ellipse(0, y, 0.08, 0.07, 13))
    elif face.nose == "shade":
        pen.tone(line((0.0, y - 0.14), (0.09 * s, y + 0.05), (0.0, y + 0.06)), "grey", 0.6)


def draw_glasses(pen: Pen) -> None:
    """Glasses over the eyes, round or framed."""
    face = pen.face
    pen.part("glasses")
    if not face.glasses:
        return
    for side in (-1, 1):
        x, y, r = side * face.eye_gap, face.eye_height + 0.04, 0.34 * face.eye_size
        if face.glasses == "circles":
            pen.stroke(ellipse(x, y, r, r * 1.05), 0.9)
        else:
            box = [
                (x - r, y - r * 0.6),
                (x + r, y - r * 0.7),
                (x + r * 0.9, y + r * 0.7),
                (x - r * 0.8, y + r * 0.65),
            ]
            pen.stroke(np.array([*box, box[0]]), 1.2, sharp=True)
        pen.stroke(line((x + side * r, y - 0.05), (side * 0.98, y - 0.12)), 0.8)
    inner = face.eye_gap - 0.33 * face.eye_size
    pen.stroke(arc(0, face.eye_height, inner, 0.06, pi, 2 * pi, 7), 0.9)


def draw_age(pen: Pen) -> None:
    """Wrinkles of old people, beards and moustaches."""
    face = pen.face
    pen.part("age")
    chin = CHIN * face.length
    if face.old:
        for side in (-1, 1):
            pen.stroke(smooth([(side * 0.2, 0.36), (side * 0.36, 0.55), (side * 0.4, 0.72)], 4), 0.6)
            pen.stroke(smooth([(side * 0.3, 0.3), (side * 0.45, 0.34), (side * 0.6, 0.3)], 4), 0.5)
        for y in (-0.62, -0.5):
            pen.stroke(smooth([(-0.4, y), (0, y + 0.03), (0.4, y)], 4), 0.5)
    if face.beard:
        _beard(pen, chin)


def _beard(pen: Pen, chin: float) -> None:
    """A full beard with its moustache, a moustache alone, or stubble."""
    face, rng = pen.face, pen.rng
    if face.beard == "stubble":
        for _ in range(18):
            x, y = rng.uniform(-0.5, 0.5), rng.uniform(0.8, 0.98) * chin
            pen.stroke(line((x, y), (x + 0.01, y + 0.03)), 0.5)
        return
    if face.beard == "beard":
        upper = [(-0.95, 0.2), (-0.7, 0.62), (-0.3, 0.84), (0.3, 0.84), (0.7, 0.62), (0.95, 0.2)]
        lower = [(0.8, 0.85 * chin), (0.1, chin + 0.3), (-0.8, 0.85 * chin)]
        pen.shape(smooth(upper + lower, 4, True), int(rng.choice([face.paper, 90, face.ink])), depth=0.1)
    # Filled, and clear of the lips: an outlined moustache would read as a frown.
    y = (face.eye_height + face.mouth_height) / 2 + 0.11
    hair = [(-0.3, y + 0.07), (-0.1, y - 0.03), (0.1, y - 0.03), (0.3, y + 0.07), (0, y + 0.04)]
    pen.shape(smooth(hair, 4, True), int(rng.choice([90, face.ink])))
