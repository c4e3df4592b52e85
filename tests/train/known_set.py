"""A set of faces that the tiny model of tests.app reads as we like: right, wrong or unsure."""

from pathlib import Path

import datasets
from PIL import Image

from moods.labels import MOODS
from tests.app import tiny

NOTES = ("certainty", "kind", "source", "sha256")


def row(shown: str, labelled: str | None = None, certainty: str = "sure", kind: str = "ink",
        source: str = "drawn", group: int = 0) -> dict:  # fmt: skip
    """A face that shows one mood and is labelled with it or another."""
    return {"image": tiny.face(shown), "label": labelled or shown, "certainty": certainty, "kind": kind,
            "source": source, "group": group}  # fmt: skip


def known_set(folder: Path, rows: list[dict], names=MOODS, split: str = "validation") -> str:
    """Saves rows as a data set with one split; columns that no row has are left out."""
    columns = {"image": datasets.Image(), "label": datasets.ClassLabel(names=list(names))}
    columns |= {"group": datasets.Value("int64")} | {name: datasets.Value("string") for name in NOTES}
    features = datasets.Features({name: kind for name, kind in columns.items() if name in rows[0]})
    part = datasets.Dataset.from_list(rows, features)
    datasets.DatasetDict({split: part}).save_to_disk(folder)
    return str(folder)


def grey_set(folder: Path, count: int = 120, side: int = 64) -> str:
    """All three splits of small faces of three moods, in groups of two mirrored twins."""
    moods, names = ("happy", "sad", "shock"), list(MOODS)
    features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=names),
                                  "group": datasets.Value("int64")})  # fmt: skip

    def part(start: int, length: int) -> datasets.Dataset:
        rows = [
            {"image": shaded(tiny.face(moods[index % 3], side), index), "label": moods[index % 3],
             "group": index // 6 * 3 + index % 3} for index in range(start, start + length)
        ]  # fmt: skip
        return datasets.Dataset.from_list(rows, features)

    parts = {"train": part(0, count), "validation": part(count, 24), "test": part(count + 24, 24)}
    datasets.DatasetDict(parts).save_to_disk(folder)
    return str(folder)


def shaded(face: Image.Image, index: int) -> Image.Image:
    """The face a little darker or lighter, so that no two files are the same."""
    return face.point(lambda value: min(255, value * 9 // 10 + index % 25))
