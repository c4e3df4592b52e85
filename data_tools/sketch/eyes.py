"""Open eyes, each around its own centre: u points outward, v down, in half face widths."""

import numpy as np

from data_tools.sketch.closed import CLOSED
from data_tools.sketch.iris import draw_iris
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import ellipse, line
from data_tools.sketch.spot import EYES, Eye, Spot

PLAIN = ("dot", "bean", "bar", "ring")


def draw_eyes(pen: Pen) -> None:
    """Both eyes in the face's mode; a wink closes one of them."""
    face = pen.face
    for side in (-1, 1):
        spot = Spot(pen, side, "eye")
        mode = "up" if face.wink == side else face.eye_mode
        if mode in CLOSED:
            CLOSED[mode](spot, EYES.get(face.eye, EYES["round"]))
        elif face.eye in PLAIN and mode == "open":
            _plain(spot)
        else:
            _open(spot, EYES.get(face.eye, EYES["round"]), mode)


def lids(eye: Eye, openness: float, tilt: float, n: int = 15) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """u, and v of the upper and of the lower lid; a tilt above 0 presses the inner (u below 0) end down."""
    u = np.linspace(-eye.width, eye.width, n)
    t = np.abs(u / eye.width)
    upper = -eye.height * openness * (1 - t**2.4) - tilt * 0.45 * eye.height * (u / eye.width)
    lower = eye.height * (0.72 + 0.28 * min(openness, 1.3)) * (1 - t**2.8)
    lower = lower + min(0.0, tilt) * 0.15 * eye.height * -(u / eye.width)
    return u, np.minimum(upper, lower - 0.02), lower


def _open(spot: Spot, eye: Eye, mode: str) -> None:
    pen, face = spot.pen, spot.pen.face
    u, upper, lower = lids(eye, face.openness, face.lid_tilt)
    rim = np.concatenate([np.stack([u, upper], 1), np.stack([u, lower], 1)[::-1]])
    white = min(face.paper, max(face.skin, 245)) if face.skin < 255 else face.paper
    pen.fill(spot.at(rim), white)
    if mode != "blank":
        draw_iris(spot, eye, u, upper, lower, mode)
    if face.eye == "round" or mode == "blank":
        pen.stroke(spot.at(np.concatenate([rim, rim[:1]])), 1.1, taper=0.1)
        return
    top = np.stack([u, upper], 1)
    if eye.wing:
        top = np.concatenate([top, [[eye.width + eye.wing, upper[-1] - eye.wing * 0.8]]])
    heavy = eye.lash * (0.6 if pen.style.rough else 1.0)
    pen.stroke(spot.at(top), heavy, taper=0.35)
    low = np.stack([u, lower], 1)[4:13] if face.openness < 1.2 else np.stack([u, lower], 1)
    pen.stroke(spot.at(low), 0.7)
    if pen.rng.random() < pen.style.detail * 0.6 and face.openness < 1.2:
        fold = np.stack([u, upper - 0.22 * eye.height], 1)[3:12]
        pen.stroke(spot.at(fold), 0.5)


def _plain(spot: Spot) -> None:
    """Eyes of a few strokes: a dot, a bean, a bar or a ring with a dot; a lid line tells the mood."""
    pen, face = spot.pen, spot.pen.face
    shift = np.array([spot.side * face.gaze_x, face.gaze_y]) * 0.07
    grow = 0.8 + 0.2 * face.openness
    if face.eye == "dot":
        r = 0.06 + 0.035 * pen.rng.random()
        pen.fill(spot.at(ellipse(0, 0, r, r * grow * 1.2, 13) + shift), face.ink)
    elif face.eye == "bean":
        pen.fill(spot.at(ellipse(0, 0, 0.1, 0.17 * grow, 17) + shift), face.ink)
        if face.shine and pen.rng.random() < 0.7:
            pen.fill(spot.at(ellipse(-0.02, -0.06, 0.035, 0.045, 9) + shift), face.paper)
    elif face.eye == "bar":
        pen.stroke(spot.at(line((0, -0.15 * grow), (0, 0.15 * grow)) + shift), 1.5)
    else:
        r = 0.2 * (0.7 + 0.3 * face.openness)
        pen.shape(spot.at(ellipse(0, 0, r, r * 1.05, 19)), face.paper)
        pen.fill(spot.at(ellipse(0, 0, 0.045, 0.05, 9) + shift), face.ink)
    if face.openness < 0.8 and (abs(face.lid_tilt) > 0.2 or face.openness < 0.66):
        v = -0.14 if face.eye == "bean" else -0.1
        slope = 0.1 * face.lid_tilt
        pen.stroke(spot.at(line((-0.17, v + slope), (0.17, v - slope))), 1.1)
