"""What covers a part of the picture, never the whole face: a hand, a balloon or a panel's border."""

import numpy as np

from data_tools.sketch.pen import FRAME, HAIRLINE, Pen
from data_tools.sketch.shapes import ellipse, line, smooth


def draw_occluder(pen: Pen) -> None:
    """What covers a part of the picture, never the whole face: a hand, a balloon or a panel's border."""
    rng, face = pen.part("occluder"), pen.face
    if face.occluder == "balloon":
        x, y = rng.choice([-0.02, 1.02]), rng.choice([0.02, 0.98])
        balloon(pen, float(x), float(y))
    elif face.occluder == "border":
        _border(pen)
    elif face.occluder == "hand":
        _hand(pen)


def balloon(pen: Pen, x: float, y: float) -> None:
    """A speech balloon around (x, y) in frames, its columns filled with strokes that look like writing."""
    rng = pen.rng
    rx, ry = rng.uniform(0.14, 0.26), rng.uniform(0.18, 0.34)
    pen.shape(ellipse(x, y, rx, ry, 29), pen.face.paper, 1.0, FRAME)
    size = rng.uniform(0.035, 0.055)
    for cx in np.arange(x - rx * 0.5, x + rx * 0.55, size * 1.5):
        for cy in np.arange(y - ry * 0.6, y + ry * rng.uniform(0.1, 0.6), size * 1.15):
            for _ in range(2):
                a, b = rng.uniform(-0.5, 0.5, (2, 2)) * size
                pen.stroke(
                    np.array([(cx + a[0], cy + a[1]), (cx + b[0], cy + a[1] * 0.3)]), 0.7, FRAME, sharp=True
                )
            pen.stroke(
                np.array([(cx, cy - size / 2), (cx + b[1] * 0.3, cy + size / 2)]), 0.7, FRAME, sharp=True
            )


def _border(pen: Pen) -> None:
    rng = pen.rng
    deep = rng.uniform(0.02, 0.12)
    boxes = [((0, 0), (1, 0), (1, deep), (0, deep)), ((0, 0), (deep, 0), (deep, 1), (0, 1))]
    for box in boxes[: int(rng.integers(1, 3))]:
        points = line(*box)
        if rng.random() < 0.5:
            points = 1 - points
        pen.shape(points, pen.face.paper, 1.6, FRAME)


def _hand(pen: Pen) -> None:
    """A hand at the cheek or below the mouth: a palm and four fingers."""
    rng, face = pen.rng, pen.face
    side = 1 if rng.random() < 0.5 else -1
    x, y = side * rng.uniform(0.55, 0.8), face.length * rng.uniform(0.95, 1.1)
    pen.shape(
        smooth(
            [
                (x + side * 0.3, y + 0.9),
                (x + side * 0.3, y),
                (x, y - 0.12),
                (x - side * 0.25, y + 0.05),
                (x - side * 0.15, y + 0.9),
            ],
            4,
        ),
        face.skin,
        1.0,
        0.3,
    )
    for k in range(4):
        fx = x + side * (0.24 - 0.15 * k)
        tip = max(HAIRLINE, y - rng.uniform(0.28, 0.42))
        finger = smooth(
            [
                (fx + 0.08, y + 0.1),
                (fx + 0.075, tip + 0.06),
                (fx, tip),
                (fx - 0.075, tip + 0.06),
                (fx - 0.08, y + 0.1),
            ],
            4,
        )
        pen.shape(finger, face.skin, 0.9, 0.3)
