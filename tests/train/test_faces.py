"""Reading data sets: decoded once, as at reading time, whatever the columns are called."""

import pwd

import datasets
import numpy as np
import pytest
from PIL import Image

from moods.errors import DataError
from moods.ink import sketch_square
from tests.train.tiny import MOODS, pencil_face, pencil_set
from train import faces as faces_module
from train.faces import Recipe, load
from train.pages import letters


def test_decodes_once(tmp_path, monkeypatch):
    data = pencil_set(tmp_path / "set", 12, 6, seed=11)
    first = load(str(data), "train", Recipe(side=24))
    assert first.pixels.shape == (12, 1, 24, 24) and first.names == MOODS and first.certain.sum() == 9

    def never(*_):
        raise AssertionError("decoded again")

    monkeypatch.setattr(faces_module, "open_picture", never)
    assert np.array_equal(load(str(data), "train", Recipe(side=24)).pixels, first.pixels)


def test_another_content_is_decoded_anew(tmp_path):
    one = load(str(pencil_set(tmp_path / "a", 6, 3, seed=1)), "train", Recipe(side=24))
    other = load(str(pencil_set(tmp_path / "b", 6, 3, seed=2)), "train", Recipe(side=24))
    assert one.fingerprint != other.fingerprint and not np.array_equal(one.pixels, other.pixels)


def test_sketches_are_trimmed_as_at_reading_time(tmp_path):
    data = pencil_set(tmp_path / "set", 3, 3, seed=4, kind="sketch")
    found = load(str(data), "train", Recipe(side=40, sketch_size=32)).pixels[0, 0]
    picture = datasets.load_from_disk(data)["train"][0]["image"]
    wanted = sketch_square(picture, 32).convert("L").resize((40, 40), Image.Resampling.BICUBIC)
    assert np.array_equal(found, np.asarray(wanted))


def test_a_hub_set_needs_only_pictures_and_classes(tmp_path):
    chance = np.random.default_rng(0)
    rows = [{"img": pencil_face(MOODS[i % 3], chance), "emotion": i % 3} for i in range(6)]
    kinds = datasets.Features({"img": datasets.Image(), "emotion": datasets.ClassLabel(names=list(MOODS))})
    part = datasets.Dataset.from_list(rows, kinds)
    datasets.DatasetDict(train=part, valid=part).save_to_disk(tmp_path / "set")
    faces = load(str(tmp_path / "set"), "validation", Recipe(side=16, rgb=True))
    assert faces.pixels.shape == (6, 3, 16, 16) and faces.certain.all()
    assert faces.counts() == {"happy": 2, "sad": 2, "shock": 2}


def test_class_folders(tmp_path):
    for split in ("train", "validation"):
        for mood in MOODS:
            (tmp_path / "set" / split / mood).mkdir(parents=True)
            pencil_face(mood, np.random.default_rng(1)).save(tmp_path / "set" / split / mood / "one.png")
    assert load(str(tmp_path / "set"), "train", Recipe(side=16)).counts() == {
        "happy": 1,
        "sad": 1,
        "shock": 1,
    }


def test_faces_without_a_label_are_left_out_of_training(tmp_path):
    data = pencil_set(tmp_path / "set", 6, 3)
    parts = datasets.load_from_disk(data)
    blank = parts["train"].map(
        lambda row, place: {"label": None if place < 2 else row["label"]}, with_indices=True
    )
    assert len(load(str(data), "train", Recipe(side=16), {"train": blank})) == 4
    assert len(load(str(data), "unlabelled", Recipe(side=16), {"unlabelled": blank})) == 6


def test_a_broken_picture_is_named(tmp_path):
    kinds = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=list(MOODS))})
    rows = [{"image": {"bytes": b"no picture", "path": None}, "label": 0}]
    datasets.DatasetDict(train=datasets.Dataset.from_list(rows, kinds)).save_to_disk(tmp_path / "set")
    with pytest.raises(DataError, match=r"Picture 0 of .*set"):
        load(str(tmp_path / "set"), "train")


def test_no_pictures_at_all(tmp_path):
    part = datasets.Dataset.from_dict({"text": ["a"]})
    datasets.DatasetDict(train=part).save_to_disk(tmp_path / "set")
    with pytest.raises(DataError, match="needs an image column"):
        load(str(tmp_path / "set"), "train")


def test_a_cache_that_cannot_be_looked_into_is_named(tmp_path, monkeypatch):
    data = pencil_set(tmp_path / "set", 3, 3)
    monkeypatch.setenv("MANGA_MOOD_CACHE", str(tmp_path / ("a" * 300)))
    with pytest.raises(DataError, match=r"kept in .*aaa/faces \(.*too long\): .* MANGA_MOOD_CACHE"):
        load(str(data), "train", Recipe(side=16))


def test_where_there_is_no_home(tmp_path, monkeypatch):
    data = pencil_set(tmp_path / "set", 3, 3)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    (fonts / "ipag.ttf").touch()
    for name in ("MANGA_MOOD_CACHE", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)  # nobody is known
    with pytest.raises(DataError, match=r"no home folder .*: set MANGA_MOOD_CACHE"):
        load(str(data), "train", Recipe(side=16))
    monkeypatch.setattr(letters, "FOLDERS", ("~/.fonts", str(fonts)))
    assert letters.fonts.__wrapped__() == [fonts / "ipag.ttf"]
