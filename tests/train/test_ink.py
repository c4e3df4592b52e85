"""What the single steps of ink augmentation do to faces."""

import numpy as np
import pytest
import torch

from data_tools.sketch.people import face
from data_tools.sketch.render import render
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
