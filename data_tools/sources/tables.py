"""A folder of pictures listed by a table: `metadata.csv`, `metadata.jsonl` or the `crops.csv` of `crop`."""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from data_tools.record import Item, Rejected
from data_tools.sources.folder import folder_licence, stamp_of
from data_tools.sources.rows import RowReader, fetch_inside
from moods.errors import DataError

TABLES = ("metadata.csv", "metadata.jsonl", "crops.csv")


def find(root: Path) -> Path | None:
    """The table of a folder, or None."""
    return next((root / name for name in TABLES if (root / name).is_file()), None)


def records(root: Path) -> Iterator[Item]:
    """Every picture that the folder's table names in `file_name`; its `label` may be empty."""
    table = find(root)
    if table is None:
        raise DataError(f"{root} has none of {', '.join(TABLES)}.")
    rows = read_table(table)
    licence = folder_licence(root)
    inside = root.resolve()
    reader = RowReader(["image"], None, root.name)
    for number, row in enumerate(rows):
        file = str(row.get("file_name") or "")
        name = f"{root.name}/{file or f'row {number}'}"
        path = root / file
        if not path.is_file() or inside not in path.resolve().parents:
            yield Rejected(name, "missing", f"{table} names {file!r}, which is no file of this folder.")
            continue
        facts = {"original_id": file, **row}
        record = reader.record({**facts, "image": file}, name, partial(fetch_inside, root), licence)
        yield replace(record, name=name, stamp=stamp_of(path))


def read_table(table: Path) -> list[dict]:
    """The rows of a csv or jsonl file."""
    try:
        # Not splitlines(): breaks such as U+2028 may stand inside of a text, a line feed inside of a cell.
        with table.open(newline="", encoding="utf-8-sig") as file:
            if table.suffix == ".jsonl":
                lines = enumerate(file, 1)
                return [_parsed(line, f"{table}, line {number},") for number, line in lines if line.strip()]
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{table} cannot be read as a table: {error}.") from error


def _parsed(line: str, place: str) -> dict:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise DataError(f"{place} is not JSON: {error}.") from error
    if not isinstance(row, dict):
        raise DataError(f'{place} is no object: write {{"file_name": ..., "label": ...}}.')
    return row
