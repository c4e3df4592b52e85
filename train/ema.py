"""A slow average of the weights, kept beside them and used for validation and for the published model."""

from contextlib import contextmanager
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from timm.utils import ModelEmaV3
from transformers import TrainerCallback

from train.network import Network

FILE = "ema.safetensors"


class Average(TrainerCallback):
    """Follows the weights after every step; early steps count more, so that a short run is not stuck."""

    def __init__(self, network: Network, decay: float) -> None:
        self.average = ModelEmaV3(network, decay=decay, use_warmup=True)

    def on_step_end(self, args, state, control, model=None, **_) -> None:
        self.average.update(model, step=state.global_step)

    def save(self, folder: str) -> None:
        """Writes the average beside a checkpoint's weights."""
        weights = {key: value.contiguous() for key, value in self.average.module.state_dict().items()}
        save_file(weights, Path(folder) / FILE)

    def load(self, folder: str) -> None:
        """Takes up the average of a checkpoint again."""
        self.average.module.load_state_dict(load_file(Path(folder) / FILE))

    @contextmanager
    def worn_by(self, network: torch.nn.Module):
        """Inside, the network has the averaged weights; afterwards its own again."""
        own = {key: value.clone() for key, value in network.state_dict().items()}
        network.load_state_dict(self.average.module.state_dict())
        try:
            yield
        finally:
            network.load_state_dict(own)
