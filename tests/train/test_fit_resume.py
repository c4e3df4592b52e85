"""Stopping and going on: a killed run ends with the weights of one that was never stopped."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from tests.train.tiny import TINY, fit

ROOT = Path(__file__).parents[2]
# Dropout, averaging, mixup and balanced drawing: every source of chance that a run has.
WORDS = (
    "--epochs",
    "4",
    "--ema",
    "0.9",
    "--drop-rate",
    "0.2",
    "--mixup",
    "0.2",
    "--balanced",
    "--augment",
    "ink",
)


@pytest.fixture(scope="module")
def whole(faces_set, tmp_path_factory) -> Path:
    """A run that nothing interrupted."""
    run = tmp_path_factory.mktemp("whole") / "run"
    assert fit(faces_set, "--out", run, *WORDS) == 0
    return run


def same(one: Path, other: Path, file: str) -> bool:
    a, b = load_file(one / file), load_file(other / file)
    return a.keys() == b.keys() and all(torch.equal(a[key], b[key]) for key in a)


def killed(data: Path, run: Path) -> None:
    """Starts a run in a process of its own and kills it after its second checkpoint, within an epoch."""
    command = [sys.executable, "-m", "train", "fit", str(data), "--out", str(run), *WORDS, *TINY]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"OMP_NUM_THREADS": "1"})
    until = time.monotonic() + 240
    while not (run / "checkpoint-12" / "trainer_state.json").is_file():
        assert process.poll() is None, "the run ended before it could be killed"
        assert time.monotonic() < until, "no checkpoint came"
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_kill_and_resume_gives_identical_weights(faces_set, whole, tmp_path):
    run = tmp_path / "run"
    killed(faces_set, run)
    assert not (run / "checkpoint-24").exists()
    assert fit("--out", run, "--resume", "--no-progress", tiny=False) == 0
    for file in (
        "checkpoint-24/model.safetensors",
        "checkpoint-24/ema.safetensors",
        "best/model.safetensors",
    ):
        assert same(run, whole, file), file


@pytest.mark.parametrize(
    "broken", ["model.safetensors", "ema.safetensors", "optimizer.pt", "trainer_state.json"]
)
def test_a_broken_newest_checkpoint_falls_back(whole, tmp_path, capsys, broken):
    run = tmp_path / "run"
    shutil.copytree(whole, run)
    path = run / "checkpoint-24" / broken
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert fit("--out", run, "--resume", "--no-progress", tiny=False) == 0
    told = capsys.readouterr().out
    assert "checkpoint-24 is broken" in told and "going on from checkpoint-18" in told
    assert same(run, whole, "checkpoint-24/model.safetensors")


def test_without_a_whole_checkpoint_it_begins_at_the_same_start(faces_set, whole, tmp_path, capsys):
    first, again = tmp_path / "first", tmp_path / "again"
    words = ("--init", whole, "--epochs", "1", "--lr", "0.001", "--augment", "ink")
    plain = [word for word in TINY if word != "--from-scratch"]
    assert fit(faces_set, "--out", first, *words, *plain, tiny=False) == 0
    shutil.copytree(first, again)
    (again / "checkpoint-6" / "optimizer.pt").unlink()
    capsys.readouterr()
    assert fit("--out", again, "--resume", "--no-progress", tiny=False) == 0
    assert "no whole checkpoint: from the beginning" in capsys.readouterr().out
    assert same(again, first, "checkpoint-6/model.safetensors")


def test_patience_is_remembered_and_time_added_up(faces_set, tmp_path):
    # Nothing is learned, so that no epoch is better than the first: it stops after two more.
    words = ("--epochs", "6", "--patience", "2", "--lr", "1e-12", "--augment", "none")
    run, record = tmp_path / "run", tmp_path / "run" / "run.json"
    assert fit(faces_set, "--out", run, *words, *TINY[: TINY.index("--lr")], *TINY[-3:], tiny=False) == 0
    last = max(int(path.name[11:]) for path in run.glob("checkpoint-*"))
    assert last == 18
    seconds = json.loads(record.read_text())["seconds"]
    (run / "checkpoint-18" / "optimizer.pt").unlink()
    assert fit("--out", run, "--resume", "--no-progress", tiny=False) == 0
    assert max(int(path.name[11:]) for path in run.glob("checkpoint-*")) == 18
    assert json.loads(record.read_text())["seconds"] > seconds


def test_resume_refuses_other_options(whole, capsys):
    assert fit("--out", whole, "--resume", "--lr", "0.5", tiny=False) == 1
    assert "lr = 0.01, not 0.5" in capsys.readouterr().err


def test_a_run_is_not_overwritten(faces_set, whole, capsys):
    assert fit(faces_set, "--out", whole, *WORDS) == 1
    assert "--resume" in capsys.readouterr().err


def test_resume_without_a_run(tmp_path, capsys):
    assert fit("--out", tmp_path / "none", "--resume", tiny=False) == 1
    assert "no run to resume" in capsys.readouterr().err
