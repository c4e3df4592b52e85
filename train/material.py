"""What a run learns from: its data sets, what is taught for each face, and the faces that judge it."""

from argparse import Namespace
from dataclasses import dataclass, replace

import numpy as np

from moods.errors import DataError
from train.faces import Faces, Recipe, load
from train.optional import weighted
from train.sets import open_set
from train.targets import check_classes, teach

USUAL_SIZE = 112


@dataclass
class Material:
    """Training sets with their targets and shares, and the validation faces."""

    names: tuple[str, ...]
    sets: list[Faces]
    targets: list[np.ndarray]
    shares: list[float | None]
    validation: Faces
    described: list[dict]


def gather(options: Namespace) -> Material:
    """Reads every data set named on the command line; the first one brings names and validation."""
    asked = [weighted(text) for text in options.data]
    if asked[0][1] is not None:
        raise DataError("The first data set is the main one and takes no =SHARE: put the others after it.")
    if sum(part or 0 for _, part in asked) >= 1:
        raise DataError("The shares must leave something for the first data set: their sum is 1 or more.")
    recipe = recipe_of(options.size, options.rgb, options.cache_size)
    sets, targets, shares, described = [], [], [], []
    validation = None
    for data, part in asked:
        parts = open_set(data)
        if validation is None:
            validation = load(data, "validation", recipe, parts)
            check_classes(validation, f"The validation split of {data}")
        splits = ["train"] + (["unlabelled"] if options.unlabelled and "unlabelled" in parts else [])
        for split in splits:
            faces = load(data, split, recipe, parts)
            if not sets:
                check_classes(faces, data)
            sets.append(faces)
            targets.append(teach(faces, validation.names, options.soft_labels, options.label_smoothing))
            shares.append(part)
            described.append({"data": data, "split": split, "share": part, "faces": len(faces),
                              "fingerprint": faces.fingerprint})  # fmt: skip
    if options.classic_looks:
        sets, validation = _with_looks(sets, validation)
    return Material(validation.names, sets, targets, shares, validation, described)


def recipe_of(size: int | None, rgb: bool, cache_size: int | None = None) -> Recipe:
    """Pixels for a model of `size`: never smaller than its input."""
    size = size or USUAL_SIZE
    return Recipe(cache_size or max(128, size), rgb, size)


def _with_looks(sets: list[Faces], validation: Faces) -> tuple[list[Faces], Faces]:
    from train.classic import looks

    changed = [replace(faces, pixels=looks(faces.pixels)) for faces in [*sets, validation]]
    return changed[:-1], changed[-1]
