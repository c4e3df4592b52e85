"""A parquet file of faces, read a few hundred rows at a time."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from datasets import Features

from data_tools.record import Item, Rejected
from data_tools.sources.rows import RowReader, fetch_inside
from moods.errors import DataError

ROWS = 128


def records(path: Path, label_column: str | None = None) -> Iterator[Item]:
    """Every row of a parquet file: `image` (bytes, or bytes and path) and whatever else it tells."""
    try:
        file = pq.ParquetFile(path)
        features = Features.from_arrow_schema(file.schema_arrow)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"{path} cannot be read as parquet: {error}.") from error
    with file:
        reader = RowReader(file.schema_arrow.names, label_column, path.name)
        reader.learn_names(features)
        fetch = partial(fetch_inside, path.parent)
        number = 0
        for group in range(file.num_row_groups):
            end = number + file.metadata.row_group(group).num_rows
            try:
                for batch in file.iter_batches(ROWS, [group], reader.columns):
                    for row in batch.to_pylist():
                        yield reader.record(row, f"{path.name}#{number}", fetch)
                        number += 1
            except (pa.ArrowException, OSError) as error:
                # Other groups of rows may well be whole.
                reason = " ".join(str(error).split()).rstrip(".")
                for lost in range(number, end):
                    name = f"{path.name}#{lost}"
                    yield Rejected(name, "damaged rows", f"{name} cannot be read: {reason}.")
            number = end
