"""What the single steps of ink augmentation do to faces."""

import numpy as np
import pytest
import torch

from data_tools.sketch.people import face
from data_tools.sketch.render import render
from train.augment import STEPS
from train.ink import inked


def some_faces(style: str = "grey", count: int = 6) -> torch.Tensor:
    pixels = np.stack([np.array(render(face("happy", seed, style), 112)) for seed in range(count)])
    return torch.from_numpy(pixels)[:, None].float() / 255


@pytest.mark.parametrize(("name", "step"), [(name, step) for name, _share, step in STEPS])
def test_a_step_changes_the_picture_and_is_a_function_of_its_generator(name, step):
    faces = some_faces()
    first = step(faces.clone(), torch.Generator().manual_seed(5))
    assert first.shape == faces.shape and first.isfinite().all(), name
    assert not torch.equal(first, faces)
    assert torch.equal(first, step(faces.clone(), torch.Generator().manual_seed(5)))


def test_inked_faces_have_white_skin_black_lines_and_little_between():
    faces = some_faces()
    ink = inked(faces, torch.Generator().manual_seed(1))
    between = ((ink > 0.2) & (ink < 0.8)).float().mean()
    assert between < 0.25 < ((faces > 0.2) & (faces < 0.95)).float().mean()
    assert ((ink < 0.2).flatten(1).any(1)).all() and ((ink > 0.95).float().mean((1, 2, 3)) > 0.3).all()


def test_inked_faces_keep_what_is_black_solid():
    faces = torch.full((1, 1, 64, 64), 0.7)
    faces[..., :24] = 0.05  # hair, much wider than a line
    ink = inked(faces, torch.Generator().manual_seed(2))
    assert ink[..., 2:18].max() < 0.2 and ink[..., 40:].min() > 0.9
