"""What each kind of system does to fill its row of the comparison."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moods.errors import ModelError
from train.peers.field import Field
from train.report.measure import Scored

TRANSFER_SLOWER = 0.3  # of the rate from scratch: pretrained weights should not be thrown about
REPEATS = 15


class NoWeightsError(ModelError):
    """Pretrained weights that cannot be had here."""


@dataclass
class Trial:
    """What a row measured, beside its scores."""

    scored: Scored
    cut: str = ""
    seconds: float | None = None  # wall time of training
    cpu_seconds: float | None = None
    parameters: int | None = None
    latency_ms: float | None = None  # one face, without decoding
    note: str = ""
    sweep: dict[int, float] | None = None


class Clock:
    """Wall and processor seconds: since it was made, and once stopped the time between."""

    def __init__(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def stop(self) -> "Clock":
        """Keeps what has passed until now."""
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu
        return self


def network_trial(task: dict, field: Field) -> Trial:
    """Trains one of the old networks and reads the test faces with it."""
    import torch

    from train.peers.drill import Budget, outputs, outputs_of, train_full, train_last
    from train.peers.networks import PEERS, Grey, transfer

    torch.manual_seed(task["seed"])
    peer, start = PEERS[task["system"]], task["start"]
    inner = peer.build(len(field.moods), field.size)
    scale = peer.scale
    if start != "scratch":
        scale = transfer(task["system"], inner, Path(task["weights"]) if task["weights"] else None)
    network, fivefold = Grey(scale, inner), task["fivefold"]
    budget, clock = Budget(task["budget"], task["epochs"]).begin(), Clock()
    if start == "last":
        cut = train_last(network, peer.head, field, fivefold, budget, task["seed"])
    else:
        rate = peer.rate if start == "scratch" else peer.rate * TRANSFER_SLOWER
        cut = train_full(network, field, fivefold, rate, budget, task["seed"])
    clock.stop()
    shares = torch.softmax(outputs_of(network, field.sides["test"]), 1).numpy()
    one = torch.zeros(1, 1, field.size, field.size)
    return Trial(
        field.scored("test", shares), cut, seconds=clock.wall, cpu_seconds=clock.cpu,
        parameters=sum(weight.numel() for weight in network.parameters()),
        latency_ms=latency(lambda: outputs(network, one)),
    )  # fmt: skip


def knn_trial(task: dict, field: Field) -> Trial:
    """k-NN on 100 x 100 grey pixels."""
    from train.peers.knn import chosen, flat, pixel_rows, votes

    clock, sides = Clock(), field.sides
    known, labels = pixel_rows(sides["train"], task["fivefold"])
    shares, k, sweep = chosen(
        field, known, labels, *(flat(sides[name].pixels) for name in ("validation", "test"))
    )
    clock.stop()
    one, kinds = flat(sides["test"].pixels[:1]), len(field.moods)
    return Trial(
        field.scored("test", shares), seconds=clock.wall, cpu_seconds=clock.cpu,
        latency_ms=latency(lambda: votes(known, labels, one, kinds), 5), note=f"k = {k}", sweep=sweep,
    )  # fmt: skip


def embeddings_trial(task: dict, field: Field) -> Trial:
    """k-NN on what our model's last layer sees."""
    from moods.classifier import MoodClassifier
    from train.peers.knn import chosen
    from train.peers.ours import embeddings, one_face

    classifier, clock = MoodClassifier(task["model"], threads=2), Clock()
    known, asked, test = (
        embeddings(classifier, field.sides[name]) for name in ("train", "validation", "test")
    )
    shares, k, sweep = chosen(field, known, field.sides["train"].labels, asked, test)
    clock.stop()
    return Trial(
        field.scored("test", shares), seconds=clock.wall, cpu_seconds=clock.cpu,
        latency_ms=latency(one_face(classifier)), note=f"k = {k}", sweep=sweep,
    )  # fmt: skip


def our_trial(task: dict, field: Field) -> Trial:
    """Our exported model, as users get it."""
    from moods.classifier import MoodClassifier
    from train.peers.ours import one_face, training_of, weights
    from train.report.known import known, read

    folder = Path(task["model"])
    classifier = MoodClassifier(folder, threads=2)
    faces = known(task["data"], "test", classifier.moods)
    scored = read(classifier, faces)
    sure = faces.notes.get("certainty", np.full(len(scored), "sure")) == "sure"
    seconds, remark = training_of(folder)
    return Trial(
        scored.where(sure) if sure.any() else scored, parameters=weights(folder), seconds=seconds,
        latency_ms=latency(one_face(classifier)),
        note="; ".join(word for word in (f"{classifier.size} px", remark) if word),
    )  # fmt: skip


def latency(read: Callable[[], object], repeats: int = REPEATS) -> float:
    """Median milliseconds of a reading, after one that does not count."""
    read()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        read()
        times.append(time.perf_counter() - start)
    return 1000 * float(np.median(times))


TRIALS = {"k-nn": knn_trial, "k-nn-embeddings": embeddings_trial, "ours": our_trial}
