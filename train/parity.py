"""Proof that every way to load an exported folder gives the same probabilities."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from moods.errors import ModelError
from train.network import Network

TOLERANCE = 1e-3
SIDES = (48, 112, 150, 301)  # pixels: smaller and larger than any model's input


def samples(seed: int = 0) -> list[Image.Image]:
    """Colourful squares with shapes and noise, of several sizes."""
    chance = np.random.default_rng(seed)
    pictures = []
    for side in SIDES:
        coarse = Image.fromarray(chance.integers(0, 256, (6, 6, 3), np.uint8)).resize((side, side), 1)
        noise = chance.normal(0, 12, (side, side, 3))
        pictures.append(Image.fromarray(np.clip(np.asarray(coarse) + noise, 0, 255).astype(np.uint8)))
    return pictures


def check_parity(folder: Path, network: Network, names: tuple[str, ...]) -> dict[str, float]:
    """Largest difference of probabilities between torch and each other way in; an error above 1e-3."""
    pictures = samples()
    pixels = torch.stack([_scaled(picture, network.size) for picture in pictures])
    with torch.inference_mode():
        ours = network(pixels).softmax(1).numpy()
    found = {
        "onnx": _gap(ours, _by_onnx(folder, pictures)),
        "pipeline": _gap(ours, _by_pipeline(folder, pictures, names)),
        "processor": _gap(ours, _by_processor(folder, pictures, network)),
    }
    if network.kind == "timm":
        found["timm"] = _gap(ours, _by_timm(folder, pictures))
    for way, gap in found.items():
        if not gap <= TOLERANCE:
            raise ModelError(
                f"{folder}: {way} and torch differ by {gap:.2g}, more than {TOLERANCE}: not exported."
            )
    return found


def _scaled(picture: Image.Image, size: int) -> torch.Tensor:
    small = np.asarray(picture.resize((size, size), Image.Resampling.BICUBIC), np.float32) / 255
    return torch.from_numpy(small.transpose(2, 0, 1))


def _gap(ours: np.ndarray, theirs: np.ndarray) -> float:
    return float(np.abs(ours - theirs).max())


def _by_onnx(folder: Path, pictures: list[Image.Image]) -> np.ndarray:
    """Through the runtime that reads for users."""
    from moods.classifier import MoodClassifier

    return MoodClassifier(folder).probabilities(pictures)


def _by_timm(folder: Path, pictures: list[Image.Image]) -> np.ndarray:
    import timm

    model = timm.create_model(f"local-dir:{folder}", pretrained=True).eval()
    steps = timm.data.create_transform(**timm.data.resolve_data_config({}, model=model))
    with torch.inference_mode():
        return model(torch.stack([steps(picture) for picture in pictures])).softmax(1).numpy()


def _by_processor(folder: Path, pictures: list[Image.Image], network: Network) -> np.ndarray:
    """Scaled as a pipeline does that loads from the Hub; from a folder it looks at config.json alone."""
    from transformers import AutoImageProcessor

    name = "preprocessor_config.json"
    processor = AutoImageProcessor.from_pretrained(folder, image_processor_filename=name)
    pixels = processor(pictures, return_tensors="pt").pixel_values
    with torch.inference_mode():
        return network(pixels * network.scale + network.shift).softmax(1).numpy()


def _by_pipeline(folder: Path, pictures: list[Image.Image], names: tuple[str, ...]) -> np.ndarray:
    from transformers import pipeline
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    reader = pipeline("image-classification", model=str(folder), top_k=len(names), device="cpu")
    rows = [{answer["label"]: answer["score"] for answer in answers} for answers in reader(pictures)]
    return np.array([[row[name] for name in names] for row in rows])
