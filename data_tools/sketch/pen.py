"""The pen: places points of a face on the canvas and draws them with the hand of a style."""

from math import cos, sin
from zlib import crc32

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from data_tools.sketch.hand import ribbon, shaken
from data_tools.sketch.spec import Face
from data_tools.sketch.style import CATALOGUE
from data_tools.sketch.tones import pattern, zigzag

HAIRLINE, CHIN = -0.85, 1.05
RADIUS = 1.12  # of the cylinder the features lie on, in half face widths
FRAME = "frame"  # a depth: points are in frames, not on the head
Depth = float | str | None  # None: on the face itself


class Pen:
    """Draws on a square grey canvas of `side` pixels; each part of a face has random numbers of its own."""

    def __init__(self, face: Face, side: int, ground: int) -> None:
        self.face, self.style, self.side = face, CATALOGUE[face.style], side
        self.canvas = Image.new("L", (side, side), ground)
        self.draw = ImageDraw.Draw(self.canvas)
        self.unit = face.share * side / (CHIN * face.length - HAIRLINE)
        self.centre = (CHIN * face.length + HAIRLINE) / 2
        self.part("pen")
        self.wobble = self.rng.uniform(*self.style.wobble)
        # Lines thin in small faces, less so where the pen has one width only.
        small = min(1.0, face.share / 0.75)
        self.width = face.line * side / 128 * (0.5 + 0.5 * small if self.style.rough else 0.2 + 0.8 * small)

    def part(self, name: str, shake: float = 1.0) -> np.random.Generator:
        """Starts a part: its random numbers depend on the seed and its name, not on what was drawn before.

        `shake` below 1 draws with more care: a mouth that wobbles freely changes the mood.
        """
        self.shake = shake
        self.rng = np.random.default_rng([self.face.seed & 0xFFFFFFFF, crc32(name.encode())])
        return self.rng

    def place(self, points: np.ndarray, depth: Depth = None) -> np.ndarray:
        """Canvas pixels of points: on the face's surface, or on a plane `depth` before the head's centre."""
        points = np.asarray(points, dtype=float)
        if isinstance(depth, str):
            return points * self.side
        face = self.face
        x, y = points[:, 0], points[:, 1]
        if depth is None:
            angle = np.arcsin(np.clip(x / RADIUS, -1, 1)) + face.yaw
            x, y = RADIUS * np.sin(angle), y + 0.45 * sin(face.pitch) * np.cos(angle)
        else:
            x, y = x + depth * sin(face.yaw), y + depth * 0.45 * sin(face.pitch)
        y = y - self.centre
        c, s = cos(face.roll), sin(face.roll)
        turned = np.stack([c * x - s * y, s * x + c * y], axis=1)
        return turned * self.unit + np.array([face.x, face.y]) * self.side

    def stroke(
        self, points: np.ndarray, width: float = 1.0, depth: Depth = None, shade: int | None = None,
        taper: float | None = None, sharp: bool = False,
    ) -> None:  # fmt: skip
        """A line along the points, `width` times the pen's; sharp keeps corners a rough hand would cut."""
        points = np.asarray(points, dtype=float)
        shade = self.face.ink if shade is None else shade
        taper = self.style.taper if taper is None else taper
        scale = self.side / self.unit if depth == FRAME else 1.0
        for again in range(self.style.repeats):
            path = shaken(points * scale, self.style, self.wobble * self.shake, self.rng, sharp) / scale
            ink = (shade + self.face.paper) // 2 if again else shade
            ribbon(self.draw, self.place(path, depth), self.width * width, taper, ink)

    def fill(self, points: np.ndarray, shade: int | None = None, depth: Depth = None) -> None:
        """A filled shape, in the paper's shade unless told otherwise."""
        flat = self.place(points, depth).ravel().tolist()
        self.draw.polygon(flat, fill=self.face.paper if shade is None else shade)

    def shape(
        self, points: np.ndarray, shade: int | None = None, width: float = 1.0, depth: Depth = None
    ) -> None:
        """A filled shape with its outline."""
        self.fill(points, shade, depth)
        self.stroke(points, width, depth, taper=min(self.style.taper, 0.3))

    def tone(self, points: np.ndarray, kind: str, level: float, depth: Depth = None) -> None:
        """Lays ink over a shape: dots, lines, grey or a scribble; level is its share, 0 to 1."""
        placed = self.place(points, depth)
        low = np.clip(np.floor(placed.min(axis=0)), 0, self.side).astype(int)
        high = np.clip(np.ceil(placed.max(axis=0)) + 1, 0, self.side).astype(int)
        size = tuple((high - low).tolist())
        if min(size) < 2:
            return
        mask = Image.new("L", size, 0)
        ImageDraw.Draw(mask).polygon((placed - low).ravel().tolist(), fill=255)
        width = max(1.0, round(self.width))
        if kind == "scribble":
            sheet = zigzag(size, width, self.rng)
        else:
            sheet = pattern(kind, round(level * 8) / 8, self.side, width).crop(
                (*low.tolist(), *high.tolist())
            )
        self.canvas.paste(self.face.ink, tuple(low.tolist()), ImageChops.multiply(mask, sheet))
