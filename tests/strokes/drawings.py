"""Manga faces drawn stroke by stroke as with a mouse, to judge the model on ink not made by our renderer.

``sketches.json`` holds the drawings of eight invented hands ("a" to "h"), each with its own canvas, brush,
heads and eyes. The mood is what a person names on seeing the picture.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageDraw

SKETCHES = Path(__file__).with_name("sketches.json")
SCALE = 2  # drawn this much larger, then reduced, so that edges come out smooth

Points = list[tuple[int, int]]


@dataclass(frozen=True)
class Fill:
    """A closed outline painted before the strokes: 0 is black, 255 rubs out (the light in an eye)."""

    shade: int
    points: Points


@dataclass(frozen=True)
class Drawing:
    """One face: its mood, the hand that drew it, and the black strokes in canvas pixels."""

    name: str
    mood: str
    artist: str
    width: int
    size: tuple[int, int]
    strokes: list[Points]
    fills: list[Fill]


def _points(pairs: list[list[int]]) -> Points:
    return [(x, y) for x, y in pairs]


def drawings() -> list[Drawing]:
    """Every drawing of the set, in the order of the file."""
    return [
        Drawing(
            name=entry["name"],
            mood=entry["mood"],
            artist=entry["artist"],
            width=entry["width"],
            size=(entry["size"][0], entry["size"][1]),
            strokes=[_points(stroke) for stroke in entry["strokes"]],
            fills=[Fill(fill["shade"], _points(fill["points"])) for fill in entry.get("fills", [])],
        )
        for entry in json.loads(SKETCHES.read_text(encoding="utf-8"))
    ]


def render(drawing: Drawing) -> Image.Image:
    """The drawing as RGB: black ink on white, round ends and joints, smooth edges."""
    width, height = drawing.size
    canvas = Image.new("RGB", (width * SCALE, height * SCALE), "white")
    pen = ImageDraw.Draw(canvas)
    for fill in drawing.fills:
        pen.polygon([(x * SCALE, y * SCALE) for x, y in fill.points], fill=(fill.shade,) * 3)
    radius = drawing.width * SCALE / 2
    for stroke in drawing.strokes:
        path = [(x * SCALE, y * SCALE) for x, y in stroke]
        pen.line(path, fill="black", width=drawing.width * SCALE)
        for x, y in path:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill="black")
    return canvas.resize((width, height), Image.Resampling.LANCZOS)
