"""The level field of a comparison: the same grey squares, labels and splits for every system."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moods.errors import DataError
from train.report.measure import Scored

SPLITS = ("train", "validation", "test")


@dataclass(frozen=True)
class Side:
    """The faces of one split: uint8 pixels (n x 1 x size x size), labels, certainty, group."""

    pixels: np.ndarray
    labels: np.ndarray
    certain: np.ndarray
    groups: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class Field:
    """The three splits at one size in pixels, and the names of the moods."""

    size: int
    moods: tuple[str, ...]
    sides: dict[str, Side]
    fingerprint: str

    def scored(self, split: str, probabilities: np.ndarray, sure: bool = True) -> Scored:
        """What a system said of a split; only its certain faces unless there are none."""
        side = self.sides[split]
        whole = Scored(self.moods, side.labels, probabilities, side.groups)
        return whole.where(side.certain) if sure and side.certain.any() else whole


def prepare(data: str, size: int, folder: Path) -> Path:
    """Decodes a data set to squares of `size` pixels and keeps them under `folder` for child processes."""
    from train.faces import Recipe, load
    from train.sets import columns, open_set, split_name

    place = folder / str(size)
    if (place / "field.json").is_file():
        return place
    place.mkdir(parents=True, exist_ok=True)
    parts = open_set(data)
    prints = []
    for split in SPLITS:
        faces = load(data, split, Recipe(side=size), parts)
        records = parts[split_name(data, parts, split)]
        known = np.array([value not in (None, -1) for value in records[columns(data, records)[1]]])
        arrays = {
            "pixels": faces.pixels, "labels": faces.labels, "certain": faces.certain,
            "groups": groups_of(records, split)[known],
        }  # fmt: skip
        for name, array in arrays.items():
            np.save(place / f"{split}-{name}.npy", array)
        prints.append(faces.fingerprint)
    if len(faces.names) < 2:
        raise DataError(f"{data} has one class only: there is nothing to compare.")
    found = {"size": size, "moods": faces.names, "fingerprint": "-".join(prints)}
    (place / "field.json").write_text(json.dumps(found), "utf-8")
    return place


def groups_of(records, split: str) -> np.ndarray:
    """The group of near-duplicates of each face; each its own, in all splits, where the set knows none."""
    if "group" in records.column_names:
        return np.array(records["group"])
    return np.arange(len(records)) * len(SPLITS) + SPLITS.index(split)


def open_field(place: Path) -> Field:
    """A prepared field; pixels stay on disk until they are used."""
    note = json.loads((place / "field.json").read_text("utf-8"))
    sides = {
        split: Side(
            np.load(place / f"{split}-pixels.npy", mmap_mode="r"),
            *(np.load(place / f"{split}-{name}.npy") for name in ("labels", "certain", "groups")),
        )
        for split in SPLITS
    }
    return Field(note["size"], tuple(note["moods"]), sides, note["fingerprint"])
