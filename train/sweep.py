"""The learning-rate sweep: one short training in which the rate grows from step to step."""

from dataclasses import dataclass

import numpy as np
import torch

SMOOTH = 0.9  # share of the running mean in the smoothed loss
LEAD = 10  # steps until that mean has settled: until then it follows single batches
WINDOWS = 6  # the slope is measured over this part of the sweep
FALL = 0.01  # of the first loss: less is noise
BLOWN = 2.0  # times the best loss: beyond it nothing is learned any more


@dataclass
class Sweep:
    """Learning rates tried, the smoothed loss at each, and the rate to take."""

    rates: np.ndarray
    losses: np.ndarray
    suggestion: float | None


def sweep(network: torch.nn.Module, batches, low: float, high: float, steps: int, decay: float) -> Sweep:
    """Trains for `steps` steps with rates from `low` to `high`; stops when the loss blows up."""
    rates = np.geomspace(low, high, steps)
    optimizer = torch.optim.AdamW(network.parameters(), lr=low, weight_decay=decay)
    network.train()
    losses: list[float] = []
    mean = 0.0
    for step, (rate, batch) in enumerate(zip(rates, batches, strict=False)):
        for group in optimizer.param_groups:
            group["lr"] = rate
        loss = torch.nn.functional.cross_entropy(network(batch["pixels"]), batch["targets"])
        if not torch.isfinite(loss):
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        mean = SMOOTH * mean + (1 - SMOOTH) * loss.item()
        losses.append(mean / (1 - SMOOTH ** (step + 1)))
        if losses[-1] > BLOWN * min(losses):
            break
    found = np.array(losses)
    return Sweep(rates[: len(found)], found, suggest(rates[: len(found)], found))


def suggest(rates: np.ndarray, losses: np.ndarray) -> float | None:
    """The rate at which the loss falls fastest before its lowest point, None when it hardly falls."""
    rates, losses = settled(rates), settled(losses)
    low = int(np.argmin(losses)) if len(losses) else 0
    if low < 3 or losses[low] > (1 - FALL) * losses[0]:
        return None
    # Lines fitted through many points: from one step to the next the loss falls by chance.
    wide = min(max(3, len(losses) // WINDOWS), low + 1)
    starts = range(low + 2 - wide)
    slopes = [np.polyfit(np.log(rates[i : i + wide]), losses[i : i + wide], 1)[0] for i in starts]
    return float(rates[int(np.argmin(slopes)) + wide // 2])


def settled(values: np.ndarray) -> np.ndarray:
    """What came after the lead, where the sweep was long enough to have one."""
    return values[LEAD:] if len(values) > 3 * LEAD else values
