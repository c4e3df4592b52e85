"""What a run learns from: its data sets, what is taught for each face, and the faces that judge it."""

from argparse import Namespace
from dataclasses import dataclass, replace

import numpy as np

from moods.errors import DataError
from train.faces import Faces, load, open_set
from train.optional import weighted
from train.targets import check_classes, teach


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
    side = options.cache_size or max(128, options.size or 0)
    sets, targets, shares, described = [], [], [], []
    validation = None
    for data, part in asked:
        parts = open_set(data)
        if validation is None:
            validation = load(data, "validation", side, options.rgb, parts)
            check_classes(validation, f"The validation split of {data}")
        splits = ["train"] + (["unlabelled"] if options.unlabelled and "unlabelled" in parts else [])
        for split in splits:
            faces = load(data, split, side, options.rgb, parts)
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


def _with_looks(sets: list[Faces], validation: Faces) -> tuple[list[Faces], Faces]:
    from train.classic import looks

    changed = [replace(faces, pixels=looks(faces.pixels)) for faces in [*sets, validation]]
    return changed[:-1], changed[-1]
