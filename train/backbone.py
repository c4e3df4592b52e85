"""Backbones by name: any timm model or transformers image classifier, with the start that was asked for."""

from difflib import get_close_matches
from pathlib import Path

import torch

from moods.errors import ModelError
from train.network import Network
from train.reach import cached, not_there, require_hub

OFFLINE = "Give `--init FILE` to start from local weights, or `--from-scratch` to start from none."

MISSING = "The Hub has no model {} that this machine may see: check the name, or log in. "


def build(name: str, labels: int, size: int | None, rgb: bool, pretrained: bool, **drop: float) -> Network:
    """A `Network` of the named architecture with a new head of `labels` outputs."""
    import timm

    if is_timm(name):
        return _quiet_head(_from_timm(timm, name, labels, size or 112, rgb, pretrained, drop))
    if "/" not in name and not Path(name).is_dir():
        near = get_close_matches(name, timm.list_models(), n=4, cutoff=0.5)
        hint = f" Near names: {', '.join(near)}." if near else ""
        raise ModelError(
            f"No backbone is called {name!r}: any timm model or a transformers repo works.{hint}"
        )
    return _quiet_head(_from_transformers(name, labels, size, rgb, pretrained))


def _quiet_head(network: Network) -> Network:
    """A new head that starts without opinions: some backbones' own starts cost the first epochs."""
    if not isinstance(network.head, torch.nn.Linear):
        raise ModelError(f"{type(network.backbone).__name__} has no single linear last layer: take another.")
    torch.nn.init.trunc_normal_(network.head.weight, std=0.01)
    torch.nn.init.zeros_(network.head.bias)
    return network


def is_timm(name: str) -> bool:
    """Whether timm knows the name, or it points to weights in timm's layout."""
    import timm

    if name.startswith(("hf-hub:", "hf_hub:", "local-dir:", "timm/")):
        return True
    return timm.is_model(name)


def _from_timm(timm, name: str, labels: int, size: int, rgb: bool, pretrained: bool, drop: dict) -> Network:
    name = name.replace("hf_hub:", "hf-hub:")
    _check_tag(timm, name)
    if name.startswith("timm/"):
        name = f"hf-hub:{name}"
    from_hub = name.startswith("hf-hub:")
    repo = name.removeprefix("hf-hub:") if from_hub else _hub_repo(timm, name)
    if (from_hub or (pretrained and repo)) and not cached(repo, "model.safetensors", "pytorch_model.bin"):
        require_hub(f"{'The backbone' if from_hub else 'The pretrained start of'} {name}", OFFLINE)
    if pretrained and not repo and not name.startswith("local-dir:"):
        raise ModelError(f"timm holds no pretrained weights for {name}. {OFFLINE}")
    options = {key: value for key, value in drop.items() if value}
    channels = 3 if rgb else 1
    try:
        if _fixed_size(timm, name, from_hub):
            options["img_size"] = size
        model = timm.create_model(
            name, pretrained=pretrained, num_classes=labels, in_chans=channels, **options
        )
    except (RuntimeError, OSError, ValueError, TypeError) as error:
        if not_there(error):
            raise ModelError(MISSING.format(repo) + OFFLINE) from error
        raise ModelError(f"The backbone {name} cannot be built: {str(error).splitlines()[0]}") from error
    cfg = model.pretrained_cfg
    return Network(model, "timm", size, rgb, cfg["mean"], cfg["std"], _model_args(options))


def _check_tag(timm, name: str) -> None:
    """Refuses a tag that timm does not know, as in resnet50.nonsense."""
    base, dot, tag = name.partition(".")
    known = timm.list_pretrained(f"{base}.*") if dot and ":" not in name else []
    if dot and ":" not in name and name not in known:
        tags = [one.partition(".")[2] for one in known]
        near = get_close_matches(tag, tags, n=4, cutoff=0) or ["none"]
        raise ModelError(f"timm knows no weights {tag!r} of {base}. Near tags: {', '.join(near)}.")


def _model_args(options: dict) -> dict:
    return {"img_size": options["img_size"]} if "img_size" in options else {}


def _hub_repo(timm, name: str) -> str | None:
    if name.startswith("local-dir:"):
        return None
    cfg = timm.get_pretrained_cfg(name)
    return cfg.hf_hub_id.removeprefix("hf-hub:") if cfg and cfg.hf_hub_id else None


def _fixed_size(timm, name: str, from_hub: bool) -> bool:
    if not from_hub and not name.startswith("local-dir:"):
        cfg = timm.get_pretrained_cfg(name)
        return bool(cfg and cfg.fixed_input_size)
    from timm.models import _hub

    load = timm.models.load_model_config_from_hf if from_hub else _hub.load_model_config_from_path
    return bool(load(name.partition(":")[2])[0].get("fixed_input_size"))


def usual_size(name: str) -> int:
    """The side in pixels that a backbone is trained at when none is asked for: a ViT's own, or 112."""
    own = not is_timm(name) and ("/" in name or Path(name).is_dir())
    return _vit_config(name).image_size if own else 112


def _vit_config(name: str, **options: int):
    """The config of a ViT of transformers, from a folder, the cache or the Hub."""
    from transformers import AutoConfig

    if not Path(name).is_dir() and not cached(name, "config.json"):
        require_hub(
            f"The backbone {name}", "Give a folder, or a timm name with `--init FILE` or `--from-scratch`."
        )
    try:
        config = AutoConfig.from_pretrained(name, **options)
    except (OSError, ValueError) as error:
        if not_there(error):
            raise ModelError(MISSING.format(name) + OFFLINE) from error
        raise ModelError(f"The backbone {name} cannot be loaded: {str(error).splitlines()[0]}") from error
    if not hasattr(config, "patch_size") or not hasattr(config, "image_size"):
        raise ModelError(
            f"{name} is no ViT: of transformers' own models only ViTs are trained here; use timm."
        )
    return config


def _from_transformers(name: str, labels: int, size: int | None, rgb: bool, pretrained: bool) -> Network:
    from transformers import AutoModelForImageClassification

    config = _vit_config(name, num_labels=labels)
    try:
        if pretrained:
            model = AutoModelForImageClassification.from_pretrained(
                name, config=config, ignore_mismatched_sizes=True
            )
        else:
            model = AutoModelForImageClassification.from_config(config)
    except (OSError, ValueError) as error:
        if not_there(error):
            raise ModelError(MISSING.format(name) + OFFLINE) from error
        raise ModelError(f"The backbone {name} cannot be loaded: {str(error).splitlines()[0]}") from error
    from train.vit import rebuilt

    size = size or config.image_size
    # One grey channel answers as the three did to a grey picture: by their sum.
    model = rebuilt(model, size, None if rgb else torch.ones(1, config.num_channels))
    mean, std = _processor_figures(name)
    return Network(model, "transformers", size, rgb, mean, std, {})


def _processor_figures(name: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    from transformers import AutoImageProcessor

    try:
        processor = AutoImageProcessor.from_pretrained(name)
    except (OSError, ValueError):  # a bare model without its processor
        return (0.5,) * 3, (0.5,) * 3
    return tuple(processor.image_mean), tuple(processor.image_std)


def parameters(network: torch.nn.Module) -> int:
    """Number of trainable weights."""
    return sum(weight.numel() for weight in network.parameters())
