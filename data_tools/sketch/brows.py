"""Brows: their angle tells anger from worry at any size."""

import numpy as np

from data_tools.sketch.hair import BARE
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import line
from data_tools.sketch.spot import EYES


def draw_brows(pen: Pen) -> None:
    """Brows over the eyes; simple hands leave flat ones out, slanted ones never."""
    face = pen.face
    pen.part("brows")
    if face.brow == "none" and abs(face.brow_angle) < 0.3:
        return
    if pen.style.rough and abs(face.brow_angle) < 0.3 and pen.rng.random() < 0.55 and face.brow_raise < 0.4:
        return
    high = EYES[face.eye].height if face.eye in EYES else 0.16
    lift = 0.11 + face.eye_size * high * (0.45 + 0.6 * min(max(face.openness, 0.55), 1.4))
    y = face.eye_height - lift - 0.16 * face.brow_raise
    half = 0.15 if face.brow == "short" else 0.27 * face.eye_size**0.5
    steep = 0.17 * face.brow_angle * (half / 0.27) ** 0.5
    for side in (-1, 1):
        u = np.linspace(-half, half, 11)
        v = -steep * u / half - face.brow_curve * 0.14 * (1 - (u / half) ** 2)
        inner_pull = 0.06 * max(0.0, face.brow_angle)
        path = np.stack([side * (face.eye_gap + u - inner_pull), y + v], 1)
        weight = face.brow_weight * {"thick": 2.6, "tapered": 1.9}.get(face.brow, 1.2)
        taper = 0.75 if face.brow == "tapered" else None
        if face.hair not in BARE and not pen.style.rough:
            # A rim of skin keeps brows apart from the hair that they show through.
            pen.part(f"brow{side}", 0.6)
            pen.stroke(path, weight + 1.6, shade=face.skin, taper=taper)
        pen.part(f"brow{side}", 0.6)
        pen.stroke(path, weight, taper=taper)
    if face.furrow and not pen.style.rough:
        for x in (-0.07, 0.07):
            pen.stroke(line((x, y - 0.02), (x * 0.6, y + 0.16)), 0.7)
