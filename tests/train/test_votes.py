"""Votes: what further looks at a face saw, counted together with its label."""

from argparse import ArgumentParser
from pathlib import Path

import numpy as np
import pytest
from datasets import DatasetDict, load_from_disk

from data_tools.sources.labels import read_labels
from moods.errors import DataError
from moods.labels import MOODS as ALL
from tests.train.tiny import MOODS, pencil_set
from train.faces import Faces
from train.material import gather, with_opinions
from train.options import add_arguments
from train.votes import read_votes, voted

ROOT = Path(__file__).parents[2]
NAMES = ("happy", "neutral", "sad")


def faces_of(labels: list[int], certain: list[bool], keys: list[str] | None) -> Faces:
    pixels = np.zeros((len(labels), 1, 8, 8), np.uint8)
    return Faces(pixels, np.array(labels), np.array(certain), NAMES, "x", keys and np.array(keys))


def table(folder: Path, *lines: str) -> Path:
    path = folder / "votes.csv"
    path.write_text("\n".join(["sha256,votes", *lines]) + "\n")
    return path


def test_a_label_weighs_as_much_as_a_look_and_agreement_makes_it_certain(tmp_path):
    votes = read_votes(table(tmp_path, "a,sad sad", "b,sad/neutral none", "c,happy neutral", "e,none"), NAMES)
    rows = np.array([[0.1, 0.3, 0.6], [0, 0, 0], [0, 0, 1.0], [1.0, 0, 0], [0, 1.0, 0]], np.float32)
    faces = faces_of([2, 0, 2, 0, 1], [False] * 3 + [True, False], list("abcde"))
    found, taught = voted(faces, rows, votes, 0.0, "x")
    wanted = [[1 / 30, 0.1, 2.6 / 3], [0, 0.4, 0.6], [1 / 3] * 3, [1, 0, 0], [0, 1, 0]]
    assert np.allclose(taught, wanted, atol=1e-6)
    assert found.certain.tolist() == [True, False, False, True, False]
    assert not faces.certain[0] and np.allclose(rows[0], [0.1, 0.3, 0.6]), "what was given stays as it was"


def test_a_look_that_could_not_say_is_no_agreement(tmp_path):
    votes = read_votes(table(tmp_path, "a,sad none", "b,sad sad sad sad none", "c,none none"), NAMES)
    faces = faces_of([-1] * 3, [False] * 3, list("abc"))
    found, taught = voted(faces, np.zeros((3, 3), np.float32), votes, 0.0, "x")
    assert np.allclose(taught, [[0, 0, 1], [0, 0, 1], [0, 0, 0]])
    assert found.certain.tolist() == [False, True, False]


def test_votes_are_smoothed_like_labels(tmp_path):
    votes = read_votes(table(tmp_path, "a,sad"), NAMES)
    found, taught = voted(faces_of([0], [False], ["a"]), np.zeros((1, 3), np.float32), votes, 0.3, "x")
    assert np.allclose(taught, [[0.1, 0.1, 0.8]]) and found.certain.all()
    assert np.allclose(
        with_opinions(taught, np.array([[1.0, 0, 0]]), 0.5, found.certain), [[0.325, 0.075, 0.6]]
    )


@pytest.mark.parametrize("vote", ["gloomy", "sad/sad", "sad/neutral/happy", "sad/"])
def test_a_vote_that_is_no_mood_is_named(tmp_path, vote):
    with pytest.raises(DataError, match=f"the vote '{vote}'"):
        read_votes(table(tmp_path, f"a,{vote}"), NAMES)


def test_a_table_without_votes_and_a_data_set_without_sha256_are_refused(tmp_path):
    (tmp_path / "labels.csv").write_text("sha256,label\na,sad\n")
    with pytest.raises(DataError, match="needs the columns sha256 and votes; it has sha256, label"):
        read_votes(tmp_path / "labels.csv", NAMES)
    with pytest.raises(DataError, match="out/faces lacks the column sha256"):
        voted(
            faces_of([0], [True], None), np.eye(3, dtype=np.float32)[:1], {"a": np.eye(3)}, 0.0, "out/faces"
        )


def test_votes_reach_labelled_faces_and_hints_but_nobody_who_judges(fitted, tmp_path):
    data = pencil_set(tmp_path / "faces", sha256="a")
    mood = MOODS[0]
    words = [str(data), "--out", "x", "--size", "32", "--soft-labels", "0.65", "--surer", "2"]
    words += ["--distil", str(fitted), "--distil-share", "0.5", "--hints", str(data)]
    parser = ArgumentParser()
    add_arguments(parser)
    before = gather(parser.parse_args(words))
    after = gather(parser.parse_args([*words, "--votes", str(table(tmp_path, f"a,{mood} {mood}"))]))
    assert before.names == after.names
    here = before.names.index(mood)
    labels, unsure = before.sets[0].labels, ~before.sets[0].certain
    assert (after.targets[0][unsure & (labels != here), here] > 0.3).all()
    assert (before.targets[0][unsure & (labels != here), here] < 0.3).all()
    assert after.sets[0].certain[labels == here].all(), "label and looks agree"
    assert not after.sets[0].certain[unsure & (labels != here)].any()
    assert (after.targets[1].argmax(1) == here).all() and (after.weights[1] == 2).all()
    assert (before.weights[1] == 1).all()
    assert np.array_equal(before.validation.certain, after.validation.certain)
    assert np.array_equal(before.validation.labels, after.validation.labels)


def test_an_unlabelled_face_is_certain_only_if_its_looks_agree(fitted, tmp_path):
    parts = load_from_disk(str(pencil_set(tmp_path / "labelled", sha256="a")))
    bare = parts["test"].map(lambda _: {"label": None, "certainty": "sure", "sha256": "b"})
    DatasetDict(parts | {"unlabelled": bare}).save_to_disk(tmp_path / "faces")
    words = [str(tmp_path / "faces"), "--out", "x", "--size", "32", "--unlabelled", "--distil", str(fitted)]
    words += ["--distil-share", "0.4", "--votes"]
    parser = ArgumentParser()
    add_arguments(parser)
    for looks, taught, certain in (("happy sad", 0.3, False), ("sad sad", 0.8, True)):
        one, two = (
            gather(parser.parse_args([*words, str(table(tmp_path, line))]))
            for line in (f"b,{looks}", "b,none")
        )
        assert (one.sets[1].certain == certain).all()
        opinion = two.targets[1]  # no look could say: the teacher's word alone
        share = 0.2 if certain else 0.4
        assert np.allclose((one.targets[1] - share * opinion)[:, 1], taught, atol=1e-4)


def test_the_votes_of_the_project_are_about_unsure_and_unlabelled_faces_only():
    votes = read_votes(ROOT / "data_tools" / "votes.csv", tuple(sorted(ALL)))
    labels = read_labels(ROOT / "data_tools" / "labels.csv")
    assert len(votes) > 8000 and max(map(len, votes.values())) == 3
    assert {labels[key]["certainty"] for key in votes.keys() & labels.keys()} == {"unsure"}


def test_the_looks_at_held_out_faces_are_about_none_that_is_trained_on():
    known, chosen_by, tested = (
        read_votes(ROOT / "data_tools" / f"{name}.csv", tuple(sorted(ALL)))
        for name in ("votes", "validation_votes", "test_votes")
    )
    labels = read_labels(ROOT / "data_tools" / "labels.csv")
    assert len(chosen_by) > 600 and len(tested) > 600
    assert not known.keys() & chosen_by.keys() and not tested.keys() & (known.keys() | chosen_by.keys())
    assert {labels[key]["certainty"] for key in chosen_by.keys() | tested.keys()} == {"unsure"}
