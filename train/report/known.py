"""The faces of a split with all that is known about them, and what a model says of each."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image
from tqdm import tqdm

from moods.classifier import MoodClassifier
from moods.errors import DataError, PictureError
from moods.images import open_picture
from moods.ink import sketch_square
from moods.labels import mood_of
from train.report.measure import Scored
from train.sets import columns, open_set, split_name
from train.votes import confirms, keyless, read_votes

if TYPE_CHECKING:
    import datasets

BATCH = 64
COLUMNS = ("certainty", "kind", "source")
ALIKE = "unsure, confirmed by looks"


@dataclass
class Known:
    """Labelled faces of one split; `notes` are their certainty, kind and source, where the set has them."""

    records: "datasets.Dataset"  # in the order of the arrays
    image: str
    moods: tuple[str, ...]  # those of the model that the set's labels can mean
    truth: np.ndarray
    groups: np.ndarray
    notes: dict[str, np.ndarray] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.truth)

    @property
    def certain(self) -> np.ndarray:
        """True for faces whose label is certain: all of them where no certainty is told."""
        return self.notes.get("certainty", np.full(len(self), "sure")) == "sure"

    def picture(self, row: int, size: int) -> Image.Image:
        """One face as readers get it: upright RGB, a drawing trimmed to its ink for `size` pixels."""
        value = self.records[int(row)][self.image]
        picture = open_picture(value["bytes"] or value["path"], f"Picture {row}")
        drawn = "kind" in self.notes and self.notes["kind"][row] == "sketch"
        return sketch_square(picture, size) if drawn else picture

    def keep(self, rows: np.ndarray) -> None:
        """Forgets all but these rows."""
        self.records = self.records.select(rows)
        self.truth, self.groups = self.truth[rows], self.groups[rows]
        self.notes = {name: values[rows] for name, values in self.notes.items()}


def known(data: str, split: str, moods: tuple[str, ...]) -> Known:
    """The labelled faces of a split whose label means one of the model's moods; the rest is counted."""
    import datasets

    parts = open_set(data)
    records = parts[split_name(data, parts, split)]
    image, label = columns(data, records)
    meaning = matching(data, tuple(records.features[label].names), moods)
    values = records[label]
    names = [None if value in (None, -1) else meaning[value] for value in values]
    scored = tuple(mood for mood in moods if mood in meaning)
    rows = np.array([row for row, name in enumerate(names) if name is not None], int)
    if not len(rows):
        raise DataError(f"{data} ({split}) holds no labelled face with a mood the model knows.")
    left_out = {
        "no label": sum(value in (None, -1) for value in values),
        "label fits no mood of the model": sum(
            value not in (None, -1) and meaning[value] is None for value in values
        ),
    }
    group = records["group"] if "group" in records.column_names else range(len(records))
    faces = Known(
        records.cast_column(image, datasets.Image(decode=False)),
        image,
        scored,
        np.array([-1 if name is None else scored.index(name) for name in names]),
        np.array(group),
        {name: np.array(records[name], str) for name in COLUMNS if name in records.column_names},
        {reason: count for reason, count in left_out.items() if count},
    )
    faces.keep(rows)
    return faces


def note_votes(faces: Known, table: Path, data: str) -> None:
    """Notes of which uncertain faces every further look names the label first."""
    if "sha256" not in faces.records.column_names:
        raise keyless(data)
    votes = read_votes(table, faces.moods)
    agree = [
        key in votes and confirms(votes[key], label)
        for key, label in zip(faces.records["sha256"], faces.truth, strict=True)
    ]
    faces.notes["votes"] = np.where(np.array(agree, bool) & ~faces.certain, ALIKE, "")


def matching(data: str, labels: tuple[str, ...], moods: tuple[str, ...]) -> tuple[str | None, ...]:
    """For each of the set's labels the mood of the model it means, or None for a mood of nobody's."""
    if set(labels) <= set(moods):
        return labels
    try:
        ours = {mood_of(mood): mood for mood in moods}
        meant = tuple(label if label in moods else ours.get(mood_of(label)) for label in labels)
    except DataError as error:
        raise DataError(
            f"The labels of {data} do not match the model's ({', '.join(moods)}): {error}"
        ) from error
    if len(set(meant) - {None}) < 2:
        raise DataError(
            f"The labels of {data} ({', '.join(labels)}) do not match the model's ({', '.join(moods)})."
        )
    return meant


def read(classifier: MoodClassifier, faces: Known) -> Scored:
    """What the classifier says of each face; damaged pictures are counted and left out."""
    rows, parts = [], []
    for start in tqdm(range(0, len(faces), BATCH), "reading faces", unit="batch"):
        batch = []
        for row in range(start, min(start + BATCH, len(faces))):
            try:
                batch.append(faces.picture(row, classifier.size))
                rows.append(row)
            except PictureError as error:
                reason = f"picture {error.reason}"
                faces.left_out[reason] = faces.left_out.get(reason, 0) + 1
        if batch:
            parts.append(classifier.probabilities(batch))
    if not rows:
        raise DataError("None of the pictures can be read.")
    if len(rows) < len(faces):
        faces.keep(np.array(rows))
    full = Scored(classifier.moods, np.zeros(len(rows), int), np.concatenate(parts), faces.groups)
    return restricted(full, faces)


def restricted(full: Scored, faces: Known) -> Scored:
    """Probabilities over the moods the set knows: what it cannot contain is dropped and the rest rescaled."""
    places = np.array([full.moods.index(mood) for mood in faces.moods])
    scored = Scored(full.moods, places[faces.truth], full.probabilities, full.groups)
    return scored if faces.moods == full.moods else scored.among(faces.moods)
