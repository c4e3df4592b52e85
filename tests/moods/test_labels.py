"""The words of other label sets map onto ours, or onto none, and unknown ones are named."""

import pytest

from moods.errors import DataError
from moods.labels import ALIASES, CATALOGUE, MOODS, ORIGINAL_SEVEN, TAGS, mood_of, mood_of_tags, seven

FER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
FERG = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
ANIME_4 = ("anger", "fear", "sadness", "happiness")
MANGA_7 = ("angry", "crying", "embarrassed", "happy", "pleased", "sad", "shock")


def test_eight_moods_and_the_original_seven():
    assert len(MOODS) == 8
    assert ORIGINAL_SEVEN == MANGA_7
    assert tuple(sorted(MOODS)) == MOODS
    assert all(mood.emoji and mood.japanese and mood.colour.startswith("#") for mood in CATALOGUE.values())


def test_known_sets_map_whole():
    assert [mood_of(word) for word in FER] == ["angry", None, "shock", "happy", "sad", "shock", "neutral"]
    assert [mood_of(word) for word in FERG] == ["angry", None, "shock", "happy", "neutral", "sad", "shock"]
    assert [mood_of(word) for word in ANIME_4] == ["angry", "shock", "sad", "happy"]
    assert tuple(mood_of(word) for word in MANGA_7) == MANGA_7


def test_targets_exist():
    assert {mood for mood in ALIASES.values() if mood} <= set(MOODS)
    assert set(TAGS.values()) <= set(MOODS)


def test_spelling_does_not_matter():
    assert mood_of(" Crying ") == "crying"
    assert mood_of_tags(["Anger_Vein", "open mouth"]) == "angry"


def test_unknown_words_are_named_with_the_nearest():
    with pytest.raises(DataError, match=r"'hapy'.*Did you mean 'happy'"):
        mood_of("hapy")


def test_tags_that_disagree_say_nothing():
    assert mood_of_tags(["happy", "angry"]) is None
    assert mood_of_tags(["1girl", "solo"]) is None
    assert mood_of_tags(["sad", "crying"]) == "crying"


def test_seven_renormalises():
    shares = seven(dict.fromkeys(MOODS, 0.125))
    assert tuple(shares) == MANGA_7
    assert sum(shares.values()) == pytest.approx(1)
    assert seven({"neutral": 1.0}) == {}
