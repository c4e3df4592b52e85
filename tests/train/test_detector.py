"""The face finder's training and scoring on tiny runs; nothing here needs trained weights."""

import argparse
import json

import numpy as np
import pytest
import torch
from PIL import Image

from moods.errors import DataError, ModelError
from moods.faces import FaceFinder
from tests.train.tiny import fit, need_fonts
from train import detector
from train.finder import score, tiles
from train.finder.export import export, set_threshold
from train.finder.fit import loss, pace
from train.finder.net import FaceNet, start_from
from train.pages import cache, letters
from train.pages.compose import Composer


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Two composed pages of drawn heads, read back from the cache."""
    need_fonts()
    folder = tmp_path_factory.mktemp("pages")
    cache.compose(Composer([]), folder, 2, seed=3)
    return folder


def arguments(*words: object) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    detector.add_arguments(parser)
    return parser.parse_args([str(word) for word in words])


def annotated(boxes, difficult) -> score.Annotated:
    moods = ["happy"] * len(boxes)
    return score.Annotated(
        "p", Image.new("RGB", (64, 64)), np.array(boxes, np.float32), moods, np.array(difficult)
    )


def test_the_network_is_small_and_answers_every_eight_pixels():
    net = FaceNet().eval()
    assert sum(parameter.numel() for parameter in net.parameters()) < 3_000_000
    with torch.no_grad():
        heat, sides = net(torch.zeros(1, 1, 96, 160))
    assert heat.shape == (1, 1, 12, 20)
    assert sides.shape == (1, 4, 12, 20)
    assert (sides > 0).all()


def test_targets_peak_at_the_middle_and_name_the_distances():
    wanted = tiles.target(np.array([[40.0, 48, 88, 112]]), np.array([[0.0, 0, 24, 24]]), 160)
    assert wanted["heat"][0, 10, 8] == 1
    assert wanted["heat"].max() == 1
    # Cell (10, 8) has its middle at (68, 84).
    assert wanted["sides"][:, 10, 8].tolist() == [28, 36, 20, 28]
    assert wanted["counted"][0, 1, 1] == 0
    assert wanted["counted"][0, 10, 8] == 1


def test_the_loss_is_small_only_for_the_right_answer():
    raw = tiles.target(np.array([[40.0, 48, 88, 112]]), np.zeros((0, 4)), 160)
    target = {key: torch.from_numpy(value)[None] for key, value in raw.items()}
    right = torch.full((1, 1, 20, 20), -9.0)
    right[0, 0, 10, 8] = 9
    sides = target["sides"].clamp(min=1)
    good = [part.item() for part in loss(right, sides, target)]
    bad = [part.item() for part in loss(-right, sides * 3, target)]
    assert good[0] < 0.05
    assert good[1] < 0.05
    assert bad[0] > 10 * good[0] + 1
    assert bad[1] > 0.5


def test_pace_warms_up_and_dies_away():
    assert pace(0.0) < 0.1
    assert pace(0.06) == pytest.approx(1)
    assert pace(0.5) < pace(0.2)
    assert pace(1.0) < 0.01


def test_composed_pages_repeat_and_know_their_faces(pages):
    page = cache.read(pages)[0]
    again = Composer([]).page(3)
    assert np.array_equal(page.pixels, np.asarray(again.picture))
    assert np.allclose(page.faces, np.array(again.faces).reshape(-1, 4), atol=0.01)
    inside = page.faces[:, :2].min() >= -1 and page.faces[:, 2:].max() <= 1025
    assert inside
    assert (page.faces[:, 2:] - page.faces[:, :2]).min() > 8
    # Ink and paper: no blank sheet, no black one.
    assert 20 < page.pixels.mean() < 250


def test_tiles_keep_faces_inside(pages):
    rng = np.random.default_rng(0)
    read = cache.read(pages)
    faces = 0
    for _ in range(20):
        pixels, boxes, unsure = tiles.tile(rng, read[int(rng.integers(len(read)))], 128)
        assert pixels.shape == (128, 128)
        for some in (boxes, unsure):
            assert (some >= 0).all()
            assert (some <= 128).all()
        faces += len(boxes)
    assert faces > 5


def test_matching_forgives_difficult_faces_and_counts_each_face_once():
    page = annotated([[0, 0, 100, 100], [200, 0, 300, 100]], [False, True])
    found = np.array([[5, 5, 100, 100], [0, 0, 95, 95], [200, 0, 300, 100], [400, 0, 500, 100]], np.float32)
    assert score.matches(found, page).tolist() == [0, -1, -2, -1]


def test_average_precision_and_recall_by_hand():
    result = score.Score(
        np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False]), faces=4, pages=1
    )
    # Recall steps of a quarter at precision 1 and 2/3.
    assert result.average_precision == pytest.approx(0.25 * 1 + 0.25 * 2 / 3)
    assert result.recall_at(1.0) == (0.5, 0.7)
    assert result.recall_at(0.0) == (0.25, 0.9)


def test_export_agrees_with_the_network_and_carries_its_threshold(tmp_path):
    path = tmp_path / "faces.onnx"
    torch.manual_seed(0)
    export(FaceNet(), path, 0.4)
    assert path.stat().st_size < 8_000_000
    assert FaceFinder(path).threshold == pytest.approx(0.4)
    set_threshold(path, 0.25)
    assert FaceFinder(path).threshold == pytest.approx(0.25)
    set_threshold(path, 0.5258)
    assert FaceFinder(path).threshold <= 0.5258, "the box that it was taken from still counts"


def test_train_and_score_in_one_command(pages, tmp_path, capsys):
    marked = tmp_path / "marked"
    marked.mkdir()
    read = cache.read(pages)
    for index, page in enumerate(read):
        Image.fromarray(np.asarray(page.pixels)).save(marked / f"{index}.png")
        faces = [{"box": box, "mood": "happy", "difficult": False} for box in page.faces.tolist()]
        (marked / f"{index}.json").write_text(json.dumps({"page": f"{index}.png", "faces": faces}))
    run = tmp_path / "run"
    words = ("--out", run, "--pages", pages, "--steps", "2", "--batch", "2", "--side", "64")
    assert detector.run(arguments(*words, "--threads", "1", "--evaluate", marked)) == 0
    assert (run / "finder.safetensors").is_file()
    assert json.loads((run / "run.json").read_text())["steps"] == 2
    figures = json.loads((run / "score.json").read_text())
    assert figures["pages"] == len(read)
    assert 0 <= figures["AP50"] <= 1
    shown = capsys.readouterr().out
    assert "AP50" in shown
    assert "AnimeFaceBoxes" in shown


def test_without_anything_to_do_the_command_says_so(capsys):
    assert detector.run(arguments()) == 2
    assert "--evaluate" in capsys.readouterr().err


def test_bad_folders_and_files_are_named(tmp_path):
    with pytest.raises(DataError, match="no annotated pages"):
        score.read_pages(tmp_path)
    with pytest.raises(DataError, match="no composed pages"):
        cache.read(tmp_path)
    wrong = tmp_path / "wrong.safetensors"
    wrong.write_bytes(b"nothing")
    with pytest.raises(ModelError, match=r"wrong\.safetensors"):
        start_from(FaceNet(), wrong)
    with pytest.raises(ModelError, match=r"wrong\.safetensors"):
        detector.load(FaceNet(), wrong)
    (tmp_path / "page.json").write_text("{}")
    with pytest.raises(DataError, match=r"page\.json"):
        score.read_pages(tmp_path)


@pytest.fixture
def fontless(monkeypatch, tmp_path):
    """A machine without a Japanese font."""
    monkeypatch.setattr(letters, "FOLDERS", (str(tmp_path),))
    letters.fonts.cache_clear()
    yield
    letters.fonts.cache_clear()


def test_missing_fonts_name_the_package(fontless):
    with pytest.raises(DataError, match="fonts-noto-cjk"):
        letters.fonts()


def test_a_missing_font_is_told_before_any_work(fontless, tmp_path, capsys):
    assert fit(tmp_path / "nowhere", "--out", tmp_path / "run", "--scenes", "9") == 1
    assert "fonts-noto-cjk" in capsys.readouterr().err
