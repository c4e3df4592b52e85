"""The page shows what the set holds, finds labels that were swapped, and needs no other file."""

import re
from pathlib import Path

import numpy as np
import pytest
from datasets import ClassLabel, Dataset, Features
from datasets import Image as Picture

from data_tools.__main__ import main
from data_tools.build import build
from data_tools.check.doubts import find_doubts
from data_tools.check.faces import gradients
from tests.data_tools.made import blank, class_folders, png


@pytest.fixture
def built(tmp_path: Path, drawn: list[dict]) -> Path:
    folder = class_folders(tmp_path / "faces <b>", drawn)
    (folder / "sad" / "<script>.png").write_bytes(blank())
    mirrored = {**drawn[0], "picture": drawn[0]["picture"].transpose(0)}
    (folder / "happy" / "twin.png").write_bytes(png(mirrored))
    build([str(folder)], tmp_path / "out")
    return tmp_path / "out"


def test_the_page_needs_no_other_file(built: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["check", str(built)]) == 0
    page = (built / "check.html").read_text(encoding="utf-8")
    assert "49 faces" in capsys.readouterr().out
    assert re.findall(r'(?:src|href)="(?!data:image/webp;base64,|#)[^"]*"', page) == []
    assert "url(" not in page
    assert "@import" not in page
    assert page.count('src="data:image/webp;base64,') >= 48


def test_names_of_files_are_text_not_markup(built: Path) -> None:
    assert main(["check", str(built)]) == 0
    page = (built / "check.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;.png" in page
    assert "<script" not in page


def test_counts_twins_conflicts_and_reasons_are_told(built: Path) -> None:
    assert main(["check", str(built)]) == 0
    text = " ".join(re.sub(r"<[^>]+>", " ", (built / "check.html").read_text(encoding="utf-8")).split())
    assert "50 pictures read" in text
    assert "1 left out" in text
    assert "49 faces kept" in text
    assert "1 groups whose labels disagree" in text
    assert "😠 angry 怒り 6 faces, 6 sure" in text
    assert "1 blank" in text


def test_the_page_can_lie_elsewhere(built: Path, tmp_path: Path) -> None:
    assert main(["check", str(built), "--out", str(tmp_path / "new" / "page.html")]) == 0
    assert (tmp_path / "new" / "page.html").stat().st_size > 50_000


@pytest.mark.parametrize(
    ("place", "sentence"),
    [
        ("/proc/none/page.html", "/proc/none: No such file or directory. Choose another place with --out."),
        ("/proc", "/proc is a folder: name a file with --out."),
        ("/dev/full", "The disk is full: make room and run the same command again."),
    ],
)
def test_a_place_that_cannot_be_written_is_a_sentence(
    place: str, sentence: str, built: Path, capsys: pytest.CaptureFixture
) -> None:
    assert main(["check", str(built), "--out", place]) == 1
    assert f"error: {sentence}" in capsys.readouterr().err


def test_an_error_that_is_not_the_disks_still_shows(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*words: object) -> None:
        raise FileNotFoundError(2, "No such file or directory", "/elsewhere/model.json")

    monkeypatch.setattr("data_tools.check.read_faces", fail)
    with pytest.raises(FileNotFoundError):
        main(["check", str(built)])


def test_a_set_of_pictures_and_labels_alone_is_shown_too(tmp_path: Path, drawn: list[dict]) -> None:
    features = Features({"image": Picture(), "label": ClassLabel(names=["good", "bad"])})
    rows = {"image": [face["picture"] for face in drawn[:12]], "label": [0, 1] * 6}
    Dataset.from_dict(rows, features=features).save_to_disk(str(tmp_path / "plain"))
    assert main(["check", str(tmp_path / "plain")]) == 0
    page = (tmp_path / "plain" / "check.html").read_text(encoding="utf-8")
    assert "The set does not say which faces are twins." in page
    assert "</span>good<" in page


@pytest.mark.parametrize(
    ("data", "sentence"), [("nowhere", "is no folder"), (".", "cannot be read as a saved")]
)
def test_what_is_no_data_set_is_a_sentence(data: str, sentence: str, tmp_path: Path, capsys) -> None:
    assert main(["check", str(tmp_path / data)]) == 1
    assert sentence in capsys.readouterr().err


def test_swapped_labels_are_doubted_first() -> None:
    rng = np.random.default_rng(0)
    names = ["happy", "sad", "shock"]
    given = rng.integers(0, 3, 300)
    features = rng.normal(0, 1, (300, 20)).astype(np.float32)
    features[np.arange(300), given] += 5
    labels = [names[number] for number in given]
    swapped = [5, 50, 150, 250]
    for row in swapped:
        labels[row] = names[(given[row] + 1) % 3]
    doubts = find_doubts(features, labels, list(range(300)), names)
    assert doubts is not None
    assert {row for row, _, _ in doubts.faces[:4]} == set(swapped)
    assert {read for row, read, _ in doubts.faces if row == 5} == {names[given[5]]}
    assert doubts.accuracy > 0.95
    assert doubts.confusion.sum() == 300


def test_a_judge_never_saw_a_twin_of_the_face() -> None:
    """Features that only name the group would give the label away if twins were on both sides."""
    rng = np.random.default_rng(1)
    groups = np.repeat(np.arange(40), 4)
    names = ["happy", "sad"]
    labels = [names[number] for number in np.repeat(rng.integers(0, 2, 40), 4)]
    features = np.eye(40, dtype=np.float32)[groups]
    doubts = find_doubts(features, labels, groups.tolist(), names)
    assert doubts is not None
    assert doubts.accuracy < 0.75


def test_too_few_faces_are_not_judged() -> None:
    features = np.zeros((3, 4), np.float32)
    assert find_doubts(features, ["sad", "sad", "happy"], [0, 0, 1], ["happy", "sad"]) is None


def test_gradients_tell_directions_apart() -> None:
    waves = np.sin(np.arange(64) * 0.8) * 100 + 128
    upright = np.tile(waves, (64, 1)).astype(np.uint8)
    both = gradients(np.stack([upright, upright.T])).reshape(2, -1, 8).mean(axis=1)
    assert both[0].argmax() == 0
    assert both[1].argmax() == 4
