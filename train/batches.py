"""Batches of faces by index: which faces, in which order, and how each batch is changed for training."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch.utils.data import Dataset, Sampler

from train.augment import plain
from train.faces import Faces
from train.ink import coarse

MIRRORED = 0.4  # of the faces shown twice: the second view is the first one's mirror image, nothing else
COARSE = 0.2  # of them: the second view is the first one with fewer pixels, nothing else
Key = tuple[int, int, int]  # epoch, face, copy


class Order(Sampler):
    """The faces of each epoch as keys: a function of seed and epoch alone, so a resumed run repeats it.

    `shares[i]` is the share of every epoch drawn from set i, or None for sets that are gone through whole.
    `weights[i]` tells how often the faces of such a set are drawn, against each other.
    """

    def __init__(self, targets: list[np.ndarray], shares: list[float | None], balance: float, copies: int,
                 seed: int, weights: list[np.ndarray] | None = None) -> None:  # fmt: skip
        self.targets, self.shares, self.balance = targets, shares, balance
        self.copies, self.seed, self.epoch = copies, seed, 0
        self.weights = weights or [np.ones(len(rows)) for rows in targets]
        self.starts = np.cumsum([0, *map(len, targets)])
        self.whole = [i for i, share in enumerate(shares) if share is None]
        self.uneven = len(np.unique(np.concatenate([self.weights[i] for i in self.whole]))) > 1
        count = sum(len(targets[i]) for i in self.whole)
        left = 1 - sum(share for share in shares if share is not None)
        self.counts = {i: round(count * share / left) for i, share in enumerate(shares) if share is not None}
        self.length = (count + sum(self.counts.values())) * copies

    def set_epoch(self, epoch: int) -> None:
        """Called by the Trainer before each epoch."""
        self.epoch = epoch

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Key]:
        chance = np.random.default_rng([self.seed, self.epoch])
        drawn = self.balance or self.uneven
        faces = [self._balanced(chance) if drawn else self._whole()]
        for i, count in self.counts.items():
            faces.append(self.starts[i] + self._draw(chance, len(self.targets[i]), count))
        order = chance.permutation(np.concatenate(faces))
        for copy in range(self.copies):
            for face in order:
                yield self.epoch, int(face), copy

    def _whole(self) -> np.ndarray:
        return np.concatenate([np.arange(self.starts[i], self.starts[i + 1]) for i in self.whole])

    def _balanced(self, chance: np.random.Generator) -> np.ndarray:
        """As many faces as there are, the rare classes and the surer faces more often."""
        faces = self._whole()
        rows = np.concatenate([self.targets[i] for i in self.whole])
        share = np.maximum(rows.sum(0) / max(rows.sum(), 1), 1e-6)
        weights = rows @ share**-self.balance
        weights[rows.sum(1) == 0] = weights[rows.sum(1) > 0].mean()
        weights *= np.concatenate([self.weights[i] for i in self.whole])
        return chance.choice(faces, len(faces), p=weights / weights.sum())

    @staticmethod
    def _draw(chance: np.random.Generator, size: int, count: int) -> np.ndarray:
        """`count` of `size` faces; none twice before all were taken once."""
        rounds = [chance.permutation(size) for _ in range(-(-count // size))]
        return np.concatenate(rounds)[:count] if rounds else np.zeros(0, np.int64)


@dataclass
class TrainFaces(Dataset):
    """Changed batches: `augment` gets the uint8 faces, a generator and the number of each face's copy."""

    sets: list[Faces]
    targets: list[np.ndarray]
    augment: Callable[[torch.Tensor, torch.Generator, list[int]], torch.Tensor]
    order: Order
    mixup: float = 0.0
    twice: bool = False  # every face is shown twice, changed differently: the second half of a batch

    def __post_init__(self) -> None:
        self.starts = np.cumsum([0, *map(len, self.sets)])
        self.taught = torch.from_numpy(np.concatenate(self.targets))

    def __len__(self) -> int:
        return len(self.order)

    def __getitem__(self, key: Key) -> dict:
        return self.__getitems__([key])

    def __getitems__(self, keys: list[Key]) -> dict[str, torch.Tensor]:
        faces = np.array([face for _, face, _ in keys])
        # Chance hangs on what the batch is, not on what was computed before: a resumed run repeats it.
        seed = np.random.SeedSequence([self.order.seed, keys[0][0], keys[0][2], *faces.tolist()])
        generator = torch.Generator().manual_seed(int(seed.generate_state(1, np.uint64)[0] >> 1))
        copies = [copy for _, _, copy in keys]
        if self.twice:
            faces, copies = np.concatenate([faces, faces]), copies * 2
        pixels = self.augment(self._pixels(faces), generator, copies)
        if self.twice:
            first, second = pixels.chunk(2)
            draw = torch.rand(len(first), generator=generator)
            second[draw < MIRRORED] = first[draw < MIRRORED].flip(-1)
            fewer = (draw >= MIRRORED) & (draw < MIRRORED + COARSE)
            if fewer.any():
                second[fewer] = coarse(first[fewer], generator)
        targets = self.taught[faces]
        if self.mixup:
            pixels, targets = mix(pixels, targets, self.mixup, generator)
        return {"pixels": pixels, "targets": targets}

    def _pixels(self, faces: np.ndarray) -> torch.Tensor:
        which = np.searchsorted(self.starts, faces, "right") - 1
        out = np.empty((len(faces), *self.sets[0].pixels.shape[1:]), np.uint8)
        for i in np.unique(which):
            out[which == i] = self.sets[i].pixels[faces[which == i] - self.starts[i]]
        return torch.from_numpy(out)


@dataclass
class PlainFaces(Dataset):
    """Unchanged batches with their labels, for validation."""

    faces: Faces
    size: int

    def __len__(self) -> int:
        return len(self.faces)

    def __getitem__(self, index: int) -> dict:
        return self.__getitems__([index])

    def __getitems__(self, indices: list[int]) -> dict[str, torch.Tensor]:
        pixels = torch.from_numpy(np.ascontiguousarray(self.faces.pixels[indices]))
        marks = self.faces.labels[indices] * 2 + self.faces.certain[indices]
        return {"pixels": plain(pixels, self.size), "labels": torch.from_numpy(marks)}


def mix(pixels: torch.Tensor, targets: torch.Tensor, alpha: float, generator: torch.Generator):
    """Mixup: every face laid over another one, mostly lightly; unlabelled faces are left alone."""
    seed = int(torch.randint(2**31, (1,), generator=generator))
    share = torch.from_numpy(np.random.default_rng(seed).beta(alpha, alpha, len(pixels))).float()
    share = torch.maximum(share, 1 - share)
    labelled = targets.sum(1) > 0
    share = torch.where(labelled & labelled.flip(0), share, torch.ones_like(share))
    picture, row = share[:, None, None, None], share[:, None]
    mixed = picture * pixels + (1 - picture) * pixels.flip(0)
    return mixed, row * targets + (1 - row) * targets.flip(0)


def together(batch: dict) -> dict:
    """A batch is made whole by the data set itself; nothing is left to collate."""
    return batch
