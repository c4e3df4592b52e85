"""Grey copies of pictures, for the search of twins."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from data_tools.clean import small_grey
from data_tools.parts import Parts
from data_tools.sources.saved import open_saved
from moods.errors import DataError

HELD_OUT = ("validation", "test")


class Greys(Sequence):
    """Grey pictures (uint8, height x width) of the records of these places, then some more.

    Only one part is in memory, so walk through them in order.
    """

    def __init__(self, parts: Parts, places: list[int], more: Sequence[np.ndarray] = ()) -> None:
        self.parts, self.places, self.more = parts, places, more
        counts = [pq.read_metadata(file).num_rows for file in parts.files]
        self.starts = [0, *accumulate(counts)]
        self.table = lru_cache(maxsize=1)(self._table)

    def __len__(self) -> int:
        return len(self.places) + len(self.more)

    def __getitem__(self, index: int) -> np.ndarray:
        if index >= len(self.places):
            return self.more[index - len(self.places)]
        place = self.places[index]
        part = int(np.searchsorted(self.starts, place, side="right")) - 1
        pictures, widths = self.table(part)
        row = place - self.starts[part]
        return np.frombuffer(pictures[row].as_py(), np.uint8).reshape(-1, widths[row].as_py())

    def _table(self, part: int):
        table = pq.read_table(self.parts.files[part], columns=["small", "width"])
        return table["small"], table["width"]


def held_out(data: Path) -> list[np.ndarray]:
    """The grey copies of the faces that a built data set keeps for validation and test."""
    splits = open_saved(data)
    found = [small_grey(image) for split in HELD_OUT if split in splits for image in splits[split]["image"]]
    if not found:
        raise DataError(f"{data} holds nothing out: it has no split {' or '.join(HELD_OUT)}.")
    return found
