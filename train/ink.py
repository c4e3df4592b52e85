"""The single steps of ink augmentation; each turns a float batch (0 ink, 1 paper; n x 1 x h x w) into one."""

import math

import torch
import torch.nn.functional as F


def each(count: int, low: float, high: float, generator: torch.Generator) -> torch.Tensor:
    """One number between low and high for each face, shaped to multiply a batch."""
    return (torch.rand(count, generator=generator) * (high - low) + low)[:, None, None, None]


def chance(count: int, share: float, generator: torch.Generator) -> torch.Tensor:
    """True for a share of the faces, shaped to select from a batch."""
    return (torch.rand(count, generator=generator) < share)[:, None, None, None]


def smooth(faces: torch.Tensor, sigma: float) -> torch.Tensor:
    """Gaussian blur of `sigma` pixels."""
    reach = max(1, math.ceil(2.5 * sigma))
    line = torch.exp(-(torch.arange(-reach, reach + 1, dtype=faces.dtype) ** 2) / (2 * sigma**2))
    line = line / line.sum()
    padded = F.pad(faces, (reach, reach, reach, reach), mode="replicate")
    return F.conv2d(F.conv2d(padded, line.view(1, 1, 1, -1)), line.view(1, 1, -1, 1))


def resized(faces: torch.Tensor, side: int) -> torch.Tensor:
    """Squares of `side` pixels, scaled as at reading time; may overshoot black and white a little."""
    return F.interpolate(faces, (side, side), mode="bicubic", antialias=True, align_corners=False)


def strokes(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Lines thicker or thinner by about a pixel."""
    thick = -F.max_pool2d(-faces, 3, 1, 1)
    thin = F.max_pool2d(faces, 3, 1, 1)
    share = each(len(faces), 0.3, 0.9, generator)
    return torch.lerp(faces, torch.where(chance(len(faces), 0.6, generator), thick, thin), share)


def line_art(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Only the outlines, as a pen on white paper would leave them (a difference of Gaussians)."""
    sigma = 0.6 + 0.8 * torch.rand(1, generator=generator).item()
    edge = smooth(faces, sigma) - 0.98 * smooth(faces, 1.6 * sigma)
    level = each(len(faces), -0.035, -0.01, generator)
    return torch.sigmoid((edge - level) * each(len(faces), 80, 250, generator))


def tone(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Brightness, contrast and gamma of another printer, scanner or colourist."""
    count = len(faces)
    bent = faces.clamp(1e-4, 1) ** each(count, -0.45, 0.45, generator).exp()
    return (
        (bent - 0.5) * each(count, 0.6, 1.4, generator) + 0.5 + each(count, -0.12, 0.12, generator)
    ).clamp(0, 1)


def screentone(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Greys printed as dots of one of several pitches and angles."""
    count, _, height, width = faces.shape
    pitch, turn = each(count, 2.5, 6, generator), each(count, 0, math.pi / 2, generator)
    y = torch.arange(height, dtype=faces.dtype).view(1, 1, -1, 1)
    x = torch.arange(width, dtype=faces.dtype).view(1, 1, 1, -1)
    along, across = x * turn.cos() + y * turn.sin(), y * turn.cos() - x * turn.sin()
    dots = 0.5 + 0.25 * (torch.cos(2 * math.pi * along / pitch) + torch.cos(2 * math.pi * across / pitch))
    printed = torch.sigmoid((faces - 0.15 - 0.7 * dots) * 12)
    return torch.lerp(faces, printed, each(count, 0.5, 1, generator))


def binary(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Nearly black and white, against the neighbourhood or the whole face, as cheap print is."""
    count = len(faces)
    near = smooth(faces, 6.0) - 0.06
    whole = faces.mean((2, 3), keepdim=True) * each(count, 0.75, 1.0, generator)
    level = torch.where(chance(count, 0.5, generator), near, whole)
    return torch.sigmoid((faces - level) * each(count, 12, 60, generator))


def texture(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Another hand: a random small filter a face, mixed in; shapes stay, how lines and tones look does not.

    After random convolution (Xu et al., Robust and Generalizable Visual Representation Learning, 2021).
    """
    count, _, height, width = faces.shape
    side = (3, 5, 7)[int(torch.randint(0, 3, (1,), generator=generator))]
    kernels = torch.randn(count, 1, side, side, generator=generator)
    tone = faces.mean((2, 3), keepdim=True)
    flat = faces - tone
    padded = F.pad(flat, (side // 2,) * 4, mode="replicate").view(1, count, height + side - 1, -1)
    drawn = F.conv2d(padded, kernels, groups=count).view(count, 1, height, width)
    drawn = drawn - drawn.mean((2, 3), keepdim=True)
    # Ink stays dark: a filter that turns black and white over is turned back.
    drawn = torch.where((drawn * flat).sum((2, 3), keepdim=True) < 0, -drawn, drawn)
    contrast = faces.std((2, 3), keepdim=True) / drawn.std((2, 3), keepdim=True).clamp(min=1e-4)
    return torch.lerp(faces, tone + drawn * contrast, each(count, 0.3, 1, generator)).clamp(0, 1)


def negative(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """White on black."""
    return 1 - faces


def patches(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A rectangle of up to a ninth of the face erased to paper, ink or grey."""
    box = rectangle(faces, 0.08, 0.33, generator)
    fill = torch.randint(0, 3, (len(faces), 1, 1, 1), generator=generator) / 2
    return torch.where(box, fill.to(faces.dtype), faces)


def rectangle(faces: torch.Tensor, low: float, high: float, generator: torch.Generator) -> torch.Tensor:
    """A mask with one rectangle in each face, its sides between shares of the picture's."""
    count, _, height, width = faces.shape
    y = torch.linspace(0, 1, height).view(1, 1, -1, 1)
    x = torch.linspace(0, 1, width).view(1, 1, 1, -1)
    tall, wide = each(count, low, high, generator), each(count, low, high, generator)
    top, left = each(count, 0, 1, generator) * (1 - tall), each(count, 0, 1, generator) * (1 - wide)
    return (y >= top) & (y < top + tall) & (x >= left) & (x < left + wide)


def balloon(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A white balloon with a dark rim reaching in from the border."""
    count, _, height, width = faces.shape
    y = torch.linspace(-1, 1, height).view(1, 1, -1, 1)
    x = torch.linspace(-1, 1, width).view(1, 1, 1, -1)
    turn = each(count, 0, 2 * math.pi, generator)
    far = each(count, 1.0, 1.3, generator)
    distance = ((x - turn.cos() * far) ** 2 + ((y - turn.sin() * far) * 0.8) ** 2).sqrt()
    size = each(count, 0.35, 0.7, generator)
    return torch.where(distance < size, (distance < size - 0.04).to(faces.dtype), faces)


def low_resolution(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Scaled down to a few dozen pixels and up again, as small faces of a page are."""
    side = int(torch.randint(32, 80, (1,), generator=generator))
    mode = ("nearest", "bilinear", "bicubic")[int(torch.randint(0, 3, (1,), generator=generator))]
    small = F.interpolate(faces, (side, side), mode="area")
    corners = {} if mode == "nearest" else {"align_corners": False}
    return F.interpolate(small, faces.shape[-2:], mode=mode, **corners)


def coarse(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Smoothly scaled down to between 0.4 and 0.75 of the side and up again, as thumbnails are."""
    share = 0.4 + 0.35 * torch.rand(1, generator=generator).item()
    side = round(faces.shape[-1] * share)
    return resized(resized(faces, side), faces.shape[-1]).clamp(0, 1)


def blur(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Out of focus by up to two pixels."""
    return smooth(faces, 0.5 + 1.3 * torch.rand(1, generator=generator).item())


def noise(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Grain of paper and scanner."""
    return faces + torch.randn(faces.shape, generator=generator) * each(len(faces), 0.02, 0.12, generator)


def blocks(faces: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """What JPEG does: each 8 x 8 block loses its weak and fine waves."""
    count, _, height, width = faces.shape
    tall, wide = height // 8, width // 8
    cut = faces[..., : tall * 8, : wide * 8].reshape(count, tall, 8, wide, 8).transpose(2, 3)
    waves = COSINE @ cut @ COSINE.T
    step = (0.02 + 0.012 * FINENESS) * each(count, 0.5, 4, generator).unsqueeze(-1)
    kept = (waves / step).round() * step
    out = faces.clone()
    out[..., : tall * 8, : wide * 8] = (
        (COSINE.T @ kept @ COSINE).transpose(2, 3).reshape(count, 1, tall * 8, wide * 8)
    )
    return out


_k = torch.arange(8, dtype=torch.float32)
COSINE = torch.cos(math.pi / 8 * (_k[None] + 0.5) * _k[:, None]) * math.sqrt(2 / 8)
COSINE[0] /= math.sqrt(2)
FINENESS = _k[None] + _k[:, None]
