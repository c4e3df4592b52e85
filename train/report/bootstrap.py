"""95 % intervals: whole groups of near-duplicates are drawn again and again, never single faces."""

from typing import SupportsFloat

import numpy as np

ROUNDS = 1000


def resampled(cells: np.ndarray, groups: np.ndarray, rounds: int = ROUNDS, seed: int = 0) -> np.ndarray:
    """Column sums of `cells` (n x columns) over `rounds` bootstrap samples of whole groups."""
    places = np.unique(groups, return_inverse=True)[1]
    count = int(places.max()) + 1
    sums = np.zeros((count, cells.shape[1]))
    np.add.at(sums, places, cells)
    drawn = np.random.default_rng(seed).multinomial(count, np.full(count, 1 / count), size=rounds)
    return drawn @ sums


def interval(value: SupportsFloat, samples: np.ndarray) -> dict[str, float]:
    """The value and its 95 % percentile interval, widened to the value where resampling is lopsided."""
    low, high = np.percentile(samples, [2.5, 97.5])
    best = float(value)
    return {"value": tidy(best), "low": tidy(min(low, best)), "high": tidy(max(high, best))}


def mean_interval(hits: np.ndarray, groups: np.ndarray) -> dict[str, float]:
    """The share of hits and its interval."""
    sums = resampled(np.stack([hits, np.ones(len(hits))], axis=1), groups)
    return interval(hits.mean(), share(sums[:, 0], sums[:, 1]))


def share(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(np.broadcast(part, whole).shape), where=np.asarray(whole) > 0)


def tidy(value: SupportsFloat) -> float:
    """Four decimals: more than the interval can bear."""
    return round(float(value), 4)
