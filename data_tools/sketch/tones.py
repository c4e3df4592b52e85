"""Screentone, hatching and scribble: sheets of ink patterns laid over parts of a drawing."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw


@lru_cache(maxsize=96)
def pattern(kind: str, level: float, side: int, width: float) -> Image.Image:
    """A sheet of `side` pixels, 255 where ink goes and 0 where not; level is the share of ink, 0 to 1."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    scale = side / 128
    if kind == "dots":
        turn = 1.4 * np.pi / (2.6 * scale)
        ink = 0.5 - 0.25 * (np.cos(turn * (x + y)) + np.cos(turn * (x - y))) < level
    elif kind == "lines":
        pitch = max(1.8 * width, 2.4 * scale)
        ink = (x * 0.8 + y * 0.6) % pitch < max(1.0, pitch * min(0.7, level))
    else:
        return Image.new("L", (side, side), round(255 * level))
    return Image.fromarray(np.where(ink, 255, 0).astype(np.uint8))


def zigzag(size: tuple[int, int], width: float, rng: np.random.Generator) -> Image.Image:
    """One scribbled line to and fro over a sheet of `size` pixels, 255 where ink goes."""
    wide, high = size
    n = max(6, int((wide + high) / (width * rng.uniform(2.5, 5.0))))
    t = np.linspace(-0.3, 1.3, n) + rng.normal(0, 0.35 / n, n)
    # To and fro between two edges that lean: a hand scribbles aslant.
    lean = rng.uniform(0.2, 0.5) * rng.choice([-1, 1])
    edge = np.where(np.arange(n) % 2, 1.05, -0.05) + rng.normal(0, 0.06, n)
    path = np.stack([(t + lean * (edge - 0.5)) * wide, edge * high], axis=1)
    sheet = Image.new("L", size, 0)
    ImageDraw.Draw(sheet).line(path.ravel().tolist(), fill=255, width=max(1, round(width * 0.8)))
    return sheet
