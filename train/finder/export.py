"""Writes the finder as one ONNX file, with the threshold that belongs to it inside."""

import math
from copy import deepcopy
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from moods.errors import ModelError
from train.finder.net import FaceNet

TOLERANCE = 1e-3  # of heat, between torch and the exported file


class Exported(nn.Module):
    """The network as it is published: heat as a probability."""

    def __init__(self, net: FaceNet) -> None:
        super().__init__()
        self.net = deepcopy(net).float().eval()

    def forward(self, page: Tensor) -> tuple[Tensor, Tensor]:
        """Heat (n x 1 x h x w, 0 to 1) and distances to the four sides in pixels."""
        heat, sides = self.net(page)
        return torch.sigmoid(heat), sides


def export(net: FaceNet, path: Path, threshold: float) -> None:
    """Writes path (ONNX, any page size) and checks that it answers as the network does."""
    model = Exported(net).to(memory_format=torch.contiguous_format).eval()
    page = torch.randn(1, 1, 128, 96, generator=torch.Generator().manual_seed(0))
    axes = {"page": {0: "n", 2: "height", 3: "width"}, "heat": {0: "n"}, "sides": {0: "n"}}
    torch.onnx.export(
        model, (page,), str(path), input_names=["page"], output_names=["heat", "sides"],
        dynamic_axes=axes, opset_version=17, dynamo=False,
    )  # fmt: skip
    set_threshold(path, threshold)
    other = torch.randn(1, 1, 224, 160, generator=torch.Generator().manual_seed(1))
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    with torch.no_grad():
        wanted = model(other)
    for name, value, ours in zip(
        ("heat", "sides"), wanted, session.run(None, {"page": other.numpy()}), strict=True
    ):
        if not np.allclose(value.numpy(), ours, rtol=1e-2, atol=TOLERANCE):
            raise ModelError(f"{path} answers differently from the network it was exported from ({name}).")


def set_threshold(path: Path, threshold: float) -> None:
    """Stores the score from which a box counts as a face in the file's own metadata."""
    model = onnx.load(path)
    kept = math.floor(threshold * 1000) / 1000  # rounded up, it would lose the box that it was taken from
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"threshold": f"{kept:.3f}", "made_by": "python -m train detector"})
    onnx.save(model, path)
