"""What a model keeps when a face is shrunk, mirrored, thresholded or saved badly: accuracy and share kept.

python -m bench.robust [--model FOLDER] [--data out/faces]
Without --data the faces are drawn in styles kept out of training.
"""

import argparse
import io
import sys
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image, ImageOps

from data_tools.sketch import HELD_OUT_STYLES, draw
from moods.classifier import MoodClassifier
from moods.errors import MoodError
from moods.hub import fetch
from moods.ink import sketch_square

Faces = list[tuple[Image.Image, str]]
SIDE = 256
DRAWN_SEED = 990_001


def placed(share: float) -> Callable[[Image.Image], Image.Image]:
    """The face in the middle of white paper, filling this share of its side."""

    def place(picture: Image.Image) -> Image.Image:
        sheet = Image.new("RGB", (SIDE, SIDE), "white")
        side = round(SIDE * share)
        small = picture.resize((side, side), Image.Resampling.BICUBIC)
        sheet.paste(small, ((SIDE - side) // 2,) * 2)
        return sheet

    return place


def saved_badly(picture: Image.Image) -> Image.Image:
    """JPEG of quality 60."""
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=60)
    return Image.open(buffer).convert("RGB")


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "as it is": lambda picture: picture,
    "mirrored": ImageOps.mirror,
    "JPEG 60": saved_badly,
    "half size": lambda picture: picture.reduce(2),
    "black and white": lambda picture: picture.convert("L").point(lambda v: 255 * (v > 127)).convert("RGB"),
    "0.7 of the frame": placed(0.7),
    "half of the frame": placed(0.5),
    "a third of the frame": placed(0.33),
    "as a drawing": lambda picture: sketch_square(picture),
}  # fmt: skip


def drawn(count: int) -> Faces:
    """Faces of the styles and seeds that no training uses."""
    records = draw(count, seed=DRAWN_SEED, styles=list(HELD_OUT_STYLES), size=SIDE)
    return [(record["picture"].convert("RGB"), record["label"]) for record in records]


def certain(data: str) -> Faces:
    """The validation faces of a built data set whose label is certain."""
    from datasets import load_from_disk

    split = load_from_disk(data)["validation"]
    names = split.features["label"].names
    rows = ((row["image"], names[row["label"]]) for row in split if row.get("certainty", "sure") == "sure")
    return [(image.convert("RGB"), label) for image, label in rows]


def rows(classifier: MoodClassifier, faces: Faces) -> Iterator[tuple[str, float, float, float]]:
    """Name of the change, accuracy, and the share of faces that keep the mood of the unchanged picture:
    of all, and of those that are clear when unchanged.
    """
    faces = [(picture, label) for picture, label in faces if label in classifier.moods]
    wanted = np.array([classifier.moods.index(label) for _, label in faces])
    first = clear = None
    for name, change in CHANGES.items():
        shares = classifier.probabilities([change(picture) for picture, _ in faces])
        read = shares.argmax(1)
        if first is None:
            first, clear = read, shares.max(1) >= classifier.threshold
        kept = read == first
        answered = float(kept[clear].mean()) if clear.any() else float("nan")
        yield name, float((read == wanted).mean()), float(kept.mean()), answered


def main(arguments: list[str] | None = None) -> int:
    """Prints one line a change."""
    parser = argparse.ArgumentParser(prog="python -m bench.robust", description=__doc__)
    parser.add_argument("--model", help="exported folder or Hub repository (default: the embedded model)")
    parser.add_argument("--data", help="built data set: its certain validation faces")
    parser.add_argument("--count", type=int, default=400, help="faces to draw without --data")
    options = parser.parse_args(arguments)
    try:
        classifier = MoodClassifier(fetch(options.model).folder, threads=2)
        faces = certain(options.data) if options.data else drawn(options.count)
    except (MoodError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"{len(faces)} faces: {options.data or 'drawn in styles kept out of training'}")
    for name, accuracy, kept, answered in rows(classifier, faces):
        print(f"{name:22} accuracy {accuracy:.3f}   same mood as unchanged {kept:.3f} (clear {answered:.3f})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
