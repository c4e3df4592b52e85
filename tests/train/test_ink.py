"""What the single steps of ink augmentation do to faces."""

import numpy as np
import pytest
import torch

from data_tools.sketch.people import face
from data_tools.sketch.render import render
from train import ink
from train.augment import STEPS


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


def test_another_hand_changes_lines_but_keeps_ink_dark_and_tones_where_they_were():
    faces = some_faces(count=8)
    drawn = ink.texture(faces.clone(), torch.Generator().manual_seed(3))
    for before, after in zip(faces, drawn, strict=True):
        alike = np.corrcoef(before.flatten(), after.flatten())[0, 1]
        assert 0.05 < alike < 0.999
        assert abs(float(before.mean() - after.mean())) < 0.1
