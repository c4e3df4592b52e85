"""MoodReader: one picture, drawing or page in, moods out. It only composes the rooms beside it."""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from PIL import Image

from moods.classifier import MoodClassifier
from moods.errors import ModelError
from moods.hub import Weights, fetch
from moods.images import Source, open_picture
from moods.ink import sketch_square

FINDER = ("faces.onnx",)
MARGIN = 0.15  # of a found face's side, kept around it: ears, hair and tears tell moods too
BATCH = 64


@dataclass(frozen=True)
class Reading:
    """What one face feels: `moods` {name: probability}, most likely first, summing to 1."""

    moods: dict[str, float]
    threshold: float

    @property
    def clear(self) -> bool:
        """Whether the first mood is likely enough to be named."""
        return next(iter(self.moods.values())) >= self.threshold

    @property
    def mood(self) -> str | None:
        """The first mood, or None when the face is not clear."""
        return next(iter(self.moods)) if self.clear else None

    def top(self, k: int) -> dict[str, float]:
        """The k most likely moods."""
        return dict(list(self.moods.items())[:k])


@dataclass(frozen=True)
class Face:
    """One face of a page: `box` (x0, y0, x1, y1 in pixels of the upright picture), the finder's `score`."""

    box: tuple[int, int, int, int]
    score: float
    reading: Reading


class MoodReader:
    """Reads faces, drawings and pages with one classifier and one face finder."""

    def __init__(self, folder: str | Path, faces: str | Path | None = None, threads: int = 1) -> None:
        self.classifier = MoodClassifier(folder, threads)
        self.weights = Weights(Path(folder), str(folder))
        self.finder_weights = Weights(Path(faces), str(faces)) if faces else None
        self.threads = threads

    @classmethod
    def load(
        cls, model: str | Path | None = None, faces: str | Path | None = None, threads: int | None = None
    ) -> "MoodReader":
        """The embedded model, a folder, or a Hub repository `owner/name[@revision]`; `faces` likewise.

        `threads`: all cores, so that one page is read quickly; a server of many requests does better with 1.
        """
        weights = fetch(model)
        threads = threads or cores()
        finder = fetch(faces, needs=FINDER) if faces else None
        reader = cls(weights.folder, finder and finder.folder, threads)
        reader.weights, reader.finder_weights = weights, finder
        return reader

    @cached_property
    def finder(self):
        """The face finder asked for, the model's own, or the embedded one; opened at the first page."""
        from moods.faces import FaceFinder

        folder = self.finder_weights.folder if self.finder_weights else self.classifier.folder
        if not self.finder_weights and not all((folder / file).is_file() for file in FINDER):
            folder = fetch(None, needs=FINDER).folder
        return FaceFinder.load(folder, threads=self.threads)

    @property
    def moods(self) -> tuple[str, ...]:
        """The moods that the model knows, in the order of its outputs."""
        return self.classifier.moods

    def face(self, picture: Source) -> Reading:
        """The mood of the one face that the picture shows; see `framed` for pictures that are not square."""
        return self.readings([self.framed(open_picture(picture))])[0]

    def sketch(self, drawing: Source) -> Reading:
        """The mood of a drawing: trimmed to its ink, squared, hairlines thickened as in training."""
        return self.readings([sketch_square(drawing, self.classifier.size)])[0]

    def page(self, picture: Source, ltr: bool = False) -> list[Face]:
        """Every face of a panel or page, right to left (`ltr`: left to right) and top to bottom."""
        page = open_picture(picture)
        found = self.finder.find(page, ltr=ltr)
        readings = self.readings([cut(page, face.box) for face in found])
        return [
            Face(tuple(round(side) for side in face.box), float(face.score), reading)
            for face, reading in zip(found, readings, strict=True)
        ]

    def framed(self, picture: Image.Image) -> Image.Image:
        """A square as it is, ready for the model; of any other picture its largest face with some hair.

        Squares are what every loader of the model reads, and must give the same answer here. Other shapes are
        photographs of a page, panels, figures: there the face is often small, and read better when cut out.
        """
        if picture.width == picture.height:
            return picture
        try:
            found = self.finder.find(picture)
        except ModelError:  # a model on its own, without a face finder, still reads faces
            return picture
        if not found:
            return picture
        return cut(picture, max((face.box for face in found), key=_area))

    def readings(self, pictures: list[Image.Image]) -> list[Reading]:
        """Readings of ready squares or crops, a batch at a time."""
        return [Reading(moods, self.classifier.threshold) for moods in self.classifier.read(pictures)]


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _area(box: tuple[float, float, float, float]) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def cut(page: Image.Image, box: tuple[float, float, float, float], margin: float = MARGIN) -> Image.Image:
    """The square around a face with some hair; moved inside the page rather than padded where it can."""
    x0, y0, x1, y1 = box
    side = min(max(x1 - x0, y1 - y0) * (1 + 2 * margin), *page.size)
    left = min(max((x0 + x1 - side) / 2, 0), page.width - side)
    top = min(max((y0 + y1 - side) / 2, 0), page.height - side)
    side = max(1, round(side))
    return page.crop((round(left), round(top), round(left) + side, round(top) + side))
