"""The first half of a build: pictures read, judged and kept in parts, so that a killed build loses little.

A part holds up to 256 records of one source and is named after them and the rules they were judged by.
A build that finds a part of that name does not read those pictures again.
"""

import hashlib
import json
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field
from multiprocessing import get_context
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from tqdm import tqdm

from data_tools.clean import Clean, Rules, clean_all
from data_tools.record import Item, Record, Rejected
from data_tools.sources import Source
from moods.errors import DataError, PictureError

PART = 256  # records
ERRAND = 16  # records handed to a worker at once
FORMAT = 1  # raised when what a part holds changes: older parts are then not trusted
TEXTS = ("word", "certainty", "kind", "source", "licence", "original_id", "url", "sha256", "name")
SCHEMA = pa.schema(
    [("image", pa.binary()), ("small", pa.binary()), ("width", pa.int32())]
    + [(name, pa.string()) for name in TEXTS]
)


@dataclass
class Parts:
    """The parts of a build in order, and the sources that could not be read to their end."""

    files: list[Path] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    """The source of each part, as named on the command line."""
    lost: dict[str, str] = field(default_factory=dict)

    def specs(self) -> Iterator[str]:
        """The source of each kept record, as named on the command line."""
        for source, file in zip(self.sources, self.files, strict=True):
            yield from [source] * pq.read_metadata(file).num_rows

    def rows(self, columns: list[str]) -> Iterator[dict]:
        """Kept records one by one: only one part is in memory."""
        for file in self.files:
            yield from pq.read_table(file, columns=columns).to_pylist()

    def rejected(self) -> Iterator[tuple[str, Rejected]]:
        """Every record left out, with the source it came from."""
        for source, file in zip(self.sources, self.files, strict=True):
            for entry in json.loads(pq.read_schema(file).metadata[b"rejected"]):
                yield source, Rejected(*entry)


def make_parts(sources: list[Source], folder: Path, rules: Rules, num_proc: int) -> Parts:
    """Reads every source into parts under `folder`, skipping those that are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    parts = Parts()
    pool = ProcessPoolExecutor(num_proc, get_context("spawn")) if num_proc > 1 else nullcontext()
    with pool as workers, tqdm(desc="reading", unit=" pictures", disable=None) as bar:
        for source in sources:
            try:
                for batch in _batches(source.items()):
                    file = folder / f"{_key(batch, rules)}.parquet"
                    if not file.is_file():
                        _write(file, _judged(batch, rules, workers, 2 * num_proc))
                    parts.files.append(file)
                    parts.sources.append(source.spec)
                    bar.update(len(batch))
            except DataError as error:
                parts.lost[source.spec] = str(error)
            except BrokenProcessPool as error:
                raise DataError(
                    "A worker process died, probably for want of memory: try --num-proc 1. "
                    "What was read so far is kept; the same command goes on from there."
                ) from error
    return parts


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Items by the part; when a source breaks off, first what it gave before that."""
    batch: list[Item] = []
    try:
        for item in items:
            batch.append(item)
            if len(batch) == PART:
                yield batch
                batch = []
    except DataError:
        if batch:
            yield batch
        raise
    if batch:
        yield batch


def _key(batch: list[Item], rules: Rules) -> str:
    """A name for what a part will hold, known before any picture is read."""
    facts = [
        [
            item.name,
            item.stamp,
            item.word,
            item.certainty,
            item.kind,
            item.sha256,
            *vars(item.origin).values(),
        ]
        if isinstance(item, Record)
        else [item.name, item.reason]
        for item in batch
    ]
    return hashlib.sha256(json.dumps([FORMAT, asdict(rules), facts]).encode()).hexdigest()[:32]


def _judged(
    batch: list[Item], rules: Rules, workers: ProcessPoolExecutor | None, window: int
) -> Iterator[tuple[Item, Clean | Rejected]]:
    """Every item with what became of it; only `window` errands of pictures are in memory at once."""
    waiting: deque = deque()
    for start in range(0, len(batch), ERRAND):
        some = batch[start : start + ERRAND]
        read = [_read(item) for item in some]
        if workers is None:
            yield from _told(some, clean_all(read, rules))
            continue
        waiting.append((some, workers.submit(clean_all, read, rules)))
        if len(waiting) >= window:
            done, future = waiting.popleft()
            yield from _told(done, future.result())
    for done, future in waiting:
        yield from _told(done, future.result())


def _read(item: Item) -> tuple[bytes, str] | Rejected:
    if isinstance(item, Rejected):
        return item
    try:
        return item.read(), item.name
    except PictureError as error:
        return Rejected(item.name, error.reason, str(error))


def _told(
    items: list[Item], results: list[list[Clean | Rejected]]
) -> Iterator[tuple[Item, Clean | Rejected]]:
    for item, outcomes in zip(items, results, strict=True):
        for outcome in outcomes:
            yield item, outcome


def _write(file: Path, judged: Iterable[tuple[Item, Clean | Rejected]]) -> None:
    rows, rejected = [], []
    for item, outcome in judged:
        if isinstance(outcome, Rejected):
            rejected.append([outcome.name, outcome.reason, outcome.detail])
        elif isinstance(item, Record):
            rows.append(_row(item, outcome))
    schema = SCHEMA.with_metadata({"rejected": json.dumps(rejected)})
    unfinished = file.with_suffix(".unfinished")
    pq.write_table(pa.Table.from_pylist(rows, schema), unfinished, compression="lz4")
    os.replace(unfinished, file)


def _row(record: Record, kept: Clean) -> dict:
    cut = kept.face is not None
    return {
        "image": kept.data,
        "small": kept.small.tobytes(),
        "width": kept.small.shape[1],
        # The label of a picture with several faces is nobody's.
        "word": record.word if kept.alone else None,
        "certainty": record.certainty,
        "kind": record.kind or kept.kind,
        "source": record.origin.source,
        "licence": record.origin.licence,
        "original_id": record.original_id + (f"#{kept.face}" if cut else ""),
        "url": record.origin.url,
        "sha256": kept.sha256 if cut or not record.sha256 else record.sha256,
        "name": record.name + (f"#{kept.face}" if cut else ""),
    }
