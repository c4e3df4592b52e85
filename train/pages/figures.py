"""People for the panels: cut-outs that know where their face is, bodies and outlines of hair."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from train.pages.textures import tone

Rng = np.random.Generator
Box = tuple[float, float, float, float]


@dataclass
class Figure:
    """A cut-out: grey picture, mask of the same size, and the tight box of its face (None: it has none)."""

    picture: Image.Image
    mask: Image.Image
    face: Box | None

    @property
    def face_size(self) -> float:
        """Root of the face's area in pixels; that of a usual face where there is none."""
        if self.face is None:
            return 92.0
        return float(np.sqrt((self.face[2] - self.face[0]) * (self.face[3] - self.face[1])))

    def scaled(self, factor: float, squeeze: float = 1.0) -> "Figure":
        """The figure `factor` times as large, its width times `squeeze`; enlarged ink is sharpened."""
        across = factor * squeeze
        size = (max(4, round(self.picture.width * across)), max(4, round(self.picture.height * factor)))
        way = Image.Resampling.BICUBIC if factor > 1 else Image.Resampling.BOX
        picture = self.picture.resize(size, way)
        if factor > 1.2:
            picture = picture.filter(ImageFilter.UnsharpMask(1.2 * factor, 160, 0))
        grown = (across, factor, across, factor)
        face = tuple(v * g for v, g in zip(self.face, grown, strict=True)) if self.face else None
        return Figure(picture, self.mask.resize(size, Image.Resampling.BILINEAR), face)

    def turned(self, degrees: float) -> "Figure":
        """The figure turned about its middle (counter-clockwise), the face's box fitted to its oval."""
        picture = self.picture.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=255)
        mask = self.mask.rotate(degrees, Image.Resampling.BILINEAR)
        return Figure(picture, mask, self.face and _turned_box(self.face, degrees, picture.size))

    def mirrored(self) -> "Figure":
        """The figure seen in a mirror."""
        flip, width = Image.Transpose.FLIP_LEFT_RIGHT, self.picture.width
        face = self.face and (width - self.face[2], self.face[1], width - self.face[0], self.face[3])
        return Figure(self.picture.transpose(flip), self.mask.transpose(flip), face)


def _turned_box(face: Box, degrees: float, size: tuple[int, int]) -> Box:
    angle = np.deg2rad(-degrees)
    x, y = (face[0] + face[2] - size[0]) / 2, (face[1] + face[3] - size[1]) / 2
    cx = size[0] / 2 + x * np.cos(angle) - y * np.sin(angle)
    cy = size[1] / 2 + x * np.sin(angle) + y * np.cos(angle)
    a, b = (face[2] - face[0]) / 2, (face[3] - face[1]) / 2
    half_x = float(np.hypot(a * np.cos(angle), b * np.sin(angle)))
    half_y = float(np.hypot(a * np.sin(angle), b * np.cos(angle)))
    return (cx - half_x, cy - half_y, cx + half_x, cy + half_y)


def body(rng: Rng, picture: Image.Image, mask: Image.Image, chin: tuple[float, float], head: float) -> None:
    """Draws neck, shoulders and clothes under a chin (pixels) for a head of `head` pixels width."""
    x, y = chin
    neck, half = head * rng.uniform(0.13, 0.24), head * rng.uniform(0.45, 0.95)
    drop, bottom = head * rng.uniform(0.25, 0.5), picture.height + 4
    flare = half * rng.uniform(0.8, 1.3)
    left = [(x - neck, y - head * 0.2), (x - neck, y + drop * 0.6), (x - half, y + drop), (x - flare, bottom)]
    right = [(2 * x - px, py) for px, py in reversed(left)]
    fill = int(rng.choice([255, 255, 30, rng.integers(60, 255)]))
    shape = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shape).polygon(left + right, fill=255)
    cloth = tone(rng, *picture.size) if rng.random() < 0.3 else Image.new("L", picture.size, fill)
    picture.paste(cloth, (0, 0), shape)
    draw = ImageDraw.Draw(picture)
    ink, line = (0 if fill > 40 else 190), int(rng.integers(1, 4))
    skin = int(rng.choice([255, 255, 235, 200]))
    draw.polygon(
        [left[0], left[1], (x, y + drop * rng.uniform(0.8, 2.5)), right[2], right[3]], fill=skin, outline=ink
    )
    draw.line(left, fill=ink, width=line)
    draw.line(right, fill=ink, width=line)
    for _ in range(int(rng.integers(0, 12))):
        start = np.array([x + rng.uniform(-1, 1) * half, y + drop + rng.uniform(0, 1) * head])
        stop = start + rng.normal(0, 0.3, 2) * head
        draw.line([*start, *stop], fill=ink, width=int(rng.integers(1, 3)))
    mask.paste(255, (0, 0), shape)


def silhouette(rng: Rng, centre: tuple[float, float], crop: float) -> list[tuple[float, float]]:
    """The outline of a head of hair around a face whose crop is `crop` pixels wide."""
    count = int(rng.integers(26, 70))
    angles = np.sort(rng.uniform(0, 2 * np.pi, count))
    side, up, down = rng.uniform(0.44, 0.74), rng.uniform(0.48, 0.85), rng.uniform(0.42, 0.62)
    tall = np.where(np.sin(angles) < 0, up, down)
    radius = 1 + np.abs(rng.normal(0, rng.choice([0.01, 0.05, 0.13]), count))
    xs = centre[0] + np.cos(angles) * side * radius * crop
    ys = centre[1] + np.sin(angles) * tall * radius * crop
    return list(zip(xs.tolist(), ys.tolist(), strict=True))
