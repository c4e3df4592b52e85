"""Nearest neighbours: on grey pixels as the old projects did, and what their split did to the figure."""

import numpy as np
from sklearn.neighbors import NearestNeighbors

from train.peers.field import Field, Side
from train.report.bootstrap import mean_interval

SIZE = 100  # pixels, as in the projects before us
SWEEP = (1, 3, 5, 7, 9, 15, 25, 51)
POOL = 2500  # faces in the demonstration of the leak: five copies of each must fit into memory
HELD = 0.2
GENTLE = 4.0  # degrees: the first project's turns are wide for grey pixels; nearer copies show the leak whole


def votes(known: np.ndarray, labels: np.ndarray, asked: np.ndarray, kinds: int) -> dict[int, np.ndarray]:
    """For each k of the sweep the neighbours' votes as probabilities, n x kinds."""
    most = min(max(SWEEP), len(known))
    index = NearestNeighbors(n_neighbors=most, algorithm="brute").fit(known)
    near = labels[index.kneighbors(asked, return_distance=False)]
    one = np.eye(kinds)[near].cumsum(axis=1)
    return {k: one[:, k - 1] / k for k in SWEEP if k <= most}


def flat(pixels: np.ndarray) -> np.ndarray:
    """Faces as rows of numbers from 0 to 1."""
    return np.asarray(pixels, np.float32).reshape(len(pixels), -1) / 255


def copies(pixels: np.ndarray, turn: float | None = None) -> np.ndarray:
    """The five-fold set of uint8 faces: face by face its five copies, turned by so many degrees."""
    import torch

    from train.classic import COPIES, TURN, fold

    turn = TURN if turn is None else turn
    faces = torch.from_numpy(np.array(pixels)).float() / 255
    rows = [fold(face, copy, turn) for face in faces for copy in range(COPIES)]
    return (torch.stack(rows) * 255).round().byte().numpy()


def best_k(found: dict[int, np.ndarray], truth: np.ndarray) -> tuple[int, dict[int, float]]:
    """The k with the highest accuracy, and the accuracy of each k."""
    sweep = {k: float((shares.argmax(1) == truth).mean()) for k, shares in found.items()}
    return max(sweep, key=lambda k: sweep[k]), sweep


def pixel_rows(side: Side, fivefold: bool) -> tuple[np.ndarray, np.ndarray]:
    """What k-NN on pixels remembers of a split, and the labels."""
    known = flat(copies(side.pixels) if fivefold else side.pixels)
    return known, np.repeat(side.labels, len(known) // len(side))


def chosen(
    field: Field, known: np.ndarray, labels: np.ndarray, validation: np.ndarray, test: np.ndarray
) -> tuple[np.ndarray, int, dict[int, float]]:
    """k chosen on the validation faces, then the votes for the test faces."""
    kinds = len(field.moods)
    k, sweep = best_k(votes(known, labels, validation, kinds), field.sides["validation"].labels)
    return votes(known, labels, test, kinds)[k], k, sweep


def leak(field: Field, seed: int = 0) -> list[dict]:
    """The same faces and the same k-NN on five splits: from close copies on both sides to none.

    Each arm: its name, and for each k the accuracy with its interval.
    """
    from train.classic import TURN

    pool = pooled(field, np.random.default_rng(seed))
    by_face = held_out(np.arange(len(pool)), seed)
    by_group = held_out(pool.groups, seed)
    five, gentle = copies(pool.pixels), copies(pool.pixels, GENTLE)
    each, alone = len(five) // len(pool), np.arange(len(pool))
    owner = np.repeat(alone, each)
    by_copy = held_out(np.arange(len(five)), seed)
    return [
        arm(f"copies (turned by {GENTLE:g}°) made first, random split", field, pool, gentle, owner, by_copy),
        arm(f"copies (turned by {TURN:g}°) made first, random split", field, pool, five, owner, by_copy),
        arm("faces split at random, near-duplicates on both sides", field, pool, pool.pixels, alone, by_face),
        arm("groups of near-duplicates kept on one side", field, pool, pool.pixels, alone, by_group),
        arm("the same, copies in training only", field, pool, five, owner, by_group[owner],
            asked=np.arange(len(five)) % each == 0),
    ]  # fmt: skip


def pooled(field: Field, chance: np.random.Generator) -> Side:
    """Whole groups from all splits, at most about POOL faces."""
    sides = list(field.sides.values())
    groups = np.concatenate([side.groups for side in sides])
    names = chance.permutation(np.unique(groups))
    sizes = dict(zip(*np.unique(groups, return_counts=True), strict=True))
    total = np.cumsum([sizes[name] for name in names])
    kept = np.isin(groups, names[total <= max(POOL, total[0])])

    def join(name: str) -> np.ndarray:
        return np.concatenate([getattr(side, name) for side in sides])[kept]

    return Side(join("pixels"), join("labels"), join("certain"), groups[kept])


def held_out(units: np.ndarray, seed: int) -> np.ndarray:
    """Mask of the rows whose unit is drawn for testing: a fifth of the units."""
    names = np.unique(units)
    drawn = np.random.default_rng(seed).permutation(names)[: max(1, round(HELD * len(names)))]
    return np.isin(units, drawn)


def arm(
    name: str, field: Field, pool: Side, pixels: np.ndarray, owner: np.ndarray, test: np.ndarray,
    asked: np.ndarray | None = None,
) -> dict:  # fmt: skip
    """k-NN on one split of `pixels`; `owner` is the face of the pool that each row shows."""
    labels, rows = pool.labels[owner], test if asked is None else test & asked
    found = votes(flat(pixels[~test]), labels[~test], flat(pixels[rows]), len(field.moods))
    truth, groups = labels[rows], pool.groups[owner][rows]
    right = {k: shares.argmax(1) == truth for k, shares in found.items()}
    twins = np.isin(groups, pool.groups[owner][~test])
    return {
        "split": name,
        "trained": int((~test).sum()),
        "tested": int(rows.sum()),
        "with_copy_in_training": float(twins.mean()),
        "accuracy": {k: mean_interval(hits, groups) for k, hits in right.items()},
        "of_copies": mean_interval(right[1][twins], groups[twins]) if twins.any() else None,
    }
