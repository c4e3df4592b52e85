"""The training loop of the face finder: plain torch, one process, made for two slow cores or one GPU."""

import math
import time
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch import Tensor
from tqdm import tqdm

from train.finder import tiles
from train.finder.net import FaceNet
from train.pages.cache import CachedPage


@dataclass
class Plan:
    """How long and how fast: steps of `batch` tiles of `side` pixels, or `minutes` if they end first."""

    steps: int = 1500
    batch: int = 16
    side: int = 224
    rate: float = 1e-3
    keep: float = 0.997
    freeze: bool = True
    seed: int = 0
    minutes: float = 1e9


def loss(heat: Tensor, sides: Tensor, target: dict[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Focal loss of the heat and generalised IoU loss of the boxes, each for one face."""
    chance = torch.sigmoid(heat.float()).clamp(1e-5, 1 - 1e-5)
    centre = target["heat"] == 1
    hit = -((1 - chance) ** 2) * torch.log(chance) * centre
    miss = -((1 - target["heat"]) ** 4) * chance**2 * torch.log(1 - chance) * ~centre * target["counted"]
    heat_loss = (hit.sum() + miss.sum()) / centre.sum().clamp(min=1)
    weight = target["weight"][:, 0]
    overlap = _giou(sides.float(), target["sides"])
    return heat_loss, ((1 - overlap) * weight).sum() / weight.sum().clamp(min=1)


def _giou(sides: Tensor, wanted: Tensor) -> Tensor:
    """Generalised IoU of boxes given as distances from the same point (n x 4 x h x w)."""
    low, high = torch.minimum(sides, wanted), torch.maximum(sides, wanted)
    both = (low[:, 0] + low[:, 2]) * (low[:, 1] + low[:, 3])
    hull = (high[:, 0] + high[:, 2]) * (high[:, 1] + high[:, 3])
    areas = [(box[:, 0] + box[:, 2]) * (box[:, 1] + box[:, 3]) for box in (sides, wanted)]
    union = (areas[0] + areas[1] - both).clamp(min=1)
    return both / union - (hull - union) / hull.clamp(min=1)


def settle(net: FaceNet, pages: list[CachedPage], plan: Plan) -> None:
    """Measures the normalisation of the pretrained start anew, on pages instead of photographs."""
    norms = [module for module in net.backbone.modules() if isinstance(module, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.reset_running_stats()
        norm.momentum = None
    net.train()
    with torch.no_grad():
        for pictures, _ in tiles.batches(np.random.default_rng(plan.seed), pages, plan.side, plan.batch, 16):
            net.backbone(pictures)
    for norm in norms:
        norm.momentum = 0.05


def fit(net: FaceNet, pages: list[CachedPage], plan: Plan, out: Path) -> FaceNet:
    """Trains and returns the averaged network; it is saved to out/finder.safetensors on the way."""
    net.train()
    if plan.freeze:
        net.freeze_start()
    net.to(memory_format=torch.channels_last)
    average = deepcopy(net).eval()
    groups = [
        {"params": [p for p in net.backbone.parameters() if p.requires_grad], "max": plan.rate / 3},
        {"params": [p for n, p in net.named_parameters() if not n.startswith("backbone")], "max": plan.rate},
    ]
    optimiser = torch.optim.AdamW(groups, lr=plan.rate, weight_decay=0.02)
    began, seen = time.monotonic(), []
    stream = tiles.batches(np.random.default_rng(plan.seed + 1), pages, plan.side, plan.batch, plan.steps)
    bar = tqdm(stream, total=plan.steps, mininterval=20)
    for step, (pictures, target) in enumerate(bar, 1):
        # bfloat16 takes about half the time on processors that have it.
        with torch.autocast(pictures.device.type, torch.bfloat16):
            heat, sides = net(pictures.contiguous(memory_format=torch.channels_last))
        parts = loss(heat, sides, target)
        done = max(step / plan.steps, (time.monotonic() - began) / (60 * plan.minutes))
        for group in optimiser.param_groups:
            group["lr"] = group["max"] * pace(done)
        optimiser.zero_grad()
        (parts[0] + 1.5 * parts[1]).backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 10.0)
        optimiser.step()
        _follow(average, net, min(plan.keep, step / (step + 20)))
        seen.append([part.item() for part in parts])
        if step % 100 == 0:
            bar.set_postfix_str("heat {:.3f} boxes {:.3f}".format(*np.mean(seen[-100:], axis=0)))
            save(average, out)
        if done >= 1:
            break
    save(average, out)
    return average


def pace(done: float) -> float:
    """The share of the highest learning rate to use when so much of the training is done (0 to 1)."""
    warm = 0.06
    if done < warm:
        return 0.05 + 0.95 * done / warm
    return 0.002 + 0.998 * (1 + math.cos(math.pi * min(1.0, (done - warm) / (1 - warm)))) / 2


def save(net: FaceNet, out: Path) -> None:
    """Writes the weights to out/finder.safetensors."""
    save_file(
        {name: value.contiguous() for name, value in net.state_dict().items()}, out / "finder.safetensors"
    )


@torch.no_grad()
def _follow(average: FaceNet, net: FaceNet, keep: float) -> None:
    for mean, value in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
        if mean.dtype.is_floating_point:
            mean.lerp_(value, 1 - keep)
        else:
            mean.copy_(value)
