"""`check`: one page that shows what a built data set holds, and where it may be wrong."""

import argparse
from pathlib import Path

from data_tools.check.faces import read_faces
from data_tools.check.page import render_page
from moods.errors import DataError

PAGE = "check.html"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `check`."""
    parser.add_argument("data", type=Path, metavar="DIR", help="a folder written by build")
    parser.add_argument("--out", type=Path, metavar="FILE", help=f"the page (default DIR/{PAGE})")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="judge labels by this model's features")
    parser.add_argument("--seed", type=int, default=0, help="which faces are shown (default 0)")


def run(args: argparse.Namespace) -> int:
    """Writes the page."""
    if args.out:  # before the work, which may take minutes
        args.out.parent.mkdir(parents=True, exist_ok=True)
    args.out = out = args.out or args.data / PAGE  # what cannot be written is told by its --out
    if out.is_dir():
        raise DataError(f"{out} is a folder: name a file with --out.")
    faces = read_faces(args.data, args.model)
    out.write_text(render_page(faces, args.seed), encoding="utf-8")
    print(f"{out}: {len(faces.rows)} faces, {out.stat().st_size / 1e6:.1f} MB. Open it in a browser.")
    return 0
