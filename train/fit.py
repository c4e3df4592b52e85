"""python -m train fit DATA: fine-tunes a backbone on faces, with transformers' Trainer."""

import time
from argparse import Namespace
from pathlib import Path

from moods.errors import DataError, ModelError, MoodError
from train.options import add_arguments
from train.record import describe, resumed, write_record

__all__ = ["add_arguments", "run"]
LEAST = {"epochs": 1, "batch": 2, "size": 16, "cache_size": 16, "num_threads": 0, "workers": 0}


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
    from train.evaluate import make
    from train.material import gather

    with made.main_process_first(local=True, desc="decoding"):
        material = gather(options)
    set_seed(options.seed)
    network = start(options, material.names, made.should_log)
    make(folder)
    if made.should_save and not options.resume:
        write_record(folder, **describe(options, network, material.names, material.described))
    return train(options, folder, made, material, network)


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
    if options.freeze and options.unfreeze_after is not None:
        raise DataError("--freeze never unfreezes: give either it or --unfreeze-after.")
    if options.lr <= 0 or (options.std is not None and options.std <= 0):
        raise DataError("--lr and --std must be above 0.")
    for name, least in LEAST.items():
        value = getattr(options, name, None)
        if value is not None and value < least:
            raise DataError(f"--{name.replace('_', '-')} must be at least {least}, not {value}.")
    if not options.resume and any(folder.glob("checkpoint-*")):
        raise DataError(f"{folder} holds a run already: go on with --resume, or choose another --out.")


def start(options: Namespace, names: tuple[str, ...], aloud: bool = True):
    """The network with its starting weights, and a line on where they came from."""
    from train import backbone
    from train.start import scale_of, start_from

    pretrained = not (options.init or options.from_scratch or options.resume)
    network = backbone.build(
        options.backbone, len(names), options.size, options.rgb, pretrained,
        drop_rate=options.drop_rate, drop_path_rate=options.drop_path,
    )  # fmt: skip
    scale = scale_of(options.init) if options.init else None
    if options.mean is not None or options.std is not None:
        scale = [options.mean or 0.5], [options.std or 0.5]
    if scale:
        network.set_scale(*([value[0]] * (3 if options.rgb else 1) for value in scale))
    lines = [start_from(network, options.init, names)] if options.init and not options.resume else []
    lines.append(f"{options.backbone}: {backbone.parameters(network) / 1e6:.2f} M weights, {network.size} px")
    if aloud:
        print(*lines, sep="\n")
    return network


def train(options: Namespace, folder: Path, made, material, network) -> int:
    """The training itself; whatever stops it, the best weights so far stay in RUN/best."""
    from safetensors import SafetensorError

    from train.checkpoints import newest_whole
    from train.finish import Kept, finish, full_disk
    from train.memory import keep_freed
    from train.wiring import trainer_for

    if made.use_cpu:
        keep_freed()
    trainer = trainer_for(options, made, material, network)
    kept = Kept(folder)
    trainer.add_callback(kept)
    with made.main_process_first(local=False, desc="looking for a checkpoint"):
        checkpoint = newest_whole(folder, bool(options.ema)) if options.resume else None
    if options.resume and made.should_log:
        print(f"going on from {checkpoint.name}" if checkpoint else "no whole checkpoint: from the beginning")
    begun = time.monotonic()
    try:
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    except MoodError as error:
        raise ModelError(f"{error} {finish(trainer, kept, begun)}") from error
    except (OSError, RuntimeError, SafetensorError) as error:
        if not full_disk(error):
            raise
        raise ModelError(f"The disk with {folder} is full. {finish(trainer, kept, begun)}") from error
    told = finish(trainer, kept, begun)
    if made.should_log:
        print(told)
    return 0
