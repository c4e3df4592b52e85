"""Where a network looks: Grad-CAM and activation maps from the exported weights, by timm."""

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image

from moods.errors import ModelError
from moods.images import square
from train.network import Network


def pixels(network: Network, pictures: list[Image.Image]) -> torch.Tensor:
    """Pictures as the network's input: squares of its size, 0 to 1, grey or RGB as it was trained."""
    mode = "RGB" if network.rgb else "L"
    side = (network.size, network.size)
    small = [square(one).convert(mode).resize(side, Image.Resampling.BICUBIC) for one in pictures]
    values = np.stack([np.asarray(one, np.float32).reshape(*side, -1) for one in small])
    return torch.from_numpy(values).permute(0, 3, 1, 2) / 255


def grad_cam(network: Network, batch: torch.Tensor, columns: list[int]) -> np.ndarray:
    """For each picture where the evidence for its mood (index) lies: n x size x size, 0 to 1."""
    features, logits = features_and_logits(network, batch)
    chosen = logits[torch.arange(len(batch)), torch.tensor(columns)].sum()
    slopes = to_planes(network, torch.autograd.grad(chosen, features)[0])
    planes = to_planes(network, features)
    weights = slopes.mean(dim=(2, 3), keepdim=True)
    return enlarged((weights * planes).sum(dim=1).clamp(min=0), network.size)


def features_and_logits(network: Network, batch: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The last features that still know where they are, and the logits computed from them."""
    model = network.backbone
    if network.kind != "timm":
        raise ModelError("Grad-CAM is drawn for timm backbones only.")
    values = (batch - network.shift) / network.scale
    if not hasattr(model, "num_prefix_tokens"):
        features = model.forward_features(values)
        return features, model.forward_head(features)
    # After the last block only the class token reaches the logits: look at what that block attends to.
    kept = []
    hook = model.blocks[-1].norm1.register_forward_hook(lambda _layer, _given, out: kept.append(out))
    logits = model(values)
    hook.remove()
    return kept[0], logits


def to_planes(network: Network, features: torch.Tensor) -> torch.Tensor:
    """Features as n x channels x height x width, whatever layout the backbone uses."""
    if features.ndim == 3:
        patches = features[:, network.backbone.num_prefix_tokens :]
        side = round(patches.shape[1] ** 0.5)
        return patches.transpose(1, 2).unflatten(2, (side, side))
    wanted = network.backbone.num_features
    return features.permute(0, 3, 1, 2) if features.shape[1] != wanted == features.shape[3] else features


def activation_maps(network: Network, batch: torch.Tensor) -> list[np.ndarray]:
    """How strongly each stage of the network answers at each place: a list of n x size x size, 0 to 1."""
    if network.kind != "timm" or not hasattr(network.backbone, "forward_intermediates"):
        raise ModelError("Activation maps are drawn for timm backbones with stages only.")
    with torch.no_grad():
        stages = network.backbone.forward_intermediates(
            (batch - network.shift) / network.scale, output_fmt="NCHW", intermediates_only=True
        )
    return [enlarged(stage.abs().mean(dim=1), network.size) for stage in stages]


def enlarged(maps: torch.Tensor, size: int) -> np.ndarray:
    """Small maps (n x h x w) at the picture's size, each from 0 to 1."""
    low, high = maps.amin(dim=(1, 2), keepdim=True), maps.amax(dim=(1, 2), keepdim=True)
    scaled = (maps - low) / (high - low).clamp(min=1e-9)
    large = F.interpolate(scaled[:, None], (size, size), mode="bilinear", align_corners=False)
    return large[:, 0].detach().numpy()
