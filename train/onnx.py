"""The exported network as one ONNX file: pictures in, logits and embeddings out."""

import copy
import logging
from pathlib import Path

import torch
from torch import nn

from moods.errors import ModelError
from train.network import Network

INPUT = "pixel_values"  # the name that transformers.js feeds
OUTPUTS = ("logits", "embeddings")
OPSET = 18


class TwoOutputs(nn.Module):
    """Normalised RGB pictures -> logits, and the embeddings that the last layer sees."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.body = copy.deepcopy(network.backbone)
        name = next(name for name, part in network.backbone.named_modules() if part is network.head)
        self.body.set_submodule(name, nn.Identity())
        self.head = network.head

    def forward(self, pixels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        out = self.body(pixels)
        embeddings = out if isinstance(out, torch.Tensor) else out.logits
        return self.head(embeddings), embeddings


def write_onnx(network: Network, path: Path) -> None:
    """Writes `path`: weights inside, the number of pictures free."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    example = torch.zeros(2, 3, network.size, network.size)
    part = path.with_suffix(".part")
    program = torch.onnx.export(
        TwoOutputs(network).eval(),
        (example,),
        dynamo=True,
        input_names=[INPUT],
        output_names=list(OUTPUTS),
        opset_version=OPSET,
        dynamic_shapes=({0: torch.export.Dim("pictures")},),
        verbose=False,
    )
    program.save(str(part), external_data=False)
    part.replace(path)


def run_onnx(path: Path, pixels):
    """Logits and embeddings of ONNX Runtime for normalised pictures."""
    import onnxruntime

    try:
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    except (RuntimeError, ValueError) as error:
        raise ModelError(f"{path} cannot be run by ONNX Runtime: {error}") from error
    return session.run(list(OUTPUTS), {INPUT: pixels})
