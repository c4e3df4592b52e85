"""Contact sheets: every mood in every style, with labels to show and without to judge by eye."""

from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw, ImageFont

from data_tools.sketch.people import face
from data_tools.sketch.render import render
from data_tools.sketch.style import STYLES
from moods.labels import CATALOGUE, MOODS

GAP = 6  # pixels between pictures
PAPER, INK = (252, 250, 246), (40, 38, 36)


def contact_sheet(
    seed: int = 0, size: int = 128, styles: Sequence[str] = STYLES, moods: Sequence[str] = MOODS,
    labels: bool = True,
) -> Image.Image:  # fmt: skip
    """Rows are moods, columns styles, pictures of `size` pixels; labels stand in a column and a row aside."""
    left, top = (size, 30) if labels else (0, 0)
    step = size + GAP
    sheet = Image.new("RGB", (left + step * len(styles) + GAP, top + step * len(moods) + GAP), PAPER)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(max(11, size // 8))
    for row, mood in enumerate(moods):
        y = top + GAP + row * step
        if labels:
            pen.rectangle((GAP, y, GAP + 5, y + size), fill=CATALOGUE[mood].colour)
            pen.text((GAP + 12, y + size // 2), mood, fill=INK, font=font, anchor="lm")
        for column, style in enumerate(styles):
            own = Random(f"{seed}/{mood}/{style}").getrandbits(31)
            picture = render(face(mood, own, style), size)
            sheet.paste(picture, (left + GAP + column * step, y))
    if labels:
        for column, style in enumerate(styles):
            pen.text(
                (left + GAP + column * step + size // 2, top // 2 + 4),
                style,
                fill=INK,
                font=font,
                anchor="mm",
            )
    return sheet


def blind_sheet(
    count: int = 80, seed: int = 0, size: int = 128, styles: Sequence[str] = STYLES, columns: int = 10
) -> tuple[Image.Image, list[str]]:
    """Faces of random moods and styles, numbered only; and their moods in order, to compare guesses with."""
    rng = Random(f"blind/{seed}")
    step = size + GAP
    sheet = Image.new("RGB", (columns * step + GAP, -(-count // columns) * (step + 12) + GAP), PAPER)
    pen, font, moods = ImageDraw.Draw(sheet), ImageFont.load_default(11), []
    for index in range(count):
        mood, style, own = rng.choice(MOODS), rng.choice(styles), rng.getrandbits(31)
        moods.append(mood)
        x, y = GAP + index % columns * step, GAP + index // columns * (step + 12)
        pen.text((x, y - 3), str(index + 1), fill=INK, font=font)
        sheet.paste(render(face(mood, own, style), size), (x, y + 10))
    return sheet, moods
