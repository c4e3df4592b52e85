"""Folding: luma into the stem, the calibration into the last layer. Nothing stays hidden."""

import copy

import numpy as np
import torch
from torch import nn

from moods.errors import ModelError
from train.network import Network

LUMA = (0.299, 0.587, 0.114)  # Rec. 601, as Pillow's convert("L")


def to_rgb(network: Network) -> Network:
    """The same network for RGB pictures: it answers to their luma. Exact, since mean and std are equal."""
    if network.rgb:
        return copy.deepcopy(network)
    if network.kind == "timm":
        model = _timm_rgb(network, torch.tensor(LUMA).view(1, 3, 1, 1))
    else:
        from train.vit import rebuilt

        model = rebuilt(network.backbone, network.size, torch.tensor(LUMA).view(3, 1))
    return Network(
        model, network.kind, network.size, True, network.mean * 3, network.std * 3, network.model_args
    ).eval()


def _timm_rgb(network: Network, luma: torch.Tensor) -> nn.Module:
    import timm

    grey = network.backbone
    model = timm.create_model(
        grey.pretrained_cfg["architecture"],
        num_classes=network.head.out_features,
        in_chans=3,
        **network.model_args,
    )
    weights, wanted = grey.state_dict(), model.state_dict()
    for key, value in weights.items():
        if value.shape == wanted[key].shape:
            continue
        if value.ndim != 4 or (value.shape[1], wanted[key].shape[1]) != (1, 3):
            raise ModelError(
                f"{grey.pretrained_cfg['architecture']}: the stem {key} cannot take RGB; train with --rgb."
            )
        weights[key] = value * luma.to(value)
    model.load_state_dict(weights)
    return model


def cool(network: Network, temperature: float) -> None:
    """Divides the logits by a temperature, inside the last layer."""
    with torch.no_grad():
        network.head.weight.div_(temperature)
        if network.head.bias is not None:
            network.head.bias.div_(temperature)


def lift(network: Network, shift: np.ndarray) -> None:
    """Adds a shift to the logits, inside the last layer."""
    with torch.no_grad():
        network.head.bias += torch.from_numpy(shift).to(network.head.bias)
