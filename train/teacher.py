"""Distillation: models that were trained before, alone or averaged, whose probabilities teach another."""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn

from moods.errors import ModelError
from train.network import Network


class Teacher(nn.Module):
    """The mean opinion of several trained networks about the very pictures the student sees."""

    def __init__(self, networks: list[Network], share: float, temperature: float) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks).requires_grad_(False)
        self.share, self.temperature = share, temperature
        self.eval()

    @torch.no_grad()
    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        """Probabilities at the temperature, n x moods."""
        views = [self._opinion(network, pixels) for network in self.networks]
        return torch.stack(views).mean(0)

    def _opinion(self, network: Network, pixels: torch.Tensor) -> torch.Tensor:
        if pixels.shape[-1] != network.size:
            pixels = F.interpolate(pixels, (network.size, network.size), mode="bicubic", antialias=True)
        if network.rgb and pixels.shape[1] == 1:
            pixels = pixels.expand(-1, 3, -1, -1)
        return (network(pixels).float() / self.temperature).softmax(1)


def load_teacher(sources: list[str], names: tuple[str, ...], share: float, temperature: float) -> Teacher:
    """A teacher made of run folders or exported folders that know the same moods."""
    from train.load import load_network

    networks = []
    for source in sources:
        network, known = load_network(Path(source))
        if known != names:
            raise ModelError(f"{source} knows other moods than the data set: it cannot teach them.")
        networks.append(network)
    return Teacher(networks, share, temperature)


def taught_loss(logits: torch.Tensor, batch: dict, weights: torch.Tensor | None,
                teacher: Teacher | None) -> torch.Tensor:  # fmt: skip
    """Loss of a training batch; faces without a label learn from the teacher alone."""
    logits, targets = logits.float(), batch["targets"]
    own = F.cross_entropy(logits, targets, weight=weights, reduction="none")
    if teacher is None:
        return own.mean()
    heat = teacher.temperature
    opinion = teacher(batch["pixels"])
    gap = F.kl_div((logits / heat).log_softmax(1), opinion, reduction="none").sum(1) * heat**2
    share = torch.where(targets.sum(1) > 0, teacher.share, 1.0)
    return ((1 - share) * own + share * gap).mean()
