"""Fills the page: counts, pictures and doubts as the template wants them."""

import base64
import io
import random
from collections import Counter, defaultdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from PIL import Image

from data_tools.check.doubts import find_doubts
from data_tools.check.faces import Faces
from moods.images import open_picture
from moods.labels import CATALOGUE

THUMB = 96  # pixels
STRIP = 12  # faces shown of each mood
DOUBTED = 60  # faces shown whose label is doubted
TWINS = 40  # groups shown
CROWD = 8  # faces shown of one group
NAMED = 200  # records named for each reason to leave them out
SPARE_COLOURS = ("#c8312b", "#2f6fbf", "#d9628f", "#e8a013", "#7d7d7d", "#4f9a4a", "#5a62a8", "#8a4fb0")


def render_page(faces: Faces, seed: int = 0) -> str:
    """The whole page as HTML that needs no other file."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["many"] = lambda number: f"{number:,}".replace(",", " ")
    labels = [row["label"] for row in faces.rows]
    groups = [row["group"] for row in faces.rows]
    doubts = find_doubts(faces.features, labels, groups, faces.names, seed)
    twins, conflicts = _groups(faces, random.Random(seed))
    return environment.get_template("page.html").render(
        name=faces.name,
        report=faces.report,
        total=len(faces.rows),
        group_count=len(set(groups)) if min(groups, default=-1) >= 0 else 0,
        look=_look(faces.names),
        splits=list(faces.splits),
        moods=_moods(faces, random.Random(seed)),
        sources=_tally(faces.rows, ("source", "licence")),
        kinds=_tally(faces.rows, ("kind",)),
        certainties=_tally(faces.rows, ("certainty",)),
        doubts=doubts,
        doubted=[_doubted(faces, *doubt) for doubt in doubts.faces[:DOUBTED]] if doubts else [],
        judge=faces.judge,
        confusion=_confusion(doubts.confusion) if doubts else [],
        twins=twins,
        conflicts=conflicts,
        left_out=_left_out(faces.report),
    )


def thumbnail(data: bytes) -> str:
    """A small picture as a data URI."""
    picture = open_picture(data)
    picture.thumbnail((THUMB, THUMB), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    picture.save(file, "WEBP", quality=72)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def _look(names: list[str]) -> dict[str, dict]:
    """Emoji, colour and Japanese name of each class; classes that are no moods of ours get a colour."""
    found = {}
    for number, name in enumerate(names):
        mood = CATALOGUE.get(name)
        spare = SPARE_COLOURS[number % len(SPARE_COLOURS)]
        found[name] = {
            "emoji": mood.emoji if mood else "",
            "colour": mood.colour if mood else spare,
            "japanese": mood.japanese if mood else "",
        }
    return found


def _moods(faces: Faces, rng: random.Random) -> list[dict]:
    rows: dict[str, list[int]] = defaultdict(list)
    for index, row in enumerate(faces.rows):
        if row["label"] is not None:
            rows[row["label"]].append(index)
    most = max(map(len, rows.values()), default=1)
    found = []
    for name in faces.names:
        mine = rows[name]
        sure = [index for index in mine if faces.rows[index]["certainty"] == "sure"]
        shown = rng.sample(sure, min(STRIP, len(sure)))
        shown += rng.sample(sorted(set(mine) - set(shown)), min(STRIP - len(shown), len(mine) - len(shown)))
        parts = Counter(faces.rows[index]["split"] for index in mine)
        found.append(
            {
                "name": name,
                "count": len(mine),
                "sure": len(sure),
                "share": len(mine) / max(len(faces.rows), 1),
                "parts": {split: (parts[split], 100 * parts[split] / most) for split in faces.splits},
                "faces": [_face(faces, index) for index in shown],
            }
        )
    return found


def _face(faces: Faces, index: int) -> dict:
    row = faces.rows[index]
    return {
        "picture": thumbnail(faces.picture(index)),
        "label": row["label"],
        "certainty": row["certainty"],
        "split": row["split"],
        "title": f"{row.get('original_id') or ''} ({row['split']})",
    }


def _doubted(faces: Faces, index: int, read: str, share: float) -> dict:
    return _face(faces, index) | {"read": read, "percent": round(100 * share)}


def _groups(faces: Faces, rng: random.Random) -> tuple[dict, dict]:
    """Groups whose labels agree and groups whose labels do not: how many, and some with pictures."""
    members: dict[int, list[int]] = defaultdict(list)
    for index, row in enumerate(faces.rows):
        if row["group"] >= 0:
            members[row["group"]].append(index)
    several = [some for some in members.values() if len(some) > 1]
    labels = {id(some): {faces.rows[index]["label"] for index in some} - {None} for some in several}
    agreed = [some for some in several if len(labels[id(some)]) < 2]
    disputed = [some for some in several if len(labels[id(some)]) > 1]
    # The largest first: chains of wrong pairs show there. Then a sample of the small ones.
    largest = sorted(agreed, key=len, reverse=True)[: TWINS // 4]
    rest = [some for some in agreed if some not in largest]
    shown = largest + rng.sample(rest, min(TWINS - len(largest), len(rest)))
    clear = sorted(disputed, key=lambda some: -sum(faces.rows[i]["certainty"] == "sure" for i in some))
    return _gallery(faces, agreed, shown), _gallery(faces, disputed, clear[:TWINS])


def _gallery(faces: Faces, found: list[list[int]], shown: list[list[int]]) -> dict:
    return {
        "groups": len(found),
        "faces": sum(map(len, found)),
        "shown": [
            {"more": max(len(some) - CROWD, 0), "faces": [_face(faces, index) for index in some[:CROWD]]}
            for some in shown
        ],
    }


def _tally(rows: list[dict], columns: tuple[str, ...]) -> list[tuple]:
    counts = Counter(tuple(row.get(column) or "not stated" for column in columns) for row in rows)
    return [(*key, count, 100 * count / len(rows)) for key, count in counts.most_common()]


def _confusion(confusion) -> list[list[tuple[int, int]]]:
    """Rows of (faces, percent of the row)."""
    return [[(int(count), round(100 * count / max(row.sum(), 1))) for count in row] for row in confusion]


def _left_out(report: dict) -> list[dict]:
    named = defaultdict(list)
    for record in report.get("rejected_records", []):
        named[record["reason"]].append(record)
    most = max(report.get("rejected", {}).values(), default=1)
    return [
        {"reason": reason, "count": count, "width": 100 * count / most, "records": named[reason][:NAMED]}
        for reason, count in report.get("rejected", {}).items()
    ]
