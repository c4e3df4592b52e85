"""What is worn on the hair: a cap, beanie, band, bow or cat ears."""

from math import pi

import numpy as np

from data_tools.sketch.hair import paint
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, ellipse, line, smooth


def draw_hat(pen: Pen) -> None:
    """A cap, beanie, hair band, bow or cat ears."""
    face, rng = pen.face, pen.part("hat")
    if not face.hat:
        return
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
