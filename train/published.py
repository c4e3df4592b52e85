"""The files of an exported folder: config.json for timm and transformers, and how pictures are scaled."""

import json
from importlib.metadata import version
from pathlib import Path

from train.calibrate import Calibration
from train.network import Network

BICUBIC = 3  # Pillow's number


def config_of(network: Network, names: tuple[str, ...], found: Calibration, start: str) -> dict:
    """config.json: labels, shape, scaling and our own figures, in the layout of the network's library."""
    if network.kind == "timm":
        config = _timm_config(network, names)
    else:
        config = network.backbone.config.to_dict() | {"architectures": [type(network.backbone).__name__]}
    config |= {
        "id2label": {str(index): name for index, name in enumerate(names)},
        "label2id": {name: index for index, name in enumerate(names)},
        "label_names": list(names),
        "dtype": "float32",
        "transformers_version": version("transformers"),
        "manga_mood": {
            "clear_threshold": round(found.clear_threshold, 4),
            "temperature": round(found.temperature, 6),
            "sketch_size": network.size,
            "calibrated_on": found.faces,
            "base_model": start,
        },
    }
    if network.kind != "timm":  # transformers keeps these in preprocessor_config.json; our reader looks here
        config["manga_mood"] |= _scaling(network)
    return config


def _scaling(network: Network) -> dict:
    return {
        "input_size": [3, network.size, network.size],
        "interpolation": "bicubic",
        "mean": network.mean,
        "std": network.std,
    }


def _timm_config(network: Network, names: tuple[str, ...]) -> dict:
    model = network.backbone
    first = model.pretrained_cfg
    return {
        "architecture": first["architecture"],
        "architectures": ["TimmWrapperForImageClassification"],
        "model_type": "timm_wrapper",
        "num_classes": len(names),
        "num_features": model.num_features,
        # Empty, not null: timm fails on null.
        "model_args": network.model_args,
        "pretrained_cfg": {
            **_scaling(network),
            "fixed_input_size": "img_size" in network.model_args,
            # The whole picture, not its middle.
            "crop_pct": 1.0,
            "crop_mode": "squash",
            "num_classes": len(names),
            "pool_size": None,
            "first_conv": first.get("first_conv"),
            "classifier": first.get("classifier"),
            "custom_load": False,
        },
    }


def preprocessor_of(network: Network) -> dict:
    """preprocessor_config.json: the steps of config.json in the words of transformers' image processors.

    transformers.js knows no processor of timm's, and refuses a class that it does not know. Nor does it know
    timm's networks: the card tells how to name them to it.
    """
    return {
        "image_processor_type": "ViTImageProcessor",
        "do_convert_rgb": True,
        "do_resize": True,
        "size": {"height": network.size, "width": network.size},
        "resample": BICUBIC,
        "do_rescale": True,
        "rescale_factor": 1 / 255,
        "do_normalize": True,
        "image_mean": network.mean,
        "image_std": network.std,
    }


def processor_of(config: dict) -> dict:
    """processor_config.json, which transformers prefers: timm's own steps, so that every pixel is the same.

    By preprocessor_config.json alone it scales with torchvision, and one grey level more or less in some
    pixels moved probabilities of real faces by up to 0.014.
    """
    return {
        "image_processor": {
            "image_processor_type": "TimmWrapperImageProcessor",
            "architecture": config["architecture"],
            "pretrained_cfg": config["pretrained_cfg"],
        }
    }


def write_json(path: Path, value: dict) -> None:
    """Writes readable JSON."""
    path.write_text(json.dumps(value, indent=2, ensure_ascii=False) + "\n", "utf-8")
