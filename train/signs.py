"""Signs of manga painted on real faces while training: a face with tears cries, whatever it showed before."""

from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFilter

from data_tools.sketch.shapes import drop, ellipse, smooth

FINE = 3  # times as many pixels as the face has, while painting
SADDENED = ("sad", "neutral", "shock", "embarrassed")  # with tears they cry
SHY = ("sad", "neutral", "shock")  # with a heavy blush they are embarrassed
UNMOVED = ("happy", "crying", "embarrassed")  # whatever they blush; of angry and pleased ones nobody can say
SURE = 0.5  # of one mood in what a face is taught: else its mood is not known well enough
TAUGHT = {"crying": 0.85, "embarrassed": 0.75}  # of the new mood; the rest stays as it was
OFTEN = {"tears": 1.0, "blush": 1.0, "sweat": 0.6, "tint": 0.6}  # sweat and a light blush tell nothing


@dataclass
class Canvas:
    """A face being painted: places are told in half eye distances across and eye-mouth distances down."""

    middle: np.ndarray
    across: np.ndarray
    down: np.ndarray
    side: int

    @classmethod
    def of(cls, points: np.ndarray, side: int) -> "Canvas":
        """Of the places of left eye, right eye and mouth, from 0 to 1."""
        left, right, mouth = points * side * FINE
        middle = (left + right) / 2
        across = (right - left) / 2
        # Straight down: a mouth to one side is a turned head, whose cheeks stay below the eyes.
        down = np.array([-across[1], across[0]]) / max(np.hypot(*across), 1e-6)
        return cls(middle, across, down * float((mouth - middle) @ down), side * FINE)

    def __post_init__(self) -> None:
        self.dark, self.light = (Image.new("L", (self.side, self.side), 0) for _ in range(2))

    def at(self, points: np.ndarray) -> list[float]:
        """Pixels of places, in a row."""
        points = np.asarray(points, float)
        placed = self.middle + points[:, :1] * self.across + points[:, 1:] * self.down
        return placed.ravel().tolist()

    def line(self, points: np.ndarray, width: float, strength: float = 1.0) -> None:
        """Ink along the places, `width` in pixels of the face."""
        ImageDraw.Draw(self.dark).line(
            self.at(points), fill=round(255 * strength), width=max(1, round(width * FINE)), joint="curve"
        )

    def water(self, points: np.ndarray, width: float, strength: float) -> None:
        """A bright shape with its outline; no ink of before is left inside."""
        ImageDraw.Draw(self.dark).polygon(self.at(points), fill=0)
        ImageDraw.Draw(self.light).polygon(self.at(points), fill=255)
        self.line(np.concatenate([points, points[:1]]), width, strength)

    def tint(self, points: np.ndarray, strength: float) -> None:
        """A shape of soft grey."""
        sheet = Image.new("L", self.dark.size, 0)
        ImageDraw.Draw(sheet).polygon(self.at(points), fill=round(255 * strength))
        soft = sheet.filter(ImageFilter.GaussianBlur(float(0.12 * np.hypot(*self.across))))
        self.dark = Image.fromarray(np.maximum(np.asarray(self.dark), np.asarray(soft)))

    def laid_on(self, face: np.ndarray, ink: float, bright: float) -> np.ndarray:
        """The face (h x w, uint8) under what was painted."""
        side = face.shape[-1]
        dark, light = (
            np.asarray(layer.resize((side, side), Image.Resampling.BOX), np.float32) / 255
            for layer in (self.dark, self.light)
        )
        out = face * (1 - light * bright) + 255 * light * bright
        return np.rint(out * (1 - dark) + np.minimum(out, ink) * dark).astype(np.uint8)


def tears(canvas: Canvas, chance: np.random.Generator) -> None:
    """Streams, trails, drops or beads below one eye or, mostly, both."""
    kind = chance.choice(["stream", "trail", "drops", "bead"], p=[0.35, 0.25, 0.25, 0.15])
    width, strength = chance.uniform(0.5, 1.2), chance.uniform(0.35, 1)
    sides = (-1, 1) if chance.random() < 0.75 else (int(chance.choice([-1, 1])),)
    long, wide = chance.uniform(0.45, 1.0), chance.uniform(0.07, 0.2)
    for side in sides:
        x, y = side * chance.uniform(0.9, 1.2), chance.uniform(0.22, 0.36)
        if kind == "stream":
            v = np.linspace(y, y + long, 6)
            bend = chance.uniform(-0.03, 0.05, 6) * side
            inner, outer = (np.stack([x + sign * side * wide + bend, v], 1) for sign in (-1, 1))
            canvas.water(np.concatenate([smooth(inner, 3), smooth(outer, 3)[::-1]]), width, strength)
        elif kind == "trail":
            end = y + long * 0.8
            path = [(x, y), (x + side * 0.06, (y + end) / 2), (x + side * 0.03, end)]
            canvas.line(smooth(path, 5), width, strength)
            canvas.water(drop(x + side * 0.03, end + 0.1, 0.8 * wide), width, strength)
        elif kind == "drops":
            for k in range(int(chance.integers(1, 3))):
                at = (x + side * 0.18 * k * chance.uniform(0, 1), y + 0.16 + 0.26 * k)
                canvas.water(drop(*at, chance.uniform(0.08, 0.15)), width, strength)
        else:
            for dx in (0.3, -0.3)[: int(chance.integers(1, 3))]:
                r = chance.uniform(0.12, 0.2)
                canvas.water(ellipse(x + side * dx, y, r, r * 0.8, 13), width, strength)


def blush(canvas: Canvas, chance: np.random.Generator) -> None:
    """Hatching over both cheeks, or from one to the other, often on a soft shadow."""
    y, slant = chance.uniform(0.45, 0.65), chance.uniform(0.04, 0.16) * chance.choice([-1, 1])
    width, strength = chance.uniform(0.5, 1.1), chance.uniform(0.35, 1)
    high, gap = chance.uniform(0.12, 0.26), chance.uniform(0.1, 0.17)
    across = chance.random() < 0.4
    if chance.random() < 0.6:
        soft = chance.uniform(0.12, 0.4)
        spots = [(0.0, 1.4)] if across else [(-1.05, 0.55), (1.05, 0.55)]
        for x, reach in spots:
            canvas.tint(ellipse(x, y, reach, high * 1.2), soft)
    spans = [(-1.35, 1.35)] if across else [(-1.5, -0.65), (0.65, 1.5)]
    for low, top in spans:
        for x in np.arange(low, top, gap):
            v = y + chance.uniform(-0.04, 0.04)
            canvas.line(np.array([(x + slant, v - high), (x - slant, v + high)]), width, strength)


def tint(canvas: Canvas, chance: np.random.Generator) -> None:
    """The light blush that many faces wear: a soft shadow or two or three short lines on each cheek."""
    y, drawn = chance.uniform(0.45, 0.65), chance.random() < 0.5
    soft, strength = chance.uniform(0.08, 0.22), chance.uniform(0.3, 0.8)
    for side in (-1, 1):
        x = side * chance.uniform(1.0, 1.2)
        if drawn:
            for dx in (-0.12, 0, 0.12)[: int(chance.integers(2, 4))]:
                canvas.line(np.array([(x + dx + 0.05, y - 0.08), (x + dx - 0.05, y + 0.08)]), 0.7, strength)
        else:
            canvas.tint(ellipse(x, y, 0.4, 0.14), soft)


def sweat(canvas: Canvas, chance: np.random.Generator) -> None:
    """One to three drops at temple, forehead and the rim of a cheek: no tears."""
    side, width, strength = chance.choice([-1, 1]), chance.uniform(0.5, 1.2), chance.uniform(0.35, 1)
    spots = [(1.75, -0.5), (1.95, 0.3), (-1.8, -0.1), (1.0, -1.0), (1.6, 1.0)]
    for k in chance.permutation(len(spots))[: int(chance.integers(1, 4))]:
        x, y = spots[k] + chance.uniform(-0.12, 0.12, 2)
        canvas.water(drop(side * x, y, chance.uniform(0.1, 0.2), chance.uniform(-0.4, 0.4)), width, strength)


PAINT = {"tears": tears, "blush": blush, "tint": tint, "sweat": sweat}


def painted(
    face: np.ndarray,
    points: np.ndarray,
    taught: np.ndarray,
    names: tuple[str, ...],
    chance: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """A face (h x w, uint8) with a sign, and what it teaches now.

    Tears turn most moods into crying, a heavy blush some into embarrassed; other signs change nothing, nor
    does a blush on a smile: so that the sign is learned with where it is and whom it befalls.
    """
    mood = names[int(taught.argmax())]
    fit = {"tears": (*SADDENED, "crying"), "blush": SHY + UNMOVED}
    kinds = [kind for kind in OFTEN if mood in fit.get(kind, names)]
    odds = np.array([OFTEN[kind] for kind in kinds])
    kind = kinds[chance.choice(len(kinds), p=odds / odds.sum())]
    canvas = Canvas.of(points, face.shape[-1])
    PAINT[kind](canvas, chance)
    skin = float(np.median(face[_around(canvas, face.shape[-1])]))
    ink = skin * chance.uniform(0, 0.6)
    out = canvas.laid_on(face, ink, chance.uniform(0.4, 1) if skin < 230 else 1.0)
    told = mood
    if kind == "tears" and mood in SADDENED and "crying" in names:
        told = "crying"
    if kind == "blush" and mood in SHY and "embarrassed" in names:
        told = "embarrassed"
    if told == mood:
        return out, taught
    new = taught * (1 - TAUGHT[told])
    new[names.index(told)] += TAUGHT[told]
    return out, new


def _around(canvas: Canvas, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Pixels of the cheeks and between them, by which ink is chosen darker than skin."""
    grid = np.stack(np.meshgrid(np.linspace(-1, 1, 9), np.linspace(0.4, 0.75, 4)), -1).reshape(-1, 2)
    at = np.array(canvas.at(grid)).reshape(-1, 2) / FINE
    x, y = np.clip(at.astype(int), 0, side - 1).T
    return y, x


@dataclass
class Signs:
    """Paints a share of those faces of a batch whose eyes and mouth are known."""

    places: np.ndarray  # faces of all sets x left eye, right eye, mouth x 2; NaN where not known
    names: tuple[str, ...]
    share: float

    def __call__(
        self, faces: np.ndarray, pixels: torch.Tensor, targets: torch.Tensor, generator: torch.Generator
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """The batch with signs; what was given stays as it was."""
        draw = torch.rand(len(faces), generator=generator).numpy()
        seed = int(torch.randint(2**31, (1,), generator=generator))
        known = np.isfinite(self.places[faces]).all((1, 2)) & (targets.amax(1) >= SURE).numpy()
        chosen = np.flatnonzero(known & (draw < self.share))
        pixels, targets = pixels.clone(), targets.clone()
        for row in chosen:
            chance = np.random.default_rng([seed, row])
            one, told = painted(
                pixels[row, 0].numpy(), self.places[faces[row]], targets[row].numpy(), self.names, chance
            )
            pixels[row, 0], targets[row] = torch.from_numpy(one), torch.from_numpy(told)
        return pixels, targets
