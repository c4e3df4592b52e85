"""Where eyes and mouth are: learned on drawn faces, whose places are known, from features of a mood model."""

import math
from dataclasses import replace
from functools import lru_cache

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from tqdm import tqdm

from data_tools.sketch import TRAINING_STYLES, eyes_and_mouth, face, render
from moods.errors import ModelError
from moods.labels import MOODS
from train.augment import STEPS, plain
from train.chance import uniform
from train.faces import Faces, kept
from train.network import Network
from train.teacher import who

POINTS = 3  # the eye at the left of the picture, the one at its right, the mouth
DRAWN, SIDE, FIRST_SEED = 3000, 128, 7_000_000
FORMLESS = ("chalk", "mouse", "marker", "gag")  # hands whose faces are shaped unlike those that are printed
CELLS = 17  # of a side of the map that is learned
NEAR = 0.09  # how far beside the place a cell still counts; the picture reaches from -1 to 1
STEPS_TAKEN, BATCH, RATE = 400, 48, 2e-3
SURE = 0.13  # of the map's cell with most: below, a place is a guess


def places(network: Network, faces: Faces) -> np.ndarray:
    """n x 3 x 2 places (x, y from 0 to 1) of left eye, right eye and mouth; NaN where they are not sure.

    Kept, so that a resumed run need not look again.
    """
    name = f"places-{who([network])}-of-{faces.fingerprint}-{faces.pixels.shape[-1]}-{len(faces)}"
    return kept(name, lambda file: np.save(file, _look(network, faces)))


def _look(network: Network, faces: Faces) -> np.ndarray:
    head = _learned(network)
    found = []
    with torch.no_grad():
        for start in range(0, len(faces), BATCH):
            pixels = torch.from_numpy(np.array(faces.pixels[start : start + BATCH]))
            chances = head(_features(network, plain(pixels, network.size))).flatten(2).softmax(-1)
            best, cell = chances.max(-1)
            x, y = (cell % CELLS) / (CELLS - 1), (cell // CELLS) / (CELLS - 1)
            points = torch.stack([x, y], -1)
            points[(best.amin(1) < SURE) | ~_believable(points)] = math.nan
            found.append(points)
    return torch.cat(found).float().numpy()


def _believable(points: torch.Tensor) -> torch.Tensor:
    """Whether eyes and mouth lie as in a face: apart from each other, the mouth below the eyes."""
    left, right, mouth = points.unbind(1)
    across, down = right - left, mouth - (left + right) / 2
    wide = across.norm(dim=1)
    straight = (down * torch.stack([-across[:, 1], across[:, 0]], 1)).sum(1) / wide.clamp(min=1e-6)
    return (wide > 0.15) & (straight > 0.35 * wide) & (straight < 1.8 * wide)


def _features(network: Network, pixels: torch.Tensor) -> list[torch.Tensor]:
    """The last three maps of the backbone, fine to coarse."""
    if network.rgb and pixels.shape[1] == 1:
        pixels = pixels.expand(-1, 3, -1, -1)
    scaled = (pixels - network.shift) / network.scale
    return network.backbone.forward_intermediates(scaled, indices=3, intermediates_only=True)


class _Map(nn.Module):
    """From features to a map of each point's place."""

    def __init__(self, widths: list[int]) -> None:
        super().__init__()
        self.narrow = nn.ModuleList(
            nn.Sequential(nn.Conv2d(width, 64, 1, bias=False), nn.BatchNorm2d(64), nn.ReLU())
            for width in widths
        )
        self.map = nn.Sequential(
            nn.Conv2d(64 * len(widths), 96, 3, padding=1, bias=False), nn.BatchNorm2d(96), nn.ReLU(),
            nn.Conv2d(96, 96, 5, padding=2, groups=96), nn.ReLU(),
            nn.Conv2d(96, 96, 1), nn.ReLU(), nn.Conv2d(96, POINTS, 1),
        )  # fmt: skip

    def forward(self, features: list[torch.Tensor]) -> torch.Tensor:
        same = [
            F.interpolate(narrow(map), (CELLS, CELLS), mode="bilinear", align_corners=True)
            for narrow, map in zip(self.narrow, features, strict=True)
        ]
        return self.map(torch.cat(same, 1))


@lru_cache(maxsize=1)  # a run looks at several sets
def _learned(network: Network) -> nn.Module:
    """The map's weights, learned on drawn faces that are turned, shifted and printed badly."""
    if not hasattr(network.backbone, "forward_intermediates"):
        raise ModelError("--signs finds eyes and mouth by its first teacher's features: it needs a timm one.")
    pictures, points = _drawn()
    generator = torch.Generator().manual_seed(0)
    network.eval()
    with torch.no_grad(), torch.random.fork_rng():
        torch.manual_seed(0)
        first = plain(pictures[:1], network.size)
        head = _Map([part.shape[1] for part in _features(network, first)])
    optimizer = torch.optim.AdamW(head.parameters(), RATE, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS_TAKEN)
    line = torch.linspace(-1, 1, CELLS)
    y, x = torch.meshgrid(line, line, indexing="ij")
    for _ in tqdm(range(STEPS_TAKEN), "finding eyes and mouths", leave=False, disable=None):
        chosen = torch.randint(len(pictures), (BATCH,), generator=generator)
        faces, wanted = _moved(plain(pictures[chosen], network.size), points[chosen], generator)
        with torch.no_grad():
            features = _features(network, faces)
        away = (x - wanted[..., 0, None, None]) ** 2 + (y - wanted[..., 1, None, None]) ** 2
        target = (-away / (2 * NEAR**2)).flatten(2).softmax(-1)
        seen = (wanted.abs() < 1).all(-1)
        loss = -(target * head(features).flatten(2).log_softmax(-1)).sum(-1)[seen].mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return head.eval()


def _drawn() -> tuple[torch.Tensor, torch.Tensor]:
    """Drawn faces (n x 1 x side x side, uint8), and where eyes and mouth were drawn (from -1 to 1)."""
    styles = [style for style in TRAINING_STYLES if style not in FORMLESS]
    pictures, points = [], []
    for row in tqdm(range(DRAWN), "drawing faces", leave=False, disable=None):
        chance = np.random.default_rng([FIRST_SEED, row])
        one = face(MOODS[row % len(MOODS)], FIRST_SEED + row, styles[row % len(styles)])
        x, y = chance.uniform(0.42, 0.58), chance.uniform(0.42, 0.62)
        one = replace(one, share=chance.uniform(0.6, 1.0), x=x, y=y)
        pictures.append(np.array(render(one, SIDE)))
        points.append(eyes_and_mouth(one, SIDE) / (SIDE / 2) - 1)
    return torch.from_numpy(np.stack(pictures))[:, None], torch.tensor(np.stack(points), dtype=torch.float32)


def _moved(faces: torch.Tensor, points: torch.Tensor, generator: torch.Generator):
    """Faces mirrored, turned, scaled, shifted and changed as ink augmentation does, with their points."""
    count = len(faces)
    angle = torch.randn(count, generator=generator) * math.radians(18)
    zoom = uniform(count, 0.85, 1.35, generator)
    shift = torch.rand(count, 2, generator=generator) * 0.3 - 0.15
    mirror = torch.where(torch.rand(count, generator=generator) < 0.5, -1.0, 1.0)
    cos, sin = angle.cos() * zoom, angle.sin() * zoom
    turn = torch.stack([torch.stack([cos * mirror, -sin], 1), torch.stack([sin * mirror, cos], 1)], 1)
    back = torch.linalg.inv(turn)
    grid = F.affine_grid(
        torch.cat([back, -(back @ shift[:, :, None])], 2), list(faces.shape), align_corners=False
    )
    faces = F.grid_sample(faces, grid, padding_mode="border", align_corners=False)
    points = (turn[:, None] @ points[..., None])[..., 0] + shift[:, None]
    points = torch.where((mirror < 0)[:, None, None], points[:, [1, 0, 2]], points)
    for _name, share, step in STEPS:
        chosen = (torch.rand(count, generator=generator) < share).nonzero()[:, 0]
        if len(chosen):
            faces[chosen] = step(faces[chosen], generator)
    return faces.clamp(0, 1), points
