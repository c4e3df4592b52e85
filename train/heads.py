"""What lies around a face crop: its hair grown outwards, shoulders, and paper, tones or scenes behind."""

import math

import torch
import torch.nn.functional as F

from train.chance import uniform

Batch = torch.Tensor  # float, n x 1 x height x width, 0 (ink) to 1 (paper)
HEADS = 0.6  # share of the crops that become a head with hair; the others keep their four edges
SPIKES = (3, 5, 8, 13, 21)  # waves around the outline of a head


def placed(
    faces: Batch, grid: torch.Tensor, scenes: torch.Tensor | None, generator: torch.Generator
) -> Batch:
    """The crops where the grid puts them, with something believable around them."""
    count = len(faces)
    behind = surroundings(faces, scenes, generator)
    seen = (grid.abs().amax(-1) <= 1).unsqueeze(1).to(faces.dtype)
    square = F.grid_sample(faces, grid, align_corners=False, padding_mode="border")
    head = torch.rand(count, generator=generator) < HEADS
    mask = torch.where(head[:, None, None, None], torch.zeros_like(seen), seen)
    out = torch.lerp(behind, square, mask)
    chosen = head.nonzero()[:, 0]
    if len(chosen):
        out[chosen] = _heads(faces[chosen], grid[chosen], behind[chosen], generator)
    return out


def _heads(faces: Batch, grid: torch.Tensor, behind: Batch, generator: torch.Generator) -> Batch:
    """Cut-outs: hair drawn outwards from the crop's rim up to a rough outline, mostly on shoulders."""
    count = len(faces)
    grown = F.grid_sample(faces, _rays(grid, generator), align_corners=False, padding_mode="border")
    x, y = grid[..., 0], grid[..., 1]
    sheet = _shoulders(behind, x, y, generator)
    reach, angle = torch.hypot(x, y), torch.atan2(y, x)
    side, up, down = (
        _flat(uniform(count, *span, generator)) for span in ((0.95, 1.5), (1, 1.7), (0.85, 1.25))
    )
    tall = torch.where(y < 0, up, down)
    limit = side * tall / torch.sqrt((tall * angle.cos()) ** 2 + (side * angle.sin()) ** 2)
    rough = _flat(uniform(count, 0, 0.25, generator) ** 2)
    for waves in SPIKES:
        limit = limit + rough * torch.sin(waves * angle + _flat(uniform(count, 0, 2 * math.pi, generator)))
    soft = _flat(uniform(count, 0.01, 0.12, generator) ** 1.5 + 0.01)
    mask = torch.sigmoid((limit - reach) / soft).unsqueeze(1)
    out = torch.lerp(sheet, grown, mask)
    lined = _flat((torch.rand(count, generator=generator) < 0.6).to(faces.dtype))
    width = _flat(uniform(count, 0.015, 0.05, generator))
    line = (lined * torch.exp(-(((limit - reach) / width) ** 2))).unsqueeze(1)
    return torch.lerp(out, torch.zeros_like(out), line)


def _rays(grid: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Beyond the crop's edge, where to read from: rays that run back and forth in its rim."""
    band, stretch = (_flat(uniform(len(grid), *span, generator)) for span in ((0.12, 0.35), (1, 3)))
    reach = grid.abs().amax(-1).clamp(min=1e-6)
    fold = ((((reach - 1).clamp(min=0) / stretch + band) % (2 * band)) - band).abs()
    return grid * torch.where(reach > 1, (1 - fold) / reach, torch.ones_like(reach)).unsqueeze(-1)


def _shoulders(sheet: Batch, x: torch.Tensor, y: torch.Tensor, generator: torch.Generator) -> Batch:
    """Neck and shoulders below the chin, on two of three heads."""
    count = len(sheet)
    neck, drop, slope = (
        _flat(uniform(count, *span, generator)) for span in ((0.2, 0.45), (1.1, 1.5), (0.8, 4))
    )
    wide = neck + (y - drop).clamp(min=0) * slope
    worn = _flat((torch.rand(count, generator=generator) < 0.66).to(sheet.dtype))
    inside = worn * torch.sigmoid((wide - x.abs()) / 0.02) * torch.sigmoid((y - 0.6) / 0.02)
    edge = worn * torch.exp(-(((wide - x.abs()) / 0.03) ** 2)) * (y > 0.6)
    tone = torch.rand(count, 1, 1, generator=generator)
    cloth = torch.where(y > drop + 0.15, tone.expand_as(y), torch.ones_like(y))
    sheet = torch.lerp(sheet, cloth.unsqueeze(1), inside.unsqueeze(1))
    return torch.lerp(sheet, torch.zeros_like(sheet), edge.unsqueeze(1))


def surroundings(faces: Batch, scenes: torch.Tensor | None, generator: torch.Generator) -> Batch:
    """Paper, the crop's own border tone, any grey, a scene without a face, or scraps of another crop."""
    count = len(faces)
    border = (
        torch.cat([faces[..., 0, :], faces[..., -1, :], faces[..., 0], faces[..., -1]], -1).median(-1).values
    )
    flat = torch.rand(count, 1, generator=generator)
    draw = torch.rand(count, 1, generator=generator)
    tone = torch.where(draw < 0.4, torch.ones_like(flat), torch.where(draw < 0.5, border, flat))
    out = tone[:, :, None, None].expand_as(faces).clone()
    # Another face upside down and enlarged reads as hair, cloth and panel scraps, not as a second mood.
    scraps = F.interpolate(
        faces.roll(1, 0).flip(2)[..., : faces.shape[-2] // 2, :], faces.shape[-2:], mode="nearest"
    )
    rest = draw[:, 0] > 0.6
    if scenes is None:
        return torch.where((draw[:, 0] > 0.85)[:, None, None, None], scraps, out)
    out[rest] = _scenes(scenes, int(rest.sum()), faces, generator)
    return torch.where((draw[:, 0] > 0.94)[:, None, None, None], scraps, out)


def _scenes(scenes: torch.Tensor, count: int, faces: Batch, generator: torch.Generator) -> Batch:
    which = torch.randint(len(scenes), (count,), generator=generator)
    out = scenes[which].to(faces.dtype) / 255
    out = torch.where((torch.rand(count, generator=generator) < 0.5)[:, None, None, None], out.flip(-1), out)
    return F.interpolate(out, faces.shape[-2:], mode="bilinear", antialias=True, align_corners=False)


def _flat(values: torch.Tensor) -> torch.Tensor:
    """One number a face, shaped to work on n x height x width."""
    return values[:, None, None]
