"""Who goes to train, validation and test: seeded, stratified, and no group on two sides."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence

from moods.errors import DataError

SPLITS = ("train", "validation", "test")
UNLABELLED = "unlabelled"


def split(
    groups: Sequence[int],
    labels: Sequence[Hashable | None],
    seed: int = 0,
    shares: Sequence[float] = (0.7, 0.15, 0.15),
    keys: Sequence[str] | None = None,
) -> list[str]:
    """The split of each record; records without label go to "unlabelled".

    `keys` name records for good (their sha256): with them the order of records does not matter, and when
    records are added only groups near a border between two splits change sides.
    """
    check_shares(shares)
    keys = keys if keys is not None else [str(number) for number in range(len(groups))]
    members: dict[int, list[int]] = defaultdict(list)
    for index, (group, label) in enumerate(zip(groups, labels, strict=True)):
        if label is not None:
            members[group].append(index)
    strata: dict[Hashable, list[tuple[str, int]]] = defaultdict(list)
    for group, indices in members.items():
        lot = hashlib.sha256(f"{seed}:{min(keys[index] for index in indices)}".encode()).hexdigest()
        strata[_commonest([labels[index] for index in indices])].append((lot, group))
    places: dict[int, str] = {}
    for drawn in strata.values():
        ordered = [group for _, group in sorted(drawn)]
        places |= zip(ordered, _cut([len(members[group]) for group in ordered], shares), strict=True)
    return [
        UNLABELLED if label is None else places[group] for group, label in zip(groups, labels, strict=True)
    ]


def check_shares(shares: Sequence[float]) -> None:
    """Refuses shares that are not three parts of one."""
    if len(shares) != len(SPLITS) or min(shares) < 0 or abs(sum(shares) - 1) > 1e-6 or shares[0] == 0:
        given = " ".join(f"{share:g}" for share in shares)
        raise DataError(
            f"--split {given}: three shares for train, validation and test are needed that add up to 1."
        )


def _commonest(labels: list[Hashable]) -> Hashable:
    counts = Counter(labels)
    return min(counts, key=lambda label: (-counts[label], str(label)))


def _cut(sizes: list[int], shares: Sequence[float]) -> list[str]:
    """Cuts a row of groups of these sizes where the shares end; a group goes where its middle lies."""
    total, done, places = sum(sizes), 0, []
    ends = [sum(shares[: number + 1]) for number in range(len(shares))]
    for size in sizes:
        middle = (done + size / 2) / total
        done += size
        places.append(next((part for part, end in enumerate(ends) if middle < end), len(shares) - 1))
    wanted = [part for part, share in enumerate(shares) if share > 0]
    if len(sizes) >= len(wanted):
        _fill(places, wanted)
    return [SPLITS[part] for part in places]


def _fill(places: list[int], wanted: list[int]) -> None:
    """Gives a split that got no group of a rare label the nearest one of a split that has several."""
    for part in wanted:
        if part in places:
            continue
        counts = Counter(places)
        spare = [index for index, place in enumerate(places) if counts[place] > 1]
        far = {index: abs(places[index] - part) for index in spare}
        places[min(spare, key=lambda index: (far[index], -index))] = part
