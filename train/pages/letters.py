"""Balloons with text and sound effects, set in the CJK fonts of the machine that composes."""

import os
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from moods.errors import DataError

Rng = np.random.Generator
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/Library/Fonts", "/Library/Fonts")
NAMES = ("*CJK*.ttc", "*CJK*.otf", "ipa*.ttf", "VL-*.ttf", "*gothic*.tt[cf]", "*Hiragino*.ttc")
HIRAGANA = [chr(code) for code in range(0x3042, 0x3094)]
KATAKANA = [chr(code) for code in range(0x30A2, 0x30F4)]
KANJI = [chr(code) for code in range(0x4E00, 0x9000, 7)]
LATIN = list("ABCDEFGHIKLMNOPRSTUVWY abcdefghiklmnoprstuvwy")
MARKS = list("!?…。、ー!?")


@lru_cache(maxsize=1)
def fonts() -> list[Path]:
    """The fonts that can write Japanese; a DataError names the package when there is none."""
    # Not Path.expanduser, which raises where there is no home: this leaves the ~, and no folder is found.
    roots = [Path(os.path.expanduser(folder)) for folder in FOLDERS]
    found = sorted({path for root in roots if root.is_dir() for name in NAMES for path in root.rglob(name)})
    if not found:
        raise DataError(
            "No Japanese font found for the balloons: install one (Debian: apt-get install fonts-noto-cjk)."
        )
    return found


@lru_cache(maxsize=256)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def font(rng: Rng, size: int) -> ImageFont.FreeTypeFont:
    """Any of the fonts in about the size wanted (pixels; rounded so that few are loaded)."""
    step = 2 if size < 30 else 8
    return _font(fonts()[int(rng.integers(len(fonts())))], max(8, size // step * step))


def words(rng: Rng, count: int) -> str:
    """Letters without a meaning, in the mixture of a page's text."""
    pool = LATIN if rng.random() < 0.12 else HIRAGANA * 4 + KATAKANA + KANJI[:: int(rng.integers(8, 60))]
    text = "".join(pool[int(index)] for index in rng.integers(len(pool), size=count))
    return text[:-1] + MARKS[int(rng.integers(len(MARKS)))] if rng.random() < 0.6 else text


def balloon(rng: Rng, page: Image.Image, box: tuple[float, float, float, float]) -> None:
    """A speech balloon that fills the box (page pixels), with columns or lines of text in it."""
    draw = ImageDraw.Draw(page)
    x0, y0, x1, y1 = box
    dark = rng.random() < 0.06
    fill, ink, line = (0, 255, 1) if dark else (255, 0, int(rng.integers(1, 4)))
    kind = rng.choice(["oval", "burst", "box", "bare"], p=[0.6, 0.14, 0.12, 0.14])
    if kind == "oval":
        draw.polygon(_outline(rng, box, 60, 0.02), fill=fill, outline=ink, width=line)
    elif kind == "burst":
        draw.polygon(_outline(rng, box, int(rng.integers(18, 44)), 0.18, zigzag=True), fill=fill, outline=ink)
    elif kind == "box":
        draw.rectangle(box, fill=fill, outline=ink, width=line)
    if kind in ("oval", "burst") and rng.random() < 0.4:
        _tail(rng, draw, box, fill, ink)
    inset = 0.18 if kind in ("oval", "burst") else 0.06
    inner = (x0 + (x1 - x0) * inset, y0 + (y1 - y0) * inset, x1 - (x1 - x0) * inset, y1 - (y1 - y0) * inset)
    text(rng, draw, inner, ink)


def text(rng: Rng, draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], ink: int) -> None:
    """Fills the box with vertical columns (mostly) or horizontal lines of letters."""
    x0, y0, x1, y1 = box
    share = rng.uniform(0.1, 0.35) if rng.random() < 0.6 else rng.uniform(0.3, 0.7)
    size = int(np.clip(share * min(x1 - x0, y1 - y0), 9, 90))
    face, step = font(rng, size), size * rng.uniform(1.05, 1.5)
    if rng.random() < 0.8:
        for x in np.arange(x1 - size, x0 - 1, -step):
            for row, letter in enumerate(words(rng, max(1, int((y1 - y0) / size * rng.uniform(0.4, 1))))):
                draw.text((x, y0 + row * size * 1.05), letter, fill=ink, font=face)
    else:
        for y in np.arange(y0, y1 - size, step):
            draw.text((x0, y), words(rng, max(1, int((x1 - x0) / size))), fill=ink, font=face)


def effect(rng: Rng, page: Image.Image, box: tuple[float, float, float, float]) -> None:
    """A sound effect: a few fat, leaning letters with an outline, fitted into the box."""
    size = int(np.clip(min(box[2] - box[0], box[3] - box[1]), 16, 160))
    letters = "".join(rng.choice(KATAKANA if rng.random() < 0.7 else HIRAGANA, int(rng.integers(1, 5))))
    stroke = max(1, int(size * rng.uniform(0.03, 0.1)))
    sheet = Image.new("LA", (size * (len(letters) + 1), int(size * 1.6)), (0, 0))
    ink, edge = ((0, 255), (255, 255)) if rng.random() < 0.65 else ((255, 255), (0, 255))
    ImageDraw.Draw(sheet).text(
        (size // 3, size // 8), letters, fill=ink, font=font(rng, size), stroke_width=stroke, stroke_fill=edge
    )
    sheet = sheet.rotate(float(rng.choice([rng.normal(0, 25), rng.normal(-80, 15)])), expand=True)
    sheet.thumbnail((max(8, int(box[2] - box[0])), max(8, int(box[3] - box[1]))))
    page.paste(sheet.getchannel("L"), (int(box[0]), int(box[1])), sheet.getchannel("A"))


def _outline(
    rng: Rng, box: tuple[float, float, float, float], points: int, rough: float, zigzag: bool = False
) -> list[tuple[float, float]]:
    x0, y0, x1, y1 = box
    angles = np.linspace(0, 2 * np.pi, points, endpoint=False)
    radius = 1 + rng.normal(0, rough / 2, points) if not zigzag else 1 - rough * (np.arange(points) % 2)
    xs = (x0 + x1) / 2 + np.cos(angles) * radius * (x1 - x0) / 2
    ys = (y0 + y1) / 2 + np.sin(angles) * radius * (y1 - y0) / 2
    return list(zip(xs.tolist(), ys.tolist(), strict=True))


def _tail(rng: Rng, draw: ImageDraw.ImageDraw, box: tuple[float, ...], fill: int, ink: int) -> None:
    x0, _, x1, y1 = box
    x, width = rng.uniform(x0 + (x1 - x0) * 0.3, x0 + (x1 - x0) * 0.6), (x1 - x0) * 0.12
    tip, base = (x + rng.normal(0, width * 2), y1 + width * 1.5), y1 - (y1 - box[1]) * 0.06
    draw.polygon([(x, base), tip, (x + width, base)], fill=fill)
    draw.line([(x, base), tip, (x + width, base)], fill=ink)
