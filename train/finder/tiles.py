"""Training tiles: random cuts of composed pages, printed, scanned and saved badly."""

import io
from collections.abc import Iterator

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import Tensor

from train.finder.net import STRIDE
from train.pages.cache import CachedPage

Rng = np.random.Generator
SEEN = 0.6  # share of a face that must lie inside the tile


def tile(rng: Rng, page: CachedPage, side: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A cut of side x side pixels (uint8) with its faces and unsure boxes (n x 4, pixels of the tile)."""
    height, width = page.pixels.shape
    zoom = float(np.exp(rng.uniform(np.log(0.4), np.log(1.15))))
    cut = int(min(side / zoom, width, height))
    chance = rng.random()
    if len(page.faces) and chance < 0.08:
        # A picture that is one face: it fills the tile, or is cut a little by it.
        x0, y0, x1, y1 = page.faces[rng.integers(len(page.faces))]
        cut = int(np.clip(max(x1 - x0, y1 - y0) * rng.uniform(0.95, 1.5), 32, min(width, height)))
        left, top = (np.array([x0 + x1, y0 + y1]) / 2 - cut * rng.uniform(0.42, 0.58, 2)).tolist()
    elif len(page.faces) and chance < 0.8:
        x0, y0, x1, y1 = page.faces[rng.integers(len(page.faces))]
        left, top = (
            (x0 + x1) / 2 - cut * rng.uniform(0.15, 0.85),
            (y0 + y1) / 2 - cut * rng.uniform(0.15, 0.85),
        )
    else:
        left, top = rng.uniform(0, width - cut + 1), rng.uniform(0, height - cut + 1)
    left, top = int(np.clip(left, 0, width - cut)), int(np.clip(top, 0, height - cut))
    pixels = Image.fromarray(np.asarray(page.pixels[top : top + cut, left : left + cut]))
    way = [Image.Resampling.BILINEAR, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS][rng.integers(3)]
    pixels = pixels.resize((side, side), way)
    shift, scale = np.array([left, top, left, top], np.float32), side / cut
    faces, part = _inside((page.faces - shift) * scale, side)
    unsure, rest = _inside((page.unsure - shift) * scale, side)
    if rng.random() < 0.5:
        pixels = pixels.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
        faces, unsure, part, rest = (_mirrored(boxes, side) for boxes in (faces, unsure, part, rest))
    return worn(rng, pixels), faces, np.concatenate([unsure, part, rest])


def worn(rng: Rng, picture: Image.Image) -> np.ndarray:
    """What print, scan and compression do to a grey picture (uint8)."""
    side = picture.width
    if rng.random() < 0.25:
        small = int(side * rng.uniform(0.4, 0.9))
        picture = picture.resize((small, small), Image.Resampling.BILINEAR).resize((side, side))
    if rng.random() < 0.2:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 1.3)))
    if rng.random() < 0.1:
        picture = picture.filter(ImageFilter.MinFilter(3) if rng.random() < 0.5 else ImageFilter.MaxFilter(3))
    if rng.random() < 0.4:
        buffer = io.BytesIO()
        picture.save(buffer, "JPEG", quality=int(rng.integers(15, 90)))
        picture = Image.open(buffer)
    values = np.asarray(picture).astype(np.float32)
    if rng.random() < 0.5:
        low, high = rng.uniform(-20, 70), rng.uniform(190, 290)
        values = low + (high - low) * (values / 255) ** rng.uniform(0.6, 1.6)
    if rng.random() < 0.3:
        values = values + rng.normal(0, rng.uniform(2, 18), values.shape)
    if rng.random() < 0.06:
        values = (values > rng.uniform(90, 180)) * 255.0
    return np.clip(values, 0, 255).astype(np.uint8)


def batches(
    rng: Rng, pages: list[CachedPage], side: int, size: int, count: int
) -> Iterator[tuple[Tensor, dict]]:
    """`count` batches of `size` tiles: pictures (-1 to 1) and the targets of the loss."""
    for _ in range(count):
        cuts = [tile(rng, pages[rng.integers(len(pages))], side) for _ in range(size)]
        pictures = torch.from_numpy(np.stack([cut[0] for cut in cuts]))[:, None].float() / 127.5 - 1
        targets = [target(faces, unsure, side) for _, faces, unsure in cuts]
        yield pictures, {key: torch.from_numpy(np.stack([t[key] for t in targets])) for key in targets[0]}


def target(faces: np.ndarray, unsure: np.ndarray, side: int) -> dict[str, np.ndarray]:
    """Heat (1 at centres), box distances with their weights, and where being wrong does not count."""
    cells = side // STRIDE
    grid = (np.arange(cells, dtype=np.float32) + 0.5) * STRIDE
    heat = np.zeros((1, cells, cells), np.float32)
    sides = np.zeros((4, cells, cells), np.float32)
    weight, counted = np.zeros((1, cells, cells), np.float32), np.ones((1, cells, cells), np.float32)
    for x0, y0, x1, y1 in unsure:
        across, down = (grid > x0) & (grid < x1), (grid > y0) & (grid < y1)
        counted[0][np.ix_(down, across)] = 0
    for x0, y0, x1, y1 in faces:
        cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
        spread = max((x1 - x0) / 7, STRIDE * 0.6), max((y1 - y0) / 7, STRIDE * 0.6)
        blob = np.exp(
            -(((grid - cx) / spread[0]) ** 2)[None] / 2 - (((grid - cy) / spread[1]) ** 2)[:, None] / 2
        )
        row, column = (min(int(v / STRIDE), cells - 1) for v in (cy, cx))
        blob[row, column] = 1
        heat[0] = np.maximum(heat[0], blob)
        near = (blob > 0.45) & (blob > weight[0])
        distances = (grid[None] - x0, grid[:, None] - y0, x1 - grid[None], y1 - grid[:, None])
        for plane, distance in zip(sides, distances, strict=True):
            plane[near] = np.broadcast_to(distance, blob.shape)[near]
        weight[0][near] = blob[near]
        counted[0][blob > 0.3] = 1
    return {"heat": heat, "sides": sides, "weight": weight, "counted": counted}


def _inside(boxes: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Boxes cut to the tile: those mostly inside, and the remains of the others."""
    cut = np.clip(boxes, 0, side)
    wide, tall = cut[:, 2] - cut[:, 0], cut[:, 3] - cut[:, 1]
    area = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    share = wide * tall / np.maximum(area, 1)
    whole = (share >= SEEN) & (np.sqrt(np.maximum(wide * tall, 0)) >= 16)
    return cut[whole], cut[~whole & (share > 0)]


def _mirrored(boxes: np.ndarray, side: int) -> np.ndarray:
    return np.stack([side - boxes[:, 2], boxes[:, 1], side - boxes[:, 0], boxes[:, 3]], axis=1)
