"""Opens any source by its name: each yields the same records, one after the other, read when asked for."""

import glob
import importlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from data_tools.record import NOT_STATED, Item, Origin, Record
from moods.errors import DataError, printable

SCHEMES = ("kaggle", "hub", "git", "hydrus", "labels", "drawn")


@dataclass(frozen=True)
class Reading:
    """How sources are read: which column holds the label, and the licence of those that state none."""

    label_column: str | None = None
    licence: str | None = None


@dataclass(frozen=True)
class Source:
    """One source as named on the command line, and how to walk through its records."""

    spec: str
    items: Callable[[], Iterator[Item]]


def open_sources(specs: list[str], reading: Reading | None = None) -> list[Source]:
    """One source for each name; a glob or a folder of parquet files gives one a file."""
    reading = reading or Reading()
    sources = [source for spec in specs for source in _open(spec, reading)]
    return [
        Source(printable(source.spec), lambda walk=source.items: _storable(walk, reading))
        for source in sources
    ]


def _open(spec: str, reading: Reading) -> list[Source]:
    scheme, colon, rest = spec.partition(":")
    if colon and scheme in SCHEMES:
        if not rest:
            raise DataError(f"{spec!r} names no source: something must follow the colon.")
        return [Source(spec, _scheme(scheme, rest, reading))]
    # One letter before a colon is a drive.
    if colon and len(scheme) > 1 and scheme.isalnum() and not Path(spec).exists():
        known = ", ".join(f"{name}:" for name in SCHEMES)
        raise DataError(f"Unknown source {spec!r}: known are {known} and paths of a folder, zip or parquet.")
    return _open_path(spec, reading)


def _scheme(scheme: str, rest: str, reading: Reading) -> Callable[[], Iterator[Item]]:
    if scheme == "labels":
        table, equals, pictures = rest.partition("=")
        if not equals or not pictures:
            raise DataError(f"labels:{rest} is incomplete: write labels:LABELS.csv=FOLDER (or =git:URL).")
        walks = [source.items for source in _open(pictures, reading)]
        return lambda: _module("labels").records(Path(table), walks)
    if scheme == "hub":
        return lambda: _module("hub").records(rest, reading.label_column)
    where = rest if scheme in ("git", "kaggle") else Path(rest)
    return lambda: _module(scheme).records(where)


def _open_path(spec: str, reading: Reading) -> list[Source]:
    path = Path(spec)
    if not path.exists():
        found = sorted(glob.glob(spec, recursive=True))
        if not found:
            raise DataError(f"Nothing matches {spec!r}." if "*" in spec else f"{spec} does not exist.")
        return [source for match in found for source in _open_path(match, reading)]
    column = reading.label_column
    if path.is_dir():
        inside = sorted(path.rglob("*.parquet"))
        kind = _kind_of_folder(path)
        if kind == "folder" and inside:
            return [source for file in inside for source in _open_path(str(file), reading)]
        walk = (path, column) if kind == "saved" else (path,)
        return [Source(spec, lambda: _module(kind).records(*walk))]
    if path.suffix.lower() == ".parquet":
        return [Source(spec, lambda: _module("parquet").records(path, column))]
    if path.suffix.lower() in (".zip", ".cbz"):
        return [Source(spec, lambda: _module("archive").records(path))]
    raise DataError(f"{path} is no source: a folder, a .zip or a .parquet file is.")


def _kind_of_folder(path: Path) -> str:
    if (path / "dataset_dict.json").is_file() or (path / "state.json").is_file():
        return "saved"
    if _module("drawn").is_drawn(path):
        return "drawn"
    return "tables" if _module("tables").find(path) else "folder"


def _module(name: str):
    # Only what is asked for is imported: the clients of Kaggle and the Hub take seconds.
    return importlib.import_module(f"data_tools.sources.{name}")


def _storable(walk: Callable[[], Iterator[Item]], reading: Reading) -> Iterator[Item]:
    """Items with the licence stated for them, and texts that tables hold: file names need not be UTF-8."""
    for item in walk():
        texts = {name: printable(text) for name, text in vars(item).items() if isinstance(text, str)}
        if isinstance(item, Record):
            origin = Origin(**{name: printable(text) for name, text in vars(item.origin).items()})
            if reading.licence and origin.licence == NOT_STATED:
                origin = replace(origin, licence=reading.licence)
            texts["origin"] = origin
        yield replace(item, **texts)
