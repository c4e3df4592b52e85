"""The head without its features: outline, ears, neck and body, nose, glasses, beard and age."""

from math import pi, sin

import numpy as np

from data_tools.sketch.pen import CHIN, Pen
from data_tools.sketch.shapes import arc, ellipse, line, smooth
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
    face, rng = pen.face, pen.part("age")
    chin = CHIN * face.length
    if face.old:
        for side in (-1, 1):
            pen.stroke(smooth([(side * 0.2, 0.36), (side * 0.36, 0.55), (side * 0.4, 0.72)], 4), 0.6)
            pen.stroke(smooth([(side * 0.3, 0.3), (side * 0.45, 0.34), (side * 0.6, 0.3)], 4), 0.5)
        for y in (-0.62, -0.5):
            pen.stroke(smooth([(-0.4, y), (0, y + 0.03), (0.4, y)], 4), 0.5)
    shade = int(rng.choice([pen.face.paper, 90, pen.face.ink]))
    if face.beard == "beard":
        beard = smooth(
            [
                (-0.95, 0.2),
                (-0.7, 0.62),
                (-0.3, 0.84),
                (0.3, 0.84),
                (0.7, 0.62),
                (0.95, 0.2),
                (0.8, 0.85 * chin),
                (0.1, chin + 0.3),
                (-0.8, 0.85 * chin),
            ],
            4,
            True,
        )
        pen.shape(beard, shade, depth=0.1)
    if face.beard in ("beard", "moustache"):
        y = (face.eye_height + face.mouth_height) / 2 + 0.17
        pen.shape(
            smooth(
                [(-0.34, y + 0.1), (-0.1, y - 0.02), (0.1, y - 0.02), (0.34, y + 0.1), (0, y + 0.06)], 4, True
            ),
            shade,
        )
    if face.beard == "stubble":
        for _ in range(18):
            x, y = rng.uniform(-0.5, 0.5), rng.uniform(0.8, 0.98) * chin
            pen.stroke(line((x, y), (x + 0.01, y + 0.03)), 0.5)
