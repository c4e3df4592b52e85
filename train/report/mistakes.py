"""Faces shown in a report: the worst mistakes, and for each mood the surest reading."""

import base64
import io

import numpy as np
from PIL import Image

from train.report.known import Known
from train.report.measure import Scored

WORST = 24
SIDE = 112  # pixels


def worst(scored: Scored, kept: np.ndarray, count: int = WORST) -> list[int]:
    """Rows of the wrong readings with the highest confidence among `kept`, worst first."""
    wrong = np.flatnonzero((scored.said != scored.truth) & kept)
    return wrong[np.argsort(-scored.confidence[wrong], kind="stable")][:count].tolist()


def surest(scored: Scored, kept: np.ndarray) -> list[int]:
    """For each mood the row of its face that was read right with the highest confidence."""
    right = (scored.said == scored.truth) & kept
    rows = []
    for mood in range(len(scored.moods)):
        mine = np.flatnonzero(right & (scored.truth == mood))
        if len(mine):
            rows.append(int(mine[scored.confidence[mine].argmax()]))
    return rows


def cards(scored: Scored, faces: Known, rows: list[int], size: int) -> list[dict]:
    """What the report's page needs to show these faces: picture, true mood, mood said, its probability."""
    sources = faces.notes.get("source", np.array([]))
    several = len(set(sources)) > 1
    return [
        {
            "picture": embedded(faces.picture(row, size)),
            "truth": scored.moods[scored.truth[row]],
            "said": scored.moods[scored.said[row]],
            "share": float(scored.confidence[row]),
            "true_share": float(scored.probabilities[row, scored.truth[row]]),
            "source": str(sources[row]) if several else "",
        }
        for row in rows
    ]


def embedded(picture: Image.Image) -> str:
    """A small picture as a data address, so that the page needs no other file."""
    small = picture.convert("RGB")
    small.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=82)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
