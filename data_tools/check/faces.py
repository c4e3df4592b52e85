"""What `check` knows about a built data set: its facts, and numbers that tell faces apart."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from datasets import ClassLabel, DatasetDict, Image
from tqdm import tqdm

from data_tools.sources.saved import open_saved
from moods.classifier import MoodClassifier
from moods.errors import DataError
from moods.images import grey, open_picture

SIDE = 64  # pixels of the grey face that features are taken from
CELL = 8  # pixels of a cell of gradient directions
TURNS = 8  # directions told apart
PORTION = 64  # faces read by a model at once


@dataclass
class Faces:
    """A data set opened for looking: facts of each face, its features, and the build's own report."""

    name: str
    splits: DatasetDict
    names: list[str]
    rows: list[dict]
    features: np.ndarray
    report: dict
    judge: str

    def picture(self, index: int) -> bytes:
        """The encoded picture of a row."""
        row = self.rows[index]
        return self.splits[row["split"]][row["place"]]["image"]["bytes"]


def read_faces(data: Path, model: Path | None = None) -> Faces:
    """Opens a built data set and measures every face."""
    if not data.is_dir():
        raise DataError(f"{data} is no folder: build it first with python -m data_tools build.")
    splits = open_saved(data)
    features = next(iter(splits.values())).features
    if not isinstance(features.get("label"), ClassLabel) or "image" not in features:
        raise DataError(f"{data} has no columns image and label (a ClassLabel): was it made by build?")
    names = features["label"].names
    splits = splits.cast_column("image", Image(decode=False))
    rows = [row for split, faces in splits.items() for row in _facts(split, faces, names)]
    report = data / "report.json"
    return Faces(
        name=data.resolve().name,
        splits=splits,
        names=names,
        rows=rows,
        features=_measure(splits, model),
        report=json.loads(report.read_text(encoding="utf-8")) if report.is_file() else {},
        judge="the given model's features" if model else "where lines of which direction lie",
    )


def gradients(values: np.ndarray) -> np.ndarray:
    """How much line of each direction lies in each cell of grey faces (n x SIDE x SIDE), as HOG counts it."""
    down, right = np.gradient(values.astype(np.float32) / 255, axis=(1, 2))
    strength = np.hypot(down, right)
    turn = (np.arctan2(down, right) % np.pi) / np.pi * TURNS
    cells = SIDE // CELL
    found = []
    for direction in range(TURNS):
        # Each pixel counts for the two directions that it lies between.
        near = np.abs((turn - direction + TURNS / 2) % TURNS - TURNS / 2)
        share = strength * np.clip(1 - near, 0, None)
        found.append(share.reshape(len(values), cells, CELL, cells, CELL).sum(axis=(2, 4)))
    cube = np.stack(found, axis=-1)
    corners = [cube[:, y : cells - 1 + y, x : cells - 1 + x] for y in (0, 1) for x in (0, 1)]
    # Relative to the four cells of a block: a pale scan has the same lines as a dark one.
    block = np.sqrt(sum((corner**2).sum(axis=-1, keepdims=True) for corner in corners) + 0.1)
    return np.minimum(np.concatenate(corners, axis=-1) / block, 0.2).reshape(len(values), -1)


def _facts(split: str, faces, names: list[str]) -> list[dict]:
    light = faces.remove_columns("image")
    found = []
    for place, row in enumerate(light):
        number = row["label"]
        row["label"] = None if number is None or number < 0 else names[number]
        found.append({"certainty": "sure", "kind": "?", "group": -1, **row, "split": split, "place": place})
    return found


def _measure(splits: DatasetDict, model: Path | None) -> np.ndarray:
    reader = MoodClassifier(model) if model else None
    found, total = [], sum(len(faces) for faces in splits.values())
    with tqdm(total=total, desc="looking at faces", unit=" faces", disable=None) as bar:
        for faces in splits.values():
            for portion in faces.select_columns("image").iter(PORTION):
                pictures = [open_picture(image["bytes"]) for image in portion["image"]]
                if reader:
                    found.append(reader.embeddings(pictures))
                else:
                    small = np.stack([grey(picture.resize((SIDE, SIDE))) for picture in pictures])
                    found.append(gradients(small))
                bar.update(len(pictures))
    return np.concatenate(found)
