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
        file = row.get("file_name") or ""
        name = f"{root.name}/{file or f'row {number}'}"
        path = (root / file).resolve()
        if not path.is_file() or inside not in path.parents:
            yield Rejected(name, "missing", f"{table} names {file!r}, which is no file of this folder.")
            continue
        facts = {"original_id": file, **row}
        record = reader.record({**facts, "image": file}, name, partial(fetch_inside, root), licence)
        yield replace(record, name=name, stamp=stamp_of(path))


def read_table(table: Path) -> list[dict]:
    """The rows of a csv or jsonl file."""
    try:
        text = table.read_text(encoding="utf-8-sig")
        if table.suffix == ".jsonl":
            return [json.loads(line) for line in text.splitlines() if line.strip()]
        return list(csv.DictReader(text.splitlines()))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError, csv.Error) as error:
        raise DataError(f"{table} cannot be read as a table: {error}.") from error
