"""Training throughput: `python -m train fit` beside transformers' own image-classification loop.

The peer does what transformers' `run_image_classification` example does: a data set with a transform (random
crop, mirror, tensor, normalise by torchvision) under `Trainer`, batch by batch. Both train the same backbone
on the same drawn faces with the same batch, each in a process of its own, in turns.
"""

import argparse
import contextlib
import io
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import torch
from torchvision.transforms import v2
from transformers import Trainer, TrainerCallback, TrainingArguments

from train.options import add_arguments

GOAL = 1.3
ROUNDS, STEPS, WARM = 5, 10, 3


class Clock(TrainerCallback):
    """Seconds of every step but the first few, which warm caches up."""

    def __init__(self) -> None:
        self.last, self.times, self.count = 0.0, [], 0

    def on_step_begin(self, args, state, control, **_) -> None:
        # From begin to begin: reading the next batch counts.
        now = time.perf_counter()
        if self.count > WARM:
            self.times.append(now - self.last)
        self.last, self.count = now, self.count + 1


def drawn_set(folder: Path, faces: int, side: int) -> Path:
    """Drawn faces as a data set with a small validation split."""
    import datasets

    from data_tools.sketch import write

    write(faces, folder / "drawn", seed=3, size=side)
    whole = datasets.load_dataset("imagefolder", data_dir=str(folder / "drawn"), split="train")
    parts = whole.select_columns(["image", "label"]).train_test_split(32, seed=0)
    datasets.DatasetDict(train=parts["train"], validation=parts["test"]).save_to_disk(folder / "set")
    return folder / "set"


def peer(data: Path, place: Path, backbone: str, size: int, batch: int) -> Trainer:
    """The example's loop, with its transforms and defaults."""
    import datasets
    from transformers import TimmWrapperConfig, TimmWrapperForImageClassification

    records = datasets.load_from_disk(str(data))["train"]
    config = TimmWrapperConfig(architecture=backbone, num_labels=records.features["label"].num_classes)
    model = TimmWrapperForImageClassification(config)
    steps = v2.Compose(
        [
            v2.PILToTensor(), v2.RandomResizedCrop(size), v2.RandomHorizontalFlip(),
            v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.5] * 3, [0.5] * 3),
        ]
    )  # fmt: skip

    def change(rows: dict) -> dict:
        return {
            "pixel_values": [steps(face.convert("RGB")) for face in rows["image"]],
            "labels": rows["label"],
        }

    def collate(rows: list[dict]) -> dict:
        return {
            "pixel_values": torch.stack([row["pixel_values"] for row in rows]),
            "labels": torch.tensor([row["labels"] for row in rows]),
        }

    made = TrainingArguments(
        output_dir=str(place / "peer"), per_device_train_batch_size=batch, remove_unused_columns=False,
        max_steps=STEPS + WARM + 1, save_strategy="no", report_to=[], disable_tqdm=True, use_cpu=True,
        logging_strategy="no",
    )  # fmt: skip
    return Trainer(model, made, train_dataset=records.with_transform(change), data_collator=collate)


def ours(data: Path, place: Path, backbone: str, size: int, batch: int) -> Trainer:
    """The trainer that `fit` makes, with its ink augmentation, averaged weights and soft labels."""
    from train.fit import start
    from train.material import gather
    from train.memory import keep_freed
    from train.settings import settings
    from train.wiring import trainer_for

    keep_freed()  # as `fit` does
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    words = ["--out", str(place / "ours"), "--backbone", backbone, "--from-scratch", "--size", str(size)]
    words += ["--batch", str(batch), "--soft-labels", "--ema", "--cpu", "--no-progress"]
    options = parser.parse_args([str(data), *words])
    made = settings(options, place / "ours")
    made.max_steps, made.eval_strategy, made.save_strategy = STEPS + WARM + 1, "no", "no"
    made.load_best_model_at_end, made.report_to, made.logging_strategy = False, [], "no"
    material = gather(options)
    return trainer_for(options, made, material, start(options, material.names, aloud=False))


def seconds(trainer: Trainer) -> list[float]:
    """Seconds of each step of a short training."""
    clock = Clock()
    trainer.add_callback(clock)
    with contextlib.redirect_stdout(io.StringIO()):  # the trainer's own figures count the warming up
        trainer.train()
    trainer.remove_callback(clock)
    return clock.times


def rounds(make: Callable[..., Trainer], asked: tuple, turns: Connection) -> None:
    """In a process of its own: a short training at each turn, answered with the median seconds of a step."""
    trainer = make(*asked)
    while turns.recv():
        turns.send(statistics.median(seconds(trainer)))


def in_turns(both: dict[str, Callable[..., Trainer]], asked: tuple, count: int = ROUNDS) -> dict[str, float]:
    """Seconds of a step of each in its quickest round: whatever else runs can only slow one down."""
    started, turns = [], {}
    for who, make in both.items():
        turns[who], far = multiprocessing.Pipe()
        started.append(multiprocessing.get_context("spawn").Process(target=rounds, args=(make, asked, far)))
        started[-1].start()
        far.close()  # so that a process that ends breaks the wait
    times: dict[str, list[float]] = {who: [] for who in both}
    for _ in range(count):
        for who, near in turns.items():
            near.send(True)
            times[who].append(near.recv())
    for near, process in zip(turns.values(), started, strict=True):
        near.send(False)
        process.join()
    return {who: min(found) for who, found in times.items()}


def main() -> int:
    """Prints faces a second of both and their ratio."""
    parser = argparse.ArgumentParser(prog="python -m bench.train", description=__doc__)
    parser.add_argument("--backbone", default="mobilenetv2_100")
    parser.add_argument("--size", type=int, default=112, help="pixels of the model's input")
    parser.add_argument("--side", type=int, default=128, help="pixels of the pictures in the data set")
    parser.add_argument("--batch", type=int, default=32)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        data = drawn_set(Path(name), 480, asked.side)
        shape = (data, Path(name), asked.backbone, asked.size, asked.batch)
        took = in_turns({"transformers' loop": peer, "train fit": ours}, shape)
    for who, each in took.items():
        print(f"{who:20} {asked.batch / each:6.0f} faces/s")
    ratio = took["transformers' loop"] / took["train fit"]
    print(f"{asked.backbone} at {asked.size} px: train fit is {ratio:.2f} times as fast (goal {GOAL})")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
