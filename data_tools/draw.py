"""`draw`: faces of all moods by our own pen, a data set without any licence trouble."""

import argparse
from pathlib import Path

from data_tools.sketch import HELD_OUT_STYLES, STYLES, TRAINING_STYLES, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `draw`."""
    parser.add_argument("count", type=int, metavar="COUNT", help="how many faces")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="folder of class folders")
    parser.add_argument("--seed", type=int, default=0, help="the same seed gives the same faces (default 0)")
    parser.add_argument("--size", type=int, default=128, help="pixels a side (default 128)")
    parser.add_argument(
        "--styles",
        nargs="+",
        metavar="STYLE",
        default=TRAINING_STYLES,
        help=f"of {', '.join(STYLES)}; without it all but {', '.join(HELD_OUT_STYLES)}",
    )
    parser.add_argument("--num-proc", type=int, default=2, help="processes (default 2)")


def run(args: argparse.Namespace) -> int:
    """Draws what is missing in the folder."""
    drawn = write(args.count, args.out, args.seed, args.size, args.num_proc, args.styles)
    print(f"{drawn} faces drawn, {args.count - drawn} were there already: {args.out}")
    print(f"Build a data set of them: python -m data_tools build {args.out} --out DIR")
    return 0
