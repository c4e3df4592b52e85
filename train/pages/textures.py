"""What lies behind people in a panel: tones, speed lines, hatching, rooms, leaves; never a face."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Rng = np.random.Generator


def background(rng: Rng, width: int, height: int) -> Image.Image:
    """A grey picture of width x height pixels to put people on."""
    kind = rng.choice(
        ["paper", "tone", "gradient", "speed", "focus", "hatch", "room", "leaves", "clouds", "night"],
        p=[0.24, 0.12, 0.12, 0.08, 0.1, 0.07, 0.13, 0.06, 0.05, 0.03],
    )
    return _KINDS[str(kind)](rng, width, height)


def tone(rng: Rng, width: int, height: int, grey: float | None = None) -> Image.Image:
    """Screentone: a lattice of dots (or a flat grey) of the given darkness from 0 to 1."""
    grey = float(rng.uniform(0.05, 0.6)) if grey is None else grey
    if rng.random() < 0.35:
        return Image.new("L", (width, height), int(255 * (1 - grey)))
    pitch, angle = rng.uniform(2.5, 8), rng.choice([np.pi / 4, rng.uniform(0, np.pi / 2)])
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u = (x * np.cos(angle) + y * np.sin(angle)) * (2 * np.pi / pitch)
    v = (y * np.cos(angle) - x * np.sin(angle)) * (2 * np.pi / pitch)
    dots = (np.cos(u) + np.cos(v)) / 4 + 0.5
    return _image((dots - grey + 0.5 / 4) * 4 * 255 * 0.5)


def gradient(rng: Rng, width: int, height: int) -> Image.Image:
    """A soft run from one grey to another, grained like a scanned airbrush."""
    low, high = sorted(rng.uniform(0, 255, 2))
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    along = x / width * np.cos(angle) + y / height * np.sin(angle)
    along = (along - along.min()) / (np.ptp(along) or 1)
    grain = rng.normal(0, rng.uniform(0, 25), (height, width)).astype(np.float32)
    return _image(low + (high - low) * along + grain)


def speed(rng: Rng, width: int, height: int) -> Image.Image:
    """Parallel speed lines."""
    sheet, draw = _sheet(rng, width, height)
    angle, ink = rng.uniform(0, np.pi), _ink(rng)
    reach = width + height
    dx, dy = np.cos(angle) * reach, np.sin(angle) * reach
    for _ in range(int(rng.integers(20, 120))):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        draw.line([x - dx, y - dy, x + dx, y + dy], fill=ink, width=int(rng.choice([1, 1, 1, 2, 3, 6])))
    return sheet


def focus(rng: Rng, width: int, height: int) -> Image.Image:
    """Wedges that run from the border towards one point."""
    sheet, draw = _sheet(rng, width, height)
    x, y = width * rng.uniform(0.2, 0.8), height * rng.uniform(0.2, 0.8)
    inner, ink = rng.uniform(0.15, 0.5) * min(width, height), _ink(rng)
    for angle in rng.uniform(0, 2 * np.pi, int(rng.integers(40, 220))):
        start, half = inner * rng.uniform(0.8, 1.6), rng.uniform(0.002, 0.02)
        reach = width + height
        ends = [(x + np.cos(a) * reach, y + np.sin(a) * reach) for a in (angle - half, angle + half)]
        draw.polygon([(x + np.cos(angle) * start, y + np.sin(angle) * start), *ends], fill=ink)
    return sheet


def hatch(rng: Rng, width: int, height: int) -> Image.Image:
    """Pen hatching, one to three layers."""
    sheet, draw = _sheet(rng, width, height)
    for _ in range(int(rng.integers(1, 4))):
        angle, step, ink = rng.uniform(0, np.pi), rng.uniform(4, 14), _ink(rng)
        reach = width + height
        for offset in np.arange(-reach, reach, step):
            x, y = width / 2 - np.sin(angle) * offset, height / 2 + np.cos(angle) * offset
            a, b = rng.uniform(0.1, 0.6, 2) * reach
            draw.line(
                [x - np.cos(angle) * a, y - np.sin(angle) * a, x + np.cos(angle) * b, y + np.sin(angle) * b],
                fill=ink,
            )
    return sheet


def room(rng: Rng, width: int, height: int) -> Image.Image:
    """Walls, windows, shelves: rectangles inside rectangles, in a slight perspective."""
    sheet, draw = _sheet(rng, width, height)
    for _ in range(int(rng.integers(2, 9))):
        x, y = rng.uniform(-0.1, 0.9) * width, rng.uniform(-0.1, 0.9) * height
        w, h, lean = (
            rng.uniform(0.08, 0.6) * width,
            rng.uniform(0.08, 0.7) * height,
            rng.normal(0, 0.08) * height,
        )
        fill = int(rng.choice([255, 255, rng.integers(60, 255), 20]))
        draw.polygon([(x, y), (x + w, y + lean), (x + w, y + h - lean), (x, y + h)], fill=fill, outline=0)
        columns, rows = rng.integers(1, 6, 2)
        for part in range(1, int(columns)):
            draw.line([x + w * part / columns, y, x + w * part / columns, y + h], fill=0)
        for part in range(1, int(rows)):
            draw.line([x, y + h * part / rows, x + w, y + h * part / rows], fill=0)
    return sheet


def leaves(rng: Rng, width: int, height: int) -> Image.Image:
    """Scribbled foliage, crowds of balls, stones: many small closed shapes."""
    sheet, draw = _sheet(rng, width, height)
    size = rng.uniform(4, 60)
    for _ in range(int(np.clip(width * height / size**2 * rng.uniform(0.3, 1.5), 8, 400))):
        x, y, r = rng.uniform(0, width), rng.uniform(0, height), size * rng.uniform(0.3, 1.0)
        fill = int(rng.choice([255, 255, 200, 120, 0]))
        draw.ellipse([x - r, y - r * rng.uniform(0.5, 1.2), x + r, y + r], fill=fill, outline=0)
        draw.arc([x - r * 0.6, y - r * 0.6, x + r * 0.6, y + r * 0.5], 180, 260, fill=255 - fill)
    return sheet


def clouds(rng: Rng, width: int, height: int) -> Image.Image:
    """Soft blotches: smoke, sky, an out-of-focus photograph."""
    small = rng.uniform(0, 255, (max(2, height // 40), max(2, width // 40)))
    return _image(small).resize((width, height), Image.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))


def night(rng: Rng, width: int, height: int) -> Image.Image:
    """Black with specks of white."""
    values = rng.uniform(0, 1, (height, width))
    return _image(np.where(values > rng.uniform(0.985, 0.9995), 255, rng.uniform(0, 40)))


def _paper(rng: Rng, width: int, height: int) -> Image.Image:
    return Image.new("L", (width, height), 255 if rng.random() < 0.8 else int(rng.integers(0, 255)))


def _sheet(rng: Rng, width: int, height: int) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = tone(rng, width, height) if rng.random() < 0.2 else _paper(rng, width, height)
    return sheet, ImageDraw.Draw(sheet)


def _ink(rng: Rng) -> int:
    return int(rng.choice([0, 0, 0, 40, 110, 180, 255]))


def _image(values: np.ndarray) -> Image.Image:
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


_KINDS = {
    "paper": _paper, "tone": tone, "gradient": gradient, "speed": speed, "focus": focus, "hatch": hatch,
    "room": room, "leaves": leaves, "clouds": clouds, "night": night,
}  # fmt: skip
