"""Trains an old system within minutes: plain Adam, the best epoch on validation kept, cut by the clock."""

import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from train.classic import COPIES, FiveFold
from train.peers.field import Field, Side
from train.peers.networks import Grey

BATCH = 32
EXTRACT = 0.8  # of the budget: after it, the last layer learns from the features there are
LAST_LAYER_RATE = 1e-3
Draw = Callable[[np.ndarray], tuple[torch.Tensor, torch.Tensor]]


@dataclass
class Budget:
    """Seconds that a row may train, and the epochs it would like to."""

    seconds: float
    epochs: int
    start: float = 0.0

    def begin(self) -> "Budget":
        self.start = time.perf_counter()
        return self

    def spent(self, share: float = 1.0) -> bool:
        """Whether this share of the time is over."""
        return time.perf_counter() - self.start > self.seconds * share


def drawer(side: Side, size: int, fivefold: bool) -> tuple[int, Draw]:
    """Number of pictures (copies counted) and a function from their numbers to a batch and its labels."""
    copies = COPIES if fivefold else 1
    labels, fold = torch.from_numpy(side.labels), FiveFold(size)

    def draw(rows: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        faces = rows // copies
        batch = torch.from_numpy(np.array(side.pixels[faces]))
        return fold(batch, torch.Generator(), (rows % copies).tolist()), labels[faces]

    return len(side) * copies, draw


def train_full(network: Grey, field: Field, fivefold: bool, rate: float, budget: Budget, seed: int) -> str:
    """Trains all layers; returns "" or how far it came before the clock cut it short."""
    count, draw = drawer(field.sides["train"], field.size, fivefold)
    return descend(network, draw, count, lambda: accuracy(network, field), rate, budget, seed)


def descend(network: nn.Module, draw: Draw, count: int, judge: Callable[[], float], rate: float,
            budget: Budget, seed: int) -> str:  # fmt: skip
    """Epochs of Adam; the weights that `judge` likes best are left in the network."""
    order, steps = np.random.default_rng(seed), 0
    optimiser = torch.optim.Adam(network.parameters(), rate)
    best, kept = -1.0, network.state_dict()
    wanted = budget.epochs * -(-count // BATCH)
    while steps < wanted and not budget.spent():
        network.train()
        rows = order.permutation(count)
        for start in range(0, count, BATCH):
            picked = rows[start : start + BATCH]
            steps += 1
            if len(picked) > 1:  # batch norm needs two
                step(network, optimiser, *draw(picked))
            if budget.spent():
                break
        score = judge()
        if score > best:
            best, kept = score, deepcopy(network.state_dict())
    network.load_state_dict(kept)
    return "" if steps >= wanted else f"after {steps * BATCH / count:.1f} of {budget.epochs} epochs"


def step(
    network: nn.Module, optimiser: torch.optim.Optimizer, faces: torch.Tensor, labels: torch.Tensor
) -> None:
    """One update."""
    loss = F.cross_entropy(network(faces), labels)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()


def train_last(network: Grey, head: str, field: Field, fivefold: bool, budget: Budget, seed: int) -> str:
    """Trains the last layer on features computed once; returns "" or how far it came."""
    layer = network.network.get_submodule(head)
    network.network.set_submodule(head, nn.Identity())
    count, draw = drawer(field.sides["train"], field.size, fivefold)
    features: list[torch.Tensor] = []
    labels: list[torch.Tensor] = []
    seen = 0
    for rows in np.array_split(np.random.default_rng(seed).permutation(count), -(-count // BATCH)):
        if features and budget.spent(EXTRACT):
            break
        faces, truth = draw(rows)
        features.append(outputs(network, faces))
        labels.append(truth)
        seen += len(rows)
    known, truth = torch.cat(features), torch.cat(labels)
    side = field.sides["validation"]
    unseen, answers = outputs_of(network, side), torch.from_numpy(side.labels)

    def judge() -> float:
        return float((layer(unseen).argmax(1) == answers).float().mean())

    cut = descend(layer, lambda rows: (known[rows], truth[rows]), seen, judge, LAST_LAYER_RATE, budget, seed)
    network.network.set_submodule(head, layer)
    return f"with {seen} of {count} pictures" if seen < count else cut


def outputs(network: nn.Module, faces: torch.Tensor) -> torch.Tensor:
    """Outputs of the network in evaluation mode, without gradients."""
    network.eval()
    with torch.no_grad():
        return network(faces)


def outputs_of(network: nn.Module, side: Side) -> torch.Tensor:
    """Outputs for a whole split, a batch at a time."""
    return torch.cat([
        outputs(network, torch.from_numpy(np.array(side.pixels[start : start + 2 * BATCH])).float() / 255)
        for start in range(0, len(side), 2 * BATCH)
    ])  # fmt: skip


def accuracy(network: nn.Module, field: Field) -> float:
    """Share of the validation faces that are read right."""
    side = field.sides["validation"]
    return float((outputs_of(network, side).argmax(1).numpy() == side.labels).mean())
