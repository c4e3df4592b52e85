"""A data set that `build` or `datasets` saved to disk."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from datasets import Dataset, DatasetDict, Image, load_from_disk

from data_tools.record import Item
from data_tools.sources.rows import RowReader, fetch_inside
from moods.errors import DataError


def records(path: Path, label_column: str | None = None) -> Iterator[Item]:
    """Every row of every split of a saved data set."""
    for split, faces in open_saved(path).items():
        reader = RowReader(faces.column_names, label_column, f"{path.name}/{split}")
        reader.learn_names(faces.features)
        kept = faces.select_columns(reader.columns).cast_column("image", Image(decode=False))
        for number, row in enumerate(kept):
            yield reader.record(row, f"{path.name}/{split}#{number}", partial(fetch_inside, path))


def open_saved(path: Path) -> DatasetDict:
    """The splits of a saved data set, memory-mapped."""
    try:
        saved = load_from_disk(str(path))
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path} cannot be read as a saved data set: {error}.") from error
    return DatasetDict({"train": saved}) if isinstance(saved, Dataset) else saved
