"""Hair of a few strokes, as people draw it who draw little."""

from math import pi

import numpy as np

from data_tools.sketch.hair import paint
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, line, smooth


def draw_few_strokes(pen: Pen) -> None:
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
