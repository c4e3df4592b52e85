"""What the network is taught for each face: hard or softened labels, class weights."""

import numpy as np
import torch

from moods.errors import DataError
from train.faces import Faces

# Moods that readers take for one another: where an unsure face's remaining share goes.
NEIGHBOURS = {
    "angry": ("neutral", "shock"),
    "crying": ("sad",),
    "embarrassed": ("shock", "sad", "pleased"),
    "happy": ("pleased",),
    "neutral": ("sad", "shock", "pleased"),
    "pleased": ("happy", "neutral"),
    "sad": ("neutral", "shock", "embarrassed"),
    "shock": ("neutral", "sad", "embarrassed"),
}
SPREAD = 0.25  # of the remaining share, spread over the moods that are no neighbours


def teach(faces: Faces, names: tuple[str, ...], unsure: float | None, smoothing: float) -> np.ndarray:
    """Probabilities, n x moods: all zeros for a face without a label."""
    place = {name: index for index, name in enumerate(names)}
    unknown = set(faces.names) - set(names)
    if unknown:
        raise DataError(
            f"The data sets do not share their labels: {', '.join(sorted(unknown))} is unknown to the first."
        )
    hard, soft = np.eye(len(names), dtype=np.float32), soft_rows(names, unsure)
    rows = np.zeros((len(faces), len(names)), np.float32)
    for index, name in enumerate(faces.names):
        ours = faces.labels == index
        rows[ours & faces.certain] = hard[place[name]]
        rows[ours & ~faces.certain] = soft[place[name]]
    labelled = rows.sum(1, keepdims=True) > 0
    return np.where(labelled, rows * (1 - smoothing) + smoothing / len(names), rows).astype(np.float32)


def soft_rows(names: tuple[str, ...], unsure: float | None) -> np.ndarray:
    """For each label what an unsure face is taught: `unsure` of the label, the rest to its neighbours."""
    rows = np.eye(len(names), dtype=np.float32)
    if unsure is None:
        return rows
    for index, name in enumerate(names):
        near = [names.index(other) for other in NEIGHBOURS.get(name, ()) if other in names]
        others = np.full(len(names), SPREAD / (len(names) - 1), np.float32)
        others[near] += (1 - SPREAD) / len(near) if near else 0
        others[index] = 0
        rows[index] = others / others.sum() * (1 - unsure)
        rows[index, index] = unsure
    return rows


def class_weights(targets: np.ndarray, power: float) -> torch.Tensor:
    """Weight of each class in the loss: its rarity to a power, 1 for the average face."""
    share = targets.sum(0) / max(targets.sum(), 1)
    weights = np.maximum(share, 1e-6) ** -power
    return torch.tensor(weights / (weights * share).sum(), dtype=torch.float32)


def check_classes(faces: Faces, data: str) -> None:
    """A model cannot learn from faces of one class, nor be chosen by a validation split of one."""
    present = [name for name, count in faces.counts().items() if count]
    if len(present) < 2:
        raise DataError(
            f"{data} holds faces of {f'one class only ({present[0]})' if present else 'no class'}: "
            "at least two are needed to train."
        )
