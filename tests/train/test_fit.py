"""Fitting: it learns, keeps its record, and takes every option it offers."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from tests.train.tiny import fit, need_fonts, pencil_set
from train.load import load_network


def best(run) -> dict:
    return json.loads((run / "run.json").read_text())["best"]


def test_learns_and_leaves_its_record(fitted, faces_set):
    record = json.loads((fitted / "run.json").read_text())
    assert record["labels"] == ["happy", "sad", "shock"]
    assert record["options"]["backbone"] == "test_efficientnet" and record["data"][0]["faces"] == 96
    assert set(record["versions"]) >= {"torch", "timm", "transformers"}
    assert best(fitted)["eval_macro_f1"] >= 0.9
    assert Image.open(fitted / "curves.png").width > 500
    assert sum("loss" in row for row in record["history"]) > 10, "a loss to draw, however short the run"
    assert any((fitted / "logs").rglob("events.*")), "no TensorBoard curves"
    network, names = load_network(fitted)
    assert names == ("happy", "sad", "shock") and network.size == 32
    stem = network.backbone.conv_stem.weight
    assert stem.shape[1] == 1, "one grey channel"


def test_best_holds_the_averaged_weights_of_the_best_epoch(fitted):
    epoch = round(best(fitted)["epoch"])
    average = load_file(fitted / f"checkpoint-{6 * epoch}" / "ema.safetensors")
    kept = load_file(fitted / "best" / "model.safetensors")
    assert all(torch.equal(value, average[f"backbone.{key}"]) for key, value in kept.items())


@pytest.mark.parametrize(
    "words",
    [
        ("--freeze",),
        ("--unfreeze-after", "1"),
        ("--class-weights", "--label-smoothing", "0.1", "--balanced", "--mixup", "0.2", "--augment", "ink"),
        ("--augment", "classic", "--classic-looks", "--rgb"),
    ],
    ids=lambda words: words[0],
)
def test_options_train(faces_set, tmp_path, words):
    assert fit(faces_set, "--out", tmp_path / "run", "--epochs", "2", *words) == 0
    assert (tmp_path / "run" / "best" / "model.safetensors").is_file()


def test_linear_probe_leaves_the_backbone_alone(faces_set, fitted, tmp_path):
    from tests.train.tiny import TINY

    words = [word for word in TINY if word != "--from-scratch"]
    run = tmp_path / "probe"
    assert (
        fit(faces_set, "--out", run, "--epochs", "1", "--init", fitted, "--freeze", *words, tiny=False) == 0
    )
    before, after = load_file(fitted / "best/model.safetensors"), load_file(run / "best/model.safetensors")
    changed = {key for key in before if not torch.equal(before[key], after[key])}
    assert changed == {"classifier.weight", "classifier.bias"}


def test_gradual_unfreezing_opens_one_stage_after_the_other(faces_set, tmp_path):
    run = tmp_path / "run"
    assert fit(faces_set, "--out", run, "--epochs", "3", "--unfreeze-after", "1", "--augment", "none") == 0
    first, second, third = (load_file(run / f"checkpoint-{6 * i}/model.safetensors") for i in (1, 2, 3))
    stem, top = "backbone.conv_stem.weight", "backbone.conv_head.weight"
    assert torch.equal(first[top], second[top]) is False, "the last stage learns in the second epoch"
    assert torch.equal(first[stem], third[stem]), "the stem still waits"


def test_shares_draw_from_a_second_set(faces_set, tmp_path):
    other = pencil_set(tmp_path / "other", 40, seed=5, with_validation=False)
    run = tmp_path / "run"
    assert fit(faces_set, f"{other}=0.25", "--out", run, "--epochs", "1") == 0
    record = json.loads((run / "run.json").read_text())
    assert [row["share"] for row in record["data"]] == [None, 0.25]


def test_distils_from_the_mean_of_runs(faces_set, fitted, tmp_path):
    run = tmp_path / "run"
    words = ("--epochs", "4", "--distil", fitted, fitted, "--distil-share", "1", "--augment", "none")
    assert fit(faces_set, "--out", run, *words) == 0
    assert best(run)["eval_macro_f1"] >= 0.8, "the teacher alone teaches the moods"


def test_hints_scenes_and_two_views_train_together(faces_set, fitted, tmp_path):
    need_fonts()
    run = tmp_path / "run"
    words = ("--distil", fitted, "--hints", faces_set, "--scenes", "40", "--agree", "0.5")
    assert fit(faces_set, "--out", run, "--epochs", "1", *words) == 0
    record = json.loads((run / "run.json").read_text())
    assert [row["data"] for row in record["data"]] == [str(faces_set), str(faces_set), "scenes"]
    assert record["data"][-1]["faces"] == 40 and np.isfinite(best(run)["eval_loss"])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--hints", "DATA"), "--hints needs --distil"),
        (("--agree", "1", "--mixup", "0.2"), "does not go with --mixup"),
        (("--scenes", "9", "--rgb", "--augment", "none"), "do not go with --rgb"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(faces_set, tmp_path, capsys, words, told):
    words = [str(faces_set) if word == "DATA" else word for word in words]
    assert fit(faces_set, "--out", tmp_path / "run", *words) == 1
    assert told in capsys.readouterr().err and not (tmp_path / "run").exists()
