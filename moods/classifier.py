"""Pictures in, probabilities of moods out: ONNX Runtime over an exported folder, nothing else."""

import json
from functools import cached_property
from pathlib import Path

import numpy as np
from PIL import Image

from moods.errors import ModelError
from moods.images import square

FILTERS = {"bicubic": Image.Resampling.BICUBIC, "bilinear": Image.Resampling.BILINEAR,
           "lanczos": Image.Resampling.LANCZOS}  # fmt: skip
BATCH = 64
UNSURE = 0.5


class MoodClassifier:
    """An exported folder (`config.json`, `model.onnx`) as a function from pictures to moods."""

    def __init__(self, folder: str | Path, threads: int = 1) -> None:
        self.folder = Path(folder)
        config = read_config(self.folder)
        ours = config.get("manga_mood", {})
        # Where timm keeps its scaling; an export of one of transformers' own models has it in ours.
        shape = config.get("pretrained_cfg", ours)
        self.moods: tuple[str, ...] = tuple(config["label_names"])
        self.size = int(shape.get("input_size", (3, 224, 224))[-1])
        self.mean = np.array(shape.get("mean", (0.5,) * 3), np.float32)[:, None, None]
        self.std = np.array(shape.get("std", (0.5,) * 3), np.float32)[:, None, None]
        self.filter = FILTERS.get(shape.get("interpolation", "bicubic"), Image.Resampling.BICUBIC)
        self.threshold = float(ours.get("clear_threshold", UNSURE))
        self.threads = threads

    @cached_property
    def session(self):
        """The ONNX Runtime session, opened at the first reading."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self.threads
        options.log_severity_level = 3
        path = self.folder / "model.onnx"
        try:
            return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        except Exception as error:  # onnxruntime raises classes of its own that it does not export
            raise ModelError(f"{path} cannot be run by ONNX Runtime: {error}") from error

    def pixels(self, pictures: list[Image.Image]) -> np.ndarray:
        """The model's input for RGB pictures: squared, scaled, normalised; n x 3 x size x size."""
        small = [square(picture).resize((self.size, self.size), self.filter) for picture in pictures]
        values = np.stack([np.asarray(picture.convert("RGB"), np.float32) for picture in small])
        return (values.transpose(0, 3, 1, 2) / 255 - self.mean) / self.std

    def outputs(self, pictures: list[Image.Image]) -> tuple[np.ndarray, np.ndarray]:
        """Logits (n x moods) and embeddings (n x features), a batch at a time."""
        if not pictures:
            return np.zeros((0, len(self.moods)), np.float32), np.zeros((0, 0), np.float32)
        name = self.session.get_inputs()[0].name
        parts = [
            self.session.run(["logits", "embeddings"], {name: self.pixels(pictures[start : start + BATCH])})
            for start in range(0, len(pictures), BATCH)
        ]
        return np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])

    def probabilities(self, pictures: list[Image.Image]) -> np.ndarray:
        """Probabilities, n x moods, in the order of `moods`; each row sums to 1."""
        logits = self.outputs(pictures)[0].astype(np.float64)
        weights = np.exp(logits - logits.max(axis=1, keepdims=True, initial=-np.inf))
        return weights / weights.sum(axis=1, keepdims=True)

    def embeddings(self, pictures: list[Image.Image]) -> np.ndarray:
        """What the last layer sees, n x features: for neighbours and clusters."""
        return self.outputs(pictures)[1]

    def read(self, pictures: list[Image.Image]) -> list[dict[str, float]]:
        """For each picture its moods with their probabilities, most likely first."""
        return [
            dict(sorted(zip(self.moods, map(float, row), strict=True), key=lambda pair: -pair[1]))
            for row in self.probabilities(pictures)
        ]


def read_config(folder: Path) -> dict:
    """The model's `config.json`, or an error that says what is missing."""
    path = folder / "config.json"
    try:
        config = json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{folder} holds no config.json: it is not an exported model.") from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    if not (folder / "model.onnx").is_file():
        raise ModelError(f"{folder} holds no model.onnx: make it with `python -m train export`.")
    if not config.get("label_names"):
        raise ModelError(
            f"{path} names no moods (`label_names`): export it again with `python -m train export`."
        )
    return config
