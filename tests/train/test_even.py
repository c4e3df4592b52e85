"""--even: a mirrored face gets the same answer, by the build of the network and not by luck."""

import json

import pytest
import torch

from tests.train.tiny import TINY, fit
from train.__main__ import main
from train.load import load_network


def run_of(faces_set, run, *words, size: str = "33", backbone: str = "test_efficientnet") -> int:
    options = {"32": size, "test_efficientnet": backbone}
    named = [options.get(word, word) for word in TINY[: TINY.index("--cache-size")]]
    rest = TINY[TINY.index("--cache-size") :]
    return fit(faces_set, "--out", run, *named, *rest, "--epochs", "2", *words, tiny=False)


@torch.no_grad()
def gap(run, channels: int = 1) -> float:
    """How far apart the answers to pictures and to their mirror images are."""
    network, _ = load_network(run)
    pixels = torch.rand(8, channels, network.size, network.size, generator=torch.Generator().manual_seed(0))
    return float((network(pixels) - network(pixels.flip(-1))).abs().max())


def test_answers_are_the_same_in_the_mirror(faces_set, tmp_path):
    assert run_of(faces_set, tmp_path / "even", "--even", "0.4", "--ema", "0.9") == 0
    assert run_of(faces_set, tmp_path / "free", "--ema", "0.9") == 0
    assert gap(tmp_path / "even") < 1e-5 < 1e-3 < gap(tmp_path / "free")
    for part in load_network(tmp_path / "even")[0].modules():
        if isinstance(part, torch.nn.Conv2d):
            assert torch.equal(part.weight, part.weight.flip(-1))


def test_going_on_keeps_them_the_same(faces_set, tmp_path):
    run = tmp_path / "run"
    assert run_of(faces_set, run, "--even", "0.6") == 0
    first = {key: value.clone() for key, value in load_network(run)[0].state_dict().items()}
    for checkpoint in run.glob("checkpoint-12"):
        (checkpoint / "trainer_state.json").unlink()  # the last one is broken: its epoch is done again
    assert fit("--resume", "--out", run, "--no-progress", tiny=False) == 0
    assert gap(run) < 1e-5
    assert all(torch.equal(value, first[key]) for key, value in load_network(run)[0].state_dict().items())


def test_the_best_epoch_is_one_that_was_kept(faces_set, tmp_path):
    run = tmp_path / "run"
    assert run_of(faces_set, run, "--even", "0.8", "--lr", "0.3") == 0
    record = json.loads((run / "run.json").read_text())
    assert record["best"]["epoch"] == 2, "the first one was not even yet"


def test_a_blend_stays_even(faces_set, tmp_path):
    assert run_of(faces_set, tmp_path / "even", "--even", "0.4") == 0
    assert run_of(faces_set, tmp_path / "free") == 0
    words = ["--blend", f"{tmp_path / 'free'}=0.5", "--no-calibration", "--num-threads", "1"]
    assert main(["export", str(tmp_path / "even"), *words]) == 0
    assert gap(tmp_path / "even" / "export", 3) < 1e-5


@pytest.mark.parametrize(
    "words", [{"size": "32"}, {"backbone": "test_vit", "size": "32"}], ids=["even side", "no convolutions"]
)
def test_networks_that_tell_left_from_right_are_refused(faces_set, tmp_path, capsys, words):
    assert run_of(faces_set, tmp_path / "run", "--even", **words) == 1
    assert "error: --even needs a convolutional backbone" in capsys.readouterr().err
