"""python -m train export RUN: a run's best weights as a folder that every loader understands."""

import argparse
import os
import shutil
from argparse import Namespace
from pathlib import Path

import numpy as np

from moods.errors import DataError, ModelError
from train.calibrate import Calibration, calibrate, fit_shift
from train.faces import load
from train.optional import weighted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of `export`."""
    parser.add_argument("run", metavar="RUN", help="folder of `python -m train fit`")
    parser.add_argument("--out", metavar="FOLDER", help="where to (RUN/export)")
    parser.add_argument(
        "--data", metavar="DATA", help="data set whose validation split calibrates (the run's own)"
    )
    parser.add_argument(
        "--calibrate-on",
        choices=("all", "sure"),
        default="all",
        help="all validation faces, or only those labelled with certainty",
    )
    parser.add_argument(
        "--blend",
        type=weighted,
        metavar="RUN|FOLDER=SHARE",
        help="mix a share of another model's weights in, as a rule of the one that the run started from",
    )
    parser.add_argument(
        "--shift",
        action="store_true",
        help="shift the answers of each mood to fit the validation faces, too: rare moods count more",
    )
    parser.add_argument("--no-calibration", action="store_true", help="leave the probabilities as they are")
    parser.add_argument("--num-threads", type=int, help="of the processor")


def run(options: Namespace) -> int:
    """Exports, checks that all ways to load it agree, and only then puts the folder in place."""
    import torch

    if options.num_threads:
        torch.set_num_threads(options.num_threads)
    folder = Path(options.run)
    out = Path(options.out) if options.out else folder / "export"
    calibrated = not options.no_calibration
    found, gaps = export(
        folder, out, options.data, options.calibrate_on, calibrated, options.blend, options.shift
    )
    print(found.note())
    for way, gap in gaps.items():
        print(f"{way}: agrees with torch to {gap:.1e}")
    sizes = ", ".join(f"{file.name} {file.stat().st_size / 1e6:.1f} MB" for file in sorted(out.iterdir()))
    print(f"{out}: {sizes}")
    return 0


def export(
    run: Path,
    out: Path,
    data: str | None = None,
    subset: str = "all",
    calibrated: bool = True,
    blended: tuple[str, float | None] | None = None,
    shift: bool = False,
) -> tuple[Calibration, dict[str, float]]:
    """Writes the weights twice (safetensors, ONNX) and what tells every loader how to use them to `out`."""
    if shift and not calibrated:
        raise DataError("--shift fits the validation faces: it does not go with --no-calibration.")
    out = out.resolve()  # `.` has no name to put the part beside, and a link may lead to another disk
    if os.path.ismount(out):  # such as a Docker volume: nothing beside it lies on the same disk
        raise DataError(f"{out} is a mount point: name a folder inside it with --out.")
    from train.even import fade
    from train.fold import cool, lift, to_rgb
    from train.load import load_network, read_run
    from train.parity import check_parity

    record = read_run(run)
    if record["options"].get("classic_looks"):
        raise ModelError(
            f"{run} learned from sharpened pictures (--classic-looks), which no loader of the export "
            "would make: train without that option."
        )
    network, names = load_network(run)
    if blended:
        blend(network, names, *blended)
        if record["options"].get("even") is not None:
            fade(network, 0)
    found = Calibration(1.0, 0.5, 1.0, 0.0, 0)
    if calibrated:
        logits, labels = validation_logits(record, network, names, data, subset)
        if shift:
            moved = fit_shift(logits, labels)
            lift(network, moved)
            logits = logits + moved.astype(logits.dtype)
        found = calibrate(logits, labels)
    published = to_rgb(network)
    cool(published, found.temperature)
    part = out.with_name(out.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    try:
        write(published, names, found, base_of(record["options"]), part)
        gaps = check_parity(part, published, names)
        out.mkdir(exist_ok=True)
        for file in part.iterdir():  # what else lies in the folder, such as a card, stays
            file.replace(out / file.name)
        (out / "metrics.json").unlink(missing_ok=True)  # it told of the weights before
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return found, gaps


def base_of(options: dict) -> str:
    """The pretrained model that the run started from; none when it started from a file or from nothing."""
    return "" if options["init"] or options["from_scratch"] else options["backbone"]


def blend(network, names: tuple[str, ...], source: str, share: float | None) -> None:
    """Moves the network's weights a share of the way to those of a model with the same ancestor.

    Between two ends of one training, the weights in between often do better than both on pictures unlike
    those trained on (Wortsman et al., arXiv:2109.01903).
    """
    import torch

    from train.start import scale_of, start_from

    if share is None:
        raise DataError(f"--blend {source}: how much of it? Write {source}=0.2, for example.")
    mean, std = scale_of(source) or ([], [])
    if {round(value, 6) for value in (*mean, *std)} != {*network.mean, *network.std}:
        raise ModelError(f"--blend {source}: it scales pictures otherwise than the run does.")
    own = {key: value.clone() for key, value in network.backbone.state_dict().items()}
    told = start_from(network, source, names)
    if f"{len(own)} of {len(own)} tensors" not in told:
        raise ModelError(f"--blend {source}: it is another network ({told}).")
    theirs = network.backbone.state_dict()
    mixed = {key: torch.lerp(value.float(), theirs[key].float(), share) for key, value in own.items()}
    network.backbone.load_state_dict({key: value.to(own[key].dtype) for key, value in mixed.items()})


def write(network, names: tuple[str, ...], found: Calibration, start: str, folder: Path) -> None:
    """The files of a network that takes RGB and is calibrated already."""
    from safetensors.torch import save_file

    from train.onnx import write_onnx
    from train.published import config_of, preprocessor_of, processor_of, write_json

    weights = {key: value.contiguous() for key, value in network.backbone.state_dict().items()}
    # transformers asks which framework wrote the weights.
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    (folder / "model.safetensors").chmod(0o644)  # safetensors writes for the owner alone
    config = config_of(network, names, found, start)
    write_json(folder / "config.json", config)
    if network.kind == "timm":
        write_json(folder / "processor_config.json", processor_of(config))
    write_json(folder / "preprocessor_config.json", preprocessor_of(network))
    write_onnx(network, folder / "model.onnx")


def validation_logits(
    record: dict, network, names: tuple[str, ...], data: str | None, subset: str
) -> tuple[np.ndarray, np.ndarray]:
    """Logits (n x moods) and labels of the validation faces, scaled as at reading time."""
    import torch

    from train.batches import PlainFaces
    from train.material import recipe_of

    source = data or record["data"][0]["data"]
    faces = load(source, "validation", recipe_of(network.size, network.rgb, record["options"]["cache_size"]))
    if faces.names != names:
        raise DataError(f"{source} has other labels than the run: {', '.join(faces.names)}.")
    rows = np.flatnonzero(faces.certain) if subset == "sure" else np.arange(len(faces))
    if not len(rows):
        raise DataError(f"The validation split of {source} holds no certain face: calibrate on all.")
    plain = PlainFaces(faces, network.size)
    with torch.inference_mode():
        parts = [
            network(plain.__getitems__(list(rows[i : i + 128]))["pixels"]) for i in range(0, len(rows), 128)
        ]
    return torch.cat(parts).float().numpy(), faces.labels[rows]
