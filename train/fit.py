"""python -m train fit DATA: fine-tunes a backbone on faces, with transformers' Trainer."""

from argparse import Namespace
from pathlib import Path

from moods.errors import DataError, ModelError, MoodError
from train.options import add_arguments
from train.pages.letters import fonts
from train.record import describe, resumed, write_record

__all__ = ["add_arguments", "run"]
LEAST = {"epochs": 1, "batch": 2, "size": 16, "cache_size": 16, "num_threads": 0, "workers": 0, "seed": 0,
         "scenes": 0, "agree": 0, "surer": 1, "mixup": 0, "weight_decay": 0}  # fmt: skip


def run(options: Namespace) -> int:
    """Trains, or goes on training, and leaves RUN with its best weights, record and curves."""
    folder = Path(options.out)
    if options.resume:
        options = resumed(options, folder)
    check(options, folder)
    import torch
    from transformers import set_seed
    from transformers.utils import logging

    from train.settings import settings

    logging.set_verbosity_error()
    if options.num_threads:
        torch.set_num_threads(options.num_threads)
    made = settings(options, folder)
    from train.backbone import usual_size
    from train.checkpoints import newest_whole
    from train.evaluate import make
    from train.material import gather

    options.size = options.size or usual_size(options.backbone)
    with made.main_process_first(local=True, desc="decoding"):
        material = gather(options)
    with made.main_process_first(local=False, desc="looking for a checkpoint"):
        checkpoint = newest_whole(folder, bool(options.ema)) if options.resume else None
    if options.resume and made.should_log:
        print(f"going on from {checkpoint.name}" if checkpoint else "no whole checkpoint: from the beginning")
    set_seed(options.seed)
    network = start(options, material.names, made.should_log, checkpoint)
    make(folder)
    if made.should_save and not options.resume:
        write_record(folder, finished=False, **describe(options, network, material.names, material.described))
    return train(options, folder, made, material, network, checkpoint)


def check(options: Namespace, folder: Path) -> None:
    """Refuses what cannot work before anything is loaded."""
    if not options.data:
        raise DataError("Name a data set: a folder made by `python -m data_tools build`, or a Hub data set.")
    if options.rgb and options.augment == "ink":
        raise DataError("Ink augmentation works on grey faces: with --rgb use `--augment none` or `classic`.")
    if options.unlabelled and not options.distil:
        raise DataError("--unlabelled needs --distil: only a teacher can say what unlabelled faces show.")
    if options.hints and not options.distil:
        raise DataError("--hints needs --distil: hints only move what a teacher thinks.")
    if options.agree and options.mixup:
        raise DataError("--agree compares two views of one face: it does not go with --mixup.")
    if options.scenes and options.rgb:
        raise DataError("--scenes are grey, as ink is: they do not go with --rgb.")
    if options.even is not None and (options.freeze or options.unfreeze_after is not None):
        raise DataError("--even changes every layer: it does not go with --freeze or --unfreeze-after.")
    if options.freeze and options.unfreeze_after is not None:
        raise DataError("--freeze never unfreezes: give either it or --unfreeze-after.")
    if options.lr <= 0 or (options.std is not None and options.std <= 0):
        raise DataError("--lr and --std must be above 0.")
    for name, least in LEAST.items():
        value = getattr(options, name, None)
        if value is not None and value < least:
            raise DataError(f"--{name.replace('_', '-')} must be at least {least}, not {value}.")
    if options.scenes:
        fonts()
    if not options.resume and any(folder.glob("checkpoint-*")):
        raise DataError(f"{folder} holds a run already: go on with --resume, or choose another --out.")


def start(options: Namespace, names: tuple[str, ...], aloud: bool = True, checkpoint: Path | None = None):
    """The network with its starting weights, if no checkpoint brings them, and a line on where from."""
    from train import backbone
    from train.start import scale_of, start_from

    pretrained = not (options.init or options.from_scratch or checkpoint)
    network = backbone.build(
        options.backbone, len(names), options.size, options.rgb, pretrained,
        drop_rate=options.drop_rate, drop_path_rate=options.drop_path,
    )  # fmt: skip
    mean, std = recorded_scale(options) or (scale_of(options.init) if options.init else None) or (
        network.mean, network.std
    )  # fmt: skip
    mean = mean if options.mean is None else [options.mean]
    std = std if options.std is None else [options.std]
    channels = 3 if options.rgb else 1
    network.set_scale(*(value * channels if len(value) == 1 else value for value in (mean, std)))
    lines = [start_from(network, options.init, names)] if options.init and not checkpoint else []
    lines.append(f"{options.backbone}: {backbone.parameters(network) / 1e6:.2f} M weights, {network.size} px")
    if aloud:
        print(*lines, sep="\n")
    return network


def recorded_scale(options: Namespace) -> tuple[list[float], list[float]] | None:
    """What a run that goes on subtracts from pixels and divides them by: its start may be gone by now."""
    from train.load import read_run

    record = read_run(Path(options.out)) if options.resume else {}
    return (record["mean"], record["std"]) if "mean" in record else None


def train(options: Namespace, folder: Path, made, material, network, checkpoint: Path | None) -> int:
    """The training itself; whatever stops it, the best weights so far stay in RUN/best."""
    from safetensors import SafetensorError

    from train.finish import Kept, finish, full_disk
    from train.memory import keep_freed
    from train.wiring import trainer_for

    if made.use_cpu:
        keep_freed()
    trainer = trainer_for(options, made, material, network)
    kept = Kept(folder)
    trainer.add_callback(kept)
    try:
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    except MoodError as error:
        raise ModelError(f"{error} {finish(trainer, kept)}") from error
    except (OSError, RuntimeError, SafetensorError) as error:
        if not full_disk(error):
            raise
        raise ModelError(f"The disk with {folder} is full. {finish(trainer, kept)}") from error
    told = finish(trainer, kept)
    if made.should_save:
        write_record(folder, finished=True)
    if made.should_log:
        print(told)
    return 0
