"""python -m data_tools build|draw|crop|check|push"""

import argparse
import importlib
import shlex
import sys

from moods.errors import MoodError

VERBS = {
    "build": "sources in, one clean, grouped, split data set out",
    "draw": "draw faces of all moods: a data set without any licence trouble",
    "crop": "pages in, face crops to label out",
    "check": "a page that shows what a built data set holds",
    "push": "a built data set to the Hugging Face Hub",
}


def main(arguments: list[str] | None = None) -> int:
    """Runs one verb; what it refuses is said in one line."""
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
    args.command = shlex.join(["python", "-m", "data_tools", *arguments])
    try:
        return args.run(args)
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
