"""Labels for a folder of face crops: as parquet, csv, or captions beside the pictures."""

import csv
from collections.abc import Iterator
from pathlib import Path

from moods.book import PICTURES, natural
from moods.errors import DataError, PictureError
from moods.reader import MoodReader


def label_folder(reader: MoodReader, folder: Path) -> Iterator[dict]:
    """A row for each picture below the folder, by name: path, mood, clear, probabilities; or its error."""
    if not folder.is_dir():
        raise DataError(f"{folder} is no folder.")
    found = [path for path in folder.rglob("*") if path.suffix.lower() in PICTURES and path.is_file()]
    if not found:
        raise DataError(f"{folder} holds no pictures.")
    for path in sorted(found, key=lambda path: natural(str(path.relative_to(folder)))):
        name = path.relative_to(folder).as_posix()
        try:
            reading = reader.face(path)
        except PictureError as error:
            yield {"path": name, "error": str(error)}
            continue
        best = next(iter(reading.moods))
        yield {"path": name, "mood": best, "clear": reading.clear, **reading.moods}


def check_out(out: str) -> None:
    """Refuses a form of labels that cannot be written, before any picture is read."""
    if out != "captions" and Path(out).suffix not in (".csv", ".parquet"):
        raise DataError(f"{out}: labels are written as FILE.parquet, FILE.csv or captions.")


def write_labels(rows: list[dict], out: str, folder: Path, moods: tuple[str, ...]) -> Path:
    """Writes the rows where `out` says: FILE.parquet, FILE.csv, or `captions` for .txt files beside them."""
    columns = ("path", "mood", "clear", *moods)
    try:
        if out == "captions":
            for row in rows:
                # An unsure mood would teach an image generator something wrong: better no word than that one.
                text = row["mood"] if row["clear"] else ""
                (folder / row["path"]).with_suffix(".txt").write_text(text, "utf-8")
            return folder
        path = Path(out)
        if path.suffix == ".csv":
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(rows)
        else:
            _write_parquet(rows, columns, path)
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error}.") from error
    return path


def _write_parquet(rows: list[dict], columns: tuple[str, ...], path: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as error:
        raise DataError("Writing parquet needs pyarrow: `pip install pyarrow`, or write csv.") from error
    parquet.write_table(pyarrow.table({name: [row[name] for row in rows] for name in columns}), path)
