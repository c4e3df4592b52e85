"""Grey copies of pictures, for the search of twins."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from data_tools.clean import small_grey
from data_tools.parts import Parts
from data_tools.sources.saved import open_saved
from moods.errors import DataError

HELD_OUT = ("validation", "test")


def greys(parts: Parts, places: Iterable[int], more: Sequence[np.ndarray] = ()) -> Iterator[np.ndarray]:
    """Grey pictures (uint8, height x width) of the records at these places, in order, then some more."""
    wanted = set(places)
    for place, row in enumerate(parts.rows(["small", "width"])):
        if place in wanted:
            yield np.frombuffer(row["small"], np.uint8).reshape(-1, row["width"])
    yield from more


def held_out(data: Path) -> list[np.ndarray]:
    """The grey copies of the faces that a built data set keeps for validation and test."""
    splits = open_saved(data)
    found = [small_grey(image) for split in HELD_OUT if split in splits for image in splits[split]["image"]]
    if not found:
        raise DataError(f"{data} holds nothing out: it has no split {' or '.join(HELD_OUT)}.")
    return found
