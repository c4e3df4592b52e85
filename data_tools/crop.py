"""`crop`: pages in, square face crops out, with a contact sheet and a table ready for labels."""

import argparse
import csv
import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from PIL import Image
from tqdm import tqdm

from data_tools.contact import contact_sheet
from data_tools.cut import MARGIN, Box, cut_square
from data_tools.sources.tables import read_table
from moods.book import Page, open_book
from moods.errors import DataError, PictureError, printable
from moods.labels import MOODS

TABLE = "crops.csv"
EDGES = ("x0", "y0", "x1", "y1")
KEY = ("page", *EDGES)
COLUMNS = ("file_name", "label", "certainty", *KEY, "score")
SHEET = "contact_sheet{}.png"
ON_A_SHEET = 120  # crops

Boxes = Callable[[Path, Page, Image.Image], list[tuple[Box, float]]]
"""Boxes and scores on a page of a source."""
Labelled = dict[tuple, list[dict]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `crop`."""
    parser.add_argument("pages", nargs="+", metavar="PAGES", help="folders, pictures, zip, cbz or pdf files")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder of the crops")
    parser.add_argument(
        "--boxes",
        choices=("finder", "sidecar"),
        default="finder",
        help='where faces are: found by the face finder, or in PAGE.json beside the page ({"faces": [...]})',
    )
    parser.add_argument("--margin", type=float, default=MARGIN, help=f"around a box (default {MARGIN})")
    parser.add_argument("--min-side", type=int, default=24, help="smallest box cut, in pixels (default 24)")


def run(args: argparse.Namespace) -> int:
    """Cuts the faces; 1 when a page could not be read."""
    boxes = finder_boxes() if args.boxes == "finder" else sidecar_boxes()
    rows, kept, problems = crop(args.pages, args.out, boxes, args.margin, args.min_side)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    print(f"{len(rows)} faces cut to {args.out}; see {SHEET.format('')}.")
    if kept:
        print(f"{len(kept)} labelled faces were not found this time: their rows and crops stay as they were.")
    print(f"Write labels into {args.out / TABLE} ({', '.join(MOODS)}), then:")
    print(f"python -m data_tools build {args.out} --out DIR")
    return 1 if problems else 0


def crop(
    sources: list[str], out: Path, boxes: Boxes, margin: float = MARGIN, min_side: int = 24
) -> tuple[list[dict], list[dict], list[str]]:
    """Cuts every face of every page to `out`; the rows cut, those kept from before, what cannot be read."""
    rows: list[dict] = []
    problems: list[str] = []
    with ExitStack() as books:
        pages = _pages(sources, books)
        labelled = _labelled(out, {name for name, _, _ in pages})
        taken = {row["file_name"] for some in labelled.values() for row in some}
        out.mkdir(parents=True, exist_ok=True)
        for number, (name, source, page) in enumerate(
            tqdm(pages, desc="cutting", unit=" pages", disable=None)
        ):
            try:
                picture = page.picture()
                found = boxes(source, page, picture)
            except (PictureError, DataError) as error:
                problems.append(str(error))
                continue
            large = [face for face in found if _side(face[0]) >= min_side]
            for face, (box, score) in enumerate(large):
                place = dict(zip(KEY, (name, *(str(round(edge)) for edge in box)), strict=True))
                some = labelled.get(tuple(place.values()))
                known = some.pop(0) if some else dict.fromkeys(COLUMNS, "")
                file = f"{number:04d}_{_slug(page.name)}_{face:02d}.png"
                # Numbers shift when pages come and go: the crop of another labelled row is not overwritten.
                while file in taken and file != known["file_name"]:
                    file = f"_{file}"
                cut_square(picture, box, margin).save(out / file)
                rows.append({**known, **place, "file_name": file, "score": f"{score:.3f}"})
    kept = [row for some in labelled.values() for row in some]
    _write_table(out / TABLE, rows + kept)
    for sheet, start in enumerate(range(0, len(rows), ON_A_SHEET)):
        mark = f"_{sheet + 1}" if len(rows) > ON_A_SHEET else ""
        contact_sheet(out, rows[start : start + ON_A_SHEET], start).save(out / SHEET.format(mark))
    return rows, kept, problems


def finder_boxes() -> Boxes:
    """Boxes from the face finder, in reading order."""
    # Loads a model: only when it is asked for.
    from moods.faces import FaceFinder

    finder = FaceFinder.load()
    return lambda source, page, picture: [(face.box, face.score) for face in finder.find(picture)]


def sidecar_boxes() -> Boxes:
    """Boxes from a JSON file beside each page: {"faces": [{"box": [x0, y0, x1, y1]}]}."""
    owners: dict[Path, Path] = {}

    def boxes(source: Path, page: Page, picture: Image.Image) -> list[tuple[Box, float]]:
        place = page.path or source.parent / page.name
        file = place.with_suffix(".json")
        if not file.is_file():
            raise DataError(f"{place} has no {file.name} beside it.")
        if owners.setdefault(file, source) != source:
            raise DataError(
                f"{file} lies beside {owners[file].name} and {source.name}, which both have this page: "
                f"put them into folders of their own."
            )
        try:
            faces = json.loads(file.read_text(encoding="utf-8"))["faces"]
            return [(_box(face["box"]), float(face.get("score", 1))) for face in faces]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise DataError(f"{file} holds no boxes: {error!r}.") from error

    return boxes


def _box(values: list) -> Box:
    x0, y0, x1, y1 = map(float, values)
    if not (x0 < x1 and y0 < y1):
        raise ValueError(f"box {values} has no area")
    return x0, y0, x1, y1


def _side(box: Box) -> float:
    return min(box[2] - box[0], box[3] - box[1])


def _slug(name: str) -> str:
    return re.sub(r"[^\w-]+", "_", Path(name).stem)[:40]


def _pages(sources: list[str], books: ExitStack) -> list[tuple[str, Path, Page]]:
    """Every page with its name in the table, which begins with its book's: chapters have equal pages."""
    pages = []
    owners: dict[str, str] = {}
    for source in sources:
        place = Path(os.path.abspath(source))
        for page in books.enter_context(open_book(source)).pages:
            # A picture given by itself belongs to its folder.
            alone = page.name == printable(place.name)
            name = f"{printable(place.parent.name if alone else place.name)}/{page.name}"
            if owners.setdefault(name, source) != source:
                raise DataError(
                    f"{owners[name]} and {source} both have a page {name}: cut them to two folders (--out)."
                )
            pages.append((name, Path(source), page))
    return pages


def _labelled(out: Path, pages: set[str]) -> Labelled:
    """Rows by page and box that somebody labelled in the table: cutting again must not lose them."""
    found: Labelled = defaultdict(list)
    for row in read_table(out / TABLE) if (out / TABLE).is_file() else []:
        if not row.get("label"):
            continue
        if row.get("page") not in pages:
            raise DataError(
                f"{out / TABLE} holds labels of {row.get('page') or 'no page'}, which is not cut now: "
                f"they would be lost. Choose another --out."
            )
        found[tuple(row.get(column) for column in KEY)].append(
            {column: row.get(column) or "" for column in COLUMNS}
        )
    return found


def _write_table(path: Path, rows: list[dict]) -> None:
    half = path.with_suffix(".unfinished")
    with half.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    os.replace(half, path)
