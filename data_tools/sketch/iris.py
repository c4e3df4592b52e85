"""The iris between two lids: filled, ringed or grey, with its highlights; and the star of delight."""

from math import pi
from typing import TYPE_CHECKING

import numpy as np

from data_tools.sketch.shapes import ellipse

if TYPE_CHECKING:
    from data_tools.sketch.eyes import Eye, Spot


def draw_iris(
    spot: "Spot", eye: "Eye", u: np.ndarray, upper: np.ndarray, lower: np.ndarray, mode: str
) -> None:
    """Iris, pupil and shine, cut off by the lids (u, upper v, lower v of the opening)."""
    pen, face = spot.pen, spot.pen.face
    tall = eye.height * eye.iris * face.pupil
    wide = min(tall * 0.86, eye.width * 0.72)
    middle = (
        0.0 if face.openness > 0.9 else 0.35 * (lower.max() + upper.min())
    ) + 0.25 * face.gaze_y * eye.height
    cu = spot.side * face.gaze_x * 0.32 * eye.width

    def cut(points: np.ndarray) -> np.ndarray:
        points[:, 1] = np.clip(
            points[:, 1], np.interp(points[:, 0], u, upper), np.interp(points[:, 0], u, lower)
        )
        return spot.at(points)

    if mode == "star":
        pen.fill(cut(ellipse(cu, middle, wide, tall, 21)), face.ink)
        pen.fill(cut(_star(cu, middle, tall * 0.8)), face.paper)
        return
    shades = {
        "black": face.ink,
        "half": face.ink,
        "line": face.paper,
        "grey": (face.ink * 2 + face.paper) // 3,
    }
    if face.pupil < 0.5:
        shades = {name: face.ink if name != "line" else face.paper for name in shades}
    pen.fill(cut(ellipse(cu, middle, wide, tall, 21)), shades[face.iris])
    if face.iris == "half" and face.pupil >= 0.5:
        pen.fill(
            cut(ellipse(cu, middle + tall * 0.5, wide * 0.72, tall * 0.42, 15)), (face.ink + face.paper) // 2
        )
    if face.iris in ("line", "grey"):
        pen.stroke(cut(ellipse(cu, middle, wide, tall, 19)), 0.8, taper=0, sharp=True)
        pen.fill(cut(ellipse(cu, middle, wide * 0.45, tall * 0.45, 11)), face.ink)
    spots = ((-0.35, -0.45, 0.3), (0.4, 0.45, 0.2), (-0.1, 0.6, 0.14))
    for du, dv, r in spots[: face.shine if face.pupil >= 0.5 else 0]:
        # Light comes from one side of the picture, so it does not mirror with the eye.
        points = ellipse(cu + spot.side * du * wide, middle + dv * tall, r * wide, r * tall, 9)
        pen.fill(cut(points), face.paper)


def _star(u: float, v: float, size: float) -> np.ndarray:
    angle = np.linspace(-pi / 2, 1.5 * pi, 11)
    reach = size * np.where(np.arange(11) % 2, 0.4, 1.0)
    return np.stack([u + reach * np.cos(angle), v + reach * np.sin(angle)], 1)
