"""Neck, shoulders and collar, or the body of a stick figure."""

import numpy as np

from data_tools.sketch.pen import CHIN, Pen
from data_tools.sketch.shapes import line, smooth


def draw_body(pen: Pen) -> None:
    """Neck, shoulders and a collar, or the stick of a stick figure."""
    face, rng = pen.face, pen.part("body")
    chin, back = CHIN * face.length, -0.25
    if face.body == "stick":
        pen.stroke(line((0, chin), (0.03, chin + 1.6)), depth=back)
        for side in (-1, 1):
            pen.stroke(line((0, chin + 0.5), (side * 0.9, chin + rng.uniform(0.1, 1.1))), depth=back)
            pen.stroke(line((0.03, chin + 1.6), (side * 0.6, chin + 2.6)), depth=back)
        return
    if face.body == "none":
        return
    wide = rng.uniform(1.3, 1.9)
    right = [
        (0.36, chin - 0.4),
        (0.36, chin + 0.22),
        (0.6, chin + 0.42),
        (wide, chin + 0.62),
        (wide + 0.3, chin + 2.2),
    ]
    left = [(-x, y) for x, y in right]
    pen.fill(np.array(right + left[::-1]), face.skin, back)
    for half in (right, left):
        pen.stroke(smooth(half, 4), depth=back)
    if not pen.style.rough:
        shadow = line((-0.36, chin - 0.3), (0.36, chin - 0.3), (0.34, chin + 0.12), (-0.34, chin + 0.02))
        pen.tone(shadow, "grey" if face.skin < 255 else "lines", 0.35, back)
    if face.body in ("collar", "sailor"):
        _collar(pen, chin, wide, face.body == "sailor")


def _collar(pen: Pen, chin: float, wide: float, sailor: bool) -> None:
    shade = int(pen.rng.choice([pen.face.paper, pen.face.paper, 60, 140, 20]))
    low = chin + (1.5 if sailor else 1.0)
    for side in (-1, 1):
        cloth = [
            (side * 0.42, chin + 0.28),
            (side * wide, chin + 0.6),
            (side * (wide + 0.3), chin + 2.4),
            (0, chin + 2.4),
            (0, low),
        ]
        pen.shape(np.array(cloth), shade, depth=-0.2)
        if sailor:
            flap = [(side * 0.42, chin + 0.28), (side * 1.1, chin + 0.5), (side * 0.9, chin + 1.2), (0, low)]
            pen.shape(np.array(flap), 255 - shade if shade < 128 else shade - 60, depth=-0.2)
