"""python -m train compare: the systems before us and ours on the same split, in one table and its plots."""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from moods.errors import DataError
from train.evaluate import make, span
from train.peers.field import open_field, prepare
from train.peers.lineup import SHIPPED, Row, lineup

SIZE = 64
GRACE = 1800  # seconds beyond twice its budget, after which a row is given up: decoding and reading count too
KEEP = ("complete", "cut short")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("data", help="a folder made by `python -m data_tools build`, or a Hub data set")
    parser.add_argument("--out", type=Path, required=True, help="where comparison.md, .json and plots go")
    parser.add_argument("--budget", type=float, default=2, help="minutes of training for each row (2)")
    parser.add_argument(
        "--epochs", type=int, default=30, help="epochs for each row, if its minutes allow (30)"
    )
    parser.add_argument("--size", type=int, default=SIZE, help=f"pixels a side for the old networks ({SIZE})")
    parser.add_argument(
        "--rows", nargs="+", metavar="ROW", default=["*"], help="only these, as in 'resnet50/*'"
    )
    parser.add_argument("--model", default=SHIPPED, help="our model: a run or exported folder")
    parser.add_argument(
        "--weights-from", type=Path, metavar="FOLDER", help="pretrained NAME.safetensors files"
    )
    parser.add_argument("--seed", type=int, default=0)


def run(args: argparse.Namespace) -> int:
    """Runs the rows that are not known yet, then writes the table and the plots."""
    from train.peers.table import write_table

    check(args)
    make(args.out)
    rows = lineup()
    chosen = [row for row in rows if any(fnmatch(row.key, pattern) for pattern in args.rows)]
    if not chosen:
        raise DataError(
            f"No row is called {' or '.join(args.rows)}: there are {', '.join(r.key for r in rows)}."
        )
    memory = args.out / "rows.jsonl"
    known = remembered(memory)
    print(f"{len(chosen)} rows, at most {args.budget:g} minutes of training each")
    results = {}
    with tempfile.TemporaryDirectory(prefix="comparison-") as folder:
        field = open_field(prepare(args.data, args.size, Path(folder)))
        for row in rows:
            task = task_of(row, args, field.fingerprint)
            if task["made"] in known:
                results[row.key] = known[task["made"]]
            elif row in chosen:
                results[row.key] = attempt(row, task, Path(folder), args, memory)
            else:
                continue
            print(f"{row.key}: {told(results[row.key])}", flush=True)
    write_table(args, rows, results, field)
    print(args.out / "comparison.md")
    return 0


def check(args: argparse.Namespace) -> None:
    """Refuses what cannot work before anything is decoded."""
    if args.budget <= 0 or args.epochs < 1:
        raise DataError("--budget must be above 0 minutes and --epochs at least 1.")
    if not 64 <= args.size <= 512:
        raise DataError("--size must be from 64 (AlexNet's least) to 512 pixels.")
    if args.weights_from and not args.weights_from.is_dir():
        raise DataError(f"--weights-from {args.weights_from} is not a folder.")


def task_of(row: Row, args: argparse.Namespace, fingerprint: str) -> dict:
    """All that a row's result depends on, and `made`, the hash that tells whether it is known already."""
    folder = Path(args.model)
    if (folder / "export" / "config.json").is_file():
        folder = folder / "export"
    task = {
        "system": row.system, "start": row.start, "fivefold": row.fivefold, "seed": args.seed,
        "data": args.data, "faces": fingerprint,
    }  # fmt: skip
    if row.network:
        task |= {"size": args.size, "budget": args.budget * 60, "epochs": args.epochs}
    if row.network and row.start != "scratch" and args.weights_from:
        file = args.weights_from / f"{row.system}.safetensors"
        task["from"] = [file.name, file.stat().st_size] if file.is_file() else None
    if row.ours:
        model = folder / "model.onnx"
        task["reads"] = hashlib.blake2b(model.read_bytes()).hexdigest() if model.is_file() else None
    task["made"] = hashlib.blake2b(json.dumps(task, sort_keys=True).encode(), digest_size=8).hexdigest()
    return task | {"model": str(folder), "weights": str(args.weights_from) if args.weights_from else None}


def attempt(row: Row, task: dict, folder: Path, args: argparse.Namespace, memory: Path) -> dict:
    """Runs a row in a process of its own and remembers what it measured."""
    field = prepare(args.data, row.side(args.size, task["model"]), folder)
    task = task | {"field": str(field), "result": str(folder / "result.json")}
    result = in_process(task, 2 * 60 * args.budget + GRACE)
    if result["status"].startswith(KEEP):
        with memory.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"row": row.key, "made": task["made"], **result}) + "\n")
    return result


def in_process(task: dict, seconds: float) -> dict:
    """The result of `train.peers.trial` for a task, or a status that says how its process ended."""
    path = Path(task["result"])
    path.unlink(missing_ok=True)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "train.peers.trial"], input=json.dumps(task), text=True, timeout=seconds,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return {"status": "failed: far beyond its budget"}
    if not path.is_file():
        return {"status": f"failed: its process ended with code {done.returncode}"}
    return json.loads(path.read_text("utf-8"))


def remembered(memory: Path) -> dict[str, dict]:
    """Results of earlier runs by their hash; a last line that a kill cut in half is passed over."""
    known = {}
    for line in memory.read_text("utf-8").splitlines() if memory.is_file() else []:
        try:
            result = json.loads(line)
            known[result["made"]] = result
        except (ValueError, KeyError):
            continue
    return known


def told(result: dict) -> str:
    """A row in a few words for the terminal."""
    if "accuracy" not in result:
        return result["status"]
    return f"accuracy {span(result['accuracy'])}, {result['status']}"
