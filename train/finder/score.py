"""How well faces are found on annotated pages: AP50, recall at one false box a page, reading order, moods."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from moods.errors import DataError
from moods.faces import FaceFinder, Found
from moods.images import open_picture
from moods.order import reading_order

LOWEST = 0.05  # score of the boxes that enter the curve
PEERS = (
    ("anime LBP cascade", 0.06, None),
    ("AnimeFaceBoxes, boxes shrunk to the face", 0.41, 0.43),
)
"""Name, AP50, recall at one false box a page, measured on the pages of two titles (docs/faces.md)."""


@dataclass
class Annotated:
    """One annotated page: its faces' boxes (n x 4 pixels), moods, and which do not count."""

    name: str
    picture: Image.Image
    boxes: np.ndarray
    moods: list[str]
    difficult: np.ndarray


def read_pages(folder: Path) -> list[Annotated]:
    """Every page of a folder that has a JSON file beside it."""
    pages = []
    for path in sorted(folder.glob("*.json")):
        try:
            note = json.loads(path.read_text())
            faces = note["faces"]
            pages.append(
                Annotated(
                    note["page"],
                    open_picture(folder / note["page"]),
                    np.array([face["box"] for face in faces], np.float32).reshape(-1, 4),
                    [face["mood"] for face in faces],
                    np.array([face["difficult"] for face in faces], bool),
                )
            )
        except (KeyError, TypeError, ValueError) as error:
            raise DataError(f"{path} is no page annotation (page, faces: box, mood, difficult).") from error
    if not pages:
        raise DataError(f"{folder} holds no annotated pages (a picture and a JSON file each).")
    return pages


def overlaps(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intersection over union of every box of n x 4 with every box of m x 4."""
    low = np.maximum(one[:, None, :2], other[None, :, :2])
    high = np.minimum(one[:, None, 2:], other[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    areas = [np.prod(boxes[:, 2:] - boxes[:, :2], axis=1) for boxes in (one, other)]
    return both / np.maximum(areas[0][:, None] + areas[1][None] - both, 1e-6)


def matches(found: np.ndarray, page: Annotated, least: float = 0.5) -> np.ndarray:
    """For each found box, best first: the face it hits, -1 when false, -2 when it does not count."""
    result = np.full(len(found), -1)
    shared = overlaps(found, page.boxes)
    for row in range(len(found)):
        free = shared[row].copy()
        free[[int(face) for face in result[:row] if face >= 0]] = 0
        for face in np.argsort(-free):
            if free[face] < least:
                break
            result[row] = -2 if page.difficult[face] else int(face)
            break
    return result


@dataclass
class Score:
    """The curve over all pages: scores, hits and false boxes, best first; and how many faces there were."""

    scores: np.ndarray
    hits: np.ndarray
    faces: int
    pages: int

    @property
    def recalls(self) -> np.ndarray:
        """Share of the faces found so far."""
        return np.cumsum(self.hits) / max(self.faces, 1)

    @property
    def average_precision(self) -> float:
        """Area under the precision-recall curve, precision made monotone (AP50)."""
        precision = np.cumsum(self.hits) / np.arange(1, len(self.hits) + 1)
        precision = np.maximum.accumulate(precision[::-1])[::-1]
        return float(np.sum(np.diff(np.concatenate([[0], self.recalls])) * precision))

    def recall_at(self, false_a_page: float) -> tuple[float, float]:
        """The recall, and the threshold to use, where so many false boxes a page are allowed."""
        false = np.cumsum(~self.hits)
        allowed = np.flatnonzero(false <= false_a_page * self.pages)
        if not len(allowed):
            return 0.0, 1.0
        return float(self.recalls[allowed[-1]]), float(self.scores[allowed[-1]])


def score(finder: FaceFinder, pages: list[Annotated]) -> Score:
    """Reads every page with a low threshold and counts hits and false boxes."""
    scores: list[float] = []
    hits: list[bool] = []
    for page in pages:
        found = sorted(finder.find(page.picture, LOWEST), key=lambda face: -face.score)
        result = matches(boxes_of(found), page)
        scores += [face.score for face, hit in zip(found, result, strict=True) if hit != -2]
        hits += [bool(hit >= 0) for hit in result if hit != -2]
    order = np.argsort(-np.array(scores), kind="stable")
    faces = int(sum((~page.difficult).sum() for page in pages))
    return Score(np.array(scores)[order], np.array(hits, bool)[order], faces, len(pages))


def boxes_of(found: list[Found]) -> np.ndarray:
    """The boxes of found faces as n x 4."""
    return np.array([face.box for face in found], np.float32).reshape(-1, 4)


def order_score(pages: list[Annotated], orders: dict[str, list[int]]) -> tuple[int, int]:
    """Pages whose annotated faces are put in the annotated order, and pages that have such an order."""
    known = [page for page in pages if page.name in orders]
    right = sum(reading_order(page.boxes, page.picture).tolist() == orders[page.name] for page in known)
    return right, len(known)


def mood_score(reader, pages: list[Annotated]) -> tuple[int, int, int]:
    """Faces found, faces found and given the annotated mood, all faces; difficult ones left out."""
    found = right = total = 0
    for page in pages:
        faces = reader.page(page.picture)
        best = sorted(faces, key=lambda face: -face.score)
        boxes = np.array([face.box for face in best], np.float32).reshape(-1, 4)
        for face, hit in zip(best, matches(boxes, page), strict=True):
            if hit >= 0:
                found += 1
                right += next(iter(face.reading.moods)) == page.moods[hit]
        total += int((~page.difficult).sum())
    return found, right, total
