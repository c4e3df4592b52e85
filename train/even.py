"""Kernels that are the same from left and from right, so that a mirrored face gets the same answer.

The mood of a face does not change in a mirror. A network whose every kernel is even says so by its build:
what it sees of the mirrored face is the mirror image of what it sees of the face, and the mean over the
picture, from which it answers, is the same. This holds where every halving of the picture starts from an
odd side: then it takes the pixels that lie the same from left and from right (97, 129 or 161 for 32-fold
halving).
"""

import torch
from torch import nn

from moods.errors import DataError
from train.network import Network

ENOUGH = 1e-3  # of the largest feature: what a picture and its mirror image may differ by


def make_even(network: Network) -> None:
    """Takes the even part of every kernel and, from now on, of its gradient."""
    for part in network.modules():
        if isinstance(part, nn.Conv2d) and part.kernel_size[1] > 1:
            with torch.no_grad():
                part.weight.copy_(_even(part.weight))
            part.weight.register_hook(_even)
    _check(network)


def _even(values: torch.Tensor) -> torch.Tensor:
    return (values + values.flip(-1)) / 2


@torch.no_grad()
def _check(network: Network) -> None:
    """Refuses a network that mirrors nothing: other layers, or a side that is halved unevenly."""
    was = network.training
    network.eval()
    pixels = torch.rand(2, 3 if network.rgb else 1, network.size, network.size)
    features = getattr(network.backbone, "forward_features", None)
    one, other = (features or network)(pixels), (features or network)(pixels.flip(-1))
    network.train(was)
    if not features or (one - other.flip(-1)).abs().max() > ENOUGH * one.abs().max():
        raise DataError(
            "--even needs a convolutional backbone of timm, and a --size that stays odd whenever it is "
            f"halved (97, 129 or 161 for most). At {network.size} pixels this one tells left from right."
        )
