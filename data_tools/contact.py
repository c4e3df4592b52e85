"""Contact sheets: many face crops on one picture, to label by eye."""

import math
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

TILE, GAP, TEXT = 112, 8, 16  # pixels of a crop, between crops, and of the number under it
PAPER, INK = "#faf7f0", "#211f1c"


def contact_sheet(out: Path, rows: list[dict], start: int = 0) -> Image.Image:
    """Crops side by side, numbered as their rows in the table are."""
    across = max(1, min(10, math.ceil(math.sqrt(len(rows) * 1.4))))
    step = (TILE + GAP, TILE + GAP + TEXT)
    size = (across * step[0] + GAP, math.ceil(len(rows) / across) * step[1] + GAP)
    sheet = Image.new("RGB", size, PAPER)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(12)
    for place, row in enumerate(rows):
        x, y = GAP + place % across * step[0], GAP + place // across * step[1]
        with Image.open(out / row["file_name"]) as crop:
            sheet.paste(crop.resize((TILE, TILE), Image.Resampling.LANCZOS), (x, y))
        text = f"{start + place + 1} {row['label']}".rstrip()
        pen.text((x + TILE // 2, y + TILE + 2), text, fill=INK, font=font, anchor="ma")
    return sheet
