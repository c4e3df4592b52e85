"""Calibration on the validation faces: shift and temperature of the logits, a threshold for `not clear`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch

RIGHT = 0.92  # wanted on validation, so that unseen faces are answered right 9 times in 10
LEAST = 0.3  # below this share a mood is a guess between several, however easy the validation faces
COOLEST, HOTTEST = 0.05, 20.0
FAR = 0.6  # how far a mood's answers are expected to lie off
RARE = 0.4  # how much rare moods count: 0 as often as they come, 1 as much as all others


@dataclass
class Calibration:
    """What was found, on how many faces."""

    temperature: float
    clear_threshold: float
    answered: float
    right: float
    faces: int

    def note(self) -> str:
        """One line for people."""
        return (
            f"temperature {self.temperature:.3f}; not clear below {self.clear_threshold:.2f}: "
            f"{self.answered:.0%} of {self.faces} validation faces answered, {self.right:.0%} of them right"
        )


def calibrate(logits: np.ndarray, labels: np.ndarray) -> Calibration:
    """Temperature and threshold from validation logits (n x moods) and labels."""
    temperature = fit_temperature(logits, labels)
    shares = torch.softmax(torch.from_numpy(logits).double() / temperature, 1).numpy()
    threshold = clear_threshold(shares, labels)
    answered = shares.max(1) >= threshold
    hits = (shares.argmax(1) == labels)[answered]
    right = float(hits.mean()) if len(hits) else 0.0
    return Calibration(temperature, threshold, float(answered.mean()), right, len(labels))


def fit_shift(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What to add to each mood's logits so that they fit the labels best, n moods, mean 0.

    How often a mood came in training, and how often it was doubted, says little about who asks later.
    """
    values, truth = torch.from_numpy(logits).double(), torch.from_numpy(labels)
    share = torch.bincount(truth, minlength=values.shape[1]) / len(truth)
    weights = share[truth] ** -RARE
    weights /= weights.mean()
    shift = torch.zeros(values.shape[1], dtype=torch.double, requires_grad=True)
    heat = torch.zeros((), dtype=torch.double, requires_grad=True)

    def cost() -> torch.Tensor:
        each = torch.nn.functional.cross_entropy(values / heat.exp() + shift, truth, reduction="none")
        return (each * weights).sum() + (shift**2).sum() / (2 * FAR**2)

    _settle([shift, heat], cost)
    found = shift.detach().numpy() * np.clip(np.exp(heat.item()), COOLEST, HOTTEST)  # as the logits come
    return found - found.mean()


def fit_temperature(logits: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with the least negative log-likelihood."""
    values, truth = torch.from_numpy(logits).double(), torch.from_numpy(labels)
    heat = torch.zeros((), dtype=torch.double, requires_grad=True)  # its logarithm: it must stay positive
    _settle([heat], lambda: torch.nn.functional.cross_entropy(values / heat.exp(), truth), rate=0.1)
    return float(np.clip(np.exp(heat.item()), COOLEST, HOTTEST))


def _settle(unknown: list[torch.Tensor], cost: Callable[[], torch.Tensor], rate: float = 1.0) -> None:
    """Moves the unknown to where the cost is least."""
    search = torch.optim.LBFGS(unknown, lr=rate, max_iter=200, line_search_fn="strong_wolfe")

    def step() -> torch.Tensor:
        search.zero_grad()
        value = cost()
        value.backward()
        return value

    search.step(step)


def clear_threshold(shares: np.ndarray, labels: np.ndarray, right: float = RIGHT) -> float:
    """The lowest probability from which on the answers are right at least `right` of the time."""
    top = shares.max(1)
    order = np.argsort(-top, kind="stable")
    hits = np.cumsum((shares.argmax(1) == labels)[order]) / np.arange(1, len(labels) + 1)
    enough = np.flatnonzero(hits >= right)
    if not len(enough):
        return 1.0
    return float(np.clip(np.floor(top[order][enough[-1]] * 1e4) / 1e4, LEAST, 1.0))
