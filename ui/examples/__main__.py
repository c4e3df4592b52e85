"""Draws the app's examples with the project's own renderer: `python -m ui.examples` (development only).

The pictures are committed, so that the app itself needs no renderer.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from data_tools.sketch import Face, face, render
from moods.labels import MOODS

HERE = Path(__file__).parent
TRACED = ("ink", "shoujo", "gag", "tablet", "marker")  # clean hands, that a beginner can follow
SIDE = 384  # pixels of an example to trace
PLAIN: dict[str, Any] = {
    **{"background": "white", "finish": "", "occluder": "", "inverted": False, "glasses": "", "ink": 0},
    **{"roll": 0.0, "yaw": 0.0, "pitch": 0.0, "x": 0.5, "y": 0.52, "share": 0.62},
}
PAGE = (900, 1270)
PANELS = (  # box of the panel, and its faces: mood, seed, style, centre and width of the head's square
    ((30, 30, 870, 400), (("happy", 31, "ink", 640, 215, 350), ("pleased", 44, "shoujo", 250, 225, 330))),
    ((470, 420, 870, 830), (("shock", 23, "seinen", 670, 630, 390),)),
    ((30, 420, 450, 830), (("angry", 17, "ink", 240, 630, 390),)),
    (
        (30, 850, 870, 1240),
        (("crying", 12, "nib", 620, 1050, 370), ("embarrassed", 8, "shoujo", 240, 1050, 350)),
    ),
)


def main() -> None:
    """Writes every example beside this file."""
    for mood in MOODS:
        for number, style in enumerate(TRACED, 1):
            save(render(replace(face(mood, 500 + number, style), **PLAIN), SIDE), f"trace-{mood}-{number}")
    save(page(PANELS), "page")
    save(page(PANELS[1:2], (400, 410), (-470, -420)), "panel")
    save(render(plain("happy", 62, "shoujo"), 512), "happy")
    save(render(plain("crying", 77, "ink"), 512), "crying")
    save(render(replace(face("angry", 5, "mouse"), background="white", finish="", share=0.5), 512), "sketch")


def plain(mood: str, seed: int, style: str) -> Face:
    """A face that looks straight at the reader, nothing around it."""
    return replace(face(mood, seed, style), **PLAIN)


def page(panels: tuple, size: tuple[int, int] = PAGE, shift: tuple[int, int] = (0, 0)) -> Image.Image:
    """Panels with their faces, cut at the panels' frames."""
    sheet = Image.new("L", size, 255)
    for (x0, y0, x1, y1), people in panels:
        panel = Image.new("L", (x1 - x0, y1 - y0), 255)
        for mood, seed, style, x, y, side in people:
            head = render(replace(plain(mood, seed, style), share=0.55), side).convert("L")
            panel.paste(head, (x - x0 - side // 2, y - y0 - side // 2))
        ImageDraw.Draw(panel).rectangle([0, 0, panel.width - 1, panel.height - 1], outline=0, width=4)
        sheet.paste(panel, (x0 + shift[0], y0 + shift[1]))
    return sheet


def save(picture: Image.Image, name: str) -> None:
    """A small PNG: sixteen greys are plenty for ink."""
    grey = picture.convert("L").quantize(16, dither=Image.Dither.NONE)
    grey.save(HERE / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
