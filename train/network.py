"""The network being trained: a backbone that takes plain pictures (0 to 1) and scales them itself."""

import torch
from torch import nn


class Network(nn.Module):
    """pixels (n x channels x size x size, 0 to 1) -> logits; one grey channel unless `rgb`."""

    def __init__(self, backbone, kind: str, size: int, rgb: bool, mean, std, model_args: dict) -> None:
        super().__init__()
        self.backbone, self.kind, self.size, self.rgb = backbone, kind, size, rgb
        self.model_args = model_args
        self.set_scale(mean, std)
        self.frozen: list[nn.Module] = []

    def set_scale(self, mean, std) -> None:
        """Per-channel mean and std; averaged to one grey figure for a grey stem."""
        mean, std = list(mean), list(std)
        if not self.rgb:
            mean, std = [sum(mean) / len(mean)], [sum(std) / len(std)]
        self.mean, self.std = [round(value, 6) for value in mean], [round(value, 6) for value in std]
        # Not in the state dict: the figures travel in run.json and config.json.
        self.register_buffer("shift", torch.tensor(self.mean).view(1, -1, 1, 1), persistent=False)
        self.register_buffer("scale", torch.tensor(self.std).view(1, -1, 1, 1), persistent=False)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        out = self.backbone((pixels - self.shift) / self.scale)
        return out if isinstance(out, torch.Tensor) else out.logits

    @property
    def head(self) -> nn.Linear:
        """The last layer, whose outputs are the logits."""
        return self.backbone.get_classifier() if self.kind == "timm" else self.backbone.classifier

    def train(self, mode: bool = True) -> "Network":
        """Frozen parts stay in evaluation mode, so that their batch-norm statistics do not drift."""
        super().train(mode)
        for part in self.frozen:
            part.eval()
        return self
