"""python -m train space owner/name: the app as a Gradio Space, with its embedded weights."""

import argparse
from pathlib import Path

from moods.errors import ModelError

ROOT = Path(__file__).parents[1]
ROOMS = ("moods", "ui")
SUFFIXES = (".css", ".html", ".js", ".json", ".md", ".onnx", ".png", ".py", ".svg")
LEFT_OUT = ("ui/examples/__main__.py",)
"""Needs the renderer, which the app itself does not."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("repo", metavar="OWNER/NAME", help="the Space's name on the Hub")
    parser.add_argument(
        "--model", metavar="OWNER/NAME[@REVISION]", help="model of the Hub to read with (the embedded one)"
    )
    parser.add_argument("--public", action="store_true", help="show it to everybody (new ones are private)")
    parser.add_argument("--dry-run", action="store_true", help="list the files, send nothing")


def run(args: argparse.Namespace) -> int:
    """Uploads the Space, or shows what would be uploaded."""
    url = space(args.repo, args.model, private=not args.public, dry_run=args.dry_run)
    if url:
        print(url)
    return 0


def space(
    repo: str,
    model_id: str | None = None,
    private: bool = True,
    dry_run: bool = False,
    token: str | None = None,
) -> str:
    """Uploads the app and returns the commit's address ("" when dry); `model_id` becomes its MODEL_ID."""
    from moods.hub import repository
    from train.upload import listing, name_of, text_of, upload

    repo = name_of(repo)
    model = repository(model_id)[0] if model_id else None
    files = gather(model)
    if dry_run:
        print(f"The Space {repo} would get:\n{listing(files)}\n\n{text_of(files['README.md'])}")
        return ""
    return upload(repo, files, "The app", "space", private, token, {"MODEL_ID": model_id})


def gather(model: str | None = None, root: Path = ROOT) -> dict[str, Path | bytes]:
    """Every file of the Space by its path there."""
    weights = root / "moods" / "default" / "model.onnx"
    if not weights.is_file() and model is None:
        raise ModelError(f"{weights.parent} holds no model.onnx to embed: name a model with --model.")
    files: dict[str, Path | bytes] = {"app.py": root / "app.py"}
    for room in ROOMS:
        for path in sorted((root / room).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in SUFFIXES and "__pycache__" not in path.parts and name not in LEFT_OUT:
                files[name] = path
    files["requirements.txt"] = root / "space" / "requirements.txt"
    files["README.md"] = page(root / "space" / "README.md", model)
    return files


def page(readme: Path, model: str | None) -> bytes:
    """The Space's own README; its head names the model it reads with."""
    text = readme.read_text("utf-8")
    if model is None:
        return text.encode()
    end = text.index("\n---\n", 4)
    return f"{text[:end]}\nmodels:\n  - {model}{text[end:]}".encode()
