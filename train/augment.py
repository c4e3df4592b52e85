"""Augmentation made for ink, on whole batches of grey faces: what scans, prints and mice do to a drawing."""

import math

import numpy as np
import torch
import torch.nn.functional as F

from train import ink
from train.chance import uniform
from train.heads import placed

Batch = torch.Tensor  # float, n x 1 x height x width, 0 (ink) to 1 (paper)

# Name -> (share of the faces it is applied to, what it does). The order is the order of a picture's life:
# drawn, printed, covered, scanned.
STEPS = (
    ("strokes", 0.20, ink.strokes),
    ("line art", 0.08, ink.line_art),
    ("texture", 0.20, ink.texture),
    ("tone", 0.50, ink.tone),
    ("screentone", 0.08, ink.screentone),
    ("binary", 0.16, ink.binary),
    ("negative", 0.02, ink.negative),
    ("patches", 0.15, ink.patches),
    ("balloon", 0.06, ink.balloon),
    ("low resolution", 0.25, ink.low_resolution),
    ("blur", 0.12, ink.blur),
    ("noise", 0.15, ink.noise),
    ("blocks", 0.15, ink.blocks),
)


def plain(batch: torch.Tensor, size: int) -> Batch:
    """uint8 faces (n x 1 x h x w) scaled to `size` pixels as at reading time, nothing else."""
    values = batch.float() / 255
    if values.shape[-1] == size and values.shape[-2] == size:
        return values
    return ink.resized(values, size).clamp(0, 1)


class Augment:
    """uint8 faces in, float faces of `size` pixels out; all chance comes from the generator.

    A `clean` share of them stays as it is, but for a mirror.
    """

    def __init__(
        self,
        size: int,
        strength: float = 1.0,
        framing: bool = True,
        scenes: np.ndarray | None = None,
        clean: float = 0.0,
    ) -> None:
        self.size, self.strength, self.framing, self.clean = size, strength, framing, clean
        self.scenes = None if scenes is None else torch.from_numpy(np.array(scenes))

    def __call__(self, batch: torch.Tensor, generator: torch.Generator) -> Batch:
        unchanged = plain(batch, self.size)
        faces = self.move(unchanged, generator)
        for _name, share, step in STEPS:
            chosen = (torch.rand(len(faces), generator=generator) < share * self.strength).nonzero()[:, 0]
            if len(chosen):
                faces[chosen] = step(faces[chosen], generator)
        if self.clean:
            draw = torch.rand(len(faces), generator=generator)
            left, right = draw < self.clean / 2, (draw >= self.clean / 2) & (draw < self.clean)
            faces[left], faces[right] = unchanged[left], unchanged[right].flip(-1)
        return faces.clamp_(0, 1)

    def move(self, faces: Batch, generator: torch.Generator) -> Batch:
        """Mirrored, turned, scaled and shifted; `heads` tells what comes into view."""
        count = len(faces)
        zoom = framing(count, generator) if self.framing else uniform(count, 0.85, 1.2, generator)
        angle = torch.randn(count, generator=generator) * math.radians(9) * self.strength
        mirror = torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
        stretch = uniform(count, 0.9, 1.1, generator)
        # A small face may stand anywhere in the frame; a large one must stay in view.
        room = (1 - zoom).clamp(min=0.08) * 0.9
        shift = (torch.rand(count, 2, generator=generator) * 2 - 1) * room[:, None]
        cos, sin = angle.cos() / zoom, angle.sin() / zoom
        x = torch.stack(
            [
                cos * mirror * stretch,
                -sin * mirror,
                -shift[:, 0] * cos * mirror * stretch + shift[:, 1] * sin * mirror,
            ],
            1,
        )
        y = torch.stack([sin, cos / stretch, -shift[:, 0] * sin - shift[:, 1] * cos / stretch], 1)
        grid = F.affine_grid(torch.stack([x, y], 1), list(faces.shape), align_corners=False)
        small = zoom < 0.6
        if small.any():  # sampled at every other pixel, thin lines would turn into dots
            faces = torch.where(
                small[:, None, None, None], F.avg_pool2d(faces, 3, 1, 1, count_include_pad=False), faces
            )
        return placed(faces, grid, self.scenes, generator)


def framing(count: int, generator: torch.Generator) -> torch.Tensor:
    """How much of the frame the crop fills, for each face: mostly all of it, down to a third."""
    tight = uniform(count, 0.85, 1.25, generator)
    loose = uniform(count, 0.5, 0.9, generator)
    far = uniform(count, 0.33, 0.55, generator)
    draw = torch.rand(count, generator=generator)
    return torch.where(draw < 0.6, tight, torch.where(draw < 0.88, loose, far))
