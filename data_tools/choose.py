"""Which of the cleaned pictures stay, under which label, in which group and in which split."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from data_tools import duplicates
from data_tools.greys import greys
from data_tools.parts import Parts
from data_tools.record import Rejected
from data_tools.split import UNLABELLED, split
from moods.errors import DataError
from moods.labels import MOODS, mood_of


@dataclass(frozen=True)
class Wish:
    """What the user asked for: how to split, whose labels, one face a group, when to stop."""

    seed: int = 0
    shares: tuple[float, ...] = (0.7, 0.15, 0.15)
    keep_labels: bool = False
    one_per_group: bool = False
    strict: bool = False


@dataclass
class Face:
    """One cleaned picture on its way through the choice; `rejected` says why it is left out."""

    name: str
    word: str | None
    certainty: str
    sha256: str
    label: str | None = None
    group: int = -1
    split: str = ""
    rejected: Rejected | None = None

    def reject(self, reason: str, detail: str) -> None:
        self.rejected = Rejected(self.name, reason, detail)


@dataclass
class Choice:
    """All faces in order, what was found among them, and the names of the classes in order."""

    faces: list[Face]
    names: list[str] = field(default_factory=list)
    pairs: list[tuple[int, int, float]] = field(default_factory=list)
    conflicts: list[list[int]] = field(default_factory=list)
    """Faces of one group that carry different labels, by their place in `faces`."""
    nearest: dict[str, str] = field(default_factory=dict)
    """What is said about each unknown label."""

    def kept(self) -> list[int]:
        return [index for index, face in enumerate(self.faces) if face.rejected is None]


def choose(parts: Parts, wish: Wish, num_proc: int = 1, away: Sequence[np.ndarray] = ()) -> Choice:
    """Labels, groups and splits every cleaned picture; `away` are grey faces that none may be a twin of."""
    columns = ["name", "word", "certainty", "sha256"]
    choice = Choice([Face(**row) for row in parts.rows(columns)])
    _label(choice, wish)
    _drop_copies(choice)
    _group(choice, parts, num_proc, away)
    if wish.one_per_group:
        _keep_one(choice)
    _split(choice, wish)
    return choice


def _label(choice: Choice, wish: Wish) -> None:
    """Words of the sources become labels; a word that fits no mood, or is unknown, puts the picture out."""
    for face in choice.faces:
        if face.word is None or wish.keep_labels:
            face.label = face.word
            continue
        try:
            face.label = mood_of(face.word)
        except DataError as error:
            if wish.strict:
                raise DataError(f"{face.name}: {error}") from error
            choice.nearest[face.word] = str(error)
            face.reject(f"unknown label {face.word!r}", str(error))
            continue
        if face.label is None:
            face.reject(f"fits no mood: {face.word.lower()}", f"{face.word!r} is none of our moods.")
    found = {face.label for face in choice.faces if face.label is not None and face.rejected is None}
    choice.names = sorted(found) if wish.keep_labels else list(MOODS)


def _drop_copies(choice: Choice) -> None:
    """Of the same file met several times the first stays; when its labels disagree it becomes unsure."""
    first: dict[str, Face] = {}
    for face in choice.faces:
        if face.rejected:
            continue
        kept = first.setdefault(face.sha256, face)
        if kept is face:
            continue
        detail = f"{face.name} is the same file as {kept.name}."
        if face.label is not None and kept.label is None:
            kept.label, kept.certainty = face.label, face.certainty
        elif face.label is not None and face.label != kept.label:
            detail = f"{detail[:-1]}, which is labelled {kept.label}, not {face.label}."
            kept.certainty = "unsure"
            face.reject("same file, other label", detail)
            continue
        face.reject("same file", detail)


def _group(choice: Choice, parts: Parts, num_proc: int, away: Sequence[np.ndarray]) -> None:
    """Near twins share a group; twins of `away` are left out."""
    kept = choice.kept()
    pairs = duplicates.find_pairs(greys(parts, kept, away), num_proc)
    groups = duplicates.group(len(kept) + len(away), pairs)
    forbidden = set(groups[len(kept) :])
    for index, group in zip(kept, groups, strict=False):
        face = choice.faces[index]
        face.group = group
        if group in forbidden:
            face.reject("twin of a held-out face", f"{face.name} shows a face that --away-from holds out.")
    choice.pairs = [
        (kept[pair.a], kept[pair.b], float(pair.score))
        for pair in pairs
        if pair.a < len(kept) and pair.b < len(kept)
    ]
    labels = [choice.faces[index].label for index in kept]
    choice.conflicts = [
        sorted(kept[number] for members in by_label.values() for number in members)
        for _, by_label in duplicates.conflicts(groups[: len(kept)], labels)
    ]


def _keep_one(choice: Choice) -> None:
    """Leaves the first sure face of each group, or the first."""
    best: dict[int, Face] = {}
    faces = [choice.faces[index] for index in choice.kept()]
    for face in sorted(faces, key=lambda face: face.label is None or face.certainty != "sure"):
        kept = best.setdefault(face.group, face)
        if kept is not face:
            face.reject("near twin", f"{face.name} shows the same face as {kept.name}.")


def _split(choice: Choice, wish: Wish) -> None:
    """Splits by label and certainty; a face without label whose twin is held out is left out."""
    faces = [choice.faces[index] for index in choice.kept()]
    strata = [None if face.label is None else (face.label, face.certainty) for face in faces]
    keys = [face.sha256 for face in faces]
    groups = [face.group for face in faces]
    held_out = set()
    for face, place in zip(faces, split(groups, strata, wish.seed, wish.shares, keys), strict=True):
        face.split = place
        if place in ("validation", "test"):
            held_out.add(face.group)
    for face in faces:
        if face.split == UNLABELLED and face.group in held_out:
            face.reject("unlabelled twin of a held-out face", f"{face.name} shows a held-out face.")
