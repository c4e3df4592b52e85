"""The head without its features: outline, skin and ears."""

from math import pi, sin

import numpy as np

from data_tools.sketch.pen import CHIN, Pen
from data_tools.sketch.shapes import arc, ellipse, smooth
from data_tools.sketch.spec import Face

# Half widths of the face at the cheeks, at the jaw and at the chin.
SHAPES = {
    "oval": (0.97, 0.76, 0.34),
    "pointed": (0.93, 0.64, 0.16),
    "round": (1.02, 0.9, 0.48),
    "heart": (0.97, 0.66, 0.2),
    "square": (0.98, 0.9, 0.56),
    "long": (0.94, 0.76, 0.36),
    "wide": (1.1, 1.0, 0.56),
}


def outline(face: Face) -> np.ndarray:
    """The closed contour of the head, from the left temple over the skull; yaw already pushes the chin."""
    w, chin = face.width, CHIN * face.length
    if face.head in ("circle", "egg"):
        middle, half = (chin - 1.2) / 2, (chin + 1.2) / 2
        points = ellipse(0, middle, w * 1.06, half, 37, pi)
        if face.head == "egg":
            points[:, 0] *= 1 - 0.16 * (points[:, 1] - middle) / half
        return points
    cheek, jaw, tip = (w * part for part in SHAPES[face.head])
    right = [(w, -0.2), (cheek, 0.32 * chin), (jaw, 0.7 * chin), (tip, 0.95 * chin), (0, chin)]
    left = [(-x, y) for x, y in reversed(right[:-1])]
    side = smooth(right + left, 5)
    points = np.concatenate([arc(0, -0.2, w, 1.05, pi, 2 * pi, 19), side[1:]])
    down = np.clip((points[:, 1] + 0.2) / (chin + 0.2), 0, 1)
    turn = sin(face.yaw)
    points[:, 0] += 0.42 * turn * down
    far = np.sign(points[:, 0]) == np.sign(turn)
    points[far, 0] *= 1 - 0.08 * abs(turn)
    return points


def draw_head(pen: Pen) -> None:
    """Skin and contour of the head, with the ears that this turn of the head shows."""
    face, rng = pen.face, pen.part("head")
    contour = outline(face)
    if face.ears != "none":
        for side in (-1, 1):
            if side * face.yaw < 0.18:
                _ear(pen, side)
    pen.fill(contour, face.skin, 0.0)
    if pen.style.rough:
        shift = int(rng.integers(len(contour)))
        more = int(rng.integers(-3, 4))
        ring = np.roll(contour[:-1], shift, axis=0)
        ring = np.concatenate([ring, ring[:more]]) if more > 0 else ring[: len(ring) + more + 1]
        pen.stroke(ring, depth=0.0)
    else:
        pen.stroke(contour[15:], 1.15, 0.0)
        pen.stroke(contour[:19], 1.0, 0.0)


def _ear(pen: Pen, side: int) -> None:
    face = pen.face
    x = side * face.width * 0.97
    tip = 0.42 if face.ears == "pointed" else 0.14
    ear = smooth([(x, -0.08), (x + side * tip, -0.2), (x + side * 0.14, 0.12), (x, 0.42)], 5)
    pen.shape(ear, face.skin, depth=-0.1)
    if pen.style.detail > 0.5:
        pen.stroke(
            smooth([(x + side * 0.05, 0.0), (x + side * 0.1, 0.02), (x + side * 0.05, 0.2)], 4), 0.6, -0.1
        )
