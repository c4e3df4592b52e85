"""A folder of faces that `draw` drew: ours, so free to pass on."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from data_tools.record import Item, Origin, Record
from data_tools.sources import tables
from moods.errors import DataError

LICENCE = "CC0-1.0"


def is_drawn(root: Path) -> bool:
    """Whether a folder's table tells the style that each face was drawn in."""
    table = tables.find(root)
    if table is None:
        return False
    rows = tables.read_table(table)
    return bool(rows) and "style" in rows[0]


def records(root: Path) -> Iterator[Item]:
    """Every drawn face; its source names the style."""
    if not is_drawn(root):
        raise DataError(f"drawn:{root} was not written by draw: it has no table with a column 'style'.")
    styles = {row["file_name"]: row["style"] for row in tables.read_table(tables.find(root))}
    for item in tables.records(root):
        if isinstance(item, Record):
            origin = Origin(f"drawn:{styles[item.original_id]}", LICENCE)
            item = replace(item, origin=origin, kind="sketch")
        yield item
