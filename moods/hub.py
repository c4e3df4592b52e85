"""Where weights come from: the embedded folder, a local folder, or a Hub repository at a revision."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

from moods.errors import ModelError

DEFAULT = Path(__file__).parent / "default"
NEEDS = ("model.onnx",)
MAKERS = {"model.onnx": "python -m train export", "faces.onnx": "python -m train detector"}
PART = r"[A-Za-z0-9][\w.-]*"
NAME = re.compile(rf"(?P<repo>{PART}/{PART})(?:@(?P<revision>[\w.\-/]+))?", re.ASCII)
FORBIDDEN = re.compile(r"--|\.\.|[.-](/|$)|\.git$")  # by the Hub's own rules for names
LONGEST = 96
COMMIT = re.compile(r"[0-9a-f]{40}")


class UnreachableError(ModelError):
    """The Hub does not answer and no usable copy is here."""


@dataclass(frozen=True)
class Weights:
    """A folder of exported files; `source`: "embedded", the folder's path or the repository's name.

    `revision` is the commit of weights from the Hub; `note` a sentence when something unusual happened.
    """

    folder: Path
    source: str
    revision: str | None = None
    note: str = ""


def fetch(
    model: str | Path | None = None, needs: tuple[str, ...] = NEEDS, token: str | None = None
) -> Weights:
    """The weights of `None` (embedded), a folder, or `owner/name[@revision]`, with the files it `needs`."""
    if model is None:
        return Weights(complete(DEFAULT, needs, "The embedded model"), "embedded")
    folder = Path(os.path.expanduser(model))  # Path has one that fails where there is no home
    if str(model).strip() and folder.is_dir():
        return Weights(complete(folder, needs, str(model)), str(model))
    repo, revision = repository(str(model))
    return from_hub(repo, revision, needs, token)


def fetch_or_default(model: str | None, needs: tuple[str, ...] = NEEDS) -> Weights:
    """As `fetch`, but the embedded weights, with a note, when the Hub cannot be reached."""
    try:
        return fetch(model, needs)
    except UnreachableError as error:
        return Weights(complete(DEFAULT, needs, "The embedded model"), "embedded", None, str(error))


def complete(folder: Path, needs: tuple[str, ...], name: str) -> Path:
    """The folder, when it holds all files needed."""
    for file in needs:
        if not (folder / file).is_file():
            raise ModelError(f"{name} holds no {file}: make it with `{maker(file)}`.")
    return folder


def maker(file: str) -> str:
    """The command that writes a file."""
    return MAKERS.get(file, MAKERS["model.onnx"])


def repository(name: str) -> tuple[str, str]:
    """Repository and revision of `owner/name[@revision]`; `main` when none is given."""
    match = NAME.fullmatch(name.strip())
    if match is None or FORBIDDEN.search(match["repo"]) or len(match["repo"]) > LONGEST or ".." in name:
        raise ModelError(
            f"{name!r} is neither a folder here nor a model on the Hub: "
            "name a folder with config.json and model.onnx, or owner/name, or owner/name@revision."
        )
    return match["repo"], match["revision"] or "main"


def from_hub(repo: str, revision: str, needs: tuple[str, ...], token: str | None) -> Weights:
    """The snapshot of a revision: from the cache when pinned and sound, else asked for with patience."""
    from moods.download import Download, patiently, remembered, sound

    pinned = COMMIT.fullmatch(revision) is not None
    if pinned and (folder := sound(repo, revision, needs)):
        return Weights(folder, repo, revision)
    try:
        folder = patiently(Download(repo, revision, needs, token))
        return Weights(folder, repo, folder.name)
    except UnreachableError as error:
        commit = revision if pinned else remembered(repo, revision)
        copy = sound(repo, commit, needs) if commit else None
        if commit is None or copy is None:
            raise UnreachableError(
                f"{error} No sound copy of {repo}@{revision} is here either: "
                "connect and try again, or name a folder, or leave the model out to use the embedded one."
            ) from error
        return Weights(copy, repo, commit, f"{error} The copy fetched earlier is used ({commit[:8]}).")
