"""Figures against small cases worked out by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from train.report.bootstrap import mean_interval
from train.report.measure import (
    Scored,
    calibration,
    clear,
    confusion,
    per_class,
    rates,
    scores,
)

TWO = ("happy", "sad")


def scored(truth, probabilities, moods=TWO, groups=None) -> Scored:
    truth = np.array(truth)
    return Scored(moods, truth, np.array(probabilities, float), np.arange(len(truth)) if groups is None
                  else np.array(groups))  # fmt: skip


def said(truth, answers, kinds=2, groups=None) -> Scored:
    """Faces whose answer is given with probability 0.9."""
    shares = np.full((len(truth), kinds), 0.1 / (kinds - 1))
    shares[np.arange(len(truth)), answers] = 0.9
    return scored(truth, shares, tuple("abcdefgh"[:kinds]), groups)


def test_rates_by_hand():
    one = said([0, 0, 0, 0, 1, 1, 1, 1, 1, 1], [0, 0, 0, 1, 0, 0, 1, 1, 1, 1])
    assert confusion(one).tolist() == [[3, 1], [2, 4]]
    found = rates(confusion(one))
    assert {name: figure["value"] for name, figure in scores(one).items() if name != "top2"} == pytest.approx(
        {name: float(value) for name, value in found.items()}, abs=1e-4
    )
    assert found["accuracy"] == pytest.approx(0.7)
    assert found["macro_precision"] == pytest.approx((3 / 5 + 4 / 5) / 2)
    assert found["macro_recall"] == pytest.approx((3 / 4 + 4 / 6) / 2)
    assert found["macro_f1"] == pytest.approx((6 / 9 + 8 / 11) / 2)
    assert found["weighted_f1"] == pytest.approx(0.4 * 6 / 9 + 0.6 * 8 / 11)
    assert found["weighted_recall"] == pytest.approx(found["accuracy"])


@pytest.mark.parametrize("average", ["macro", "weighted"])
def test_rates_agree_with_scikit_learn(average):
    chance = np.random.default_rng(1)
    truth, answers = chance.integers(0, 5, 400), chance.integers(0, 5, 400)
    found = scores(said(truth, answers, 5))
    wanted = precision_recall_fscore_support(truth, answers, average=average, zero_division=0)
    for name, value in zip(("precision", "recall", "f1"), wanted[:3], strict=True):
        assert found[f"{average}_{name}"]["value"] == pytest.approx(value, abs=1e-4)


def test_moods_that_do_not_occur_are_no_part_of_macro_means():
    found = rates(confusion(said([0, 0, 1, 1], [0, 0, 1, 2], 4)))
    assert found["macro_recall"] == pytest.approx((1 + 0.5) / 2)
    assert found["macro_precision"] == pytest.approx(1.0)


def test_every_interval_contains_its_value():
    chance = np.random.default_rng(2)
    truth = chance.integers(0, 4, 60)
    answers = np.where(chance.random(60) < 0.6, truth, chance.integers(0, 4, 60))
    for figure in scores(said(truth, answers, 4)).values():
        assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1
        assert figure["high"] - figure["low"] > 0.05


def test_the_interval_of_a_share_is_as_wide_as_theory_says():
    hits = np.arange(400) % 4 != 0
    found = mean_interval(hits, np.arange(400))
    half = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert found["value"] == 0.75
    assert found["high"] - found["low"] == pytest.approx(2 * half, rel=0.15)


def test_copies_of_a_face_do_not_narrow_the_interval():
    hits = np.arange(80) % 4 != 0
    once = mean_interval(hits, np.arange(80))
    copied = mean_interval(np.repeat(hits, 5), np.repeat(np.arange(80), 5))
    blind = mean_interval(np.repeat(hits, 5), np.arange(400))
    assert copied == once
    assert blind["high"] - blind["low"] < 0.6 * (once["high"] - once["low"])


def test_one_of_the_first_two():
    three = scored([0, 1, 2], [[0.5, 0.3, 0.2], [0.5, 0.3, 0.2], [0.5, 0.3, 0.2]], ("a", "b", "c"))
    assert scores(three)["top2"]["value"] == pytest.approx(2 / 3, abs=1e-4)


def test_among_drops_a_mood_and_rescales():
    three = scored([0, 1, 2], [[0.2, 0.3, 0.5], [0.1, 0.4, 0.5], [0, 0, 1]], ("a", "b", "c"))
    two = three.among(("a", "b"))
    assert two.moods == ("a", "b") and two.truth.tolist() == [0, 1] and len(two) == 2
    assert two.probabilities == pytest.approx(np.array([[0.4, 0.6], [0.2, 0.8]]))
    certain = scored([0], [[0, 0, 1.0]], ("a", "b", "c")).among(("a", "b"))
    assert certain.probabilities.tolist() == [[0.5, 0.5]]


def test_calibration_by_hand():
    # 10 readings at 0.85 of which 6 are right, 10 at 0.65 of which 7 are right.
    shares = [[0.85, 0.15]] * 10 + [[0.65, 0.35]] * 10
    truth = [0] * 6 + [1] * 4 + [0] * 7 + [1] * 3
    error, bands = calibration(scored(truth, shares))
    assert error == pytest.approx((0.25 + 0.05) / 2, abs=1e-4)
    assert [(band["from"], band["n"], band["accuracy"]) for band in bands] == [(0.6, 10, 0.7), (0.8, 10, 0.6)]


def test_clear_answers_only_what_is_sure():
    some = scored([0, 0, 1, 1], [[0.9, 0.1], [0.6, 0.4], [0.8, 0.2], [0.1, 0.9]])
    found = clear(some, 0.7)
    assert found["answered"] == 0.75 and found["accuracy"]["value"] == pytest.approx(2 / 3, abs=1e-4)
    assert "accuracy" not in clear(some, 0.95)


def test_per_class_by_hand():
    rows = per_class(said([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 0, 1], 3))
    assert rows["a"]["precision"] == 0.75 and rows["a"]["recall"] == 0.75 and rows["a"]["n"] == 4
    assert rows["b"]["f1"] == 0.5 and rows["b"]["recall_low"] <= 0.5 <= rows["b"]["recall_high"]
    assert rows["c"]["n"] == 0 and "recall_low" not in rows["c"]
