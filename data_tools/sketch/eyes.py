"""Eyes and brows, each eye around its own centre: u points outward, v down, in half face widths."""

from collections.abc import Callable
from dataclasses import dataclass
from math import pi

import numpy as np

from data_tools.sketch.iris import draw_iris
from data_tools.sketch.pen import Pen
from data_tools.sketch.shapes import arc, ellipse, line, smooth


@dataclass(frozen=True)
class Eye:
    """A design: half width and height of the opening, size of the iris in heights, weight of the lashes."""

    width: float
    height: float
    iris: float
    lash: float
    wing: float = 0.0


EYES = {
    "shoujo": Eye(0.31, 0.30, 1.0, 2.6, 0.09),
    "moe": Eye(0.27, 0.29, 0.95, 2.4, 0.05),
    "shounen": Eye(0.26, 0.19, 0.9, 2.2, 0.03),
    "narrow": Eye(0.26, 0.12, 1.0, 1.7, 0.05),
    "half": Eye(0.26, 0.2, 0.9, 1.8),
    "round": Eye(0.24, 0.25, 0.62, 1.0),
}
PLAIN = ("dot", "bean", "bar", "ring")


class Spot:
    """One eye's place: turns (u, v) into points of the face; side is -1 left or 1 right on paper."""

    def __init__(self, pen: Pen, side: int, name: str) -> None:
        face = pen.face
        self.pen, self.side, self.size = pen, side, face.eye_size
        pen.part(f"{name}{side}")
        self.x, self.y = side * face.eye_gap, face.eye_height

    def at(self, points: np.ndarray | list) -> np.ndarray:
        """Points of the face for points given as (u, v) in eye sizes."""
        points = np.asarray(points, dtype=float) * self.size
        return np.stack([self.x + self.side * points[:, 0], self.y + points[:, 1]], axis=1)


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


def _down(spot: Spot, eye: Eye) -> None:
    pen = spot.pen
    tilt = 0.1 * min(0.0, spot.pen.face.brow_angle)
    u = np.linspace(-eye.width, eye.width, 13)
    v = 0.05 + 0.12 * (1 - (u / eye.width) ** 2) - tilt * u / eye.width * 0.6
    pen.stroke(spot.at(np.stack([u, v], 1)), 1.6 if not pen.style.rough else 1.1, taper=0.2)
    if eye.wing and not pen.style.rough:
        for t in (0.5, 0.75, 1.0):
            a = (eye.width * t, 0.05 + 0.12 * (1 - t**2))
            pen.stroke(spot.at(line(a, (a[0] + 0.06, a[1] + 0.07))), 0.8)


def _up(spot: Spot, eye: Eye) -> None:
    high = 0.2 if spot.pen.rng.random() < 0.7 else 0.28
    weight = 1.6 if not spot.pen.style.rough else 1.1
    spot.pen.stroke(spot.at(arc(0, 0.08, eye.width * 0.95, high, pi, 2 * pi, 13)), weight, taper=0.2)


def _caret(spot: Spot, eye: Eye) -> None:
    spot.pen.stroke(
        spot.at(line((-eye.width * 0.9, 0.12), (0, -0.14), (eye.width * 0.9, 0.12))), 1.3, sharp=True
    )


def _squeeze(spot: Spot, eye: Eye) -> None:
    w, k = eye.width * 0.9, spot.pen.rng.uniform(0.1, 0.18)
    spot.pen.stroke(spot.at(line((w, -k - 0.02), (-w, 0.02), (w, k + 0.03))), 1.4, taper=0.2, sharp=True)


def _tight(spot: Spot, eye: Eye) -> None:
    pen, w = spot.pen, eye.width
    pen.stroke(
        spot.at(smooth([(-w, 0.1), (-w * 0.4, 0.04), (w * 0.3, 0.02), (w * 1.1, -0.06)], 4)), 2.0, taper=0.3
    )
    pen.stroke(spot.at(smooth([(-w * 0.9, 0.0), (-w * 0.5, -0.03), (-w * 0.2, -0.1)], 4)), 0.6)
    pen.stroke(spot.at(line((w * 0.9, 0.02), (w * 1.2, 0.06))), 0.7)
    pen.stroke(spot.at(smooth([(-w * 0.6, 0.14), (0, 0.15), (w * 0.6, 0.1)], 4)), 0.6)


def _cross(spot: Spot, eye: Eye) -> None:
    r = 0.15
    for sign in (-1, 1):
        spot.pen.stroke(spot.at(line((-r, -r * sign), (r, r * sign))), 1.3)


def _tee(spot: Spot, eye: Eye) -> None:
    pen = spot.pen
    pen.stroke(spot.at(line((-eye.width, 0.0), (eye.width, 0.0))), 1.4)
    for u in (-0.06, 0.06) if pen.rng.random() < 0.4 else (0.0,):
        pen.stroke(spot.at(line((u, 0.0), (u, 0.42))), 1.1)


def _spiral(spot: Spot, eye: Eye) -> None:
    t = np.linspace(0, 5 * pi, 45)
    r = 0.22 * t / t[-1]
    spot.pen.stroke(spot.at(np.stack([r * np.cos(t), r * np.sin(t)], 1)), 0.9, taper=0, sharp=True)


CLOSED: dict[str, Callable[[Spot, Eye], None]] = {
    "down": _down, "up": _up, "caret": _caret, "squeeze": _squeeze, "tight": _tight, "cross": _cross,
    "tee": _tee, "spiral": _spiral,
}  # fmt: skip


def draw_brows(pen: Pen) -> None:
    """Brows over the eyes; simple hands leave flat ones out, slanted ones never."""
    face = pen.face
    pen.part("brows")
    if pen.style.rough and abs(face.brow_angle) < 0.3 and pen.rng.random() < 0.55 and face.brow_raise < 0.4:
        return
    high = EYES[face.eye].height if face.eye in EYES else 0.16
    lift = 0.11 + face.eye_size * high * (0.45 + 0.6 * min(max(face.openness, 0.55), 1.4))
    y = face.eye_height - lift - 0.16 * face.brow_raise
    half = 0.15 if face.brow == "short" else 0.27 * face.eye_size**0.5
    steep = 0.17 * face.brow_angle * (half / 0.27) ** 0.5
    for side in (-1, 1):
        pen.part(f"brow{side}")
        u = np.linspace(-half, half, 11)
        v = -steep * u / half - face.brow_curve * 0.14 * (1 - (u / half) ** 2)
        inner_pull = 0.06 * max(0.0, face.brow_angle)
        path = np.stack([side * (face.eye_gap + u - inner_pull), y + v], 1)
        weight = face.brow_weight * {"thick": 2.6, "tapered": 1.9}.get(face.brow, 1.2)
        pen.stroke(path, weight, taper=0.75 if face.brow == "tapered" else None)
    if face.furrow and not pen.style.rough:
        for x in (-0.07, 0.07):
            pen.stroke(line((x, y - 0.02), (x * 0.6, y + 0.16)), 0.7)
