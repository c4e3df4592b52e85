"""Random numbers of a batch, all from one generator."""

import torch


def uniform(count: int, low: float, high: float, generator: torch.Generator) -> torch.Tensor:
    """`count` numbers between low and high."""
    return torch.rand(count, generator=generator) * (high - low) + low
