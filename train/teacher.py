"""Distillation: what models that were trained before think of every training face, alone or averaged."""

import hashlib
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from moods.errors import ModelError
from train.augment import plain
from train.faces import Faces, kept
from train.fold import LUMA
from train.network import Network

BATCH = 64
NEARER = 0.06  # of the side cut off around a face for the second look


def load_teachers(sources: list[str], names: tuple[str, ...]) -> list[Network]:
    """Networks of run folders or exported folders that know the same moods."""
    from train.load import load_network

    networks = []
    for source in sources:
        network, known = load_network(Path(source))
        if known != names:
            raise ModelError(f"{source} knows other moods than the data set: it cannot teach them.")
        networks.append(network.to(memory_format=torch.channels_last))
    return networks


def opinions(teachers: list[Network], faces: Faces) -> np.ndarray:
    """The teachers' mean probabilities for each face (n x moods), as it is, nearer, and mirrored.

    They look at unchanged faces once, while the student sees them small, printed badly and half covered: so
    it learns to say the same of a face however it is shown. Kept, so that a resumed run need not ask again.
    """
    name = f"{_who(teachers)}-of-{_what(faces.pixels)}"
    return kept(name, lambda file: np.save(file, _ask(teachers, faces)))


def _who(teachers: list[Network]) -> str:
    """A hash of the teachers' weights and of how they look at a face."""
    looks = str([(network.size, network.mean, network.std) for network in teachers])
    digest = hashlib.blake2b(looks.encode(), digest_size=12)
    for network in teachers:
        for value in network.state_dict().values():
            digest.update(value.contiguous().numpy().tobytes())
    return digest.hexdigest()


def _what(pixels: np.ndarray) -> str:
    """A hash of the faces as the teachers get them."""
    digest = hashlib.blake2b(str(pixels.shape).encode(), digest_size=12)
    for start in range(0, len(pixels), BATCH):
        digest.update(np.ascontiguousarray(pixels[start : start + BATCH]))
    return digest.hexdigest()


@torch.no_grad()
def _ask(teachers: list[Network], faces: Faces) -> np.ndarray:
    found = []
    title = f"opinions of {len(teachers)} teacher{'s' if len(teachers) > 1 else ''}"
    for start in tqdm(range(0, len(faces), BATCH), title, leave=False, disable=None):
        pixels = torch.from_numpy(np.array(faces.pixels[start : start + BATCH]))
        views = [_opinion(network, view) for network in teachers for view in _views(pixels)]
        found.append(torch.stack(views).mean(0))
    return torch.cat(found).numpy()


def _views(pixels: torch.Tensor) -> list[torch.Tensor]:
    rim = round(pixels.shape[-1] * NEARER)
    near = pixels[..., rim:-rim, rim:-rim]
    return [pixels, pixels.flip(-1), near, near.flip(-1)]


def _opinion(network: Network, pixels: torch.Tensor) -> torch.Tensor:
    values = plain(pixels, network.size)
    if network.rgb and values.shape[1] == 1:
        values = values.expand(-1, 3, -1, -1)
    elif not network.rgb and values.shape[1] == 3:
        values = (values * torch.tensor(LUMA).view(1, 3, 1, 1)).sum(1, keepdim=True)
    return network(values.contiguous(memory_format=torch.channels_last)).float().softmax(1)


def weighed(opinion: np.ndarray, hints: np.ndarray) -> np.ndarray:
    """Opinions (n x moods) moved by hints: any labels, right more often than not, -1 where there is none.

    What a hint means is read off the opinions themselves: the moods seen among all faces that carry it.
    """
    usual = opinion.mean(0)
    moved = opinion.copy()
    for hint in np.unique(hints[hints >= 0]):
        rows = hints == hint
        moved[rows] *= opinion[rows].mean(0) / np.maximum(usual, 1e-9)
    return (moved / moved.sum(1, keepdims=True)).astype(np.float32)
