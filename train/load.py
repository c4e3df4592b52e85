"""A trained network back from its run folder, or from an exported folder."""

import json
from pathlib import Path

from moods.errors import ModelError
from train.network import Network


def read_run(folder: Path) -> dict:
    """The record of a run, or an error that says what is missing."""
    path = folder / "run.json"
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{folder} is no run of `python -m train fit`: it holds no run.json.") from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path} cannot be read: {error}") from error


def load_network(folder: Path) -> tuple[Network, tuple[str, ...]]:
    """The best network of a run (or the one exported to a folder) and the names of its moods."""
    if (folder / "run.json").is_file():
        return _from_run(folder)
    if (folder / "config.json").is_file():
        return _from_export(folder)
    raise ModelError(f"{folder} is neither a run nor an exported folder.")


def _from_run(folder: Path) -> tuple[Network, tuple[str, ...]]:
    run = read_run(folder)
    names = tuple(run["labels"])
    network = _bare(run, len(names))
    network.set_scale(run["mean"], run["std"])
    _fill(network, folder / "best" / "model.safetensors")
    return network.eval(), names


def _bare(run: dict, labels: int) -> Network:
    """The architecture of a run without weights; needs no Hub."""
    if run["kind"] == "timm":
        import timm

        model = timm.create_model(
            run["architecture"], num_classes=labels, in_chans=3 if run["rgb"] else 1, **run["model_args"]
        )
    else:
        from transformers import AutoConfig, AutoModelForImageClassification

        config = dict(run["config"])
        model = AutoModelForImageClassification.from_config(
            AutoConfig.for_model(config.pop("model_type"), **config)
        )
    return Network(model, run["kind"], run["size"], run["rgb"], run["mean"], run["std"], run["model_args"])


def _from_export(folder: Path) -> tuple[Network, tuple[str, ...]]:
    config = json.loads((folder / "config.json").read_text("utf-8"))
    names = tuple(config.get("label_names", ()))
    cfg = config.get("pretrained_cfg")
    if not names or not cfg or "architecture" not in config:
        raise ModelError(f"{folder} is no folder exported from a timm backbone: give its run folder instead.")
    run = {"kind": "timm", "architecture": config["architecture"], "rgb": True, "size": cfg["input_size"][-1],
           "mean": cfg["mean"], "std": cfg["std"], "model_args": config.get("model_args") or {}}  # fmt: skip
    network = _bare(run, len(names))
    _fill(network, folder / "model.safetensors")
    return network.eval(), names


def _fill(network: Network, path: Path) -> None:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        network.backbone.load_state_dict(load_file(path))
    except (SafetensorError, OSError, RuntimeError) as error:
        raise ModelError(
            f"{path} does not hold the weights of this network: {str(error).splitlines()[0]}"
        ) from error
