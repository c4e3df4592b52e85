"""python -m train compare: rows, the clock, resuming, and what copies on both sides do to k-NN."""

import json
from pathlib import Path

import numpy as np
import pytest
import timm
import torch
from safetensors.torch import save_file

from tests.app import tiny
from tests.train.known_set import grey_set
from train.__main__ import main
from train.compare import in_process, remembered
from train.peers.field import Field, Side, open_field, prepare
from train.peers.knn import best_k, copies, held_out, leak, votes
from train.peers.lineup import lineup
from train.peers.networks import PEERS, Grey, transfer
from train.peers.ours import training_of
from train.peers.trial import measure

ROWS = ("ours", "k-nn", "k-nn-embeddings", "plain-cnn/scratch", "alexnet/full", "leak")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return grey_set(tmp_path_factory.mktemp("data") / "grey")


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny.export(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module", autouse=True)
def quiet():
    """No Hub, and one thread for each child."""
    patch = pytest.MonkeyPatch()
    patch.setenv("HF_HUB_OFFLINE", "1")
    patch.setenv("OMP_NUM_THREADS", "1")
    yield
    patch.undo()


@pytest.fixture(scope="module")
def compared(data, model, tmp_path_factory):
    """A comparison whose clock stops the plain CNN, which would like a million epochs."""
    out = tmp_path_factory.mktemp("compared")
    words = ["compare", data, "--out", str(out), "--model", str(model), "--budget", "0.01",
             "--epochs", "1000000", "--rows", *ROWS]  # fmt: skip
    assert main(words) == 0
    return out, words


@pytest.fixture(scope="module")
def rows(compared):
    found = json.loads((compared[0] / "comparison.json").read_text("utf-8"))
    return {row["row"]: row for row in found["rows"]}


def test_each_row_has_its_columns(rows):
    assert set(rows) == set(ROWS) - {"leak"}
    for name in ("ours", "k-nn", "k-nn-embeddings", "plain-cnn/scratch"):
        row = rows[name]
        assert row["accuracy"]["low"] <= row["accuracy"]["value"] <= row["accuracy"]["high"], name
        assert row["n"] == 24 and row["peak_mb"] > 30 and row["latency_ms"] > 0
    assert rows["ours"]["accuracy"]["value"] == 1.0 and rows["k-nn"]["accuracy"]["value"] == 1.0
    cnn = rows["plain-cnn/scratch"]
    assert cnn["parameters"] == sum(weight.numel() for weight in PEERS["plain-cnn"].build(8, 64).parameters())
    assert cnn["seconds"] > 0.5 and cnn["cpu_seconds"] > 0


def test_a_row_that_the_clock_stopped_says_so(rows, compared):
    assert rows["plain-cnn/scratch"]["status"].startswith("cut short after ")
    assert "of 1000000 epochs" in (compared[0] / "comparison.md").read_text("utf-8")
    assert rows["k-nn"]["status"] == "complete"


def test_a_row_without_weights_says_so_instead_of_inventing(rows, compared):
    assert rows["alexnet/full"]["status"] == "weights not available here"
    assert "accuracy" not in rows["alexnet/full"]
    page = (compared[0] / "comparison.md").read_text("utf-8")
    line = next(line for line in page.splitlines() if line.startswith("| AlexNet"))
    assert "weights not available here" in line and "0." not in line
    assert line.count("|") == page.split("|---")[0].splitlines()[-1].count("|")


def test_the_page_and_its_plots(compared):
    page = (compared[0] / "comparison.md").read_text("utf-8")
    for name in ("accuracy", "cost", "leak"):
        assert f"({name}.png)" in page
        assert (compared[0] / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    assert "30 and 58 %" in page and "k = 1" in page and "64 pixels" in page


def test_running_again_goes_on_where_it_stopped(compared, monkeypatch, capsys):
    out, words = compared
    memory = out / "rows.jsonl"
    before = memory.read_text("utf-8")
    assert len(before.splitlines()) == len(ROWS) - 1
    # A kill in the middle of a line, and a row that was not reached.
    cnn = next(line for line in before.splitlines() if '"plain-cnn' in line)
    memory.write_text(before.replace(cnn + "\n", "") + cnn[:40], "utf-8")
    asked = []
    answer = {"status": "complete", "made": "", "n": 24}
    monkeypatch.setattr("train.compare.in_process", lambda task, _: asked.append(task["system"]) or answer)
    monkeypatch.setattr("train.compare.told", lambda result: result["status"])
    assert main(words) == 0
    assert asked == ["plain-cnn", "alexnet"]
    memory.write_text(before, "utf-8")


def test_known_rows_stay_in_the_table_when_few_are_asked_for(compared, monkeypatch):
    out, words = compared
    monkeypatch.setattr("train.compare.in_process", lambda task, _: pytest.fail("nothing is to be run"))
    assert main([*words[: words.index("--rows")], "--rows", "k-nn"]) == 0
    found = json.loads((out / "comparison.json").read_text("utf-8"))
    assert {"ours", "k-nn", "plain-cnn/scratch"} <= {row["row"] for row in found["rows"]}


def test_half_a_line_is_passed_over(tmp_path):
    memory = tmp_path / "rows.jsonl"
    memory.write_text('{"made": "a", "status": "complete"}\n{"made": "b", "sta', "utf-8")
    assert list(remembered(memory)) == ["a"]


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """A folder with `pretrained` weights of the smallest old network."""
    folder = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    weights = timm.create_model("mobilenetv2_100", num_classes=0).state_dict()
    save_file(weights, folder / "mobilenetv2_100.safetensors")
    return folder


@pytest.fixture(scope="module")
def place(data, tmp_path_factory):
    return prepare(data, 64, tmp_path_factory.mktemp("field"))


def task(place, weights, **more) -> dict:
    return {"system": "mobilenetv2_100", "start": "last", "fivefold": False, "seed": 0, "budget": 1e9,
            "epochs": 1, "weights": str(weights), "field": str(place)} | more  # fmt: skip


@pytest.mark.parametrize("fivefold", [False, True])
def test_the_last_layer_alone_and_the_full_model(place, weights, fivefold):
    torch.set_num_threads(1)
    last = measure(task(place, weights, fivefold=fivefold))
    full = measure(task(place, weights, start="full", fivefold=fivefold))
    assert last["status"] == full["status"] == "complete"
    assert last["parameters"] == full["parameters"] > 2e6


def test_features_that_the_clock_cut_are_counted(place, weights):
    found = measure(task(place, weights, budget=1e-6))
    assert found["status"] == "cut short with 30 of 120 pictures"


def test_only_whole_fitting_weights_are_taken(weights, tmp_path):
    network = PEERS["mobilenetv2_100"].build(3, 64)
    before = network.classifier.weight.clone()
    transfer("mobilenetv2_100", network, weights)
    torch.manual_seed(0)
    wanted = timm.create_model("mobilenetv2_100", num_classes=0)
    assert torch.equal(network.conv_stem.weight, wanted.conv_stem.weight)
    assert torch.equal(network.classifier.weight, before)
    save_file({"conv_stem.weight": wanted.conv_stem.weight}, tmp_path / "mobilenetv2_100.safetensors")
    with pytest.raises(Exception, match="do not fit"):
        transfer("mobilenetv2_100", network, tmp_path)
    (tmp_path / "mobilenetv2_100.safetensors").write_bytes(b"x")
    with pytest.raises(Exception, match="not a whole safetensors"):
        transfer("mobilenetv2_100", network, tmp_path)


@pytest.mark.parametrize("name", PEERS)
def test_every_old_network_reads_small_grey_squares(name):
    peer = PEERS[name]
    network = Grey(peer.scale, peer.build(8, 64)).eval()
    with torch.no_grad():
        assert network(torch.rand(1, 1, 64, 64)).shape == (1, 8)
    head = network.network.get_submodule(peer.head)
    assert isinstance(head, torch.nn.Linear)
    assert head.weight.std() < 0.06, "a last layer without opinions"


def test_the_line_up_has_every_system_of_the_old_projects():
    keys = {row.key for row in lineup()}
    assert {"ours", "k-nn", "k-nn/five-fold", "k-nn-embeddings", "plain-cnn/scratch", "leak"} <= keys
    for name in ("alexnet", "vgg16", "googlenet", "resnet50", "densenet201"):
        for start in ("scratch", "last", "full"):
            assert {f"{name}/{start}", f"{name}/{start}/five-fold"} <= keys
    assert "plain-cnn/full" not in keys


def twins(count: int = 60, each: int = 4) -> Field:
    """Noise with random labels, every picture in four near-copies: all that can be learned is the copy."""
    chance = np.random.default_rng(0)
    base = chance.integers(0, 256, (count, 1, 20, 20))
    noisy = np.repeat(base, each, axis=0) + chance.normal(0, 8, (count * each, 1, 20, 20))
    labels = np.repeat(chance.integers(0, 4, count), each)
    groups = np.repeat(np.arange(count), each)
    pixels, sure = np.clip(noisy, 0, 255).astype(np.uint8), np.ones(len(labels), bool)
    side = Side(pixels, labels, sure, groups)
    empty = Side(pixels[:0], labels[:0], sure[:0], groups[:0])
    return Field(20, ("a", "b", "c", "d"), {"train": side, "validation": empty, "test": empty}, "")


def test_copies_on_both_sides_make_knn_look_good():
    torch.set_num_threads(1)
    gentle, copied, twinned, clean, augmented = leak(twins())
    first = [arm["accuracy"][1]["value"] for arm in (gentle, copied, twinned, clean, augmented)]
    assert min(first[:3]) > 0.9 and max(first[3:]) < 0.5
    assert copied["of_copies"]["value"] > 0.9 and clean["of_copies"] is None
    assert copied["with_copy_in_training"] > 0.95 and clean["with_copy_in_training"] == 0
    assert augmented["with_copy_in_training"] == 0 and augmented["trained"] == 5 * clean["trained"]


def test_how_long_our_model_trained(tmp_path):
    folder = tmp_path / "export"
    folder.mkdir()
    assert training_of(folder) == (None, "")
    (folder / "card.json").write_text('{"training": {"seconds": 60, "note": "alone"}}')
    assert training_of(folder) == (60, "alone")
    (tmp_path / "run.json").write_text('{"seconds": 50}')
    assert training_of(folder) == (50, "")


def test_votes_by_hand():
    known, labels = np.array([[0.0], [1.0], [2.0], [10.0]]), np.array([0, 1, 1, 0])
    found = votes(known, labels, np.array([[0.1]]), 2)
    assert found[1].tolist() == [[1, 0]] and found[3] == pytest.approx(np.array([[1 / 3, 2 / 3]]))
    assert set(found) == {1, 3}
    assert best_k(found, np.array([1])) == (3, {1: 0.0, 3: 1.0})


def test_the_five_copies():
    face = np.arange(100, dtype=np.uint8).reshape(1, 1, 10, 10)
    five = copies(face)
    assert five.shape == (5, 1, 10, 10)
    assert (five[0] == face[0]).all() and (five[1] == face[0, :, :, ::-1]).all()
    assert len({copy.tobytes() for copy in five}) == 5


def test_held_out_units_stay_whole():
    units = np.repeat(np.arange(50), 3)
    mask = held_out(units, 0)
    assert mask.sum() == 30 and len(np.unique(units[mask])) == 10


def test_a_field_keeps_labels_and_groups(place):
    field = open_field(place)
    assert [len(side) for side in field.sides.values()] == [120, 24, 24]
    assert field.sides["train"].pixels.shape == (120, 1, 64, 64)
    assert not set(field.sides["train"].groups) & set(field.sides["test"].groups)


def test_a_process_that_dies_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", "false")
    result = in_process({"result": str(tmp_path / "result.json")}, 10)
    assert result == {"status": "failed: its process ended with code 1"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--rows", "lenet"], "No row is called lenet: there are ours"),
        (["--budget", "0"], "--budget must be above 0"),
        (["--size", "32"], "--size must be from 64"),
        (["--weights-from", "/nowhere"], "/nowhere is not a folder"),
    ],
)
def test_bad_options_are_told_in_a_sentence(words, told, tmp_path, capsys):
    assert main(["compare", "/nowhere/faces", "--out", str(tmp_path), *words]) == 1
    assert told in capsys.readouterr().err


def test_a_missing_data_set_is_told(tmp_path, capsys):
    assert main(["compare", str(Path("/nowhere/faces")), "--out", str(tmp_path)]) == 1
    assert "does not exist" in capsys.readouterr().err
