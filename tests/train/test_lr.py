"""The learning-rate finder."""

import numpy as np
from PIL import Image

from tests.train.tiny import TINY
from train.__main__ import main
from train.sweep import suggest


def test_plot_and_suggestion(faces_set, tmp_path, capsys):
    plot = tmp_path / "lr.png"
    assert main(["lr", str(faces_set), "--out", str(plot), "--steps", "40", "--augment", "none", *TINY]) == 0
    told = capsys.readouterr().out
    rate = float(told.partition("Try --lr ")[2].split()[0])
    assert 1e-5 < rate < 1
    assert Image.open(plot).width > 300


def test_suggests_the_steepest_fall():
    rates = np.geomspace(1e-5, 1, 60)
    losses = 2 - 1.5 / (1 + np.exp(-4 * (np.log10(rates) + 3))) + np.maximum(0, np.log10(rates) + 1) * 5
    assert 3e-4 < suggest(rates, losses) < 3e-3


def test_the_first_batches_do_not_decide():
    rates = np.geomspace(1e-5, 1, 60)
    losses = 2 - 1.5 / (1 + np.exp(-4 * (np.log10(rates) + 3))) + np.maximum(0, np.log10(rates) + 1) * 5
    losses[:3] = [3, 2.4, 0.4]
    assert 3e-4 < suggest(rates, losses) < 3e-3


def test_no_suggestion_when_nothing_falls():
    rates = np.geomspace(1e-5, 1, 20)
    assert suggest(rates, np.linspace(1, 9, 20)) is None
    assert suggest(rates, 2 - 0.001 * np.arange(20) / 20) is None, "that is noise"
