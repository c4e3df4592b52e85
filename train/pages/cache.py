"""Composed pages on disk, in shards that training can start on before the last one is there."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tqdm import tqdm

from moods.errors import DataError
from train.pages.compose import Composer

SHARD = 100  # pages a file


@dataclass
class CachedPage:
    """One page of the cache: grey uint8 pixels, faces and unsure boxes as float arrays of n x 4 pixels."""

    pixels: np.ndarray
    faces: np.ndarray
    unsure: np.ndarray


def compose(composer: Composer, folder: Path, count: int, seed: int = 0) -> None:
    """Writes `count` pages in shards; shards that are there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, count, SHARD):
        path = folder / f"pages-{seed + start:06d}.npy"
        if path.exists():
            continue
        pages = [composer.page(seed + start + k) for k in tqdm(range(min(SHARD, count - start)), path.stem)]
        boxes = [{"faces": page.faces, "unsure": page.unsure} for page in pages]
        path.with_suffix(".json").write_text(json.dumps(boxes))
        # The pixels come last, under a name of their own until complete: a shard that is there is whole.
        partial = path.with_suffix(".part")
        with partial.open("wb") as file:
            np.save(file, np.stack([np.asarray(page.picture) for page in pages]))
        partial.rename(path)


def read(folder: Path) -> list[CachedPage]:
    """The pages of every complete shard of a folder, their pixels mapped from disk."""
    found: list[CachedPage] = []
    for path in sorted(folder.glob("pages-*.npy")):
        pixels = np.load(path, mmap_mode="r")
        boxes = json.loads(path.with_suffix(".json").read_text())
        for page, box in zip(pixels, boxes, strict=True):
            faces, unsure = (np.array(box[key], np.float32).reshape(-1, 4) for key in ("faces", "unsure"))
            found.append(CachedPage(page, faces, unsure))
    if not found:
        raise DataError(f"{folder} holds no composed pages: leave --pages out and they are made first.")
    return found
