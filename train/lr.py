"""python -m train lr DATA: finds a learning rate, with its plot."""

import argparse
from argparse import Namespace
from pathlib import Path

from moods.errors import DataError
from train import options as fit_options
from train.sweep import Sweep, settled, sweep


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `fit`, and the range of the sweep. --out is the plot's file here."""
    fit_options.add_arguments(parser)
    group = parser.add_argument_group("sweep")
    group.add_argument("--from-rate", type=float, default=1e-6)
    group.add_argument("--to-rate", type=float, default=1.0)
    group.add_argument("--steps", type=int, default=100)


def run(options: Namespace) -> int:
    """Sweeps, draws the plot to --out (a .png) and prints a suggestion."""
    import torch
    from transformers import set_seed

    from train.backbone import usual_size
    from train.evaluate import make
    from train.fit import check, start
    from train.freeze import freeze_backbone
    from train.material import gather
    from train.wiring import train_faces

    plot = Path(options.out)
    plot = plot if plot.suffix == ".png" else plot / "lr.png"
    check(options, plot.parent / "no-run")
    if not 0 < options.from_rate < options.to_rate:
        raise DataError("--from-rate must be above 0 and below --to-rate.")
    if options.num_threads:
        torch.set_num_threads(options.num_threads)
    options.size = options.size or usual_size(options.backbone)
    material = gather(options)
    set_seed(options.seed)
    network = start(options, material.names)
    if options.freeze:
        freeze_backbone(network)
    batches = endless(train_faces(options, material, network.size), options.batch, options.steps)
    found = sweep(network, batches, options.from_rate, options.to_rate, options.steps, options.weight_decay)
    make(plot.parent)
    draw(found, plot, options.backbone)
    print(sentence(found, plot))
    return 0


def endless(faces, batch: int, steps: int):
    """As many training batches as there are steps, epoch after epoch."""
    from tqdm import tqdm

    bar = tqdm(total=steps, desc="sweep", disable=None)
    epoch = 0
    while True:
        faces.order.set_epoch(epoch)
        keys = list(faces.order)
        for first in range(0, max(len(keys) - batch + 1, 1), batch):
            bar.update()
            yield faces.__getitems__(keys[first : first + batch])
        epoch += 1


def sentence(found: Sweep, plot: Path) -> str:
    """The suggestion in words."""
    if found.suggestion is None:
        return f"The loss hardly fell: look at {plot}, and try more --steps or a wider range."
    return f"Try --lr {found.suggestion:.1e} (the loss falls fastest there; see {plot})."


def draw(found: Sweep, path: Path, title: str) -> None:
    """Loss over learning rate as a PNG, the suggestion marked."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.subplots()
    axes.plot(found.rates, found.losses, color="#2f6fbf")
    if found.suggestion is not None:
        axes.axvline(found.suggestion, color="#c8312b", linestyle="--", label=f"try {found.suggestion:.1e}")
        axes.legend(frameon=False)
    axes.set(xscale="log", xlabel="learning rate", ylabel="loss, smoothed", title=title)
    if len(found.losses):
        # The blow-up at the end must not flatten the fall that one looks for.
        losses = settled(found.losses)
        first, low = losses[0], losses.min()
        axes.set_ylim(low - 0.1 * (first - low) - 0.01, first + max(0.5 * (first - low), 0.05 * first))
    axes.grid(alpha=0.3)
    figure.savefig(path, dpi=110)
