"""What the first project did to its pictures: five copies of each face, and sharpened, bent greys."""

import numpy as np
import torch
import torchvision.transforms.v2.functional as TF
from PIL import Image, ImageEnhance

from train.augment import plain

COPIES = 5  # as it is, mirrored, turned left, turned right, mirrored and turned
TURN = 15.0  # degrees


class FiveFold:
    """Copy 0 to 4 of each face: plain, mirror, left, right, both. No chance is involved."""

    def __init__(self, size: int) -> None:
        self.size = size

    def __call__(self, batch: torch.Tensor, generator: torch.Generator, copies: list[int]) -> torch.Tensor:
        faces = plain(batch, self.size)
        return torch.stack([fold(face, copy) for face, copy in zip(faces, copies, strict=True)])


def fold(face: torch.Tensor, copy: int, turn: float = TURN) -> torch.Tensor:
    """One of the five copies of a face (channels x height x width, 0 to 1), on white where it turned away."""
    if copy in (1, 4):
        face = face.flip(-1)
    angle = {2: turn, 3: -turn, 4: turn}.get(copy)
    if angle is None:
        return face
    return TF.rotate(face, angle, TF.InterpolationMode.BILINEAR, fill=[1.0] * face.shape[0])


def looks(
    pixels: np.ndarray, sharpness: float = 2.0, contrast: float = 1.5, gamma: float = 0.8
) -> np.ndarray:
    """uint8 faces (n x channels x side x side) sharpened, with more contrast and bent greys."""
    table = (np.linspace(0, 1, 256) ** gamma * 255).round().astype(np.uint8)
    out = np.empty_like(pixels)
    for row, face in enumerate(pixels):
        picture = Image.fromarray(face[0] if len(face) == 1 else face.transpose(1, 2, 0))
        picture = ImageEnhance.Sharpness(picture).enhance(sharpness)
        values = table[np.asarray(ImageEnhance.Contrast(picture).enhance(contrast))]
        out[row] = values[None] if values.ndim == 2 else values.transpose(2, 0, 1)
    return out
