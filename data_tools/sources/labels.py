"""Our labels over somebody else's pictures, matched by the sha256 of the picture file."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

from data_tools.record import Item, Record, Rejected
from moods.errors import DataError, PictureError


def records(table: Path, walks: list[Callable[[], Iterator[Item]]]) -> Iterator[Item]:
    """The pictures of `walks` that the table labels; labels without picture and the reverse are counted."""
    labels = read_labels(table)
    missing = set(labels)
    for walk in walks:
        for item in walk():
            if isinstance(item, Rejected):
                yield item
                continue
            try:
                data = item.read()
            except PictureError as error:
                yield Rejected(item.name, error.reason, str(error))
                continue
            digest = hashlib.sha256(data).hexdigest()
            missing.discard(digest)
            yield _labelled(item, data, digest, labels.get(digest), table)
    for digest in sorted(missing):
        where = labels[digest].get("path") or digest[:12]
        yield Rejected(
            f"{table.name}: {where}",
            "label without picture",
            f"{table.name} labels {where}, which is not among the pictures.",
        )


def read_labels(table: Path) -> dict[str, dict[str, str]]:
    """Rows of a labels.csv by sha256."""
    return read_table(table, "label")


def read_table(table: Path, column: str) -> dict[str, dict[str, str]]:
    """Rows of a table that tells something (a column) about pictures, by their sha256."""
    try:
        with table.open(newline="", encoding="utf-8-sig") as file:
            rows = csv.DictReader(file)
            columns = rows.fieldnames or []
            if not {"sha256", column} <= set(columns):
                raise DataError(
                    f"{table} needs the columns sha256 and {column}; it has {', '.join(columns)}."
                )
            return {row["sha256"].strip().lower(): row for row in rows if row["sha256"]}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{table} cannot be read as a table of labels: {error}.") from error


def _labelled(record: Record, data: bytes, digest: str, row: dict[str, str] | None, table: Path) -> Item:
    if row is None:
        return Rejected(record.name, "picture without label", f"{record.name} is not in {table.name}.")
    return replace(
        record,
        read=partial(bytes, data),
        word=row["label"],
        certainty="unsure" if row.get("certainty") == "unsure" else "sure",
        sha256=digest,
        stamp=digest,
    )
