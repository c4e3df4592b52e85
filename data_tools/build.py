"""`build`: sources in, one clean, grouped, split data set out."""

import argparse
import json
import os
import shutil
import sys
from pathlib import Path

from data_tools.choose import Choice, Wish, choose
from data_tools.clean import Rules
from data_tools.greys import held_out
from data_tools.parts import Parts, make_parts
from data_tools.report import make_report, summary
from data_tools.sources import Reading, open_sources
from data_tools.split import check_shares
from data_tools.write import write_faces
from moods.errors import DataError

REPORT = "report.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `build`."""
    parser.add_argument("sources", nargs="+", metavar="SOURCE", help="see docs/data.md for all kinds")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder of the data set")
    parser.add_argument("--seed", type=int, default=0, help="of the split (default 0)")
    parser.add_argument(
        "--split", nargs=3, type=float, default=(0.7, 0.15, 0.15), metavar=("TRAIN", "VALIDATION", "TEST")
    )
    parser.add_argument("--label-column", metavar="NAME", help="column of a table that holds the label")
    parser.add_argument("--keep-labels", action="store_true", help="the sources' own labels, not our moods")
    parser.add_argument("--strict", action="store_true", help="stop at an unknown label")
    parser.add_argument("--min-side", type=int, default=24, help="shortest side kept, in pixels (default 24)")
    parser.add_argument("--one-per-group", action="store_true", help="keep one of several near twins")
    parser.add_argument(
        "--away-from",
        type=Path,
        metavar="DIR",
        help="leave out twins of the faces that this built set holds out, as for pretraining",
    )
    parser.add_argument("--faces-only", action="store_true", help="leave out pictures without a face")
    parser.add_argument("--crop-faces", action="store_true", help="cut the faces out of whole pictures")
    parser.add_argument("--licence", metavar="TEXT", help="licence of the sources that state none")
    parser.add_argument("--num-proc", type=int, default=2, help="processes (default 2)")


def run(args: argparse.Namespace) -> int:
    """Builds the data set; 1 when a whole source could not be read."""
    wish = Wish(args.seed, tuple(args.split), args.keep_labels, args.one_per_group, args.strict)
    rules = Rules(args.min_side, args.faces_only, args.crop_faces)
    reading = Reading(args.label_column, args.licence)
    report = build(args.sources, args.out, wish, rules, reading, args.num_proc, args.away_from, args.command)
    print(summary(report))
    print(f"\n{args.out} is ready: look at it with python -m data_tools check {args.out}")
    for sentence in report["lost_sources"].values():
        print(f"error: {sentence}", file=sys.stderr)
    return 1 if report["lost_sources"] else 0


def build(
    sources: list[str],
    out: Path,
    wish: Wish | None = None,
    rules: Rules | None = None,
    reading: Reading | None = None,
    num_proc: int = 1,
    away_from: Path | None = None,
    command: str = "",
) -> dict:
    """Writes a DatasetDict and its report.json to `out` and returns the report."""
    wish, rules = wish or Wish(), rules or Rules()
    check_shares(wish.shares)
    out = out.resolve()  # `.` and `..` have no name to put the parts beside
    _check_out(out)
    opened = open_sources(sources, reading)
    away = held_out(away_from) if away_from else []
    work = out.with_name(out.name + ".parts")
    try:
        parts = make_parts(opened, work, rules, num_proc)
        choice = choose(parts, wish, num_proc, away)
        report = make_report(parts, choice, wish, command)
        if not report["kept"]:
            raise DataError(_nothing_kept(report))
        _finish(choice, parts, report, out, work)
    except OSError as error:
        raise DataError(
            f"{out} cannot be written: {error.strerror or error}. What was read so far is kept in {work}: "
            f"the same command goes on from there."
        ) from error
    return report


def _finish(choice: Choice, parts: Parts, report: dict, out: Path, work: Path) -> None:
    """Writes everything beside `out` and puts it in place at the end."""
    fresh = work / "finished"
    shutil.rmtree(fresh, ignore_errors=True)
    write_faces(choice, parts, fresh, work)
    (fresh / REPORT).write_text(json.dumps(report, indent=1, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(out, ignore_errors=True)
    os.replace(fresh, out)
    shutil.rmtree(work)


def _check_out(out: Path) -> None:
    """An earlier build may be replaced; anything else that lies at `out` is not touched."""
    if out.is_file():
        raise DataError(f"--out {out} is a file: name a folder.")
    if os.path.ismount(out):  # such as a Docker volume: it can be emptied, but no folder put in its place
        raise DataError(f"--out {out} is a mount point: name a folder inside it.")
    if out.is_dir() and any(out.iterdir()) and not (out / REPORT).is_file():
        raise DataError(f"--out {out} holds other files: name an empty folder or an earlier build.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"--out {out} cannot be made: {error.strerror}.") from error


def _nothing_kept(report: dict) -> str:
    if not report["read"]:
        return " ".join(report["lost_sources"].values()) or "The sources hold no pictures."
    reasons = ", ".join(f"{count} {reason}" for reason, count in report["rejected"].items())
    lost = " ".join(report["lost_sources"].values())
    return f"Nothing was kept of {report['read']} pictures ({reasons or 'none were found'}). {lost}".strip()
