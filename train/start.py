"""Starting weights from a local file, a run or an exported folder."""

import json
from pathlib import Path

import torch
from timm.models import adapt_input_conv

from moods.errors import ModelError
from train.fold import LUMA
from train.network import Network


def start_from(network: Network, source: str, names: tuple[str, ...]) -> str:
    """Loads what fits from safetensors weights into the network; a line that says how many tensors did."""
    path, known = _locate(Path(source))
    weights = _read(path)
    target = network.backbone.state_dict()
    weights = {_rename(key, target): value for key, value in weights.items()}
    head = _head_keys(network)
    if known is not None and tuple(known) != names:
        weights = {key: value for key, value in weights.items() if key not in head}
    fitting, left = {}, []
    for key, value in weights.items():
        value = value.float() if value.is_floating_point() else value
        if key in target and value.ndim == 4 and value.shape != target[key].shape:
            value = _stem(value, target[key])
        if key in target and value.shape == target[key].shape:
            fitting[key] = value
        elif key not in head:
            left.append(key)
    if not any(key.endswith("weight") and key not in head for key in fitting):
        raise ModelError(
            f"{path}: none of its {len(weights)} tensors fits the backbone. Is it the right file?"
        )
    network.backbone.load_state_dict(fitting, strict=False)
    missing = [key for key in target if key not in fitting and key not in head]
    line = f"{path.name}: {len(fitting)} of {len(target)} tensors loaded"
    line += f", {len(missing)} not in the file ({missing[0]} …)" if missing else ""
    line += f", {len(left)} of the file left over ({left[0]} …)" if left else ""
    return line + ("" if head & fitting.keys() else "; the head is new")


def scale_of(source: str) -> tuple[list[float], list[float]] | None:
    """Mean and std that the weights were trained with, where a run or an exported folder tells them."""
    folder = Path(source)
    if (folder / "run.json").is_file():
        run = json.loads((folder / "run.json").read_text("utf-8"))
        return run["mean"], run["std"]
    if (folder / "config.json").is_file():
        cfg = json.loads((folder / "config.json").read_text("utf-8")).get("pretrained_cfg", {})
        return (cfg["mean"], cfg["std"]) if "mean" in cfg else None
    return None


def _locate(source: Path) -> tuple[Path, list[str] | None]:
    """The safetensors file meant, and the labels of its head where they are known."""
    for file, note, key in (
        (source / "best" / "model.safetensors", source / "run.json", "labels"),
        (source / "model.safetensors", source / "config.json", "label_names"),
    ):
        if file.is_file():
            return file, json.loads(note.read_text("utf-8")).get(key) if note.is_file() else None
    if not source.is_file():
        raise ModelError(f"--init {source}: no such file, nor a run or exported folder with weights.")
    return source, None


def _read(path: Path) -> dict[str, torch.Tensor]:
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise ModelError(f"{path} is not a whole safetensors file: {error}") from error


def _rename(key: str, target: dict) -> str:
    for prefix in ("backbone.", "timm_model.", "module.", "model."):
        if key not in target and key.removeprefix(prefix) in target:
            return key.removeprefix(prefix)
    return key


def _head_keys(network: Network) -> set[str]:
    ours = {id(weight) for weight in network.head.parameters()}
    return {key for key, weight in network.backbone.named_parameters() if id(weight) in ours}


def _stem(value: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """A stem of one or three channels as one of three or one; anything else is left as it is."""
    if value.shape[0] != wanted.shape[0] or value.shape[2:] != wanted.shape[2:]:
        return value
    if (value.shape[1], wanted.shape[1]) == (3, 1):
        return adapt_input_conv(1, value)
    if (value.shape[1], wanted.shape[1]) == (1, 3):
        return value.expand(-1, 3, -1, -1) * torch.tensor(LUMA).view(1, 3, 1, 1)
    return value
