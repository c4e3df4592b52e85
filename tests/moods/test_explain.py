"""Heat maps: the strokes that carry a mood, found by covering them."""

import numpy as np
import pytest
from PIL import Image

from moods.classifier import MoodClassifier
from moods.errors import ModelError
from moods.explain import LARGEST, heat, paint
from tests.app import tiny


@pytest.fixture(scope="module")
def classifier(tmp_path_factory) -> MoodClassifier:
    return MoodClassifier(tiny.export(tmp_path_factory.mktemp("tiny")))


def cells(values: np.ndarray) -> np.ndarray:
    """Mean of a map over the tiny model's grid, 4 x 4."""
    side = values.shape[0] // tiny.GRID
    return values.reshape(tiny.GRID, side, tiny.GRID, side).mean(axis=(1, 3))


@pytest.mark.parametrize("mood", ["angry", "happy", "neutral", "shock"])
def test_the_strokes_that_carry_the_mood_are_hot(classifier, mood):
    picture = tiny.face(mood)
    # The other half of the same column is another mood's place: ink there must stay cold.
    found = heat(classifier, striped(picture, mood))
    column, row = tiny.PLACES[mood]
    grid = cells(found)
    assert found.shape == (96, 96) and found.min() >= 0 and found.max() <= 1
    assert grid[row : row + 2, column].mean() > 0.3
    grid[row : row + 2, column] = 0
    assert grid[:, (column + 2) % 4].max() < 0.1


def striped(picture: Image.Image, mood: str) -> Image.Image:
    """The face with its solid ink turned into strokes, so that covering it means paper, not ink."""
    values = np.array(picture)
    column, row = tiny.PLACES[mood]
    values[row * 24 : row * 24 + 48, column * 24 : column * 24 + 24][:, ::3] = 255
    values[row * 24 : row * 24 + 48, column * 24 : column * 24 + 24][:, 1::3] = 255
    return Image.fromarray(values)


def test_another_mood_can_be_asked_for(classifier):
    picture = striped(tiny.face("angry"), "angry")
    mine, other = heat(classifier, picture, "angry"), heat(classifier, picture, "shock")
    assert cells(mine)[0, 0] > 0.3 > cells(other)[0, 0]
    with pytest.raises(ModelError, match=r"knows no mood 'grumpy'.*angry"):
        heat(classifier, picture, "grumpy")


def test_all_readings_are_one_batch(classifier, monkeypatch):
    sizes = []
    read = MoodClassifier.probabilities
    monkeypatch.setattr(
        MoodClassifier,
        "probabilities",
        lambda self, pictures: sizes.append(len(pictures)) or read(self, pictures),
    )
    heat(classifier, striped(tiny.face("sad"), "sad"))
    assert len(sizes) == 1 and sizes[0] < 82


def test_a_map_fits_its_picture(classifier):
    wide = Image.new("RGB", (120, 60), "white")
    wide.paste(striped(tiny.face("happy", 96), "happy").resize((60, 60)), (30, 0))
    found = heat(classifier, wide)
    assert found.shape == (60, 120)
    assert paint(wide, found).size == (120, 60)
    assert not heat(classifier, Image.new("RGB", (70, 90), "white")).any()


def test_paint_reddens_what_is_hot_and_nothing_else():
    picture = Image.new("RGB", (40, 40), "white")
    picture.paste("black", (0, 10, 40, 14))
    values = np.zeros((40, 40))
    values[:, 20:] = 1
    left, right = np.split(np.asarray(paint(picture, values)).astype(int), 2, axis=1)
    assert (left == np.asarray(picture)[:, :20]).all()
    assert (right[..., 0] - right[..., 1] > 40).all()
    assert right[11, 0, 0] > 150  # a black stroke turns red


def test_a_large_picture_is_read_small_and_its_map_is_large(classifier, monkeypatch):
    small, large = tiny.face("angry"), tiny.face("angry").resize((1600, 1600), Image.Resampling.NEAREST)
    read, honest = [], classifier.probabilities
    monkeypatch.setattr(classifier, "probabilities", lambda them: read.extend(them) or honest(them))
    found = heat(classifier, large)
    assert found.shape == (1600, 1600) and max(max(picture.size) for picture in read) == LARGEST
    wanted = np.asarray(Image.fromarray(heat(classifier, small)).resize((1600, 1600)))
    assert np.abs(found - wanted).mean() < 0.1
