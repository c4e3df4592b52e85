"""Finds pictures that show the same drawing, also mirrored, cropped, tilted, rescaled or blurred.

Three steps: a signature for each picture (a few milliseconds, 15 kB), pictures that share rare
details become candidates (cells of similar details, so most pairs are never looked at), and each
candidate pair is laid together and compared.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from multiprocessing.pool import ThreadPool
from typing import NamedTuple

import cv2
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from tqdm import tqdm

from data_tools.likeness import likeness
from data_tools.signature import MIRRORED, Signature, signature

ALIKE = 0.85  # likeness from which two pictures count as the same drawing
VOTES = 3  # details two pictures must share to be compared
CELL = 1024  # details in a cell, about: a detail looks for its like in its own cell only
CROWD = 16 * CELL  # details too common to tell pictures apart: this also bounds time and memory
AXES = 32  # main axes of the 128 numbers of a detail that are looked at in a cell
BATCH = 2048  # details at a time
COMPARED = 1_000_000  # pairs of details compared at once


class Pair(NamedTuple):
    """Two pictures of the same drawing, by number, and how alike they are (0.85 to 1)."""

    a: int
    b: int
    score: float


def find_pairs(pictures: Iterable[np.ndarray], num_proc: int = 1) -> list[Pair]:
    """The pairs of near-duplicates among grey pictures (uint8, any size), taken one after the other."""
    return match(list(_mapped(signature, pictures, num_proc, "looking")), num_proc)


def match(signatures: Sequence[Signature], num_proc: int = 1) -> list[Pair]:
    """The pairs of near-duplicates among pictures known by their signatures."""
    first: dict[bytes, int] = {}
    pairs = [
        Pair(earlier, number, 1.0)
        for number, one in enumerate(signatures)
        if (earlier := first.setdefault(one.digest, number)) != number
    ]
    numbers = list(first.values())
    found = candidates([signatures[number] for number in numbers])

    def compare(candidate: np.ndarray) -> Pair:
        a, b, mirrored = numbers[candidate[0]], numbers[candidate[1]], candidate[2]
        other = signatures[b].mirrored() if mirrored else signatures[b]
        return Pair(a, b, likeness(signatures[a], other))

    best: dict[tuple[int, int], Pair] = {}
    for pair in _mapped(compare, found, num_proc, "comparing", len(found)):
        if pair.score >= max(ALIKE, best.get(pair[:2], pair).score):
            best[pair[:2]] = pair
    return sorted([*pairs, *best.values()])


def group(count: int, pairs: Iterable[Pair]) -> list[int]:
    """A group number for each of `count` pictures; groups are numbered by their first member."""
    ends = np.array([pair[:2] for pair in pairs], np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends), bool), (ends[:, 0], ends[:, 1])), shape=(count, count))
    _, groups = connected_components(graph, directed=False)
    number: dict[int, int] = {}
    return [number.setdefault(one, len(number)) for one in groups.tolist()]


def conflicts(groups: Sequence[int], labels: Sequence[str | None]) -> list[tuple[int, dict[str, list[int]]]]:
    """The groups whose members carry different labels, with the pictures of each label."""
    labelled: dict[int, dict[str, list[int]]] = {}
    for picture, (one, label) in enumerate(zip(groups, labels, strict=True)):
        if label is not None:
            labelled.setdefault(int(one), {}).setdefault(label, []).append(picture)
    return [(one, members) for one, members in sorted(labelled.items()) if len(members) > 1]


def candidates(signatures: Sequence[Signature]) -> np.ndarray:
    """Rows of two numbers of pictures and whether the second is mirrored, sharing enough details."""
    details, signs = _details([one.descriptors for one in signatures])
    if not len(details):
        return np.zeros((0, 3), np.int64)
    owners = np.repeat(np.arange(len(signatures)), [len(one.descriptors) for one in signatures])
    chosen = np.random.default_rng(0).permutation(len(details))[: max(1, len(details) // CELL)]
    centres = details[chosen].astype(np.float32)
    plain, mirrored = (_cells(details, turned, centres) for turned in (np.ones_like(signs), signs))
    votes = []
    for here, there in zip(plain, mirrored, strict=True):
        if len(here) > CROWD:
            continue
        known = details[here].astype(np.float32)
        for flip, asked in enumerate((here, there)):
            step = max(1, COMPARED // max(1, len(known)))
            for part in (asked[start : start + step] for start in range(0, len(asked), step)):
                pairs = _votes(details[part] * (signs if flip else 1), owners[part], known, owners[here])
                votes.append((pairs[:, 0] * len(signatures) + pairs[:, 1]) * 2 + flip)
    keys, counts = np.unique(np.concatenate(votes), return_counts=True)
    both, flips = np.divmod(keys[counts >= VOTES], 2)
    return np.column_stack([*np.divmod(both, len(signatures)), flips])


def _details(descriptors: list[np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """All descriptors on their main axes (float16), and the signs that mirror them there."""
    order = np.random.default_rng(0).permutation(len(descriptors))[:1000]
    some = np.concatenate([np.zeros((2, 128), np.uint8), *(descriptors[i] for i in order)]).astype(np.float32)
    some -= (some.mean(0) + some.mean(0)[MIRRORED]) / 2
    spread = some.T @ some
    # With the mirrored ones among them, every main axis either stays or turns round in the mirror.
    spread += spread[np.ix_(MIRRORED, MIRRORED)]
    axes = np.linalg.eigh(spread)[1][:, -AXES:].astype(np.float32)
    signs = np.sign((axes * axes[MIRRORED]).sum(0))
    parts = [(one.astype(np.float32) @ axes).astype(np.float16) for one in descriptors]
    return np.concatenate([np.zeros((0, AXES), np.float16), *parts]), signs


def _cells(details: np.ndarray, signs: np.ndarray, centres: np.ndarray) -> list[np.ndarray]:
    """The details that are nearest to each centre once mirrored by these signs."""
    half = (centres**2).sum(1) / 2
    starts = range(0, len(details), BATCH)
    cells = np.concatenate(
        [((details[start : start + BATCH] * signs) @ centres.T - half).argmax(1) for start in starts]
    )
    order = np.argsort(cells, kind="stable")
    return np.split(order, np.searchsorted(cells[order], np.arange(1, len(centres))))


def _votes(asked: np.ndarray, asked_by: np.ndarray, known: np.ndarray, known_by: np.ndarray) -> np.ndarray:
    """For each detail asked for the two nearest known ones of other pictures, as pairs of pictures."""
    if not len(asked) or not len(known):
        return np.zeros((0, 2), np.int64)
    near = asked @ known.T - (known**2).sum(1) / 2
    near[asked_by[:, None] == known_by] = -np.inf
    rows, pairs = np.arange(len(asked)), []
    for _ in range(2):
        best = near.argmax(1)
        other = near[rows, best] > -np.inf
        pairs.append(np.sort(np.column_stack([asked_by, known_by[best]])[other], axis=1))
        near[rows, best] = -np.inf
    return np.concatenate(pairs)


def _mapped(function, things: Iterable, num_proc: int, doing: str, total: int | None = None) -> Iterator:
    """The results in order, with a progress bar; threads serve, since OpenCV and numpy let them run."""
    threads, things = cv2.getNumThreads(), iter(things)
    cv2.setNumThreads(1)  # Its own threads only get into each other's way on pictures this small.
    try:
        with ThreadPool(max(1, num_proc)) as pool, tqdm(desc=doing, total=total, disable=None) as bar:
            while batch := list(islice(things, 256)):
                yield from pool.map(function, batch)
                bar.update(len(batch))
    finally:
        cv2.setNumThreads(threads)
