"""The split keeps groups together, meets its shares, and stays where it was when records are added."""

from collections import Counter, defaultdict
from random import Random

import pytest

from data_tools.split import SPLITS, UNLABELLED, split
from moods.errors import DataError
from moods.labels import MOODS


def made_up(count: int, seed: int) -> tuple[list[int], list[str], list[str]]:
    """Groups of one to four records, labels of very different frequency, and lasting names."""
    rng = Random(seed)
    groups, group = [], 0
    while len(groups) < count:
        groups += [group] * rng.choice([1, 1, 1, 1, 2, 3, 4])
        group += 1
    groups = groups[:count]
    weights = [8, 1, 1, 10, 12, 6, 7, 5]
    label = {group: rng.choices(MOODS, weights)[0] for group in set(groups)}
    # One in twenty disagrees with its group.
    labels = [rng.choice(MOODS) if rng.random() < 0.05 else label[group] for group in groups]
    return groups, labels, [f"{rng.getrandbits(64):016x}" for _ in groups]


def sides(groups: list[int], places: list[str]) -> dict[int, set[str]]:
    found = defaultdict(set)
    for group, place in zip(groups, places, strict=True):
        found[group].add(place)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_no_group_lies_on_two_sides(seed: int) -> None:
    groups, labels, keys = made_up(600, seed)
    places = split(groups, labels, seed, keys=keys)
    assert all(len(found) == 1 for found in sides(groups, places).values())


@pytest.mark.parametrize("shares", [(0.7, 0.15, 0.15), (0.8, 0.1, 0.1), (0.5, 0.5, 0.0)])
def test_every_label_is_split_by_the_shares(shares: tuple[float, ...]) -> None:
    groups, labels, keys = made_up(4000, 3)
    places = split(groups, labels, 0, shares, keys)
    for mood in MOODS:
        counts = Counter(place for place, label in zip(places, labels, strict=True) if label == mood)
        for name, share in zip(SPLITS, shares, strict=True):
            # A label's records may lie in groups that mostly carry another label: hence a few off.
            assert abs(counts[name] - share * counts.total()) <= 3 + 0.03 * counts.total(), (mood, name)


def test_the_seed_alone_decides() -> None:
    groups, labels, keys = made_up(500, 1)
    first = split(groups, labels, 5, keys=keys)
    assert first == split(groups, labels, 5, keys=keys)
    assert first != split(groups, labels, 6, keys=keys)


def test_the_order_of_records_does_not_matter() -> None:
    groups, labels, keys = made_up(500, 2)
    places = dict(zip(keys, split(groups, labels, 0, keys=keys), strict=True))
    order = list(range(len(groups)))
    Random(9).shuffle(order)
    moved = split([groups[i] for i in order], [labels[i] for i in order], 0, keys=[keys[i] for i in order])
    assert moved == [places[keys[i]] for i in order]


def test_added_records_move_few_others() -> None:
    groups, labels, keys = made_up(2200, 4)
    last = groups[2000]
    old = [index for index in range(2000) if groups[index] != last]
    before = split(groups[: len(old)], labels[: len(old)], 0, keys=keys[: len(old)])
    after = split(groups, labels, 0, keys=keys)[: len(old)]
    moved = sum(a != b for a, b in zip(before, after, strict=True))
    assert moved <= 0.05 * len(old)


def test_a_rare_label_reaches_every_split() -> None:
    groups = list(range(103))
    labels = ["happy"] * 100 + ["crying"] * 3
    for seed in range(10):
        places = split(groups, labels, seed)
        assert set(places[100:]) == set(SPLITS)


def test_records_without_label_stay_apart() -> None:
    places = split([0, 1, 2, 3], [None, "sad", "sad", None])
    assert [place == UNLABELLED for place in places] == [True, False, False, True]


@pytest.mark.parametrize("shares", [(0.5, 0.5), (0.9, 0.2, 0.1), (1.2, -0.1, -0.1), (0.0, 0.5, 0.5)])
def test_shares_that_are_no_parts_of_one_are_refused(shares: tuple[float, ...]) -> None:
    with pytest.raises(DataError, match="add up to 1"):
        split([0, 1], ["sad", "sad"], 0, shares)
