"""Our exported model as a row of the comparison."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from moods.classifier import MoodClassifier
from train.peers.field import Side

BATCH = 64
BUFFERS = ("running_mean", "running_var", "num_batches_tracked")


def embeddings(classifier: MoodClassifier, side: Side) -> np.ndarray:
    """Embeddings of a split's grey squares, each of length 1, so that distances compare directions."""
    parts = []
    for start in range(0, len(side), BATCH):
        batch = np.array(side.pixels[start : start + BATCH])
        parts.append(classifier.embeddings([Image.fromarray(face[0]).convert("RGB") for face in batch]))
    rows = np.concatenate(parts)
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)


def one_face(classifier: MoodClassifier) -> Callable[[], object]:
    """A reading of one ready square."""
    values = classifier.pixels([Image.new("RGB", (classifier.size,) * 2, "white")])
    name = classifier.session.get_inputs()[0].name
    return lambda: classifier.session.run(["logits"], {name: values})


def weights(folder: Path) -> int | None:
    """Number of trained weights in a folder's model.safetensors, None where there is no such file."""
    from safetensors import safe_open

    path = folder / "model.safetensors"
    if not path.is_file():
        return None
    with safe_open(path, "numpy") as file:
        names = [name for name in file.keys() if not name.endswith(BUFFERS)]  # noqa: SIM118 - not a dict
        return sum(int(np.prod(file.get_slice(name).get_shape())) for name in names)


def training_of(folder: Path) -> tuple[float | None, str]:
    """Wall seconds of training and a remark on them, by the run it was exported from or by its card.json."""
    for path, key in ((folder.parent / "run.json", None), (folder / "card.json", "training")):
        if path.is_file():
            told = json.loads(path.read_text("utf-8"))
            told = told.get(key, {}) if key else told
            if "seconds" in told:
                return told["seconds"], told.get("note", "")
    return None, ""
