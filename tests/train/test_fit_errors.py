"""What cannot be trained is refused in a sentence; what breaks keeps the best checkpoint."""

import errno
import os
import socket
import time

import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from tests.train.tiny import TINY, fit, pencil_set
from train import trainer
from train.__main__ import main
from train.trainer import FaceTrainer


def said(capsys) -> str:
    captured = capsys.readouterr()
    last = captured.err.strip().splitlines()[-1]
    assert last.startswith("error: ") and "Traceback" not in captured.err
    return last


def named(name: str) -> list[str]:
    """The tiny options with another backbone."""
    return [name if word == "test_efficientnet" else word for word in TINY]


def test_unknown_backbone_offers_near_names(faces_set, tmp_path, capsys):
    assert fit(faces_set, "--out", tmp_path / "run", *named("mobilenetv4_conv_smal"), tiny=False) == 1
    assert "mobilenetv4_conv_small" in said(capsys)


def test_unknown_tag_offers_near_ones(faces_set, tmp_path, capsys):
    assert fit(faces_set, "--out", tmp_path / "run", *named("resnet50.a1_in1"), tiny=False) == 1
    assert "'a1_in1' of resnet50" in (words := said(capsys)) and "a1_in1k" in words


def test_a_folder_that_is_not_there(faces_set, tmp_path, capsys):
    name = f"local-dir:{tmp_path / 'nowhere'}"
    assert fit(faces_set, "--out", tmp_path / "run", *named(name), tiny=False) == 1
    assert "cannot be built" in said(capsys)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--size", "-5"), "--size must be at least 16"),
        (("--cache-size", "1"), "--cache-size must be at least 16"),
        (("--num-threads", "-1"), "--num-threads must be at least 0"),
        (("--epochs", "0"), "--epochs must be at least 1"),
        (("--std", "0"), "--std must be above 0"),
        (("--seed", "-1"), "--seed must be at least 0"),
        (("--scenes", "-5"), "--scenes must be at least 0"),
        (("--agree", "-1"), "--agree must be at least 0"),
        (("--mixup", "-0.2"), "--mixup must be at least 0"),
        (("--even", "--freeze"), "--even changes every layer"),
    ],
    ids=lambda words: words[0],
)
def test_figures_that_cannot_be_meant(faces_set, tmp_path, capsys, words, told):
    assert fit(faces_set, "--out", tmp_path / "run", *TINY, *words, tiny=False) == 1
    assert told in said(capsys)


@pytest.mark.parametrize("words", ["drawn=25", "drawn=half", "drawn="])
def test_shares_that_are_none(faces_set, tmp_path, capsys, words):
    assert fit(faces_set, words, "--out", tmp_path / "run") == 1
    assert f"{words}: " in (told := said(capsys)) and "not a share between 0 and 1" in told


def test_a_folder_may_have_an_equals_sign(tmp_path):
    data = pencil_set(tmp_path / "a=b", 24, 9)
    assert fit(data, "--out", tmp_path / "run", "--epochs", "1") == 0


def test_no_certain_face_to_choose_by(tmp_path, capsys):
    import datasets

    data = datasets.load_from_disk(pencil_set(tmp_path / "all", 12, 6))
    doubtful = data.map(lambda row: {"certainty": "unsure"})
    doubtful.save_to_disk(tmp_path / "doubtful")
    words = ("--out", tmp_path / "run", "--best-by", "sure_macro_f1")
    assert fit(tmp_path / "doubtful", *words) == 1
    assert "no certain validation face" in said(capsys)


def test_a_place_that_is_a_file(faces_set, tmp_path, capsys):
    (tmp_path / "run").write_text("a file")
    assert fit(faces_set, "--out", tmp_path / "run") == 1
    assert "Choose another with --out" in said(capsys)


def test_one_class(tmp_path, capsys):
    data = pencil_set(tmp_path / "one", 12, 6, moods=("sad",))
    assert fit(data, "--out", tmp_path / "run") == 1
    assert "one class only (sad)" in said(capsys)


def test_no_validation_split(tmp_path, capsys):
    data = pencil_set(tmp_path / "half", 12, with_validation=False)
    assert fit(data, "--out", tmp_path / "run") == 1
    assert "has no validation split" in said(capsys)


@pytest.mark.parametrize("kind", ["missing", "file", "empty folder"])
def test_no_data_set(tmp_path, capsys, kind):
    data = tmp_path / "data"
    if kind == "file":
        data.write_text("no data")
    elif kind == "empty folder":
        data.mkdir()
    assert fit(data, "--out", tmp_path / "run") == 1
    assert str(data) in said(capsys)


def test_labels_that_the_first_set_does_not_know(faces_set, tmp_path, capsys):
    import datasets

    part = datasets.load_from_disk(faces_set)["train"]
    part = part.cast_column("label", datasets.ClassLabel(names=["happy", "sad", "hungry"]))
    datasets.DatasetDict(train=part).save_to_disk(tmp_path / "other")
    assert fit(faces_set, tmp_path / "other", "--out", tmp_path / "run") == 1
    assert "hungry" in said(capsys)


def test_no_number_stops_the_run_and_keeps_the_best(faces_set, tmp_path, capsys, monkeypatch):
    honest = FaceTrainer.compute_loss

    def poisoned(self, model, inputs, *args, **kwargs):
        out = honest(self, model, inputs, *args, **kwargs)
        return out * float("nan") if model.training and self.state.global_step == 9 else out

    monkeypatch.setattr(FaceTrainer, "compute_loss", poisoned)
    run = tmp_path / "run"
    assert fit(faces_set, "--out", run, "--epochs", "3") == 1
    words = said(capsys)
    assert "no number any more (step 10, learning rate" in words and "The best epoch, 1, is kept" in words
    assert all(value.isfinite().all() for value in load_file(run / "best/model.safetensors").values())


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        RuntimeError("PytorchStreamWriter failed writing file"),
        SafetensorError("I/O error: No space left on device (os error 28)"),
    ],
    ids=["notes", "optimizer", "weights"],
)
def test_a_full_disk_keeps_the_best(faces_set, tmp_path, capsys, monkeypatch, error):
    honest = FaceTrainer._save_optimizer_and_scheduler

    def full(self, output_dir):
        if self.state.global_step > 6:
            raise error
        honest(self, output_dir)

    monkeypatch.setattr(FaceTrainer, "_save_optimizer_and_scheduler", full)
    run = tmp_path / "run"
    assert fit(faces_set, "--out", run, "--epochs", "3") == 1
    assert "is full" in (words := said(capsys)) and "is kept in" in words
    assert load_file(run / "best/model.safetensors")


@pytest.mark.parametrize(("through", "told"), [(0, "No epoch was finished and kept."), (1, "best epoch, 1,")])
def test_weights_that_no_disk_took_are_not_claimed(faces_set, tmp_path, capsys, monkeypatch, through, told):
    honest, left = trainer.save_best, [through]

    def full(network, folder):
        left[0] -= 1
        if left[0] < 0:
            raise SafetensorError("I/O error: No space left on device (os error 28)")
        honest(network, folder)

    monkeypatch.setattr(trainer, "save_best", full)
    words = ("--epochs", "3", "--augment", "none", "--best-by", "loss")  # which falls with every epoch
    assert fit(faces_set, "--out", tmp_path / "run", *words) == 1
    assert told in said(capsys)


def test_the_disk_is_named_by_every_verb(tmp_path, capsys, monkeypatch):
    for error, told in (
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "The disk is full"),
        (PermissionError(errno.EACCES, "Permission denied", "/there/report.html"), "/there/report.html"),
    ):
        monkeypatch.setattr("train.evaluate.run", lambda args, error=error: (_ for _ in ()).throw(error))
        assert main(["evaluate", "moods/default", str(tmp_path)]) == 1
        assert told in said(capsys)


def test_init_that_fits_nothing(faces_set, tmp_path, capsys):
    words = [word for word in TINY if word != "--from-scratch"]
    save_file({"some.weight": torch.zeros(3)}, tmp_path / "other.safetensors")
    assert (
        fit(
            faces_set, "--out", tmp_path / "run", "--init", tmp_path / "other.safetensors", *words, tiny=False
        )
        == 1
    )
    assert "none of its 1 tensors fits" in said(capsys)
    (tmp_path / "broken.safetensors").write_bytes(b"x" * 100)
    assert (
        fit(
            faces_set,
            "--out",
            tmp_path / "run",
            "--init",
            tmp_path / "broken.safetensors",
            *words,
            tiny=False,
        )
        == 1
    )
    assert "not a whole safetensors file" in said(capsys)


@pytest.mark.parametrize("endpoint", ["refuses", "hangs"])
def test_no_hub_is_said_quickly(faces_set, tmp_path, capsys, monkeypatch, endpoint):
    from huggingface_hub import constants

    words = [word for word in TINY if word != "--from-scratch"]
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        if endpoint == "hangs":
            door.listen()
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{door.getsockname()[1]}")
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
        begun = time.monotonic()
        assert fit(faces_set, "--out", tmp_path / "run", *words, tiny=False) == 1
        assert time.monotonic() - begun < 10
    words = said(capsys)
    assert "cannot be reached" in words and "--init FILE" in words and "--from-scratch" in words
