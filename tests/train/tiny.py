"""Tiny data sets of pencil faces, and quick options, for tests of training."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

MOODS = ("happy", "sad", "shock")
TINY = (
    *("--backbone", "test_efficientnet", "--from-scratch", "--size", "32", "--cache-size", "32"),
    *("--batch", "16", "--lr", "0.01", "--num-threads", "1", "--no-progress"),
)


def pencil_face(mood: str, chance: np.random.Generator, side: int = 32) -> Image.Image:
    """A head with a mouth that curves up, curves down or stands open, a little shaken."""
    picture = Image.new("L", (side, side), 255)
    pen = ImageDraw.Draw(picture)
    unit, (dx, dy) = side / 32, chance.uniform(-2, 2, 2)

    def box(x0, y0, x1, y1):
        return [unit * (x0 + dx), unit * (y0 + dy), unit * (x1 + dx), unit * (y1 + dy)]

    pen.ellipse(box(4, 2, 28, 30), outline=0)
    for x in (11, 20):
        pen.ellipse(box(x, 11, x + 2, 14), fill=0)
    if mood == "happy":
        pen.arc(box(9, 13, 23, 25), 20, 160, fill=0, width=2)
    elif mood == "sad":
        pen.arc(box(9, 20, 23, 32), 200, 340, fill=0, width=2)
    else:
        pen.ellipse(box(12, 18, 20, 27), fill=0)
    noisy = np.asarray(picture, np.float32) + chance.normal(0, 6, (side, side))
    return Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))


def pencil_set(folder: Path, train: int = 96, validation: int = 36, moods=MOODS, seed: int = 0,
               with_validation: bool = True, **columns) -> Path:  # fmt: skip
    """A data set as data_tools builds it; `columns` are further constant columns."""
    import datasets

    chance = np.random.default_rng(seed)
    features = datasets.Features(
        {"image": datasets.Image(), "label": datasets.ClassLabel(names=list(MOODS)),
         "certainty": datasets.Value("string")} | {name: datasets.Value("string") for name in columns}
    )  # fmt: skip

    def part(count: int):
        rows = [
            {"image": pencil_face(moods[i % len(moods)], chance), "label": moods[i % len(moods)],
             "certainty": "unsure" if i % 4 == 0 else "sure", **columns} for i in range(count)
        ]  # fmt: skip
        return datasets.Dataset.from_list(rows, features)

    parts = {"train": part(train), "test": part(9)}
    if with_validation:
        parts["validation"] = part(validation)
    datasets.DatasetDict(parts).save_to_disk(folder)
    return folder


def fit(*words, tiny: bool = True) -> int:
    """Runs `python -m train fit` in this process."""
    from train.__main__ import main

    return main(["fit", *map(str, words), *(TINY if tiny else ())])


def need_fonts() -> None:
    """Leaves a test out where this machine cannot set the text of composed pages."""
    from moods.errors import DataError
    from train.pages import letters

    try:
        letters.fonts()
    except DataError:
        pytest.skip("no Japanese font here: composed pages need one (fonts-noto-cjk)")
