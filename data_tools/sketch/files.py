"""Many faces: a seeded stream of records, and the same as class folders on disk."""

import csv
import json
import os
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from multiprocessing import Pool
from pathlib import Path
from random import Random
from typing import Any

from tqdm import tqdm

from data_tools.sketch.people import face
from data_tools.sketch.render import check_size, render
from data_tools.sketch.style import STYLES, TRAINING_STYLES
from moods.errors import DataError
from moods.labels import MOODS

TABLE = "faces.csv"
RUN = ".draw.json"
COLUMNS = ("path", "label", "style", "seed")
CHUNK = 32


def draw(
    count: int, seed: int = 0, styles: Sequence[str] | None = None, size: int = 128, num_proc: int = 1
) -> Iterator[dict[str, Any]]:
    """Yields `count` records (picture, label, style, seed), moods in turn, styles by chance.

    Without `styles` the held-out ones are left out, so that what is drawn may be trained on.
    Record i depends on `seed` and i alone: `face(label, seed, style)` of a record gives its face again.
    """
    names = _checked(count, styles, size)
    job = partial(_record, seed=seed, styles=names, size=size)
    yield from _each(job, range(count), num_proc)


def write(
    count: int, out: str | Path, seed: int = 0, size: int = 128, num_proc: int = 2,
    styles: Sequence[str] | None = None,
) -> int:  # fmt: skip
    """Draws into class folders out/<mood>/<id>.png with out/faces.csv; returns how many were still missing.

    An earlier run with the same seed, size and styles is completed; any other filled folder is refused.
    """
    names, out = _checked(count, styles, size), Path(out)
    _claim(out, {"seed": seed, "size": size, "styles": list(names)})
    for mood in MOODS:
        (out / mood).mkdir(exist_ok=True)
    missing = [i for i in range(count) if not _path(out, i).exists()]
    job = partial(_save, out=out, seed=seed, styles=names, size=size)
    for _ in tqdm(_each(job, missing, num_proc), total=len(missing), desc="drawing", unit="face"):
        pass
    rows = (_plan(i, seed, names) for i in range(count))
    _write_table(out, rows)
    return len(missing)


def _checked(count: int, styles: Sequence[str] | None, size: int) -> tuple[str, ...]:
    check_size(size)
    if count < 1:
        raise DataError(f"Cannot draw {count} faces: give a number from 1.")
    names = tuple(styles) if styles is not None else TRAINING_STYLES
    unknown = [name for name in names if name not in STYLES]
    if unknown or not names:
        raise DataError(
            f"Unknown style {', '.join(unknown) or '(none given)'}: known are {', '.join(STYLES)}."
        )
    return names


def _plan(index: int, seed: int, styles: tuple[str, ...]) -> tuple[str, str, int]:
    """Mood, style and seed of record `index`."""
    rng = Random(f"{seed}/{index}")
    return MOODS[index % len(MOODS)], rng.choice(styles), rng.getrandbits(31)


def _record(index: int, seed: int, styles: tuple[str, ...], size: int) -> dict[str, Any]:
    mood, style, own = _plan(index, seed, styles)
    return {"picture": render(face(mood, own, style), size), "label": mood, "style": style, "seed": own}


def _save(index: int, out: Path, seed: int, styles: tuple[str, ...], size: int) -> int:
    path = _path(out, index)
    half = path.with_suffix(".part")
    _record(index, seed, styles, size)["picture"].save(half, "PNG")
    os.replace(half, path)  # a picture that is there is whole
    return index


def _path(out: Path, index: int) -> Path:
    return out / MOODS[index % len(MOODS)] / f"{index:06d}.png"


def _each(job: partial, items: Sequence[int], num_proc: int) -> Iterator[Any]:
    """The job's results in the order of its items, made by `num_proc` processes."""
    if num_proc <= 1 or len(items) <= CHUNK:
        yield from map(job, items)
        return
    with Pool(num_proc) as pool:
        todo = iter(items)
        # In portions, so that a slow reader does not fill the memory with pictures.
        while portion := list(islice(todo, CHUNK * 4 * num_proc)):
            yield from pool.imap(job, portion, chunksize=CHUNK)


def _claim(out: Path, run: dict[str, Any]) -> None:
    """Makes the folder this run's own, or refuses it with the reason."""
    if out.exists() and not out.is_dir():
        raise DataError(f"{out} is a file: give a folder to draw into.")
    note = out / RUN
    if note.exists():
        try:
            earlier = json.loads(note.read_text())
        except (OSError, ValueError) as error:
            raise DataError(f"{note} cannot be read: {error}. Draw into another folder.") from error
        if earlier != run:
            raise DataError(f"{out} holds faces of another run ({earlier}): draw into another folder.")
        return
    if out.exists() and any(out.iterdir()):
        raise DataError(f"{out} is not empty: give a new or empty folder to draw into.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        note.write_text(json.dumps(run))
    except OSError as error:
        raise DataError(f"{out} cannot be written: {error}.") from error


def _write_table(out: Path, rows: Iterator[tuple[str, str, int]]) -> None:
    half = out / f"{TABLE}.part"
    with half.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for index, (mood, style, own) in enumerate(rows):
            table.writerow([_path(Path(), index).as_posix(), mood, style, own])
    os.replace(half, out / TABLE)
