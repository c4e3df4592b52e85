"""Votes: what was seen in a face when it was looked at again, one mood a look or two about as plausible."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from data_tools.sources.labels import read_table
from moods.errors import DataError
from train.faces import Faces

LIKELIER = 0.6  # of a look that names two moods, for the first of them
AGREED = 0.8  # from here on a face counts as labelled with certainty
NOTHING = "none"  # a look that could not say


def read_votes(table: Path, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """By sha256 the looks at a face, each a row of probabilities: `sad/neutral crying` are two looks.

    A look that could not say is a row of zeros; a face of which no look could say is left out.
    """
    votes = {}
    for key, row in read_table(table, "votes").items():
        looks = [_look(word, names, table) for word in (row["votes"] or "").split()]
        if any(look.any() for look in looks):
            votes[key] = np.array(looks)
    return votes


def _look(word: str, names: tuple[str, ...], table: Path) -> np.ndarray:
    row = np.zeros(len(names), np.float32)
    if word == NOTHING:
        return row
    moods = word.split("/")
    if len(moods) > 2 or len(set(moods)) < len(moods) or not set(moods) <= set(names):
        raise DataError(
            f"{table} has the vote {word!r}: a look names one mood or two different ones (sad/neutral) of "
            f"{', '.join(names)}, or {NOTHING}."
        )
    row[[names.index(mood) for mood in moods]] = (LIKELIER, 1 - LIKELIER) if len(moods) == 2 else 1
    return row


def keyless(data: str) -> DataError:
    """What is said of a data set whose faces no vote can be about."""
    return DataError(f"{data} lacks the column sha256, by which --votes finds its faces.")


def confirms(looks: np.ndarray, label: int) -> bool:
    """Whether every look names the label first; one that could not say confirms nothing."""
    return all(look.any() and look.argmax() == label for look in looks)


def voted(
    faces: Faces, rows: np.ndarray, votes: dict[str, np.ndarray], smoothing: float, data: str
) -> tuple[Faces, np.ndarray]:
    """The faces with what they are taught once votes are counted: a label weighs as much as one look.

    Faces on which all looks agree count as certain from then on; faces without votes stay as they are.
    A look that could not say teaches nothing, but is no agreement either.
    """
    if faces.keys is None:
        raise keyless(data)
    rows, certain = rows.copy(), faces.certain.copy()
    for face, key in enumerate(faces.keys):
        if key not in votes:
            continue
        looks = votes[key]
        own = rows[face : face + 1].copy() if rows[face].any() else looks[:0]
        certain[face] |= np.concatenate([looks, own]).mean(0).max() >= AGREED
        smooth = looks[looks.any(1)] * (1 - smoothing) + smoothing / rows.shape[1]
        rows[face] = np.concatenate([smooth, own]).mean(0)
    return replace(faces, certain=certain), rows
