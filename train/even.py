"""Kernels that are the same from left and from right, so that a mirrored face gets the same answer.

The mood of a face does not change in a mirror. A network whose every kernel is even says so by its build:
what it sees of the mirrored face is the mirror image of what it sees of the face, and the mean over the
picture, from which it answers, is the same. This holds where every halving of the picture starts from an
odd side: then it takes the pixels that lie the same from left and from right (97, 129 or 161 for 32-fold
halving).
"""

from copy import deepcopy

import torch
from torch import nn
from transformers import TrainerCallback

from moods.errors import DataError
from train.ema import Average
from train.network import Network

ENOUGH = 1e-3  # of the largest feature: what a picture and its mirror image may differ by


class Evening(TrainerCallback):
    """Fades the odd part of every kernel out over the first `share` of the steps, then keeps it out.

    Taken away at once it would take what the network knows with it: what follows learned from those kernels.
    """

    def __init__(self, network: Network, share: float) -> None:
        check(network)
        self.share = share
        self.average: Average | None = None  # kept even, too

    def left(self, step: int, steps: int) -> float:
        """The share of the odd part that is left after so many of the steps."""
        last = self.share * steps
        return max(0.0, 1 - step / last) if last else 0.0

    def on_step_end(self, args, state, control, model=None, **_) -> None:
        now = self.left(state.global_step, state.max_steps)
        fade(model, now / self.left(state.global_step - 1, state.max_steps) if now else 0)
        if not now and self.average:
            fade(self.average.average.module, 0)


@torch.no_grad()
def fade(network: nn.Module, factor: float) -> None:
    """Multiplies the odd part of every kernel by a factor."""
    for part in network.modules():
        if isinstance(part, nn.Conv2d) and part.kernel_size[1] > 1:
            even = (part.weight + part.weight.flip(-1)) / 2
            part.weight.copy_(even + (part.weight - even) * factor if factor else even)


@torch.no_grad()
def check(network: Network) -> None:
    """Refuses a network that mirrors nothing: other layers, or a side that is halved unevenly."""
    copy = deepcopy(network).eval()
    fade(copy, 0)
    features = getattr(copy.backbone, "forward_features", None)
    pixels = torch.rand(2, 3 if copy.rgb else 1, copy.size, copy.size)
    one, other = (features or copy)(pixels), (features or copy)(pixels.flip(-1))
    if not features or (one - other.flip(-1)).abs().max() > ENOUGH * one.abs().max():
        raise DataError(
            "--even needs a convolutional backbone of timm, and a --size that stays odd whenever it is "
            f"halved (97, 129 or 161 for most). At {network.size} pixels this one tells left from right."
        )
