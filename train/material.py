"""What a run learns from: its data sets, what is taught for each face, and the faces that judge it."""

from argparse import ArgumentTypeError, Namespace
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from moods.errors import DataError
from train.faces import Faces, Recipe, load
from train.optional import weighted
from train.scenes import SHARE, load_scenes
from train.sets import on_hub, open_set
from train.targets import check_classes, teach
from train.teacher import load_teachers, opinions, weighed
from train.votes import read_votes, voted


@dataclass
class Material:
    """Training sets with their targets and shares, and the validation faces."""

    names: tuple[str, ...]
    validation: Faces
    sets: list[Faces] = field(default_factory=list)
    targets: list[np.ndarray] = field(default_factory=list)
    shares: list[float | None] = field(default_factory=list)
    weights: list[np.ndarray] = field(default_factory=list)  # how often each face of a whole set is drawn
    described: list[dict] = field(default_factory=list)
    scenes: np.ndarray | None = None  # pictures without a face, n x 1 x side x side

    def add(self, faces: Faces, targets: np.ndarray, share: float | None, data: str, split: str,
            surer: float = 1.0) -> None:  # fmt: skip
        """One more set to learn from, gone through whole or drawn from by its share of every epoch.

        Faces labelled with certainty are drawn `surer` times as often as the others.
        """
        self.sets.append(faces)
        self.targets.append(targets.astype(np.float32))
        self.shares.append(share)
        self.weights.append(np.where(faces.certain & (faces.labels >= 0), surer, 1.0))
        self.described.append(
            {"data": data, "split": split, "hub": on_hub(data), "share": share, "faces": len(faces),
             "fingerprint": faces.fingerprint}
        )  # fmt: skip


def gather(options: Namespace) -> Material:
    """Reads every data set named on the command line; the first one brings names and validation."""
    try:
        asked = [weighted(text) for text in options.data]
    except ArgumentTypeError as error:
        raise DataError(f"{error}.") from error
    if asked[0][1] is not None:
        raise DataError("The first data set is the main one and takes no =SHARE: put the others after it.")
    if sum(part or 0 for _, part in asked) + (SHARE if options.scenes else 0) >= 1:
        raise DataError("The shares must leave something for the first data set: their sum is 1 or more.")
    recipe = recipe_of(options.size, options.rgb, options.cache_size)
    first = asked[0][0]
    validation = load(first, "validation", recipe)
    check_classes(validation, f"The validation split of {first}")
    if options.best_by.startswith("sure_") and not validation.certain.any():
        raise DataError(f"{first} has no certain validation face to choose by: try --best-by macro_f1.")
    material = Material(validation.names, validation)
    votes = read_votes(Path(options.votes), validation.names) if options.votes else {}
    teachers = load_teachers(options.distil, validation.names) if options.distil else []
    for data, part in asked:
        parts = open_set(data)
        splits = ["train"] + (["unlabelled"] if options.unlabelled and "unlabelled" in parts else [])
        for split in splits:
            faces = load(data, split, recipe, parts)
            if not material.sets:
                check_classes(faces, data)
            rows = teach(faces, material.names, options.soft_labels, options.label_smoothing)
            if votes and part is None:
                faces, rows = voted(faces, rows, votes, options.label_smoothing, data)
            # Sets that are drawn from by share have labels of their own making: nobody need doubt them.
            if teachers and (part is None or split == "unlabelled"):
                rows = with_opinions(rows, opinions(teachers, faces), options.distil_share, faces.certain)
            share = None if part is None else part / len(splits)
            material.add(faces, rows, share, data, split, options.surer)
    for data in options.hints:
        faces = load(data, "train", recipe)
        rows = weighed(opinions(teachers, faces), faces.labels)
        if votes:  # a tag is no label: of faces without votes nothing is certain
            faces = replace(faces, certain=np.zeros(len(faces), bool))
            faces, seen = voted(faces, np.zeros_like(rows), votes, options.label_smoothing, data)
            rows = with_opinions(seen, rows, options.distil_share, faces.certain)
        material.add(faces, rows, None, data, "train", options.surer if votes else 1.0)
    if options.scenes:
        faces = load_scenes(material.sets[0], options.scenes)
        rows = np.full((len(faces), len(material.names)), 1 / len(material.names))
        material.add(faces, rows, SHARE, "scenes", "train")
        material.scenes = faces.pixels
    if options.classic_looks:
        _apply_looks(material)
    return material


def with_opinions(rows: np.ndarray, opinion: np.ndarray, share: float, certain: np.ndarray) -> np.ndarray:
    """Targets of which the teachers' opinion makes a share: all of it for faces without a label.

    Of a certain label half of that: where a teacher doubts it, the teacher is wrong.
    """
    share = np.where(certain[:, None], share / 2, share)
    share = np.where(rows.sum(1, keepdims=True) > 0, share, 1.0)
    return (1 - share) * rows + share * opinion


def recipe_of(size: int, rgb: bool, cache_size: int | None = None) -> Recipe:
    """Pixels for a model of `size`: never smaller than its input."""
    return Recipe(cache_size or max(128, size), rgb, size)


def _apply_looks(material: Material) -> None:
    from train.classic import looks

    material.sets = [replace(faces, pixels=looks(faces.pixels)) for faces in material.sets]
    material.validation = replace(material.validation, pixels=looks(material.validation.pixels))
