"""Labels for a folder of face crops: as parquet, csv, or captions beside the pictures."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moods.book import PICTURES, natural
from moods.errors import DataError, PictureError, printable
from moods.reader import MoodReader


def label_folder(reader: MoodReader, folder: Path) -> Iterator[dict]:
    """A row for each picture below the folder, by name: path, mood, clear, probabilities; or its error.

    `path` is for people and tables, `file` the picture itself: not every file name can be written down.
    """
    for path in _pictures(folder):
        name = printable(path.relative_to(folder).as_posix())
        try:
            reading = reader.face(path)
        except PictureError as error:
            yield {"path": name, "error": str(error)}
            continue
        best = next(iter(reading.moods))
        yield {"path": name, "file": path, "mood": best, "clear": reading.clear, **reading.moods}


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder.")
    found = [path for path in folder.rglob("*") if path.suffix.lower() in PICTURES and path.is_file()]
    if not found:
        raise DataError(f"{folder} holds no pictures.")
    return sorted(found, key=lambda path: natural(str(path.relative_to(folder))))


def check_out(out: str, folder: Path, overwrite: bool = False) -> None:
    """Refuses labels that cannot be written, or would cost others, before any picture is read."""
    if out == "captions":
        _check_captions(_pictures(folder), overwrite)
    elif Path(out).suffix not in (".csv", ".parquet"):
        raise DataError(f"{out}: labels are written as FILE.parquet, FILE.csv or captions.")


def _check_captions(pictures: list[Path], overwrite: bool) -> None:
    """Folders for image generators hold tags under these very names: they are not ours to replace."""
    owners: dict[Path, Path] = {}
    for path in pictures:
        other = owners.setdefault(_caption(path), path)
        if other != path:
            raise DataError(f"{other} and {path.name} would share one caption: rename one of them.")
    taken = [caption for caption in owners if caption.exists()]
    if taken and not overwrite:
        more = f" (and {len(taken) - 1} more)" if len(taken) > 1 else ""
        raise DataError(f"{taken[0]} exists already{more}: move it away, or replace it with --overwrite.")


def _caption(picture: Path) -> Path:
    return picture.with_suffix(".txt")


def write_labels(rows: list[dict], out: str, folder: Path, moods: tuple[str, ...]) -> Path:
    """Writes the rows where `out` says: FILE.parquet, FILE.csv, or `captions` for .txt files beside them."""
    columns = ("path", "mood", "clear", *moods)
    try:
        if out == "captions":
            for row in rows:
                # An unsure mood would teach an image generator something wrong: better no word than that one.
                text = row["mood"] if row["clear"] else ""
                _caption(row["file"]).write_text(text, "utf-8")
            return folder
        path = Path(out)
        if path.suffix == ".csv":
            with _replacing(path) as part, part.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns, extrasaction="ignore")
                writer.writeheader()
                writer.writerows(rows)
        else:
            _write_parquet(rows, columns, path)
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error}.") from error
    return path


@contextmanager
def _replacing(path: Path) -> Iterator[Path]:
    """A file to write beside `path`, which takes its place once it is whole: an earlier one is not lost."""
    part = path.with_name(path.name + ".part")
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _write_parquet(rows: list[dict], columns: tuple[str, ...], path: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise DataError("Writing parquet needs pyarrow: `pip install pyarrow`, or write csv.") from error
    table = pyarrow.table({name: [row[name] for row in rows] for name in columns})
    with _replacing(path) as part, part.open("wb") as file:
        parquet.write_table(table, file)
