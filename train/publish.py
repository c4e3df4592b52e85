"""python -m train push FOLDER owner/name: an exported model to the Hub, with its card, in one commit."""

import argparse
import json
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

from moods.errors import ModelError
from moods.labels import MOODS
from train.provenance import facts_of, public, read

OPTIONAL = ("processor_config.json",)  # of timm's networks
NEEDED = ("config.json", "model.safetensors", "model.onnx", "preprocessor_config.json")
WELCOME = ("faces.onnx",)
EXAMPLES = {"angry": 3, "crying": 5, "happy": 2}
"""Seeds of the drawn faces that visitors of the model's page can try."""
PLAIN: dict[str, Any] = {
    **{"background": "white", "finish": "", "occluder": "", "inverted": False},
    **{"x": 0.5, "y": 0.52, "share": 0.62, "roll": 0.0, "yaw": 0.0, "pitch": 0.0},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("folder", type=Path, help="a run of `train fit`, or an exported folder")
    parser.add_argument("repo", metavar="OWNER/NAME", help="the model's name on the Hub")
    parser.add_argument("--public", action="store_true", help="show it to everybody (new ones are private)")
    parser.add_argument(
        "--dry-run", action="store_true", help="list the files and print the card, send nothing"
    )


def run(args: argparse.Namespace) -> int:
    """Pushes, or shows what would be pushed."""
    url = push(args.folder, args.repo, private=not args.public, dry_run=args.dry_run)
    if url:
        print(url)
    return 0


def push(
    folder: str | Path, repo: str, private: bool = True, dry_run: bool = False, token: str | None = None
) -> str:
    """Uploads a run's export or an exported folder and returns the commit's address ("" when dry)."""
    from train.upload import listing, name_of, text_of, upload

    repo = name_of(repo)
    files = gather(Path(folder), repo)
    if dry_run:
        print(f"{repo} would get:\n{listing(files)}\n\n{text_of(files['README.md'])}")
        return ""
    return upload(repo, files, f"Model and card of {repo}", private=private, token=token)


def gather(folder: Path, repo: str) -> dict[str, Path | bytes]:
    """Every file of the repository by its path there: only what is named here, so never a pickle."""
    from train.card import card

    exported, run_folder = place(folder)
    missing = [name for name in NEEDED if not (exported / name).is_file()]
    if missing:
        raise ModelError(
            f"{exported} lacks {', '.join(missing)}: make the folder with `python -m train export`."
        )
    config = read(exported / "config.json")
    if not config.get("label_names"):
        raise ModelError(
            f"{exported / 'config.json'} names no moods: export it with `python -m train export`."
        )
    metrics = public(read(exported / "metrics.json")) if (exported / "metrics.json").is_file() else {}
    present = [*NEEDED, *(name for name in OPTIONAL if (exported / name).is_file())]
    files: dict[str, Path | bytes] = {name: exported / name for name in present}
    files |= {name: exported / name for name in WELCOME if (exported / name).is_file()}
    if metrics:
        files["metrics.json"] = (json.dumps(metrics, indent=1, ensure_ascii=False) + "\n").encode()
    pictures = examples([mood for mood in config["label_names"] if mood in MOODS])
    facts = public(facts_of(exported, run_folder))
    text = card(repo, exported, config, metrics, facts, sorted(pictures))
    return files | pictures | {"README.md": text.encode()}


def place(folder: Path) -> tuple[Path, Path | None]:
    """The exported folder, and the run it belongs to where there is one."""
    if (folder / "config.json").is_file():
        parent = folder.resolve().parent
        return folder, parent if (parent / "run.json").is_file() else None
    if (folder / "export" / "config.json").is_file():
        return folder / "export", folder
    if (folder / "run.json").is_file():
        raise ModelError(f"{folder} has not been exported yet: run `python -m train export {folder}` first.")
    raise ModelError(f"{folder} is neither a run of `python -m train fit` nor an exported folder.")


def examples(moods: list[str]) -> dict[str, bytes]:
    """Small faces drawn by our own renderer, always the same, as PNG."""
    from data_tools.sketch import face, render

    pictures = {}
    for mood in EXAMPLES.keys() & set(moods):
        kept = BytesIO()
        plain = replace(face(mood, EXAMPLES[mood], "ink"), **PLAIN)
        render(plain, 256).convert("L").save(kept, "PNG")
        pictures[f"examples/{mood}.png"] = kept.getvalue()
    return pictures
