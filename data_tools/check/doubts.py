"""Labels that the rest of the data set speaks against: confidence of a classifier that never saw the face."""

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDS = 5
MOST = 20_000  # faces looked at; beyond them a seeded sample
PARTS = 200  # principal components kept


@dataclass
class Doubts:
    """Faces whose label is doubted, worst first, and how the judge read every face."""

    faces: list[tuple[int, str, float]]
    """Row, the label it looks like, and how probable that is."""
    confusion: np.ndarray
    """Given label x label read, in faces."""
    accuracy: float


def find_doubts(
    features: np.ndarray, labels: list[str | None], groups: list[int], names: list[str], seed: int = 0
) -> Doubts | None:
    """Cross-validated over groups; None when there are too few faces to judge by."""
    numbers = {name: number for number, name in enumerate(names)}
    rows = np.array([row for row, label in enumerate(labels) if label is not None], dtype=int)
    if len(rows) > MOST:
        rows = np.sort(np.random.default_rng(seed).choice(rows, MOST, replace=False))
    given = np.array([numbers[labels[row]] for row in rows])
    # A face without a group is its own.
    sides = np.array([groups[row] if groups[row] >= 0 else -row - 2 for row in rows])
    folds = _folds(given, sides)
    if folds < 2:
        return None
    shares = np.zeros((len(rows), len(names)))
    cut = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
    for train, held in cut.split(rows, given, sides):
        if len(set(given[train])) < 2:
            return None
        judge = _judge(features[rows[train]], given[train], seed)
        shares[np.ix_(held, judge[-1].classes_)] = judge.predict_proba(features[rows[held]])
    return _doubts(rows, given, shares, names)


def _folds(given: np.ndarray, sides: np.ndarray) -> int:
    """As many folds as the rarest label that can be judged has groups, at most FOLDS."""
    counts = [len(set(sides[given == number])) for number in set(given)]
    many = [count for count in counts if count > 1]
    return min([FOLDS, *many]) if len(many) > 1 else 0


def _judge(features: np.ndarray, given: np.ndarray, seed: int):
    parts = min(PARTS, features.shape[1], len(features))
    judge = make_pipeline(
        PCA(parts, random_state=seed),
        StandardScaler(),
        LogisticRegression(C=0.005, max_iter=200, class_weight="balanced"),
    )
    with warnings.catch_warnings():
        # Nearly converged is good enough to rank faces by.
        warnings.simplefilter("ignore", ConvergenceWarning)
        return judge.fit(features, given)


def _doubts(rows: np.ndarray, given: np.ndarray, shares: np.ndarray, names: list[str]) -> Doubts:
    read = shares.argmax(axis=1)
    confusion = np.zeros((len(names), len(names)), int)
    np.add.at(confusion, (given, read), 1)
    own = shares[np.arange(len(rows)), given]
    best = shares.max(axis=1)
    worst = [place for place in np.argsort(own - best, kind="stable") if read[place] != given[place]]
    faces = [(int(rows[place]), names[read[place]], float(best[place])) for place in worst]
    return Doubts(faces, confusion, float((read == given).mean()))
