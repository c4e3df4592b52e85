"""Writes the chosen faces as a DatasetDict: one split after the other, one part in memory at a time."""

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from datasets import ClassLabel, Dataset, DatasetDict, Features, Image, NamedSplit, Value
from datasets.utils.logging import disable_progress_bar, enable_progress_bar
from tqdm import tqdm

from data_tools.choose import Choice
from data_tools.parts import Parts
from data_tools.split import SPLITS, UNLABELLED

TEXTS = ("certainty", "kind", "source", "licence", "original_id", "url", "sha256")


def write_faces(choice: Choice, parts: Parts, out: Path, work: Path) -> None:
    """Writes the splits to `out`, a folder that does not exist yet; `work` holds files while writing."""
    features = features_of(choice.names)
    places = [
        place for place in (*SPLITS, UNLABELLED) if any(choice.faces[i].split == place for i in choice.kept())
    ]
    cache = work / "writing"
    shutil.rmtree(cache, ignore_errors=True)
    disable_progress_bar()
    try:
        splits = DatasetDict()
        with tqdm(total=len(choice.kept()), desc="writing", unit=" pictures", disable=None) as bar:
            for place in places:
                splits[place] = Dataset.from_generator(
                    _rows,
                    features=features,
                    cache_dir=str(cache),
                    gen_kwargs={"choice": choice, "parts": parts, "place": place, "bar": bar},
                    split=NamedSplit(place),
                    fingerprint=hashlib.sha256(place.encode()).hexdigest()[:16],
                    writer_batch_size=100,
                )
        splits.save_to_disk(str(out))
    finally:
        enable_progress_bar()
        shutil.rmtree(cache, ignore_errors=True)


def features_of(names: list[str]) -> Features:
    """The columns of a built data set whose classes have these names."""
    return Features(
        {
            "image": Image(),
            "label": ClassLabel(names=names),
            **{name: Value("string") for name in TEXTS},
            "group": Value("int32"),
        }
    )


def _rows(choice: Choice, parts: Parts, place: str, bar: tqdm) -> Iterator[dict]:
    columns = ["image", "kind", "source", "licence", "original_id", "url"]
    for face, row in zip(choice.faces, parts.rows(columns), strict=True):
        if face.rejected or face.split != place:
            continue
        yield {
            **row,
            "image": {"bytes": row["image"], "path": None},
            "label": face.label,
            "certainty": face.certainty,
            "sha256": face.sha256,
            "group": face.group,
        }
        bar.update()
