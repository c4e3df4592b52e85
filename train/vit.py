"""What transformers' ViT needs to take another picture size or one grey channel."""

import torch
from torch import nn

from moods.errors import ModelError


def _patches(model):
    for part in model.modules():
        if hasattr(part, "patch_embeddings") and hasattr(part, "position_embeddings"):
            return part
    raise ModelError(f"{type(model).__name__} has no ViT patch embeddings: use a timm model instead.")


def fit_input(model, size: int) -> None:
    """Resamples the position embeddings for pictures of `size` pixels."""
    from timm.layers import resample_abs_pos_embed

    embeddings = _patches(model)
    patch = model.config.patch_size
    if size % patch:
        raise ModelError(f"--size {size} is no multiple of the {patch} px patches of this ViT.")
    if size == model.config.image_size:
        return
    grid = size // patch
    table = embeddings.position_embeddings.data
    spare = table.shape[1] - (model.config.image_size // patch) ** 2
    with torch.no_grad():
        table = resample_abs_pos_embed(table, [grid, grid], num_prefix_tokens=spare)
    embeddings.position_embeddings = nn.Parameter(table)
    embeddings.patch_embeddings.image_size = (size, size)
    embeddings.patch_embeddings.num_patches = grid * grid
    model.config.image_size = size


def set_stem(model, weight: torch.Tensor) -> None:
    """Puts other patch-projection weights (out x channels x p x p) in place."""
    embeddings = _patches(model).patch_embeddings
    old = embeddings.projection
    new = nn.Conv2d(weight.shape[1], old.out_channels, old.kernel_size, old.stride)
    new.weight, new.bias = nn.Parameter(weight), old.bias
    embeddings.projection = new
    embeddings.num_channels = model.config.num_channels = weight.shape[1]


def stem(model) -> torch.Tensor:
    """The patch-projection weights, out x channels x p x p."""
    return _patches(model).patch_embeddings.projection.weight


def grey_stem(model) -> None:
    """One grey channel that answers as the three did to a grey picture."""
    set_stem(model, stem(model).detach().sum(1, keepdim=True))
