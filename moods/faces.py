"""Finds the faces of a picture: a panel, a page, a long strip or one face that fills the frame."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from PIL import Image

from moods.errors import ModelError
from moods.order import reading_order

Box = tuple[float, float, float, float]
EMBEDDED = Path(__file__).parent / "default"
FILE = "faces.onnx"
STEP = 32  # pixels; the network takes sides that are multiples of it
# Pixels of the longest side as read for small faces, for large ones, and for one that fills the frame.
NEAR, FAR, WHOLE = 960, 384, 160
COARSE = 44  # pixels of a reading: smaller faces are left to the finer reading, if there is one
STRIP = 2.2  # times longer than wide: such a picture is read in overlapping pieces
PIECE, OVERLAP = 1.4, 0.35  # length of a piece and its overlap, in widths of the strip
MOST = 300  # candidates a reading


@dataclass(frozen=True)
class Found:
    """One face: its tight box (left, top, right, bottom in pixels of the picture) and its score, 0 to 1."""

    box: Box
    score: float


class FaceFinder:
    """Reads pictures with a network that `python -m train detector` exported."""

    def __init__(self, path: str | Path, threads: int = 0) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        try:
            self.session = onnxruntime.InferenceSession(
                str(path), options, providers=["CPUExecutionProvider"]
            )
            self.threshold = float(self.session.get_modelmeta().custom_metadata_map["threshold"])
        except KeyError as error:
            raise ModelError(f"{path} was not made by `python -m train detector`.") from error
        except _BROKEN as error:
            raise ModelError(f"{path} cannot be read as a face finder: {error}.") from error

    @classmethod
    def load(cls, folder: str | Path | None = None, threads: int = 0) -> "FaceFinder":
        """The finder of a model's folder; the embedded one when no folder is given."""
        path = Path(folder or EMBEDDED) / FILE
        if not path.is_file():
            raise ModelError(
                f"{path} is missing: make one with `python -m train detector`, or leave the folder out."
            )
        return cls(path, threads)

    def find(self, picture: Image.Image, threshold: float | None = None, ltr: bool = False) -> list[Found]:
        """The faces of an RGB picture in reading order: right to left unless `ltr`, panel by panel."""
        limit = self.threshold if threshold is None else threshold
        grey = picture.convert("L")
        boxes, scores = [np.zeros((0, 4), np.float32)], [np.zeros(0, np.float32)]
        for piece in pieces(grey.size):
            finest, *others = _sides(piece)
            for side in (finest, *others):
                found, chance = self._read(grey, piece, side, limit, 4 if side == finest else COARSE)
                boxes.append(found)
                scores.append(chance)
        every, chances = np.concatenate(boxes), np.concatenate(scores)
        kept = suppress(every, chances)
        kept = kept[reading_order(every[kept], grey, ltr)]
        return [Found(tuple(map(float, every[k])), float(chances[k])) for k in kept]  # type: ignore[arg-type]

    def _read(
        self, grey: Image.Image, piece: tuple[int, int, int, int], side: int, limit: float, least: float
    ) -> tuple[np.ndarray, np.ndarray]:
        """Boxes of at least `least` pixels and scores, the piece's longest side scaled to `side` pixels."""
        width, height = piece[2] - piece[0], piece[3] - piece[1]
        scale = side / max(width, height)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        way = Image.Resampling.BICUBIC if scale > 1 else Image.Resampling.BOX
        values = np.asarray(grey.resize(size, way, box=piece), np.float32) / 127.5 - 1
        pad = [(0, -values.shape[0] % STEP), (0, -values.shape[1] % STEP)]
        values = np.pad(values, pad, mode="edge")
        heat, sides = self.session.run(None, {"page": values[None, None]})
        boxes, scores = decode(heat[0, 0], sides[0], limit)
        boxes = np.clip(boxes, 0, [size[0], size[1], size[0], size[1]])
        keep = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]) >= least
        factor = np.array([width / size[0], height / size[1]] * 2, np.float32)
        corner = np.array([piece[0], piece[1]] * 2, np.float32)
        # Once more: scaled back, a box at the rim may reach over it by the last digit of a float.
        boxes = np.clip(boxes[keep] * factor + corner, piece[:2] * 2, piece[2:] * 2)
        return boxes.astype(np.float32), scores[keep]


def pieces(size: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """The whole picture, or overlapping pieces of a long strip (left, top, right, bottom in pixels)."""
    width, height = size
    short, long = min(size), max(size)
    if long <= STRIP * short:
        return [(0, 0, width, height)]
    length = round(PIECE * short)
    count = int(np.ceil((long - length) / (length - OVERLAP * short))) + 1
    starts = np.linspace(0, long - length, count).round().astype(int).tolist()
    if height > width:
        return [(0, start, width, start + length) for start in starts]
    return [(start, 0, start + length, height) for start in starts]


def _sides(piece: tuple[int, int, int, int]) -> list[int]:
    """The longest sides, in pixels, at which a piece is read, the finest first."""
    longest = max(piece[2] - piece[0], piece[3] - piece[1])
    sides = {min(NEAR, 2 * longest), min(FAR, 4 * longest), min(WHOLE, 4 * longest)}
    return sorted(sides, reverse=True)


def decode(heat: np.ndarray, sides: np.ndarray, limit: float) -> tuple[np.ndarray, np.ndarray]:
    """Boxes (n x 4, pixels) and scores of a heat map's peaks (h x w) with their distances (4 x h x w)."""
    stride = 8
    padded = np.pad(heat, 1, constant_values=-1)
    height, width = heat.shape
    around = [padded[r : r + height, c : c + width] for r in range(3) for c in range(3)]
    rows, columns = np.nonzero((heat >= limit) & (heat >= np.maximum.reduce(around)))
    best = np.argsort(-heat[rows, columns], kind="stable")[:MOST]
    rows, columns = rows[best], columns[best]
    x, y = (columns + 0.5) * stride, (rows + 0.5) * stride
    left, up, right, down = sides[:, rows, columns]
    return np.stack([x - left, y - up, x + right, y + down], axis=1).astype(np.float32), heat[rows, columns]


def suppress(boxes: np.ndarray, scores: np.ndarray, overlap: float = 0.4, nested: float = 0.8) -> np.ndarray:
    """Indexes of the boxes to keep, best first: none overlaps a better one much or lies inside it."""
    kept: list[int] = []
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for index in np.argsort(-scores, kind="stable"):
        other = boxes[kept]
        wide = np.minimum(other[:, 2], boxes[index, 2]) - np.maximum(other[:, 0], boxes[index, 0])
        tall = np.minimum(other[:, 3], boxes[index, 3]) - np.maximum(other[:, 1], boxes[index, 1])
        both = np.maximum(wide, 0) * np.maximum(tall, 0)
        smaller = np.minimum(areas[kept], areas[index])
        union = areas[kept] + areas[index] - both
        if not np.any((both > overlap * union) | (both > nested * smaller)):
            kept.append(int(index))
    return np.array(kept, dtype=int)


_BROKEN = (
    ValueError,
    OSError,
    onnxruntime.capi.onnxruntime_pybind11_state.Fail,
    onnxruntime.capi.onnxruntime_pybind11_state.InvalidProtobuf,
    onnxruntime.capi.onnxruntime_pybind11_state.InvalidArgument,
    onnxruntime.capi.onnxruntime_pybind11_state.NoSuchFile,
    onnxruntime.capi.onnxruntime_pybind11_state.InvalidGraph,
)
