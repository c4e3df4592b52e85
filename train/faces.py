"""Faces of a data set, decoded once: grey squares in a mapped cache file, ready to be taken by index."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from tqdm import tqdm

from moods.errors import DataError, PictureError
from moods.images import open_picture, square

VALIDATION = ("validation", "valid", "val", "dev")
NO_LABEL = -1


@dataclass
class Faces:
    """One split of a data set. `pixels`: n x channels x side x side, uint8, mapped from disk."""

    pixels: np.ndarray
    labels: np.ndarray
    certain: np.ndarray
    names: tuple[str, ...]
    fingerprint: str

    def __len__(self) -> int:
        return len(self.labels)

    def counts(self) -> dict[str, int]:
        """Number of faces of each mood."""
        found = np.bincount(self.labels[self.labels >= 0], minlength=len(self.names))
        return dict(zip(self.names, map(int, found), strict=True))


def open_set(data: str):
    """A `DatasetDict` from a folder that data_tools built, a folder of class folders, or the Hub."""
    import datasets

    folder = Path(data)
    try:
        if (folder / "dataset_dict.json").is_file():
            return datasets.load_from_disk(str(folder))
        if folder.exists() or data.count("/") != 1 or data.startswith((".", "/", "~")):
            if not folder.is_dir() or (folder / "state.json").is_file():
                raise DataError(
                    f"{data} is not a data set: a folder made by `python -m data_tools build` is needed."
                    if folder.exists()
                    else f"{data} does not exist: make a data set with `python -m data_tools build`."
                )
        else:
            from train.backbone import require_hub

            require_hub(f"The data set {data}", "Give a folder made by `python -m data_tools build`.")
        return datasets.load_dataset(data)
    except (datasets.exceptions.DatasetsError, OSError, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise DataError(f"{data} cannot be read as a data set: {first}") from error


def split_name(data: str, parts, wanted: str) -> str:
    """The name under which a data set keeps the split `train`, `validation` or `unlabelled`."""
    names = VALIDATION if wanted == "validation" else (wanted,)
    for name in names:
        if name in parts and len(parts[name]):
            return name
    hint = " Split it with `python -m data_tools build`." if wanted == "validation" else ""
    raise DataError(f"{data} has no {wanted} split (it has: {', '.join(parts) or 'none'}).{hint}")


def load(data: str, split: str, side: int = 128, rgb: bool = False, parts=None) -> Faces:
    """One split as `Faces` of `side` pixels, grey (or RGB); decodes only what the cache lacks."""
    parts = open_set(data) if parts is None else parts
    name = split_name(data, parts, split)
    records = parts[name]
    image, label = columns(data, records)
    fingerprint = _fingerprint(records)
    pixels = _cached(records, image, side, rgb, fingerprint, f"{data} ({name})")
    names, labels = _labels(records, label)
    certain = np.ones(len(records), bool)
    if "certainty" in records.column_names:
        certain = np.array([word != "unsure" for word in records["certainty"]])
    known = np.flatnonzero(labels >= 0)
    if split != "unlabelled" and len(known) < len(labels):
        pixels, labels, certain = pixels[known], labels[known], certain[known]
    return Faces(pixels, labels, certain, names, fingerprint)


def columns(data: str, records) -> tuple[str, str]:
    import datasets

    kinds = records.features
    images = [name for name, kind in kinds.items() if isinstance(kind, datasets.Image)]
    labels = [name for name, kind in kinds.items() if isinstance(kind, datasets.ClassLabel)]
    if not images or not labels:
        raise DataError(
            f"{data} needs an image column and a column of named classes; it has: "
            + ", ".join(f"{name} ({type(kind).__name__})" for name, kind in kinds.items())
        )
    return ("image" if "image" in images else images[0]), ("label" if "label" in labels else labels[0])


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
    root = os.environ.get("MANGA_MOOD_CACHE") or Path.home() / ".cache" / "manga-mood"
    return Path(root) / "faces"


def _cached(records, image: str, side: int, rgb: bool, fingerprint: str, title: str) -> np.ndarray:
    path = cache_folder() / f"{fingerprint}-{side}-{'rgb' if rgb else 'grey'}.npy"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own for each process: two runs may start at once, and a kill leaves no half cache.
        part = path.with_suffix(f".{os.getpid()}.part")
        shape = (len(records), 3 if rgb else 1, side, side)
        pixels = np.lib.format.open_memmap(part, "w+", np.uint8, shape)
        for row, value in enumerate(tqdm(_raw(records, image), f"decoding {title}", len(records), None)):
            pixels[row] = _decode(value, side, rgb, f"Picture {row} of {title}")
        pixels.flush()
        part.replace(path)
    return np.load(path, mmap_mode="r")


def _raw(records, image: str):
    import datasets

    return (
        row[image] for row in records.select_columns([image]).cast_column(image, datasets.Image(decode=False))
    )


def _decode(value: dict, side: int, rgb: bool, name: str) -> np.ndarray:
    try:
        picture = square(open_picture(value["bytes"] or value["path"], name))
    except PictureError as error:
        raise DataError(f"{error} Clean the data set with `python -m data_tools build`.") from error
    if not rgb:
        picture = picture.convert("L")
    if picture.width != side:
        picture = picture.resize((side, side), Image.Resampling.BICUBIC)
    values = np.asarray(picture)
    return values.transpose(2, 0, 1) if rgb else values[None]
