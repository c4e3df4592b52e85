"""A data set on the Hugging Face Hub, streamed: nothing is kept on disk."""

import re
from collections.abc import Iterator

import fsspec
import httpx2
from datasets import IterableDataset, get_dataset_split_names, load_dataset
from datasets.exceptions import DatasetsError
from huggingface_hub import HfApi
from huggingface_hub.errors import HfHubHTTPError

from data_tools.record import NOT_STATED, Item
from data_tools.sources.rows import RowReader
from moods.errors import DataError, PictureError

PATIENCE = 10.0  # seconds
NAME = re.compile(r"(?P<name>[\w.-]+(/[\w.-]+)?)(@(?P<revision>[\w./-]+))?(:(?P<split>[\w.-]+))?")
PROBLEMS = (DatasetsError, HfHubHTTPError, httpx2.HTTPError, OSError, ValueError)


def records(spec: str, label_column: str | None = None) -> Iterator[Item]:
    """Every row of `owner/name[@revision][:split]`; all splits when none is named."""
    match = NAME.fullmatch(spec)
    if not match:
        raise DataError(f"hub:{spec} is no data set: write hub:owner/name, hub:owner/name@revision:split.")
    name, revision, split = match["name"], match["revision"], match["split"]
    try:
        licence = _licence(name, revision)
        splits = [split] if split else get_dataset_split_names(name, revision=revision)
        for part in splits:
            rows = load_dataset(name, revision=revision, split=part, streaming=True)
            yield from _rows(rows, f"hub:{name}", part, label_column, licence)
    except PROBLEMS as error:
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise DataError(
            f"The Hub's data set {spec} cannot be read: {reason}. "
            f"Is the name right, and for a private one HF_TOKEN set?"
        ) from error


def _rows(
    rows: IterableDataset, place: str, part: str, label_column: str | None, licence: str
) -> Iterator[Item]:
    reader = RowReader(list(rows.features or next(iter(rows))), label_column, place)
    reader.learn_names(rows.features)
    for number, row in enumerate(rows.decode(False).select_columns(reader.columns)):
        yield reader.record(row, f"{place}/{part}#{number}", _fetch, licence)


def _fetch(path: str) -> bytes:
    """A picture of a set that keeps its pictures as files."""
    try:
        with fsspec.open(path, "rb") as file:
            return file.read()
    except PROBLEMS as error:
        raise PictureError(f"{path} cannot be fetched: {error}.", "missing") from error


def _licence(name: str, revision: str | None) -> str:
    """The licence in the head of the card; the first question, so the one that tells a Hub out of reach."""
    card = HfApi().dataset_info(name, revision=revision, timeout=PATIENCE).card_data
    stated = card.get("license") if card else None
    return (", ".join(stated) if isinstance(stated, list) else stated) or NOT_STATED
