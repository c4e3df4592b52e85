"""A Hydrus or booru export: pictures beside `.txt` or `.json` files of their tags."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from data_tools.record import Item, Origin, Record, Rejected
from data_tools.sources.folder import folder_licence, pictures, read_file, stamp_of
from moods.errors import DataError
from moods.labels import mood_of_tags

# Tags of these namespaces speak of the face; `character:happy` or `title:crying` are names.
NAMESPACES = ("", "general", "expression", "emotion", "mood")
# Hydrus numbers what became of a tag: 0 current, 1 pending, 2 deleted, 3 petitioned away.
GONE = ("2", "3")


def records(root: Path) -> Iterator[Item]:
    """Every picture of an export; its mood is the one that its tags agree on."""
    if not root.is_dir():
        raise DataError(f"hydrus:{root} is no folder.")
    origin = Origin(root.name, folder_licence(root))
    files = pictures(root)
    if not files:
        raise DataError(f"{root} holds no pictures.")
    for path in files:
        inside = path.relative_to(root).as_posix()
        name = f"{root.name}/{inside}"
        sidecar = find_sidecar(path)
        try:
            tags = read_tags(sidecar) if sidecar else []
        except UnicodeDecodeError:
            yield Rejected(name, "tags not UTF-8", f"{sidecar} is not UTF-8: save it as UTF-8.")
            continue
        except (json.JSONDecodeError, RecursionError) as error:
            yield Rejected(name, "tags damaged", f"{sidecar} is not JSON: {error}.")
            continue
        yield Record(
            name=name,
            read=partial(read_file, path),
            origin=origin,
            word=mood_of_tags(tags),
            original_id=inside,
            stamp=stamp_of(path),
        )


def find_sidecar(path: Path) -> Path | None:
    """The tag file of a picture: face.png.txt, face.txt, face.png.json or face.json."""
    choices = (path.with_name(path.name + end) for end in (".txt", ".json"))
    others = (path.with_suffix(end) for end in (".txt", ".json"))
    return next((file for file in (*choices, *others) if file.is_file()), None)


def read_tags(sidecar: Path) -> list[str]:
    """The tags of a sidecar that may speak of a mood, without their namespace."""
    text = sidecar.read_bytes().decode("utf-8-sig")
    if sidecar.suffix == ".json":
        tags = list(_strings(json.loads(text)))
    else:
        lines = text.splitlines()
        # One tag a line, or all in one line between commas.
        tags = [tag for line in lines for tag in (line.split(",") if len(lines) == 1 else [line])]
    return [tag for tag in map(_bare, tags) if tag]


def _strings(value: object) -> Iterator[str]:
    """Every tag in a list, in {"tags": list} or in Hydrus' {"tags": {service: {kind: {"0": list}}}}."""
    if isinstance(value, list):
        yield from (entry for entry in value if isinstance(entry, str))
    elif isinstance(value, dict):
        inner = value["tags"] if "tags" in value else [v for k, v in value.items() if k not in GONE]
        if isinstance(inner, str):
            yield from inner.split(" ")
        else:
            parts = [inner] if "tags" in value else inner
            for part in parts:
                yield from _strings(part)


def _bare(tag: str) -> str:
    tag = tag.strip().replace("\\(", "(").replace("\\)", ")")
    space, colon, name = tag.partition(":")
    if not colon:
        return tag
    return name.strip() if space.strip().lower() in NAMESPACES and space else ("" if space else tag)
