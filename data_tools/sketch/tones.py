"""Screentone, hatching and scribble: sheets of ink patterns laid over parts of a drawing."""

from functools import lru_cache

import numpy as np
from PIL import Image


@lru_cache(maxsize=96)
def pattern(kind: str, level: float, side: int, width: float) -> Image.Image:
    """A sheet of `side` pixels, 0 where ink goes and 255 where not; level is the share of ink, 0 to 1."""
    y, x = np.mgrid[0:side, 0:side].astype(np.float32)
    scale = side / 128
    if kind == "dots":
        pitch = 2.6 * scale
        u, v = (x + y) / pitch, (x - y) / pitch
        ink = 0.5 - 0.25 * (np.cos(2 * np.pi * u * 0.7) + np.cos(2 * np.pi * v * 0.7)) < level
    elif kind == "lines":
        pitch = max(3.0 * width, 2.4 * scale)
        ink = (x * 0.8 + y * 0.6) % pitch < max(1.0, pitch * min(0.7, level))
    elif kind == "scribble":
        pitch = max(4.0 * width, 5 * scale)
        wave = np.abs((x * 0.5 / (6 * scale)) % 2 - 1) * 6 * scale
        ink = (y + wave + np.sin(x / (9 * scale)) * 3 * scale) % pitch < max(1.0, width * 1.4)
    else:
        return Image.new("L", (side, side), round(255 * (1 - level)))
    return Image.fromarray(np.where(ink, 0, 255).astype(np.uint8))
