"""A model small enough to know by heart: each mood has its place, and ink there speaks for it."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from PIL import Image, ImageDraw

from moods.labels import MOODS
from moods.reader import MoodReader

SIZE, GRID = 48, 4
PLACES = {mood: (index % 4, index // 4 * 2) for index, mood in enumerate(MOODS)}
"""Cell (column, row of a 4 x 4 grid) whose darkness is the mood's logit, together with the cell below."""


def export(folder: Path, threshold: float = 0.4) -> Path:
    """Writes config.json and model.onnx of the tiny model; blank paper gives each mood the same share."""
    folder.mkdir(parents=True, exist_ok=True)
    shape = {"input_size": [3, SIZE, SIZE], "mean": [1.0] * 3, "std": [-1.0] * 3, "interpolation": "bilinear"}
    config = {
        "label_names": list(MOODS),
        "pretrained_cfg": shape,
        "manga_mood": {"clear_threshold": threshold, "temperature": 1.0, "sketch_size": SIZE},
    }
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    weights = np.zeros((3 * GRID * GRID, len(MOODS)), np.float32)
    for index, (column, row) in enumerate(PLACES.values()):
        for cell in (row * GRID + column, (row + 1) * GRID + column):
            weights[[channel * GRID * GRID + cell for channel in range(3)], index] = 4.0
    pool = helper.make_node("AveragePool", ["pixels"], ["cells"], kernel_shape=[SIZE // GRID] * 2,
                            strides=[SIZE // GRID] * 2)  # fmt: skip
    nodes = [
        pool,
        helper.make_node("Flatten", ["cells"], ["embeddings"]),
        helper.make_node("MatMul", ["embeddings", "weights"], ["logits"]),
    ]
    pixels = helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["n", 3, SIZE, SIZE])
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", width])
               for name, width in (("logits", len(MOODS)), ("embeddings", 3 * GRID * GRID))]  # fmt: skip
    graph = helper.make_graph(nodes, "tiny", [pixels], outputs, [numpy_helper.from_array(weights, "weights")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.save(model, folder / "model.onnx")
    # The finder is put in by hand (`reader`, `FrameFinder`): this only says that one is there.
    (folder / "faces.onnx").write_bytes(b"")
    return folder


def face(mood: str, side: int = 96) -> Image.Image:
    """A picture that the tiny model reads as this mood: ink at its place, a thin frame around."""
    picture = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([0, 0, side - 1, side - 1], outline="black")
    column, row = PLACES[mood]
    cell = side // GRID
    pen.rectangle([column * cell, row * cell, (column + 1) * cell - 1, (row + 2) * cell - 1], fill="black")
    return picture


def page(moods: list[str], side: int = 96) -> Image.Image:
    """A page with these faces, from right to left in rows of three; 20 px of paper between them."""
    width, height = 3 * (side + 20) + 20, (len(moods) + 2) // 3 * (side + 20) + 20
    sheet = Image.new("RGB", (width, max(height, 40)), "white")
    for box, mood in zip(boxes(len(moods), sheet.width, side), moods, strict=True):
        sheet.paste(face(mood, side), box[:2])
    return sheet


def boxes(count: int, width: int, side: int = 96) -> list[tuple[int, int, int, int]]:
    """Where `page` puts its faces."""
    found = []
    for index in range(count):
        x, y = width - (index % 3 + 1) * (side + 20), 20 + index // 3 * (side + 20)
        found.append((x, y, x + side, y + side))
    return found


@dataclass(frozen=True)
class Found:
    """What a face finder gives for one face."""

    box: tuple[float, float, float, float]
    score: float


class FrameFinder:
    """Finds the framed faces of `page`: fakes, not mocks."""

    def find(self, picture: Image.Image, ltr: bool = False) -> list[Found]:
        """Boxes of dark frames of 96 px, right to left (or left to right) and top to bottom."""
        if picture.width != 3 * 116 + 20:
            return []
        grey = np.asarray(picture.convert("L"))
        places = boxes(3 * ((picture.height - 20) // 116), picture.width)
        seen = [box for box in places if (grey[box[1], box[0] : box[2]] < 128).all()]
        return [Found(box, 0.9) for box in sorted(seen, key=lambda box: (box[1], box[0] if ltr else -box[0]))]


def reader(folder: Path) -> MoodReader:
    """A reader over the tiny model and the finder of frames."""
    ready = MoodReader(export(folder))
    ready.finder = FrameFinder()
    return ready
