"""python -m data_tools build|draw|crop|check|push"""

import argparse
import importlib
import os
import shlex
import sys
from pathlib import Path

from moods.errors import DISK_FULL, NO_SPACE, MoodError, printable
from moods.streams import escape_unprintable

VERBS = {
    "build": "sources in, one clean, grouped, split data set out",
    "draw": "draw faces of all moods: a data set without any licence trouble",
    "crop": "pages in, face crops to label out",
    "check": "a page that shows what a built data set holds",
    "push": "a built data set to the Hugging Face Hub",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one verb; what it refuses is said in one line."""
    escape_unprintable()
    parser = argparse.ArgumentParser(prog="python -m data_tools", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="|".join(VERBS))
    arguments = sys.argv[1:] if arguments is None else arguments
    for verb, purpose in VERBS.items():
        command = verbs.add_parser(verb, help=purpose, description=purpose)
        # Only the verb that is asked for is imported: some load much.
        if arguments[:1] == [verb]:
            module = importlib.import_module(f"data_tools.{verb}")
            module.add_arguments(command)
            command.set_defaults(run=module.run)
    args = parser.parse_args(arguments)
    args.command = printable(shlex.join(["python", "-m", "data_tools", *arguments]))
    try:
        return args.run(args)
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except OSError as error:
        told = of_the_disk(error, getattr(args, "out", None))
        if told is None:
            raise
        print(f"error: {printable(told)}", file=sys.stderr)
        return 1


def of_the_disk(error: OSError, out: Path | None) -> str | None:
    """A sentence for a full disk or an `--out` that cannot be written to; None for anything else."""
    if error.errno in NO_SPACE:
        return DISK_FULL
    if out is None or not isinstance(error.filename, (str, os.PathLike)):
        return None
    place, out = Path(os.path.realpath(error.filename)), Path(os.path.realpath(out))
    if place.is_relative_to(out) or out.is_relative_to(place):
        return f"{error.filename}: {error.strerror}. Choose another place with --out."
    return None


if __name__ == "__main__":
    sys.exit(main())
