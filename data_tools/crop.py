"""`crop`: pages in, square face crops out, with a contact sheet and a table ready for labels."""

import argparse
import csv
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from tqdm import tqdm

from data_tools.contact import contact_sheet
from data_tools.cut import MARGIN, Box, cut_square
from data_tools.sources.tables import read_table
from moods.book import Page, open_book
from moods.errors import DataError, PictureError
from moods.labels import MOODS

TABLE = "crops.csv"
EDGES = ("x0", "y0", "x1", "y1")
COLUMNS = ("file_name", "label", "certainty", "page", *EDGES, "score")
SHEET = "contact_sheet{}.png"
ON_A_SHEET = 120  # crops

Boxes = Callable[[Page, Image.Image], list[tuple[Box, float]]]


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
    boxes = finder_boxes() if args.boxes == "finder" else sidecar_boxes(args.pages)
    rows, problems = crop(args.pages, args.out, boxes, args.margin, args.min_side)
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    print(f"{len(rows)} faces cut to {args.out}; see {SHEET.format('')}.")
    print(f"Write labels into {args.out / TABLE} ({', '.join(MOODS)}), then:")
    print(f"python -m data_tools build {args.out} --out DIR")
    return 1 if problems else 0


def crop(
    sources: list[str], out: Path, boxes: Boxes, margin: float = MARGIN, min_side: int = 24
) -> tuple[list[dict], list[str]]:
    """Cuts every face of every page to `out`; the rows of its table, and what could not be read."""
    labels = _earlier_labels(out)
    out.mkdir(parents=True, exist_ok=True)
    rows: list[dict] = []
    problems: list[str] = []
    with open_book(*sources) as book:
        for number, page in enumerate(tqdm(book.pages, desc="cutting", unit=" pages", disable=None)):
            try:
                picture = page.picture()
                found = boxes(page, picture)
            except (PictureError, DataError) as error:
                problems.append(str(error))
                continue
            large = [face for face in found if _side(face[0]) >= min_side]
            for face, (box, score) in enumerate(large):
                file = f"{number:04d}_{_slug(page.name)}_{face:02d}.png"
                cut_square(picture, box, margin).save(out / file)
                rows.append(_row(file, page.name, box, score, labels))
    _write_table(out / TABLE, rows)
    for sheet, start in enumerate(range(0, len(rows), ON_A_SHEET)):
        mark = f"_{sheet + 1}" if len(rows) > ON_A_SHEET else ""
        contact_sheet(out, rows[start : start + ON_A_SHEET], start).save(out / SHEET.format(mark))
    return rows, problems


def finder_boxes() -> Boxes:
    """Boxes from the face finder, in reading order."""
    # Loads a model: only when it is asked for.
    from moods.faces import FaceFinder

    finder = FaceFinder.load()
    return lambda page, picture: [(face.box, face.score) for face in finder.find(picture)]


def sidecar_boxes(sources: list[str]) -> Boxes:
    """Boxes from a JSON file beside each page: {"faces": [{"box": [x0, y0, x1, y1]}]}."""
    roots = [Path(source) for source in sources]

    def boxes(page: Page, picture: Image.Image) -> list[tuple[Box, float]]:
        places = [root / page.name if root.is_dir() else root.with_name(page.name) for root in roots]
        file = next((place for path in places if (place := path.with_suffix(".json")).is_file()), None)
        if file is None:
            raise DataError(f"{page.name} has no {Path(page.name).stem}.json beside it.")
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


def _row(file: str, page: str, box: Box, score: float, labels: dict[tuple, dict]) -> dict:
    place = {"page": page, **dict(zip(EDGES, (str(round(edge)) for edge in box), strict=True))}
    label = labels.get(tuple(place.values()), {"label": "", "certainty": ""})
    return {"file_name": file, **label, **place, "score": f"{score:.3f}"}


def _earlier_labels(out: Path) -> dict[tuple, dict]:
    """Labels by page and box that the table holds already: cutting again must not lose them."""
    if not (out / TABLE).is_file():
        return {}
    rows = read_table(out / TABLE)
    return {
        tuple(row.get(column) for column in ("page", *EDGES)): {
            "label": row["label"],
            "certainty": row.get("certainty") or "",
        }
        for row in rows
        if row.get("label")
    }


def _write_table(path: Path, rows: list[dict]) -> None:
    half = path.with_suffix(".unfinished")
    with half.open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        table.writerows(rows)
    os.replace(half, path)
