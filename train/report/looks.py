"""The heat maps of a report: which strokes carry the mood, Grad-CAM, and what each stage answers to."""

from pathlib import Path

import numpy as np
from PIL import Image

from moods.classifier import MoodClassifier
from moods.errors import ModelError
from moods.explain import heat, paint
from moods.images import square
from train.load import load_network
from train.report.heat import activation_maps, grad_cam, pixels
from train.report.known import Known
from train.report.measure import Scored
from train.report.mistakes import embedded

SIDE = 224  # pixels of a painted map


def looks(classifier: MoodClassifier, scored: Scored, faces: Known, rows: list[int]) -> dict:
    """Painted maps of these faces for the mood said, and a note where the weights do not allow them."""
    pictures = [square(faces.picture(row, classifier.size)).resize((SIDE, SIDE)) for row in rows]
    moods = [scored.moods[scored.said[row]] for row in rows]
    shown = [
        {
            "mood": mood,
            "truth": scored.moods[scored.truth[row]],
            "picture": embedded(picture),
            "strokes": embedded(paint(picture, heat(classifier, picture, mood))),
        }
        for row, mood, picture in zip(rows, moods, pictures, strict=True)
    ]
    try:
        add_network_maps(classifier.folder, pictures, moods, shown)
    except ModelError as error:
        return {"faces": shown, "note": str(error)}
    return {"faces": shown, "note": ""}


def add_network_maps(folder: Path, pictures: list[Image.Image], moods: list[str], shown: list[dict]) -> None:
    """Adds Grad-CAM and the activation maps of every stage, from the folder's own torch weights."""
    network, names = load_network(folder)
    batch = pixels(network, pictures)
    cams = grad_cam(network, batch, [names.index(mood) for mood in moods])
    stages = activation_maps(network, batch)
    for index, (face, picture) in enumerate(zip(shown, pictures, strict=True)):
        face["cam"] = embedded(overlay(picture, cams[index]))
        face["stages"] = [embedded(overlay(picture, stage[index])) for stage in stages]


def overlay(picture: Image.Image, values: np.ndarray) -> Image.Image:
    """A map laid over the picture it belongs to."""
    large = Image.fromarray(values.astype(np.float32)).resize(picture.size, Image.Resampling.BILINEAR)
    return paint(picture, np.asarray(large))
