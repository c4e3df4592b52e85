"""The designs of eyes, and the place of one eye on the face."""

from dataclasses import dataclass

import numpy as np

from data_tools.sketch.pen import Pen


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


class Spot:
    """One eye's place: turns (u, v) into points of the face; side is -1 left or 1 right on paper."""

    def __init__(self, pen: Pen, side: int, name: str) -> None:
        face = pen.face
        self.pen, self.side, self.size = pen, side, face.eye_size
        pen.part(f"{name}{side}", 0.6)
        self.x, self.y = side * face.eye_gap, face.eye_height

    def at(self, points: np.ndarray | list) -> np.ndarray:
        """Points of the face for points given as (u, v) in eye sizes."""
        points = np.asarray(points, dtype=float) * self.size
        return np.stack([self.x + self.side * points[:, 0], self.y + points[:, 1]], axis=1)
