"""transformers' ViTs rebuilt for another picture size or another number of channels, answering as before."""

import copy

import torch

from moods.errors import ModelError

POSITIONS = "position_embeddings"
STEM = "patch_embeddings.projection.weight"


def rebuilt(model, size: int, mix: torch.Tensor | None = None):
    """The model for pictures of `size` pixels; `mix` (out x in channels) gives it other channels."""
    config = copy.deepcopy(model.config)
    if size % config.patch_size:
        raise ModelError(f"--size {size} is no multiple of the {config.patch_size} px patches of this ViT.")
    weights = model.state_dict()
    if size != config.image_size:
        key = _key(weights, POSITIONS, model)
        weights[key] = _positions(
            weights[key], config.image_size // config.patch_size, size // config.patch_size
        )
        config.image_size = size
    if mix is not None:
        key = _key(weights, STEM, model)
        weights[key] = torch.einsum("oihw,ji->ojhw", weights[key], mix.to(weights[key]))
        config.num_channels = len(mix)
    new = type(model)(config)
    new.load_state_dict(weights)
    return new


def _key(weights: dict, ending: str, model) -> str:
    for key in weights:
        if key.endswith(ending):
            return key
    raise ModelError(f"{type(model).__name__} has no {ending}: it is no ViT; use a timm model instead.")


def _positions(table: torch.Tensor, old: int, new: int) -> torch.Tensor:
    """Position embeddings of an old x old grid of patches, resampled to new x new."""
    from timm.layers import resample_abs_pos_embed

    return resample_abs_pos_embed(table, [new, new], num_prefix_tokens=table.shape[1] - old * old)
