"""A small one-class detector: heat of face centres and distances to the four sides, every 8 pixels."""

from pathlib import Path

import timm
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from moods.errors import ModelError

STRIDE = 8  # pixels a cell
WIDTH = 64  # channels of the pyramid


def _separable(channels: int, out: int | None = None) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(channels, channels, 3, padding=1, groups=channels, bias=False),
        nn.BatchNorm2d(channels),
        nn.Conv2d(channels, out or channels, 1, bias=False),
        nn.BatchNorm2d(out or channels),
        nn.ReLU6(inplace=True),
    )


class FaceNet(nn.Module):
    """Grey pages (n x 1 x height x width, -1 ink to 1 paper, sides multiples of 32) to heat and boxes."""

    def __init__(self) -> None:
        super().__init__()
        self.backbone = timm.create_model(
            "mobilenetv2_100", features_only=True, out_indices=(2, 3, 4), in_chans=1
        )
        channels = self.backbone.feature_info.channels()
        self.lateral = nn.ModuleList(nn.Conv2d(c, WIDTH, 1) for c in channels)
        self.smooth = nn.ModuleList(_separable(WIDTH) for _ in channels)
        self.deep = _separable(WIDTH)
        self.head = nn.Sequential(_separable(WIDTH, 96), _separable(96, 96))
        self.heat = nn.Conv2d(96, 1, 1)
        self.sides = nn.Conv2d(96, 4, 1)
        nn.init.constant_(self.heat.bias, -4.0)

    def forward(self, page: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of heat (n x 1 x h x w) and distances left, up, right, down in pixels (n x 4 x h x w)."""
        levels = self.backbone(page)
        above = self.deep(self.smooth[2](self.lateral[2](levels[2])))
        for level in (1, 0):
            above = functional.interpolate(above, scale_factor=2.0, mode="nearest")
            above = self.smooth[level](self.lateral[level](levels[level]) + above)
        shared = self.head(above)
        return self.heat(shared), 32 * torch.exp(self.sides(shared).clamp(-4, 3))

    def freeze_start(self) -> None:
        """Stops the first stages from learning and fixes their normalisation."""
        for name, module in self.backbone.named_children():
            if name in ("conv_stem", "bn1"):
                _fix(module)
        for stage in list(self.backbone.blocks)[:2]:
            _fix(stage)


def _fix(module: nn.Module) -> None:
    module.eval()
    for parameter in module.parameters():
        parameter.requires_grad = False


def start_from(net: FaceNet, path: Path) -> None:
    """Loads a pretrained mobilenetv2_100 (safetensors, RGB stem) into the backbone, its stem made grey."""
    try:
        state = {name: value.float() for name, value in load_file(path).items()}
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{path} is no safetensors file to start from: {error}.") from error
    stem = state.get("conv_stem.weight")
    if stem is None:
        raise ModelError(f"{path} is no mobilenetv2_100: it has no conv_stem.weight.")
    # Grey is the same value three times: the three channels' weights simply add up.
    state["conv_stem.weight"] = stem.sum(dim=1, keepdim=True)
    net.backbone.load_state_dict(state, strict=False)
