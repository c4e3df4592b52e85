"""The pen: places points of a face on the canvas and draws them with the hand of a style."""

from math import cos, sin
from zlib import crc32

import numpy as np
from PIL import Image, ImageDraw

from data_tools.sketch.shapes import smooth
from data_tools.sketch.spec import Face
from data_tools.sketch.style import CATALOGUE
from data_tools.sketch.tones import pattern

HAIRLINE, CHIN = -0.85, 1.05
RADIUS = 1.12  # of the cylinder the features lie on, in half face widths
FRAME = "frame"  # a depth: points are in frames, not on the head
Depth = float | str | None


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
        # A line hardly thins in a small face: pens do not know how large the head is.
        self.width = face.line * side / 128 * (0.55 + 0.45 * min(1.0, face.share / 0.75))

    def part(self, name: str) -> np.random.Generator:
        """Starts a part: its random numbers depend on the seed and its name, not on what was drawn before."""
        self.rng = np.random.default_rng([self.face.seed & 0xFFFFFFFF, crc32(name.encode())])
        return self.rng

    def place(self, points: np.ndarray, depth: Depth = None) -> np.ndarray:
        """Canvas pixels of points: on the face's surface, or on a plane `depth` before the head's centre."""
        points = np.asarray(points, dtype=float)
        if depth == FRAME:
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
        """A line along the points, `width` times the pen's; sharp keeps corners that a rough hand would cut."""
        shade = self.face.ink if shade is None else shade
        taper = self.style.taper if taper is None else taper
        for again in range(self.style.repeats):
            path = self._shaken(np.asarray(points, dtype=float), depth, sharp)
            ink = shade if not again else (shade + self.face.paper) // 2
            self._ribbon(path, self.width * width, taper, ink)

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
        """Lays a pattern of ink (dots, lines, scribble or grey; level 0 to 1) over a shape."""
        placed = self.place(points, depth)
        low = np.clip(np.floor(placed.min(axis=0)), 0, self.side).astype(int)
        high = np.clip(np.ceil(placed.max(axis=0)) + 1, 0, self.side).astype(int)
        if (high - low).min() < 2:
            return
        mask = Image.new("L", tuple((high - low).tolist()), 0)
        ImageDraw.Draw(mask).polygon((placed - low).ravel().tolist(), fill=255)
        sheet = pattern(kind, round(level * 8) / 8, self.side, max(1.0, round(self.width * 0.6)))
        cut = sheet.crop((*low.tolist(), *high.tolist()))
        mask.paste(0, mask=cut)
        self.canvas.paste(self.face.ink, tuple(low.tolist()), mask)

    def _shaken(self, points: np.ndarray, depth: Depth, sharp: bool) -> np.ndarray:
        """The points as the hand would place them: shifted, wobbling, running past their ends, cut short."""
        style, rng = self.style, self.rng
        if not self.wobble and not style.drift:
            return self.place(points, depth)
        scale = 1 / self.unit * self.side if depth == FRAME else 1.0
        steps = np.hypot(*np.diff(points, axis=0).T) * (scale if depth == FRAME else 1)
        length = float(steps.sum())
        if not sharp and length > 0.05:
            points = _resampled(points, steps, style.coarse or 0.07)
        n = len(points)
        # Short strokes are drawn with more care, or eyes would land on cheeks.
        care = min(1.0, 0.35 + length / 3)
        knots = rng.standard_normal((max(2, int(length / 0.35) + 2), 2))
        t = np.linspace(0, len(knots) - 1, n)
        index = np.arange(len(knots))
        wave = np.stack([np.interp(t, index, knots[:, 0]), np.interp(t, index, knots[:, 1])], axis=1)
        moved = wave * self.wobble * care + rng.standard_normal(2) * style.drift * care
        if style.tremor:
            moved = moved + rng.standard_normal((n, 2)) * style.tremor
        points = points + moved / (self.side / self.unit if depth == FRAME else 1)
        if style.overshoot and n > 2 and not sharp:
            points = points.copy()
            for end, inner in ((0, 1), (-1, -2)):
                way = points[end] - points[inner]
                points[end] += way / (np.hypot(*way) + 1e-9) * rng.normal(0, style.overshoot) * care
        if style.coarse and n > 4 and not sharp:
            points = smooth(points, 2)
        return self.place(points, depth)

    def _ribbon(self, path: np.ndarray, width: float, taper: float, shade: int) -> None:
        """A stroke as a polygon around its path in canvas pixels, thinner at its ends by `taper`."""
        n = len(path)
        if n < 2:
            return
        way = np.empty_like(path)
        way[1:-1] = path[2:] - path[:-2]
        way[0], way[-1] = path[1] - path[0], path[-1] - path[-2]
        way /= np.maximum(np.hypot(way[:, 0], way[:, 1]), 1e-6)[:, None]
        half = np.full(n, width / 2)
        if taper:
            half *= 1 - taper + taper * np.sin(np.linspace(0.12, np.pi - 0.12, n)) ** 0.7
        half = np.maximum(half, 0.35)
        side = np.stack([-way[:, 1], way[:, 0]], axis=1) * half[:, None]
        self.draw.polygon(np.concatenate([path + side, (path - side)[::-1]]).ravel().tolist(), fill=shade)
        flat = path.ravel().tolist()
        thin = int(2 * half.min())
        if thin >= 1:
            self.draw.line(flat, fill=shade, width=thin)
        if width > 2.5:
            turn = np.abs(way[1:, 0] * way[:-1, 1] - way[1:, 1] * way[:-1, 0]) > 0.6
            for i in [*(np.flatnonzero(turn) + 1).tolist(), *([0, n - 1] if taper < 0.4 else [])]:
                x, y, r = path[i, 0], path[i, 1], half[i]
                self.draw.ellipse((x - r, y - r, x + r, y + r), fill=shade)


def _resampled(points: np.ndarray, steps: np.ndarray, step: float) -> np.ndarray:
    """The same line with a point about every `step`, at most 60 of them."""
    along = np.concatenate([[0.0], np.cumsum(steps)])
    n = min(60, max(3, int(along[-1] / step) + 1))
    t = np.linspace(0, along[-1], n)
    return np.stack([np.interp(t, along, points[:, 0]), np.interp(t, along, points[:, 1])], axis=1)
