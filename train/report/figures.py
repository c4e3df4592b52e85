"""metrics.json: every figure of a reading in one dictionary, headline first."""

import numpy as np

from moods.labels import ORIGINAL_SEVEN
from train.report.known import ALIKE, Known
from train.report.measure import Scored, calibration, clear, confusion, per_class, scores

FEWEST = 5  # faces: a slice with fewer says nothing


def figures(scored: Scored, faces: Known, threshold: float) -> dict:
    """All figures. The headline is on certain labels where the set tells certainty; `all` has the rest."""
    main, kept = headline(scored, faces)
    error, bands = calibration(main)
    found = {
        "n": len(main),
        "labels": "sure" if len(main) < len(scored) else "all",
        "moods": list(scored.moods),
        **scores(main),
        "ece": error,
        "per_class": per_class(main),
        "slices": slices(scored, faces, kept),
        "clear": clear(main, threshold),
        "confusion": confusion(main).tolist(),
        "reliability": bands,
        "all": {"n": len(scored), **scores(scored), "ece": calibration(scored)[0]},
        "left_out": faces.left_out,
    }
    if "votes" in faces.notes:
        found["seen_alike"] = seen_alike(scored, kept, faces.notes["votes"] == ALIKE)
    seven = tuple(mood for mood in ORIGINAL_SEVEN if mood in scored.moods)
    if seven == ORIGINAL_SEVEN:
        found["seven"] = brief(main.among(seven))
    return found


def headline(scored: Scored, faces: Known) -> tuple[Scored, np.ndarray]:
    """The faces whose label is certain and their mask; all faces where none is certain."""
    kept = faces.certain
    if not kept.any():
        kept = np.ones(len(scored), bool)
    return scored.where(kept), kept


def slices(scored: Scored, faces: Known, kept: np.ndarray) -> dict[str, dict]:
    """Figures of parts of the set: certainty over all faces, kind and source over those of the headline."""
    parts = {}
    for note, values in faces.notes.items():
        for value in sorted(set(values)):
            # What is said of labels is said of all faces, the rest of those in the headline.
            chosen = (values == value) & (kept | (note in ("certainty", "votes")))
            name = f"source: {value}" if note == "source" else value
            if value and chosen.sum() >= FEWEST:
                parts[name] = brief(scored.where(chosen))
    return parts


def seen_alike(scored: Scored, kept: np.ndarray, agreed: np.ndarray) -> dict:
    """Figures of the headline's faces and of those whose label further looks confirm, `more` of them."""
    main = scored.where(kept | agreed)
    return brief(main) | {"more": int((agreed & ~kept).sum()), "per_class": per_class(main)}


def brief(scored: Scored) -> dict:
    """Number of faces, accuracy and macro F1."""
    found = scores(scored)
    return {"n": len(scored), "accuracy": found["accuracy"], "macro_f1": found["macro_f1"]}
