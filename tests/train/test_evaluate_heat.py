"""Grad-CAM and activation maps on tiny networks of several families."""

import numpy as np
import pytest
import timm
import torch
from torch import nn

from moods.errors import ModelError
from train.network import Network
from train.report.heat import activation_maps, grad_cam, pixels


class Corner(nn.Module):
    """A network whose first mood is ink on the left, the second ink on the right."""

    num_features = 2

    def forward_features(self, values: torch.Tensor) -> torch.Tensor:
        planes = nn.functional.avg_pool2d(1 - values, 4)
        left = torch.zeros_like(planes)
        left[..., : planes.shape[-1] // 2] = 1
        return torch.cat([planes * left, planes * (1 - left)], 1)

    def forward_head(self, features: torch.Tensor) -> torch.Tensor:
        return features.mean(dim=(2, 3))


def network(backbone: nn.Module, size: int = 32, rgb: bool = False, kind: str = "timm") -> Network:
    return Network(backbone, kind, size, rgb, [0.0] * 3, [1.0] * 3, {})


def test_grad_cam_finds_the_evidence():
    face = torch.ones(2, 1, 32, 32)
    face[:, :, 8:16, 4:8] = 0
    face[:, :, 20:28, 24:28] = 0
    weights = nn.Parameter(torch.ones(1))
    corner = network(Corner())
    corner.backbone.register_parameter("used", weights)
    maps = grad_cam(corner, face.requires_grad_(), [0, 1])
    assert maps.shape == (2, 32, 32) and maps.min() >= 0 and maps.max() <= 1
    assert maps[0][8:16, 4:8].mean() > 0.6 > 0.1 > maps[0][:, 16:].max()
    assert maps[1][20:28, 24:28].mean() > 0.6 > 0.1 > maps[1][:, :14].max()


@pytest.mark.parametrize(
    ("name", "size"), [("test_efficientnet", 96), ("test_vit", 160), ("test_convnext", 96)]
)
def test_maps_of_real_families(name, size):
    torch.manual_seed(0)
    model = network(timm.create_model(name, num_classes=3, in_chans=1).eval(), size)
    faces = torch.rand(2, 1, size, size)
    maps = grad_cam(model, faces, [0, 2])
    assert maps.shape == (2, size, size) and np.isfinite(maps).all() and maps.max() <= 1
    for stage in activation_maps(model, faces):
        assert stage.shape == (2, size, size) and stage.std() > 0


def test_other_libraries_are_refused_by_name():
    foreign = network(nn.Identity(), kind="transformers")
    with pytest.raises(ModelError, match="Grad-CAM is drawn for timm"):
        grad_cam(foreign, torch.zeros(1, 1, 32, 32), [0])
    with pytest.raises(ModelError, match="Activation maps"):
        activation_maps(foreign, torch.zeros(1, 1, 32, 32))


def test_pictures_become_what_the_network_was_trained_on():
    from PIL import Image

    red = Image.new("RGB", (40, 20), (255, 0, 0))
    assert pixels(network(nn.Identity()), [red]).shape == (1, 1, 32, 32)
    assert pixels(network(nn.Identity()), [red]).mean() == pytest.approx(0.299, abs=0.01)
    assert pixels(network(nn.Identity(), rgb=True), [red]).shape == (1, 3, 32, 32)
