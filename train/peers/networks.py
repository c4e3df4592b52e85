"""The networks of the systems before us, with their heads, starts and learning rates."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import nn

from moods.errors import ModelError
from train.peers.systems import NoWeightsError

IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
HALF = ((0.5,) * 3, (0.5,) * 3)


@dataclass(frozen=True)
class Peer:
    """How to build a network for `labels` moods, the name of its last layer, and how it is trained."""

    title: str
    build: Callable[[int, int], nn.Module]  # (labels, size in pixels)
    head: str
    rate: float  # Adam's, from scratch; networks without batch norm diverge at 1e-3
    hub: str | None = None  # timm's name of its pretrained weights
    scale: tuple = IMAGENET  # mean and std of its input
    transfers: bool = True


def plain_cnn(labels: int, size: int) -> nn.Module:
    """The student projects' network: two blocks of convolution and pooling, one hidden layer."""
    cells = (size // 4) ** 2
    return nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * cells, 128), nn.ReLU(), nn.Dropout(0.5), nn.Linear(128, labels),
    )  # fmt: skip


def by_timm(name: str) -> Callable[[int, int], nn.Module]:
    """A builder for a timm network without weights."""

    def build(labels: int, size: int) -> nn.Module:
        import timm

        return timm.create_model(name, num_classes=labels)

    return build


def quiet(build: Callable[[int, int], nn.Module], head: str) -> Callable[[int, int], nn.Module]:
    """The same network with a last layer that starts near zero.

    timm starts that of MobileNetV2 twenty times as loud as the others': after two epochs the transferred
    network read 0.19 of the validation faces instead of 0.35.
    """

    def built(labels: int, size: int) -> nn.Module:
        network = build(labels, size)
        nn.init.trunc_normal_(network.get_submodule(head).weight, std=0.01)
        nn.init.zeros_(network.get_submodule(head).bias)
        return network

    return built


def by_torchvision(name: str, **options: object) -> Callable[[int, int], nn.Module]:
    """A builder for a torchvision network without weights."""

    def build(labels: int, size: int) -> nn.Module:
        import torchvision

        return torchvision.models.get_model(name, num_classes=labels, **options)

    return build


PEERS: dict[str, Peer] = {
    "plain-cnn": Peer("plain CNN", plain_cnn, "10", 1e-3, scale=HALF, transfers=False),
    "alexnet": Peer("AlexNet", by_torchvision("alexnet"), "classifier.6", 1e-4),
    "vgg16": Peer("VGG-16", by_timm("vgg16"), "head.fc", 1e-4, "vgg16.tv_in1k"),
    "googlenet": Peer(
        "GoogLeNet", by_torchvision("googlenet", aux_logits=False, init_weights=True), "fc", 1e-3
    ),
    "resnet50": Peer("ResNet-50", by_timm("resnet50"), "fc", 1e-3, "resnet50.tv_in1k"),
    "densenet201": Peer("DenseNet-201", by_timm("densenet201"), "classifier", 1e-3, "densenet201.tv_in1k"),
    "mobilenetv2_100": Peer(
        "MobileNetV2",
        quiet(by_timm("mobilenetv2_100"), "classifier"),
        "classifier",
        1e-3,
        "mobilenetv2_100.ra_in1k",
        HALF,
    ),
}


class Grey(nn.Module):
    """A network fed with grey squares (n x 1 x size x size, 0 to 1) as the RGB picture it expects."""

    def __init__(self, scale: tuple, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in scale)
        self.register_buffer("mean", mean, persistent=False)
        self.register_buffer("std", std, persistent=False)

    def forward(self, faces: torch.Tensor) -> torch.Tensor:
        return self.network((faces - self.mean) / self.std)


def transfer(name: str, network: nn.Module, folder: Path | None) -> tuple:
    """Fills all but the last layer with pretrained weights, from FOLDER/NAME.safetensors or the Hub.

    Returns the mean and std that they expect of their input.
    """
    peer = PEERS[name]
    weights, scale = local(name, folder) if folder else None, peer.scale
    if weights is None:
        weights, scale = remote(peer), IMAGENET
    target = network.state_dict()
    head = {f"{peer.head}.weight", f"{peer.head}.bias"}
    fitting = {
        key: value.float() if value.is_floating_point() else value
        for key, value in weights.items()
        if key in target and key not in head and value.shape == target[key].shape
    }
    missing = [key for key in target if key not in fitting and key not in head]
    if missing:
        raise ModelError(f"The pretrained weights of {name} do not fit: {missing[0]} is missing.")
    network.load_state_dict(fitting, strict=False)
    return scale


def local(name: str, folder: Path) -> dict[str, torch.Tensor] | None:
    """The weights of FOLDER/NAME.safetensors, or None where there is no such file."""
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    path = folder / f"{name}.safetensors"
    if not path.is_file():
        return None
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise ModelError(f"{path} is not a whole safetensors file: {error}") from error


def remote(peer: Peer) -> dict[str, torch.Tensor]:
    """timm's pretrained weights from the Hub."""
    import timm

    from train.reach import cached, require_hub

    if peer.hub is None:
        raise NoWeightsError(f"{peer.title}: no safetensors on the Hub")
    try:
        if not cached(f"timm/{peer.hub}", "model.safetensors"):
            require_hub(f"{peer.title}'s weights", "Give --weights-from.")
        return timm.create_model(peer.hub, pretrained=True).state_dict()
    except (ModelError, RuntimeError, OSError) as error:
        raise NoWeightsError(f"{peer.title}: {error}") from error
