"""python -m train VERB …: every command between a data set and a published model."""

import argparse
import errno
import os
import sys
from importlib import import_module

from safetensors import SafetensorError

from moods.errors import DISK_FULL, MoodError
from moods.streams import escape_unprintable

PLACES = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)

VERBS = {
    "fit": ("train.fit", "fine-tune any timm or transformers backbone on a data set of faces"),
    "lr": ("train.lr", "find a learning rate, with its plot"),
    "export": ("train.export", "turn a run into config.json, model.safetensors and model.onnx"),
    "evaluate": ("train.evaluate", "score a run or exported folder and write a report"),
    "compare": ("train.compare", "the old systems and ours on the same split, in one table"),
    "model": ("train.model", "every step from the labelled faces to the shipped model"),
    "detector": ("train.detector", "train or score the face finder"),
    "push": ("train.publish", "upload a run or exported folder to the Hub"),
    "space": ("train.space", "upload the app as a Space"),
}


def main(argv: list[str] | None = None) -> int:
    """Runs one verb and returns the exit code; only that verb's module is imported."""
    escape_unprintable()
    argv = sys.argv[1:] if argv is None else argv
    # Quick failures instead of minutes of silence: read by huggingface_hub when it is imported.
    os.environ.setdefault("HF_HUB_ETAG_TIMEOUT", "3")
    asked = next((word for word in argv if not word.startswith("-")), None)
    parser = argparse.ArgumentParser(prog="python -m train", description=__doc__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", required=True)
    modules = {}
    for verb, (module, help_text) in VERBS.items():
        command = verbs.add_parser(verb, help=help_text, description=help_text)
        if verb == asked:
            modules[verb] = import_module(module)
            modules[verb].add_arguments(command)
    args = parser.parse_args(argv)
    try:
        return modules[args.verb].run(args)
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except (OSError, RuntimeError, SafetensorError) as error:
        told = of_the_disk(error)
        if told is None:
            raise
        print(f"error: {told}", file=sys.stderr)
        return 1


def of_the_disk(error: Exception) -> str | None:
    """A sentence for a disk that is full or a place that cannot be written to; None for anything else."""
    from train.finish import full_disk

    if full_disk(error):
        return DISK_FULL
    if isinstance(error, OSError) and error.errno in PLACES and error.filename:
        return f"{error.filename}: {error.strerror}. Choose another place with --out."
    return None


if __name__ == "__main__":
    sys.exit(main())
