"""What a build did: report.json beside the data set, and a table to read in the terminal."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from data_tools.choose import Choice, Wish
from data_tools.parts import Parts
from data_tools.record import Rejected
from data_tools.split import SPLITS, UNLABELLED


def make_report(parts: Parts, choice: Choice, wish: Wish, command: str) -> dict:
    """Everything that is known about a build, ready for JSON."""
    rejected = list(_rejected(parts, choice))
    kept = [choice.faces[index] for index in choice.kept()]
    sizes = Counter(face.group for face in kept)
    return {
        "made_by": command,
        "seed": wish.seed,
        "shares": list(wish.shares),
        "read": len(kept) + len(rejected),
        "kept": len(kept),
        "lost_sources": parts.lost,
        "sources": _sources(parts, choice, rejected),
        "rejected": dict(Counter(entry.reason for _, entry in rejected).most_common()),
        "unknown_labels": choice.nearest,
        "names": choice.names,
        "groups": {
            "faces": len(kept),
            "groups": len(sizes),
            "with_twins": sum(size > 1 for size in sizes.values()),
            "faces_with_twins": sum(size for size in sizes.values() if size > 1),
            "largest": max(sizes.values(), default=0),
            "pairs": len(choice.pairs),
            "conflicts": len(choice.conflicts),
        },
        "splits": _splits(kept),
        "conflicts": [[_told(choice, index) for index in some] for some in choice.conflicts],
        "pairs": [[choice.faces[a].sha256, choice.faces[b].sha256, score] for a, b, score in choice.pairs],
        "rejected_records": [
            {"source": source, "name": entry.name, "reason": entry.reason, "detail": entry.detail}
            for source, entry in rejected
        ],
    }


def summary(report: dict) -> str:
    """The report as a table for the terminal."""
    lines = [f"{report['read']} read, {report['kept']} kept"]
    for source, facts in report["sources"].items():
        lines.append(f"  {source}: {facts['read']} read, {facts['kept']} kept, licence {facts['licence']}")
    lines += [f"  {source}: lost. {sentence}" for source, sentence in report["lost_sources"].items()]
    if report["rejected"]:
        lines += ["", "left out"]
        lines += [f"  {count:7d}  {reason}" for reason, count in report["rejected"].items()]
    lines += [f"  {sentence}" for sentence in report["unknown_labels"].values()]
    groups = report["groups"]
    lines += [
        "",
        f"{groups['groups']} groups; {groups['faces_with_twins']} faces have near twins, in "
        f"{groups['with_twins']} groups (largest {groups['largest']}); "
        f"{groups['conflicts']} groups carry several labels",
        "",
        *_split_table(report),
    ]
    return "\n".join(lines)


def _split_table(report: dict) -> Iterator[str]:
    splits = report["splits"]
    width = max([len(name) for name in report["names"]] + [9])
    yield "".ljust(width) + "".join(f"{place:>12}" for place in splits)
    for name in report["names"]:
        yield name.ljust(width) + "".join(f"{facts['labels'].get(name, 0):12d}" for facts in splits.values())
    yield "all".ljust(width) + "".join(f"{facts['faces']:12d}" for facts in splits.values())
    yield "groups".ljust(width) + "".join(f"{facts['groups']:12d}" for facts in splits.values())


def _rejected(parts: Parts, choice: Choice) -> Iterator[tuple[str, Rejected]]:
    yield from parts.rejected()
    for source, face in zip(parts.specs(), choice.faces, strict=True):
        if face.rejected:
            yield source, face.rejected


def _sources(parts: Parts, choice: Choice, rejected: list[tuple[str, Rejected]]) -> dict[str, dict]:
    licences: dict[str, set[str]] = defaultdict(set)
    kept: Counter = Counter()
    for source, face, row in zip(parts.specs(), choice.faces, parts.rows(["licence"]), strict=True):
        licences[source].add(row["licence"])
        kept[source] += face.rejected is None
    out = Counter(source for source, _ in rejected)
    return {
        source: {
            "read": kept[source] + out[source],
            "kept": kept[source],
            "licence": ", ".join(sorted(licences[source])) or "not stated",
        }
        for source in dict.fromkeys(parts.sources)
    }


def _splits(kept: list) -> dict[str, dict]:
    found = {}
    for place in (*SPLITS, UNLABELLED):
        faces = [face for face in kept if face.split == place]
        if faces:
            found[place] = {
                "faces": len(faces),
                "groups": len({face.group for face in faces}),
                "sure": sum(face.certainty == "sure" for face in faces),
                "labels": dict(Counter(face.label for face in faces if face.label is not None)),
            }
    return found


def _told(choice: Choice, index: int) -> dict:
    face = choice.faces[index]
    return {"name": face.name, "sha256": face.sha256, "label": face.label, "certainty": face.certainty}
