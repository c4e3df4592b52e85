"""Figures of a reading: from true moods and probabilities to scores with 95 % intervals."""

from dataclasses import dataclass, replace

import numpy as np

from train.report.bootstrap import interval, mean_interval, resampled, share, tidy

BINS = 10
NAMES = (
    "accuracy", "macro_precision", "macro_recall", "macro_f1",
    "weighted_precision", "weighted_recall", "weighted_f1",
)  # fmt: skip


@dataclass(frozen=True)
class Scored:
    """Faces whose mood is known, and what a model said: all that the figures are computed from."""

    moods: tuple[str, ...]
    truth: np.ndarray  # n, index into moods
    probabilities: np.ndarray  # n x moods, rows sum to 1
    groups: np.ndarray  # n; faces of one group are copies of each other and are resampled together

    def __len__(self) -> int:
        return len(self.truth)

    @property
    def said(self) -> np.ndarray:
        """The most probable mood of each face, index into moods."""
        return self.probabilities.argmax(axis=1)

    @property
    def confidence(self) -> np.ndarray:
        """The probability of the mood said."""
        return self.probabilities.max(axis=1)

    def where(self, chosen: np.ndarray) -> "Scored":
        """The faces chosen by a boolean mask."""
        return replace(
            self,
            truth=self.truth[chosen],
            probabilities=self.probabilities[chosen],
            groups=self.groups[chosen],
        )

    def among(self, moods: tuple[str, ...]) -> "Scored":
        """Only the faces of these moods, with the other moods' probability shared out among them."""
        columns = np.array([self.moods.index(mood) for mood in moods])
        chosen = np.isin(self.truth, columns)
        kept = self.probabilities[chosen][:, columns]
        total = kept.sum(axis=1, keepdims=True)
        kept = np.divide(kept, total, out=np.full_like(kept, 1 / len(moods)), where=total > 0)
        place = np.full(len(self.moods), -1)
        place[columns] = np.arange(len(columns))
        truth = place[self.truth[chosen]]
        return Scored(moods, truth, kept, self.groups[chosen])


def confusion(scored: Scored) -> np.ndarray:
    """Counts, moods x moods: rows are the true mood, columns the mood said."""
    # Imported here: torchmetrics takes 10 seconds and 300 MB, which every row of a comparison would pay.
    import torch
    from torchmetrics.functional.classification import multiclass_confusion_matrix

    said, truth = torch.from_numpy(scored.said), torch.from_numpy(scored.truth.astype(np.int64))
    return multiclass_confusion_matrix(said, truth, num_classes=len(scored.moods)).numpy()


def rates(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Scores of confusion matrices (… x moods x moods); macro means run over the moods that occur."""
    right = np.diagonal(counts, axis1=-2, axis2=-1).astype(float)
    there, said = counts.sum(axis=-1), counts.sum(axis=-2)
    scores = {
        "precision": share(right, said),
        "recall": share(right, there),
        "f1": share(2 * right, there + said),
    }
    total = counts.sum(axis=(-2, -1))
    result = {"accuracy": share(right.sum(axis=-1), total)}
    for name, values in scores.items():
        result["macro_" + name] = share(np.where(there > 0, values, 0).sum(axis=-1), (there > 0).sum(axis=-1))
        result["weighted_" + name] = share((values * there).sum(axis=-1), total)
    return result


def scores(scored: Scored) -> dict[str, dict[str, float]]:
    """Accuracy, precision, recall and F1 (macro and weighted) and top-2, each with its interval."""
    kinds = len(scored.moods)
    cells = np.eye(kinds * kinds)[scored.truth * kinds + scored.said]
    samples = resampled(cells, scored.groups).reshape(-1, kinds, kinds)
    values, spread = rates(cells.sum(axis=0).reshape(kinds, kinds)), rates(samples)
    found = {name: interval(values[name], spread[name]) for name in NAMES}
    return {**found, "top2": mean_interval(top2(scored), scored.groups)}


def top2(scored: Scored) -> np.ndarray:
    """Whether the true mood is one of the two most probable, for each face."""
    best = np.argsort(-scored.probabilities, axis=1, kind="stable")[:, :2]
    return (best == scored.truth[:, None]).any(axis=1)


def per_class(scored: Scored) -> dict[str, dict[str, float]]:
    """Precision, recall (with interval), F1 and number of faces of each mood."""
    counts = confusion(scored)
    rows = {}
    for index, mood in enumerate(scored.moods):
        right, there, said = counts[index, index], counts[index].sum(), counts[:, index].sum()
        mine = scored.where(scored.truth == index)
        rows[mood] = {
            "precision": tidy(share(right, said)),
            "recall": tidy(share(right, there)),
            "f1": tidy(share(2 * right, there + said)),
            "n": int(there),
        }
        if there:
            spread = mean_interval(mine.said == index, mine.groups)
            rows[mood] |= {"recall_low": spread["low"], "recall_high": spread["high"]}
    return rows


def calibration(scored: Scored) -> tuple[float, list[dict[str, float]]]:
    """Expected calibration error, and for each band of confidence how often the reading was right."""
    import torch
    from torchmetrics.functional.classification import multiclass_calibration_error

    confidence, right = scored.confidence, scored.said == scored.truth
    error = multiclass_calibration_error(
        torch.from_numpy(scored.probabilities),
        torch.from_numpy(scored.truth.astype(np.int64)),
        num_classes=len(scored.moods),
        n_bins=BINS,
    )
    bands = np.minimum((confidence * BINS).astype(int), BINS - 1)
    filled = [(band, bands == band) for band in range(BINS) if (bands == band).any()]
    rows = [
        {
            "from": band / BINS, "to": (band + 1) / BINS, "n": int(mine.sum()),
            "confidence": tidy(confidence[mine].mean()), "accuracy": tidy(right[mine].mean()),
        }
        for band, mine in filled
    ]  # fmt: skip
    return tidy(error), rows


def clear(scored: Scored, threshold: float) -> dict:
    """The share of faces answered at this threshold, and how often those answers are right."""
    answered = scored.where(scored.confidence >= threshold)
    result = {"threshold": tidy(threshold), "answered": tidy(len(answered) / len(scored))}
    if len(answered):
        result["accuracy"] = mean_interval(answered.said == answered.truth, answered.groups)
    return result
