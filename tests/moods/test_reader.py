"""MoodReader composes: faces, drawings and pages through one classifier and one finder."""

import numpy as np
import pytest
from PIL import Image

from moods import MOODS, Face, MoodReader, Reading
from moods.errors import ModelError, PictureError
from moods.reader import cut
from tests.app import tiny


@pytest.fixture(scope="module")
def reader(tmp_path_factory) -> MoodReader:
    return tiny.reader(tmp_path_factory.mktemp("tiny"))


@pytest.mark.parametrize("mood", MOODS)
def test_a_face_is_read_the_same_from_every_source(reader, mood, tmp_path):
    picture = tiny.face(mood)
    picture.save(tmp_path / "face.png")
    sources = [picture, tmp_path / "face.png", (tmp_path / "face.png").read_bytes(), np.asarray(picture)]
    readings = [reader.face(source) for source in sources]
    assert {reading.mood for reading in readings} == {mood}
    assert len({tuple(reading.moods.items()) for reading in readings}) == 1
    assert sum(readings[0].moods.values()) == pytest.approx(1)
    assert list(readings[0].moods.values()) == sorted(readings[0].moods.values(), reverse=True)


def test_only_a_picture_that_is_not_square_is_cut_to_its_face(reader, monkeypatch):
    wide = tiny.page(["happy"])
    (face,) = reader.page(wide)
    assert reader.face(wide).moods == face.reading.moods
    blank = Image.new("RGB", (90, 60), "white")
    assert reader.framed(blank) is blank, "no face found: the whole picture is read"
    monkeypatch.setattr(reader.finder, "find", lambda *_: pytest.fail("a square needs no face finder"))
    assert reader.face(tiny.face("sad")).mood == "sad"


def test_a_reader_without_a_face_finder_reads_any_shape(tmp_path, monkeypatch):
    tiny.export(tmp_path / "model")
    (tmp_path / "model" / "faces.onnx").unlink(missing_ok=True)
    monkeypatch.setattr("moods.hub.DEFAULT", tmp_path / "nothing")
    reader = MoodReader(tmp_path / "model")
    wide = Image.new("RGB", (420, 200), "white")
    assert sum(reader.face(wide).moods.values()) == pytest.approx(1)


def test_unsure_is_said_not_guessed(reader):
    reading = reader.face(Image.new("RGB", (64, 64), "white"))
    assert not reading.clear
    assert reading.mood is None
    assert len(reading.top(3)) == 3
    assert Reading({"happy": 0.7, "sad": 0.3}, 0.6).mood == "happy"
    assert Reading({"happy": 0.7, "sad": 0.3}, 0.8).mood is None


def test_a_drawing_is_trimmed_before_it_is_read(reader):
    canvas = Image.new("RGB", (500, 500), "white")
    canvas.paste(tiny.face("happy"), (20, 300))
    assert reader.sketch(canvas).mood == "happy"
    with pytest.raises(PictureError, match="blank"):
        reader.sketch(Image.new("RGB", (500, 500), "white"))


def test_a_page_gives_its_faces_in_reading_order(reader):
    wanted = ["happy", "sad", "angry", "shock"]
    faces = reader.page(tiny.page(wanted))
    assert all(isinstance(face, Face) for face in faces)
    assert [next(iter(face.reading.moods)) for face in faces] == wanted
    turned = reader.page(tiny.page(wanted), ltr=True)
    assert [face.box for face in turned[:3]] == [face.box for face in faces[:3]][::-1]
    assert reader.page(Image.new("RGB", (300, 300), "white")) == []


def test_many_faces_in_batches_change_nothing(reader):
    pictures = [tiny.face(MOODS[number % 8]) for number in range(150)]
    together = reader.classifier.probabilities(pictures)
    assert np.abs(together[:8] - reader.classifier.probabilities(pictures[:8])).max() < 1e-6
    assert reader.classifier.probabilities([]).shape == (0, 8)


def test_cut_stays_square_inside_the_page():
    page = Image.new("L", (200, 100))
    assert cut(page, (90, 40, 110, 60)).size == (26, 26)
    assert cut(page, (0, 0, 30, 20)).size == (39, 39)
    assert cut(page, (0, 0, 200, 100)).size == (100, 100)


def test_what_is_no_model_is_named(tmp_path):
    with pytest.raises(ModelError, match="holds no config"):
        MoodReader(tmp_path)
    tiny.export(tmp_path)
    (tmp_path / "model.onnx").unlink()
    with pytest.raises(ModelError, match="train export"):
        MoodReader(tmp_path)
    (tmp_path / "model.onnx").write_bytes(b"cut short")
    with pytest.raises(ModelError, match="cannot be run"):
        MoodReader(tmp_path).face(tiny.face("happy"))
    (tmp_path / "config.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        MoodReader(tmp_path)
