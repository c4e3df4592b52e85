"""Signs of manga painted on faces while training, and the eyes and mouths they are painted beside."""

import numpy as np
import pytest
import torch
from torch import nn

from data_tools.sketch import HELD_OUT_STYLES, eyes_and_mouth, face, render
from moods.errors import ModelError
from moods.hub import DEFAULT
from moods.labels import MOODS
from tests.train.tiny import fit, less_to_learn
from train import landmarks
from train.augment import plain
from train.batches import Order, TrainFaces
from train.faces import Faces
from train.load import load_network
from train.network import Network
from train.signs import TAUGHT, Signs, painted

SIDE = 128
POINTS = np.array([[0.3, 0.4], [0.7, 0.4], [0.5, 0.75]], np.float32)


def taught(mood: str) -> np.ndarray:
    return np.array([float(name == mood) for name in MOODS], np.float32)


def drawn(moods: list[str], styles=("ink", "grey"), first: int = 500) -> tuple[Faces, np.ndarray]:
    """Faces of our renderer, and where their eyes and mouths were drawn, from 0 to 1."""
    pixels, places = [], []
    for row, mood in enumerate(moods):
        one = face(mood, first + row, styles[row % len(styles)])
        pixels.append(np.array(render(one, SIDE))[None])
        places.append(eyes_and_mouth(one, SIDE) / SIDE)
    labels = np.array([MOODS.index(mood) for mood in moods])
    faces = Faces(np.stack(pixels), labels, np.ones(len(moods), bool), MOODS, f"drawn from {first}")
    return faces, np.array(places, np.float32)


@pytest.fixture
def quick(monkeypatch):
    less_to_learn(monkeypatch)


def test_eyes_and_mouths_are_found_in_hands_that_were_not_learned_from(quick):
    network, _names = load_network(DEFAULT)
    faces, places = drawn(list(MOODS) * 5, HELD_OUT_STYLES)
    found = landmarks.places(network, faces)
    known = np.isfinite(found).all((1, 2))
    assert known.mean() > 0.4
    away = np.hypot(*np.moveaxis(found[known] - places[known], -1, 0))
    assert np.median(away) < 0.06, "of the picture's side"
    assert np.array_equal(found, landmarks.places(network, faces), equal_nan=True)


def test_what_is_no_face_has_no_eyes(quick):
    network, _names = load_network(DEFAULT)
    white = np.full((6, 1, SIDE, SIDE), 250, np.uint8)
    blank = Faces(white, np.zeros(6, np.int64), np.ones(6, bool), MOODS, "blank")
    assert np.isnan(landmarks.places(network, blank)).all()


def test_a_mouth_above_the_eyes_is_not_believed():
    upright = torch.tensor([[-0.4, -0.2], [0.4, -0.2], [0.0, 0.5]])
    lying = torch.stack([-upright[:, 1], upright[:, 0]], 1)
    flat, small = upright * torch.tensor([1, 0.1]), upright * 0.1
    wrong = [upright * torch.tensor([1, -1]), upright[[1, 0, 2]], small, flat]
    found = landmarks._believable(torch.stack([upright, lying, *wrong]))
    assert found.tolist() == [True, True, False, False, False, False]


def test_a_teacher_without_maps_is_refused():
    network = Network(nn.Flatten(), "vit", 32, False, [0.0], [1.0], {})
    faces, _places = drawn(["sad"])
    with pytest.raises(ModelError, match="it needs a timm one"):
        landmarks.places(network, faces)


@pytest.mark.parametrize("mood", MOODS)
def test_signs_change_the_face_and_teach_what_they_mean(mood):
    chance, seen = np.random.default_rng(0), {}
    faces, places = drawn([mood] * 6)
    for row in range(120):
        pixels, before = faces.pixels[row % 6, 0], taught(mood)
        out, told = painted(pixels, places[row % 6], before, MOODS, chance)
        assert out.shape == pixels.shape and out.dtype == np.uint8
        assert np.isclose(told.sum(), 1) and before[MOODS.index(mood)] == 1, "what was given stays as it was"
        seen.setdefault(MOODS[told.argmax()], []).append((out != pixels).mean())
    wanted = {mood}
    wanted |= {"crying"} if mood in ("sad", "neutral", "shock", "embarrassed") else set()
    wanted |= {"embarrassed"} if mood in ("sad", "neutral", "shock") else set()
    assert set(seen) == wanted
    for name in wanted - {mood}:
        assert len(seen[name]) > 15
    assert 0 < np.mean(np.concatenate(list(seen.values()))) < 0.3, "a sign covers a part of the face"


def test_the_shipped_model_sees_painted_tears_and_blush():
    network, names = load_network(DEFAULT)
    faces, places = drawn(["neutral"] * 60)
    chance, before, after = np.random.default_rng(1), {}, {}
    for row in range(60):
        out, told = painted(faces.pixels[row, 0], places[row], taught("neutral"), names, chance)
        mood = names[told.argmax()]
        with torch.inference_mode():
            both = torch.from_numpy(np.stack([faces.pixels[row], out[None]]))
            pixels = plain(both, network.size).expand(-1, 3 if network.rgb else 1, -1, -1)
            first, second = network(pixels).softmax(1)[:, names.index(mood)].tolist()
        before.setdefault(mood, []).append(first)
        after.setdefault(mood, []).append(second)
    for mood in TAUGHT:
        assert np.mean(after[mood]) > np.mean(before[mood]) + 0.1, mood


def test_only_known_faces_of_a_clear_mood_are_painted_and_chance_is_the_generators():
    faces, places = drawn(["sad", "neutral", "shock", "angry"] * 4)
    targets = torch.from_numpy(np.stack([taught(MOODS[label]) for label in faces.labels]))
    places[3], targets[4] = np.nan, 1 / len(MOODS)
    pixels, rows = torch.from_numpy(faces.pixels), np.arange(len(faces))

    def paint(share: float, seed: int):
        return Signs(places, MOODS, share)(rows, pixels, targets, torch.Generator().manual_seed(seed))

    same, told = paint(0, 1)
    assert torch.equal(same, pixels) and torch.equal(told, targets)
    out, told = paint(1, 1)
    changed = (out != pixels).flatten(1).any(1)
    assert not changed[3] and not changed[4] and changed.sum() == 14
    assert torch.equal(pixels, torch.from_numpy(faces.pixels)), "what was given stays as it was"
    again, _ = paint(1, 1)
    other, _ = paint(1, 2)
    assert torch.equal(out, again) and not torch.equal(out, other)


def test_both_views_of_a_face_wear_the_same_sign():
    faces, places = drawn(["sad"] * 8)
    targets = [np.stack([taught("sad")] * 8)]
    order = Order(targets, [None], 0, 1, 0)
    shown = TrainFaces([faces], targets, lambda batch, chance, copies: plain(batch, SIDE), order, twice=True,
                       signs=Signs(places, MOODS, 1.0))  # fmt: skip
    batch = shown.__getitems__([(0, row, 0) for row in range(8)])
    first, second = batch["pixels"].chunk(2)
    mirrored = (first.flip(-1) == second).flatten(1).all(1)
    same = (first == second).flatten(1).all(1)
    assert (mirrored | same).sum() >= 5, "the others have fewer pixels"
    told = batch["targets"]
    assert torch.equal(told[:8], told[8:]) and (told[:, MOODS.index("sad")] < 1).any()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--signs", "0.3"), "--signs needs --distil"),
        (("--signs", "0.3", "--distil", "RUN", "--rgb", "--augment", "none"), "--signs paints in grey"),
        (("--signs", "3"), "3"),
    ],
)
def test_signs_that_cannot_be_painted_are_refused(faces_set, tmp_path, capsys, words, said):
    try:
        code = fit(faces_set, "--out", tmp_path / "run", *words)
    except SystemExit as end:
        code = end.code
    assert code and said in capsys.readouterr().err


def test_a_run_learns_with_signs(quick, faces_set, fitted, tmp_path):
    run = tmp_path / "run"
    assert fit(faces_set, "--out", run, "--epochs", "1", "--distil", fitted, "--signs", "0.5") == 0
    assert (run / "best").exists()
