"""`push` on a local Hub: one commit that every loader understands, and a sentence for each refusal."""

import json
import os
import re
import shutil
import time
from pathlib import Path

import numpy as np
import pytest
import timm
import torch

from moods.errors import ModelError
from moods.hub import fetch
from tests.hub.local import LocalHub
from tests.train.shelf import blank_export
from tests.train.tiny import MOODS, pencil_face, pencil_set
from train.__main__ import main
from train.calibrate import Calibration
from train.export import write
from train.network import Network
from train.publish import push

SENT = {"README.md", "config.json", "examples/happy.png", "model.onnx", "model.safetensors",
        "preprocessor_config.json", "processor_config.json"}  # fmt: skip
NAME = "artist/moods"
FIGURE = {"value": 0.75, "low": 0.7, "high": 0.8}

LOAD = """
import ast, contextlib, io, json, re, sys
from pathlib import Path
card = Path(sys.argv[1]).read_text("utf-8")
answers = []
for code in re.findall(r"```python\\n(.*?)```", card, re.DOTALL):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(code, {})
    answers.append(ast.literal_eval(said.getvalue().strip().splitlines()[-1]))
answers[0] = {answer["label"]: answer["score"] for answer in answers[0]}
print(json.dumps(answers))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An exported folder with left-overs of a run."""
    made = blank_export(tmp_path / "moods", MOODS)
    for junk in ("training_args.bin", "optimizer.pt", "model.pkl", "events.out.tfevents.1"):
        (made / junk).write_bytes(b"\x80\x04.")
    return made


def stored(hub: LocalHub, name: str = NAME) -> dict[str, bytes]:
    """Path and content of each file at the Hub, without git's own."""
    files = hub.repo(name).resolve("main").files
    return {path: blob.content for path, blob in files.items() if path != ".gitattributes"}


def test_one_private_commit_without_pickles(hub: LocalHub, folder: Path) -> None:
    url = push(folder, NAME)
    repo = hub.repo(NAME)
    assert url == f"{hub.url}/{NAME}/commit/{repo.branches['main']}"
    assert repo.private
    assert len(repo.commits) == 2
    assert set(stored(hub)) == SENT
    for name in ("config.json", "model.onnx", "model.safetensors"):
        assert stored(hub)[name] == (folder / name).read_bytes()
    assert not [content for content in hub.store.uploads.values() if content.startswith(b"\x80\x04")]


def test_the_same_push_again_changes_nothing(hub: LocalHub, folder: Path) -> None:
    assert push(folder, NAME) == push(folder, NAME)
    assert len(hub.repo(NAME).commits) == 2
    (folder / "metrics.json").write_text(json.dumps({"n": 9, "accuracy": FIGURE}))
    push(folder, NAME)
    assert len(hub.repo(NAME).commits) == 3
    assert "| accuracy | 0.750 | 0.700 to 0.800 |" in stored(hub)["README.md"].decode()


def test_a_run_is_pushed_by_its_export(hub: LocalHub, folder: Path, tmp_path: Path) -> None:
    faces = pencil_set(tmp_path / "faces", 6, 6, source="pencil", licence="CC0-1.0")
    trained = [
        {"data": str(faces), "split": "train", "faces": 6, "hub": False},
        {"data": "artist/more", "split": "train", "hub": True},
        {"data": "out/gone", "split": "train", "hub": False},
    ]
    shutil.copytree(folder, tmp_path / "run" / "export")
    (tmp_path / "run" / "run.json").write_text(json.dumps({"data": trained}))
    push(tmp_path / "run", NAME)
    assert set(stored(hub)) == SENT
    card = stored(hub)["README.md"].decode()
    assert "\n| pencil | CC0-1.0 | 21 |\n" in card
    assert "\ndatasets:\n- artist/more\n" in card and "out/gone" not in card
    assert str(tmp_path) not in card


def test_every_way_of_the_card_gives_the_same(hub: LocalHub, tmp_path: Path) -> None:
    torch.manual_seed(3)
    model = timm.create_model("test_efficientnet", num_classes=len(MOODS), pretrained=False).eval()
    network = Network(model, "timm", 32, True, [0.5] * 3, [0.25] * 3, {})
    (tmp_path / "moods").mkdir()
    (tmp_path / "moods" / "faces.onnx").write_bytes(b"only to be there")
    write(network, MOODS, Calibration(1.0, 0.5, 1.0, 0.0, 0), "test_efficientnet", tmp_path / "moods")
    push(tmp_path / "moods", NAME)
    pencil_face("sad", np.random.default_rng(5), 64).convert("RGB").save(tmp_path / "face.png")
    (tmp_path / "card.md").write_bytes(stored(hub)["README.md"])
    # The card's code opens "face.png": run it where that is.
    code = f"import os; os.chdir({str(tmp_path)!r})\n{LOAD}"
    ran = hub.run(["-c", code, str(tmp_path / "card.md")])
    assert ran.returncode == 0, ran.stderr
    answers = json.loads(ran.stdout.splitlines()[-1])
    assert len(answers) == 4
    for answer in answers:
        assert set(answer) == set(MOODS)
        assert answer == pytest.approx(answers[0], abs=1e-3)


def test_our_own_reader_gets_what_was_pushed(hub: LocalHub, folder: Path) -> None:
    url = push(folder, NAME)
    weights = fetch(NAME)
    assert url.endswith(weights.revision)
    assert (weights.folder / "model.onnx").read_bytes() == (folder / "model.onnx").read_bytes()


@pytest.mark.parametrize(
    ("pattern", "through", "left"), [("^PUT", 1, 2), ("/commit/", 0, 0), ("preupload", 0, 3)]
)
def test_an_interrupted_push_is_completed_by_the_next(
    hub: LocalHub, folder: Path, pattern: str, through: int, left: int
) -> None:
    hub.interrupt(pattern=pattern, after=through)
    with pytest.raises(ModelError, match="Run the same command again"):
        push(folder, NAME)
    assert stored(hub) == {}
    hub.heal()
    before = len(hub.requests)
    push(folder, NAME)
    assert set(stored(hub)) == SENT
    assert len([line for line in hub.requests[before:] if line.startswith("PUT")]) == left


def test_dry_run_asks_nobody(hub: LocalHub, folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["push", str(folder), NAME, "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert hub.requests == []
    for name in SENT:
        assert re.search(rf"^ +\d+\.\d+ MB  {re.escape(name)}$", said, re.MULTILINE), name
    assert "# moods" in said
    assert "training_args" not in said


def test_the_command(hub: LocalHub, folder: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["push", str(folder), NAME, "--public"]) == 0
    assert capsys.readouterr().out.strip().startswith(f"{hub.url}/{NAME}/commit/")
    assert not hub.repo(NAME).private
    assert main(["push", str(folder), "artist/moods@v1"]) == 1
    assert capsys.readouterr().err.startswith("error: artist/moods@v1: name the repository only")


@pytest.mark.parametrize(
    ("token", "repo", "sentence"),
    [
        ("hf_wrong", NAME, "The Hub refuses the token"),
        ("hf_reader", NAME, "may not write to artist/moods"),
        ("hf_guest", NAME, "may not write to artist/moods"),
        (None, "guest/moods", "may not write to guest/moods"),
        (None, "moods", "'moods' is no name on the Hub"),
        (None, "artist/mo ods", "is no name on the Hub"),
    ],
)
def test_refusals(hub: LocalHub, folder: Path, token: str | None, repo: str, sentence: str) -> None:
    with pytest.raises(ModelError, match=re.escape(sentence)):
        push(folder, repo, token=token)


def test_without_a_token(hub: LocalHub, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("train.upload.get_token", lambda: None)
    with pytest.raises(ModelError, match=r"No token for the Hub.*set HF_TOKEN"):
        push(folder, NAME)
    assert hub.requests == []


@pytest.mark.parametrize("fault", ["refuse", "hang", "409", "413", "500"])
def test_a_hub_that_fails(hub: LocalHub, folder: Path, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"409": "is taken", "413": "too large", "500": "refused"}
    monkeypatch.setattr("moods.patience.PATIENCE", 1.0)
    if not fault.isdigit():
        getattr(hub, fault)()
    else:
        hub.interrupt(pattern="/commit/" if fault == "409" else "whoami", status=int(fault))
    with pytest.raises(ModelError, match=words.get(fault, "cannot be reached")) as refused:
        push(folder, NAME)
    assert "Traceback" not in str(refused.value) and "\n" not in str(refused.value)


@pytest.mark.parametrize("pattern", ["/commit/", "^PUT", "preupload", "repos/create"])
def test_a_hub_that_falls_silent(
    hub: LocalHub, folder: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moods.patience.SILENCE", 0.5)
    hub.hang(pattern)
    with monkeypatch.context() as quick, pytest.raises(ModelError, match=r"cannot be reached.*same command"):
        quick.setattr(time, "sleep", lambda seconds: None)  # between the client's own attempts
        push(folder, NAME)
    hub.heal()
    push(folder, NAME)
    assert set(stored(hub)) == SENT


def test_another_model_of_ours_is_not_overwritten(hub: LocalHub, folder: Path) -> None:
    api = hub.api()
    api.create_repo(NAME)
    for config in (b'{"model_type": "bert"}', b"[]", b"{"):
        api.upload_file(path_or_fileobj=config, path_in_repo="config.json", repo_id=NAME)
        with pytest.raises(ModelError, match="artist/moods holds something else already"):
            push(folder, NAME)
        assert stored(hub) == {"config.json": config}


@pytest.mark.parametrize("gone", ["model.onnx", "model.safetensors", "preprocessor_config.json"])
def test_an_incomplete_folder(folder: Path, gone: str) -> None:
    os.remove(folder / gone)
    with pytest.raises(ModelError, match=f"lacks {gone}: make the folder with `python -m train export`"):
        push(folder, NAME, dry_run=True)


def test_folders_that_are_no_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="neither a run of `python -m train fit` nor an exported folder"):
        push(tmp_path / "nowhere", NAME)
    (tmp_path / "run.json").write_text("{}")
    with pytest.raises(ModelError, match="has not been exported yet: run `python -m train export"):
        push(tmp_path, NAME)
