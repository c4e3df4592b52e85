"""Contact sheets from the command line.

python -m data_tools.sketch --sheet docs/faces_drawn.png          the labelled sheet of the README
python -m data_tools.sketch --blind blind.png --answers key.txt   numbered faces, their moods apart
"""

import argparse
import sys
from pathlib import Path

from PIL import Image, ImageColor

from data_tools.sketch.sheet import PAPER, blind_sheet, contact_sheet
from data_tools.sketch.style import STYLES
from moods.labels import CATALOGUE

SHEET_SEED = 1
GREYS = 24


def main(arguments: list[str] | None = None) -> int:
    """Draws the sheets asked for; 0 when they were written, 1 with a sentence when not."""
    parser = argparse.ArgumentParser(prog="python -m data_tools.sketch", description="Sheets of drawn faces.")
    parser.add_argument("--sheet", type=Path, help="write the labelled sheet here (PNG)")
    parser.add_argument("--blind", type=Path, help="write numbered faces without labels here (PNG)")
    parser.add_argument("--answers", type=Path, help="write the moods of the numbered faces here")
    parser.add_argument("--count", type=int, default=80, help="faces on the blind sheet")
    parser.add_argument("--seed", type=int, default=SHEET_SEED)
    parser.add_argument("--styles", nargs="+", choices=STYLES, default=STYLES, metavar="STYLE")
    parser.add_argument("--size", type=int, default=96, help="pixels a face")
    options = parser.parse_args(arguments)
    if not options.sheet and not options.blind:
        parser.error("nothing to do: give --sheet FILE or --blind FILE")
    try:
        if options.sheet:
            _save(contact_sheet(options.seed, options.size, options.styles), options.sheet)
        if options.blind:
            sheet, moods = blind_sheet(options.count, options.seed, options.size, options.styles)
            _save(sheet, options.blind)
            if options.answers:
                options.answers.write_text("".join(f"{i + 1} {mood}\n" for i, mood in enumerate(moods)))
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _save(sheet: Image.Image, path: Path) -> None:
    # A few greys and the labels' colours are plenty for ink, and halve the file.
    greys = [level for step in range(GREYS) for level in [round(step * 255 / (GREYS - 1))] * 3]
    colours = [PAPER, *(ImageColor.getrgb(mood.colour) for mood in CATALOGUE.values())]
    palette = Image.new("P", (1, 1))
    palette.putpalette(greys + [level for colour in colours for level in colour])
    sheet.quantize(palette=palette, dither=Image.Dither.NONE).save(path, "PNG", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
