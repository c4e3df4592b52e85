"""A folder of faces that `draw` drew: ours, so free to pass on."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from data_tools.record import Item, Origin, Record, Rejected
from data_tools.sources.folder import read_file, stamp_of
from data_tools.sources.tables import read_table
from moods.errors import DataError

TABLE = "faces.csv"
COLUMNS = ("path", "label", "style", "seed")
LICENCE = "CC0-1.0"


def is_drawn(root: Path) -> bool:
    """Whether `draw` wrote this folder: its table tells the style and the seed of each face."""
    if not (root / TABLE).is_file():
        return False
    rows = read_table(root / TABLE)
    return bool(rows) and set(COLUMNS) <= set(rows[0])


def records(root: Path) -> Iterator[Item]:
    """Every drawn face; its source names the style."""
    if not is_drawn(root):
        raise DataError(f"drawn:{root} was not written by draw: it has no {TABLE} of {', '.join(COLUMNS)}.")
    for row in read_table(root / TABLE):
        path, name = root / row["path"], f"{root.name}/{row['path']}"
        if not path.is_file():
            yield Rejected(name, "missing", f"{path} is named in {TABLE} but is not there.")
            continue
        yield Record(
            name=name,
            read=partial(read_file, path),
            origin=Origin(f"drawn:{row['style']}", LICENCE),
            word=row["label"],
            kind="sketch",
            original_id=f"{row['path']}?seed={row['seed']}",
            stamp=stamp_of(path),
        )
