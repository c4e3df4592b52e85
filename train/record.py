"""RUN/run.json: what was asked, of which data, with which versions, and what came out."""

import json
from argparse import ArgumentParser, Namespace
from importlib.metadata import version
from pathlib import Path

from moods.errors import DataError
from train.network import Network
from train.options import add_arguments

PACKAGES = ("torch", "timm", "transformers", "datasets")
NOT_KEPT = ("verb", "resume", "out", "no_progress")


def resumed(options: Namespace, run: Path) -> Namespace:
    """The options of the run that is to go on; one that is given anew and differs is refused."""
    path = run / "run.json"
    if not path.is_file():
        raise DataError(f"{run} holds no run to resume (no run.json).")
    kept = json.loads(path.read_text("utf-8"))["options"]
    parser = ArgumentParser()
    add_arguments(parser)
    usual = vars(parser.parse_args(["--out", str(run)]))
    for name, value in vars(options).items():
        if name in NOT_KEPT or value == usual[name] or value == kept.get(name):
            continue
        raise DataError(
            f"{run} was started with {name.replace('_', '-')} = {kept.get(name)}, not {value}: "
            "--resume goes on with the options it has."
        )
    shown = {"out": options.out, "resume": True, "no_progress": options.no_progress}
    return Namespace(**(usual | kept | shown))


def write_record(run: Path, **parts) -> None:
    """Adds parts to run.json, replacing the file as a whole."""
    path = run / "run.json"
    record = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    part = path.with_suffix(".part")
    part.write_text(json.dumps(record | parts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)


def describe(options: Namespace, network: Network, names: tuple[str, ...], data: list[dict]) -> dict:
    """All that is needed to build the network again, and to know what it learned from."""
    kept = {name: value for name, value in vars(options).items() if name not in NOT_KEPT}
    model = network.backbone
    own = network.kind == "transformers"
    return {
        "options": kept,
        "labels": list(names),
        "kind": network.kind,
        "architecture": options.backbone if own else model.pretrained_cfg["architecture"],
        "config": model.config.to_dict() if own else None,
        "model_args": network.model_args,
        "size": network.size,
        "rgb": network.rgb,
        "mean": network.mean,
        "std": network.std,
        "data": data,
        "versions": {name: version(name) for name in PACKAGES},
    }
