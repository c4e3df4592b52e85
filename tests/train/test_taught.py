"""What faces are taught beside their labels: opinions, hints, agreement of two views; and scenes."""

import hashlib

import numpy as np
import pytest
import torch
from torch import nn

from tests.train.tiny import need_fonts
from train.augment import Augment
from train.faces import Faces
from train.heads import placed
from train.material import with_opinions
from train.network import Network
from train.pages.compose import Composer
from train.scenes import COVERED, blank, landscape, load_scenes, noise, texture, windows
from train.teacher import opinions, weighed
from train.trainer import taught_loss


class Side(nn.Module):
    """Says which half of the picture is darker."""

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        left, right = pixels.chunk(2, -1)
        return torch.stack([-left.mean((1, 2, 3)), -right.mean((1, 2, 3))], 1) * 9


def faces_of(pixels: np.ndarray) -> Faces:
    count = len(pixels)
    name = hashlib.sha256(pixels.tobytes()).hexdigest()
    return Faces(pixels, np.zeros(count, np.int64), np.ones(count, bool), ("left", "right"), name)


def test_opinions_are_the_same_of_a_face_and_its_mirror_image():
    pixels = np.random.default_rng(0).integers(0, 255, (5, 1, 32, 32), np.uint8)
    pixels[..., :16] //= 3
    network = Network(Side(), "timm", 32, False, [0.0], [1.0], {})
    found = opinions([network], faces_of(pixels))
    assert found.shape == (5, 2) and np.allclose(found.sum(1), 1, atol=1e-6)
    assert np.allclose(found, opinions([network], faces_of(pixels[..., ::-1].copy())), atol=1e-6)
    assert np.allclose(found, 0.5, atol=1e-6), "what one view says of the left, its mirror says of the right"


def test_opinions_are_asked_once_of_the_same_teachers(monkeypatch, tmp_path):
    monkeypatch.setenv("MANGA_MOOD_CACHE", str(tmp_path))
    asked = []

    class Counting(Side):
        def __init__(self, bias: float) -> None:
            super().__init__()
            self.bias = nn.Parameter(torch.tensor([bias, 0.0]))

        def forward(self, pixels: torch.Tensor) -> torch.Tensor:
            asked.append(len(pixels))
            return super().forward(pixels) + self.bias

    faces = faces_of(np.random.default_rng(1).integers(0, 255, (5, 1, 32, 32), np.uint8))
    teachers = [Network(Counting(bias), "timm", 32, False, [0.0], [1.0], {}) for bias in (0.0, 1.0)]
    first = opinions(teachers[:1], faces)
    views = len(asked)
    assert views and np.array_equal(first, opinions(teachers[:1], faces)) and len(asked) == views
    assert not np.allclose(first, opinions(teachers[1:], faces)) and len(asked) == 2 * views
    assert len(list((tmp_path / "faces").iterdir())) == 2, "no half-written file stays"


def test_a_colour_blind_teacher_is_shown_colour_pictures():
    pixels = np.random.default_rng(0).integers(0, 255, (5, 3, 32, 32), np.uint8)
    grey = (pixels.transpose(0, 2, 3, 1) @ [0.299, 0.587, 0.114]).round().astype(np.uint8)[:, None]
    network = Network(Side(), "timm", 32, False, [0.0], [1.0], {})
    found = opinions([network], faces_of(pixels))
    assert np.allclose(found, opinions([network], faces_of(grey)), atol=1e-2)


def test_hints_move_opinions_towards_what_their_faces_look_like():
    clear, torn = [0.9, 0.1], [0.5, 0.5]
    opinion = np.array([clear, clear, torn, [0.1, 0.9], [0.1, 0.9], torn], np.float32)
    hints = np.array([0, 0, 0, 1, 1, -1])
    moved = weighed(opinion, hints)
    assert np.allclose(moved.sum(1), 1, atol=1e-6)
    assert moved[2, 0] > 0.55, "torn, but its hint is mostly seen on the first mood"
    assert np.allclose(moved[5], torn), "no hint, no move"
    assert moved[0, 0] > opinion[0, 0] and moved[3, 1] > opinion[3, 1]


def test_faces_without_a_label_are_taught_opinions_alone():
    rows, opinion = np.array([[1.0, 0], [0, 0]]), np.array([[0.4, 0.6], [0.3, 0.7]])
    nobody, everybody = np.zeros(2, bool), np.ones(2, bool)
    assert np.allclose(with_opinions(rows, opinion, 0.5, nobody), [[0.7, 0.3], [0.3, 0.7]])
    assert np.allclose(with_opinions(rows, opinion, 0.5, everybody), [[0.85, 0.15], [0.3, 0.7]])


def test_views_that_part_cost_more():
    torch.manual_seed(0)
    one = torch.randn(4, 3)
    targets = torch.eye(3)[[0, 1, 2, 0]].repeat(2, 1)
    same, apart = torch.cat([one, one]), torch.cat([one, -one])
    assert torch.isclose(taught_loss(same, targets, None, 0.7), taught_loss(same, targets, None))
    gap = ((one.softmax(1) - (-one).softmax(1)) * (one.log_softmax(1) - (-one).log_softmax(1))).sum(1).mean()
    wanted = taught_loss(apart, targets, None) + 0.7 * gap / 2
    assert torch.isclose(taught_loss(apart, targets, None, 0.7), wanted)


def test_small_faces_stand_in_heads_and_scenes():
    generator = torch.Generator().manual_seed(0)
    faces = torch.full((64, 1, 48, 48), 0.25)
    scenes = torch.full((3, 1, 48, 48), 190, dtype=torch.uint8)
    half = torch.tensor([[2.0, 0, 0], [0, 2.0, 0]]).repeat(64, 1, 1)
    grid = torch.nn.functional.affine_grid(half, list(faces.shape), align_corners=False)
    out = placed(faces, grid, scenes, generator)
    assert out.shape == faces.shape and out.min() >= 0 and out.max() <= 1
    assert torch.allclose(out[:, :, 20:28, 20:28], torch.tensor(0.25), atol=1e-3), "the face itself stays"
    corners = out[:, 0, 0, 0]
    assert torch.isclose(corners, torch.tensor(190 / 255), atol=0.01).float().mean() > 0.2, "scenes"
    assert torch.isclose(corners, torch.tensor(1.0)).float().mean() > 0.2, "paper"
    wide = (out[:, 0, 24, 8:11] < 0.3).any(1).float().mean()
    assert 0.2 < wide < 0.9, "hair reaches beyond some crops"


def test_augmentation_with_scenes_is_a_function_of_its_generator():
    scenes = np.full((2, 1, 16, 16), 128, np.uint8)
    faces = torch.randint(0, 256, (6, 1, 24, 24), dtype=torch.uint8)
    change = Augment(16, scenes=scenes)
    first, again, other = (change(faces, torch.Generator().manual_seed(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)


@pytest.mark.parametrize("kind", [blank, landscape, noise, texture])
def test_scenes_that_need_no_font(kind):
    rng = np.random.default_rng(0)
    made = [np.asarray(kind(rng).convert("L").resize((32, 32))) for _ in range(8)]
    assert len({picture.tobytes() for picture in made}) > 4


def test_windows_keep_clear_of_faces_and_scenes_are_kept(monkeypatch, tmp_path):
    need_fonts()
    page = Composer([]).page(3)
    page.faces = [(0.0, 0.0, 736.0, 500.0)]
    cuts = list(windows(np.random.default_rng(0), page))
    assert cuts and all(cut.width**2 <= 736 * 500 for cut in cuts)
    page.faces = [(x, y, x + 20.0, y + 20.0) for x in range(0, 736, 20) for y in range(0, 1024, 20)]
    assert not list(windows(np.random.default_rng(0), page)), f"each shows more than {COVERED} of a face"
    monkeypatch.setenv("MANGA_MOOD_CACHE", str(tmp_path))
    faces = faces_of(np.random.default_rng(0).integers(0, 255, (9, 1, 32, 32), np.uint8))
    found = load_scenes(faces, 20)
    assert found.pixels.shape == (20, 1, 32, 32) and (found.labels == -1).all()
    assert np.array_equal(found.pixels, load_scenes(faces, 20).pixels)
