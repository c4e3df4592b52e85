"""The card of a pushed data set: what it holds, whose pictures they are, how it was built."""

import json
from collections import Counter
from pathlib import Path

from datasets import DatasetDict
from huggingface_hub import DatasetCard, DatasetCardData
from jinja2 import Environment

from data_tools.sources.licence import may_be_shared

TEMPLATE = Path(__file__).with_name("data_card.md")
HUB_LICENCES = (
    *("cc0-1.0", "cc-by-4.0", "cc-by-sa-4.0", "cc-by-nc-4.0", "cc-by-nc-sa-4.0"),
    *("mit", "apache-2.0"),
)


def source_counts(faces: DatasetDict) -> list[tuple[str, str, int]]:
    """Source, licence and number of faces, largest first."""
    counts: Counter = Counter()
    for split in faces.values():
        known = [column for column in ("source", "licence") if column in split.column_names]
        rows = split.select_columns(known).to_dict() if known else {}
        missing = ["not stated"] * len(split)
        counts.update(zip(rows.get("source", missing), rows.get("licence", missing), strict=True))
    return [(source, licence, count) for (source, licence), count in counts.most_common()]


def unclear_licences(sources: list[tuple[str, str, int]]) -> list[str]:
    """What stands against passing the pictures on, for each source that is not known to allow it."""
    return [
        f"the licence of {source} is not stated"
        if licence == "not stated"
        else f"{source} is under {licence!r}, which is not known to allow it"
        for source, licence, _ in sources
        if not may_be_shared(licence)
    ]


def make_card(data: Path, name: str, faces: DatasetDict, sources: list[tuple[str, str, int]]) -> DatasetCard:
    """The data set card: counts, licences, how it was built."""
    report = data / "report.json"
    names = next(iter(faces.values())).features["label"].names
    numbers = {split: Counter(rows["label"]) for split, rows in faces.items()}
    licences = {licence.lower() for _, licence, _ in sources}
    only = licences.pop() if len(licences) == 1 else "other"
    template = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False).from_string(
        TEMPLATE.read_text(encoding="utf-8")
    )
    text = template.render(
        title=name.split("/")[1],
        repo=name,
        faces=sum(map(len, faces.values())),
        names=names,
        splits=list(faces),
        counts={
            split: {names[k]: n for k, n in count.items() if k is not None}
            for split, count in numbers.items()
        },
        totals={split: len(rows) for split, rows in faces.items()},
        sources=sources,
        unclear=unclear_licences(sources),
        report=json.loads(report.read_text(encoding="utf-8")) if report.is_file() else None,
    )
    head = DatasetCardData(
        license=only if only in HUB_LICENCES else "other",
        task_categories=["image-classification"],
        tags=["manga", "anime", "facial-expressions", "emotions"],
    )
    return DatasetCard(f"---\n{head.to_yaml()}\n---\n\n{text}")
