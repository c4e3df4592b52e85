"""Faces of a data set, decoded once: grey squares in a mapped cache file, ready to be taken by index."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image
from tqdm import tqdm

from moods.cache import user_cache
from moods.errors import DataError, PictureError
from moods.images import open_picture, square
from moods.ink import sketch_square
from train.sets import columns, open_set, split_name

NO_LABEL = -1


@dataclass
class Faces:
    """One split of a data set. `pixels`: n x channels x side x side, uint8, mapped from disk."""

    pixels: np.ndarray
    labels: np.ndarray
    certain: np.ndarray
    names: tuple[str, ...]
    fingerprint: str
    keys: np.ndarray | None = None  # the sha256 of each face's original file, where the data set tells it

    def __len__(self) -> int:
        return len(self.labels)

    def counts(self) -> dict[str, int]:
        """Number of faces of each mood."""
        found = np.bincount(self.labels[self.labels >= 0], minlength=len(self.names))
        return dict(zip(self.names, map(int, found), strict=True))


@dataclass(frozen=True)
class Recipe:
    """How a picture becomes pixels: as at reading time, but kept a little larger than the model's input."""

    side: int = 128
    rgb: bool = False
    sketch_size: int = 112

    def name(self, sketches: bool) -> str:
        """What tells two caches of the same pictures apart."""
        ink = f"-ink{self.sketch_size}" if sketches else ""
        return f"{self.side}-{'rgb' if self.rgb else 'grey'}{ink}"

    def decode(self, value: dict, drawn: bool, name: str) -> np.ndarray:
        """channels x side x side; a drawing is trimmed to its ink first."""
        try:
            picture = open_picture(value["bytes"] or value["path"], name)
            picture = sketch_square(picture, self.sketch_size) if drawn else square(picture)
        except PictureError as error:
            raise DataError(f"{error} Clean the data set with `python -m data_tools build`.") from error
        picture = picture.convert("RGB" if self.rgb else "L")
        if picture.width != self.side:
            picture = picture.resize((self.side, self.side), Image.Resampling.BICUBIC)
        values = np.asarray(picture)
        return values.transpose(2, 0, 1) if self.rgb else values[None]


def load(data: str, split: str, recipe: Recipe | None = None, parts=None) -> Faces:
    """One split as `Faces`; decodes only what the cache lacks."""
    recipe = recipe or Recipe()
    parts = open_set(data) if parts is None else parts
    name = split_name(data, parts, split)
    records = parts[name]
    image, label = columns(data, records)
    fingerprint = _fingerprint(records)
    pixels = _cached(records, image, recipe, fingerprint, f"{data} ({name})")
    names, labels = _labels(records, label)
    certain = np.ones(len(records), bool)
    if "certainty" in records.column_names:
        certain = np.array([word != "unsure" for word in records["certainty"]])
    certain &= labels >= 0  # of what nobody labelled, nobody is certain, whatever its row says
    keys = np.array(records["sha256"]) if "sha256" in records.column_names else None
    known = np.flatnonzero(labels >= 0)
    if split != "unlabelled" and len(known) < len(labels):
        pixels, labels, certain = pixels[known], labels[known], certain[known]
        keys = None if keys is None else keys[known]
    return Faces(pixels, labels, certain, names, fingerprint, keys)


def _labels(records, column: str) -> tuple[tuple[str, ...], np.ndarray]:
    values = [NO_LABEL if value is None else value for value in records[column]]
    return tuple(records.features[column].names), np.array(values, np.int64)


def _fingerprint(records) -> str:
    """Hash of what the split holds: its files' bytes, and which of their rows are meant."""
    digest = hashlib.blake2b(f"{len(records)} {records._fingerprint}".encode(), digest_size=12)
    for file in records.cache_files:
        with Path(file["filename"]).open("rb") as stream:
            for block in iter(lambda: stream.read(1 << 22), b""):
                digest.update(block)
    return digest.hexdigest()


def cache_folder() -> Path:
    """Where decoded faces are kept between runs; safe to delete."""
    chosen = os.environ.get("MANGA_MOOD_CACHE")
    root = Path(chosen) if chosen else user_cache("decoded faces", "MANGA_MOOD_CACHE") / "manga-mood"
    return root / "faces"


def kept(name: str, write: Callable[[BinaryIO], None]) -> np.ndarray:
    """An array of the cache by its name, mapped from disk; `write` makes it where it is missing."""
    path = cache_folder() / f"{name}.npy"
    # A name of its own for each process: two runs may start at once, and a kill leaves no half cache.
    part = path.with_suffix(f".{os.getpid()}.part")
    try:
        if path.is_file():
            return np.load(path, mmap_mode="r")
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            write(file)
        part.replace(path)
    except OSError as error:
        raise DataError(
            f"Decoded faces cannot be kept in {path.parent} ({error.strerror}): "
            "make room, or set MANGA_MOOD_CACHE to another folder."
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()
    return np.load(path, mmap_mode="r")


def _cached(records, image: str, recipe: Recipe, fingerprint: str, title: str) -> np.ndarray:
    drawn = [word == "sketch" for word in records["kind"]] if "kind" in records.column_names else []
    name = f"{fingerprint}-{recipe.name(any(drawn))}"
    return kept(name, lambda file: _decode(file, records, image, recipe, drawn, title))


def _decode(file: BinaryIO, records, image: str, recipe: Recipe, drawn: list[bool], title: str) -> None:
    shape = (len(records), 3 if recipe.rgb else 1, recipe.side, recipe.side)
    rows = tqdm(_raw(records, image), f"decoding {title}", len(records), leave=False, disable=None)
    header = {"descr": "|u1", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(file, header)
    for row, value in enumerate(rows):
        face = recipe.decode(value, bool(drawn) and drawn[row], f"Picture {row} of {title}")
        file.write(face.tobytes())


def _raw(records, image: str):
    import datasets

    return (
        row[image] for row in records.select_columns([image]).cast_column(image, datasets.Image(decode=False))
    )
