"""What a model learned from: data sets, their sources and licences, in words fit for publication."""

import json
import re
from collections import Counter
from pathlib import Path

from moods.errors import ModelError

FACTS = "card.json"
HUB_NAME = re.compile(r"[\w.-]+/[\w.-]+")
UNKNOWN = "not stated"


def facts_of(folder: Path, run: Path | None) -> dict:
    """`card.json` beside the weights (licence, start, datasets, sources), completed from the run's data."""
    facts = read(folder / FACTS) if (folder / FACTS).is_file() else {}
    trained = read(run / "run.json").get("data", []) if run and (run / "run.json").is_file() else []
    sets = list(dict.fromkeys(part["data"] for part in trained))
    hub = list(dict.fromkeys(part["data"] for part in trained if part.get("hub")))
    found = {
        "datasets": hub,
        "sources": sources([Path(name) for name in sets if Path(name).is_dir()]),
        "faces": sum(part.get("faces", 0) for part in trained),
    }
    return {key: value for key, value in found.items() if value} | facts


def sources(sets: list[Path]) -> list[dict]:
    """Source, licence and number of faces of data sets, largest first."""
    from train.sets import open_set

    counts: Counter[tuple[str, str]] = Counter()
    for folder in sets:
        for split in open_set(str(folder)).values():
            known = [column for column in ("source", "licence") if column in split.column_names]
            rows = split.select_columns(known).to_dict() if known else {}
            blank = [UNKNOWN] * len(split)
            counts.update(zip(rows.get("source", blank), rows.get("licence", blank), strict=True))
    return [
        {"name": bare(name), "licence": licence, "faces": count}
        for (name, licence), count in counts.most_common()
    ]


def bare(text: str) -> str:
    """A text without the folders of this machine: an absolute path keeps its last part only."""
    return re.sub(r"(?<![\w:/.])(?:~|[A-Za-z]:)?[/\\](?:[^\s/\\:;,'\"]+[/\\])*([^\s/\\:;,'\"]+)", r"\1", text)


def public(value):
    """The same JSON value with every text made `bare`."""
    if isinstance(value, dict):
        return {key: public(part) for key, part in value.items()}
    if isinstance(value, list):
        return [public(part) for part in value]
    return bare(value) if isinstance(value, str) else value


def read(path: Path) -> dict:
    """A JSON file, or an error that names it."""
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error
    if not isinstance(value, dict):
        raise ModelError(f"{path} must hold a JSON object.")
    return value
