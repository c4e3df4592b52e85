"""One row of any table of faces (parquet, Hub, a built set) as a record."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from datasets import ClassLabel, Features

from data_tools.record import NOT_STATED, Origin, Record
from data_tools.sources.folder import read_file
from moods.errors import DataError, PictureError

COLUMNS = (
    *("image", "label", "certainty", "kind", "colour", "source", "repo", "licence", "license"),
    *("original_id", "path", "url", "sha256"),
)


class RowReader:
    """Turns rows into records; knows the label column and its class names."""

    def __init__(self, columns: Sequence[str], label_column: str | None, place: str) -> None:
        if "image" not in columns:
            raise DataError(f"{place} has no column 'image': it has {', '.join(columns)}.")
        if label_column and label_column not in columns:
            raise DataError(f"{place} has no column {label_column!r}: it has {', '.join(columns)}.")
        self.place = place
        self.label_column = label_column or "label"
        self.columns = [name for name in columns if name in COLUMNS or name == self.label_column]
        self.class_names: list[str] = []

    def learn_names(self, features: Features | None) -> None:
        """Remembers the names of a ClassLabel column, so that its numbers can be read."""
        feature = (features or {}).get(self.label_column)
        self.class_names = list(feature.names) if isinstance(feature, ClassLabel) else []

    def record(
        self, row: Mapping, name: str, fetch: Callable[[str], bytes], licence: str = NOT_STATED
    ) -> Record:
        """The record of one row; `fetch` reads a picture of which the row tells the path only."""
        data, path = _picture(row["image"])
        return Record(
            name=f"{name} {row.get('path') or row.get('original_id') or path or ''}".rstrip(),
            read=partial(_bytes, data, path, fetch, name),
            origin=Origin(
                row.get("source") or row.get("repo") or self.place,
                row.get("licence") or row.get("license") or licence,
                row.get("url") or "",
            ),
            word=self._word(row.get(self.label_column)),
            certainty="unsure" if row.get("certainty") == "unsure" else "sure",
            kind=_kind(row),
            original_id=str(row.get("original_id") or row.get("path") or path or name),
            sha256=row.get("sha256") or "",
            stamp=hashlib.sha256(data).hexdigest() if data else "",
        )

    def _word(self, value: str | int | None) -> str | None:
        if isinstance(value, int) and not isinstance(value, bool):
            if 0 <= value < len(self.class_names):
                return self.class_names[value]
            return None if value < 0 else str(value)
        return None if value is None or value == "" else str(value)


def _picture(image: Mapping | bytes | str | None) -> tuple[bytes | None, str | None]:
    if isinstance(image, Mapping):
        return image.get("bytes"), image.get("path")
    return (None, image) if isinstance(image, str) else (image, None)


def fetch_inside(root: Path, path: str) -> bytes:
    """A picture file of a folder; a table cannot name files outside of it."""
    if root.resolve() not in (root / path).resolve().parents:
        raise PictureError(f"{path} lies outside of {root}.", "missing")
    return read_file(root / path)


def _bytes(data: bytes | None, path: str | None, fetch: Callable[[str], bytes], name: str) -> bytes:
    if data is not None:
        return data
    if path:
        return fetch(path)
    raise PictureError(f"{name} has no picture.", "missing")


def _kind(row: Mapping) -> str | None:
    if row.get("kind") in ("ink", "colour", "sketch"):
        return row["kind"]
    if row.get("colour") is None:
        return None
    return "colour" if row["colour"] else "ink"
