"""What is easily taken for a face and is none: heads from behind, hands, balls, boxes, signs."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from train.pages.figures import Figure, body, silhouette
from train.pages.textures import tone

Rng = np.random.Generator


def back_of_head(rng: Rng) -> Figure:
    """A head seen from behind: hair strands from the crown down, ears perhaps, a body; no face."""
    picture, mask = Image.new("L", (308, 400), 255), Image.new("L", (308, 400), 0)
    body(rng, picture, mask, (154, 215), 120)
    outline = silhouette(rng, (154, 154), 128)
    shape = Image.new("L", picture.size, 0)
    ImageDraw.Draw(shape).polygon(outline, fill=255)
    fill = int(rng.choice([255, 15, rng.integers(30, 230)]))
    hair = tone(rng, *picture.size) if rng.random() < 0.25 else Image.new("L", picture.size, fill)
    draw = ImageDraw.Draw(hair)
    crown = (154 + rng.normal(0, 20), 154 - rng.uniform(10, 70))
    for angle in rng.uniform(0, 2 * np.pi, int(rng.integers(10, 160))):
        a, b = sorted(rng.uniform(0.1, 1.2, 2) * 110)
        turns = angle + np.array([0, 0.5, 1]) * rng.normal(0, 0.15)
        reach = np.linspace(a, b, 3)
        strand = np.stack([crown[0] + np.cos(turns) * reach, crown[1] + np.sin(turns) * reach], axis=1)
        draw.line(
            strand.ravel().tolist(), fill=int(rng.choice([0, 0, 60, 255])), width=int(rng.integers(1, 4))
        )
    picture.paste(hair, (0, 0), shape)
    mask.paste(255, (0, 0), shape)
    ImageDraw.Draw(picture).line([*outline, outline[0]], fill=0, width=int(rng.integers(1, 4)))
    return Figure(picture, mask, None)


def hand(rng: Rng) -> Figure:
    """A hand: a palm and fingers, outlined, with an arm running out of the picture."""
    picture, mask = Image.new("L", (240, 300), 255), Image.new("L", (240, 300), 0)
    draws = ImageDraw.Draw(picture), ImageDraw.Draw(mask)
    skin, line = int(rng.choice([255, 255, 225, 180])), int(rng.integers(2, 5))
    strokes = [((120, 190), (120 + rng.normal(0, 40), 320), rng.uniform(50, 80))]
    spread = rng.uniform(0.1, 0.35)
    for finger in range(5):
        angle = -np.pi / 2 + (finger - 2) * spread + rng.normal(0, 0.05)
        reach = rng.uniform(40, 120)
        base = (120 + (finger - 2) * 18, 160)
        strokes.append(
            (base, (base[0] + np.cos(angle) * reach, base[1] + np.sin(angle) * reach), rng.uniform(16, 24))
        )
    strokes.append(((120, 165), (120, 195), 80))
    for grown, inks in ((line, (0, 255)), (0, (skin, 255))):
        for start, stop, width in strokes:
            for draw, ink in zip(draws, inks, strict=True):
                draw.line([start, stop], fill=ink, width=int(width + 2 * grown))
                for x, y in (start, stop):
                    r = width / 2 + grown
                    draw.ellipse([x - r, y - r, x + r, y + r], fill=ink)
    return Figure(picture, mask, None)


def thing(rng: Rng) -> Figure:
    """Balls, boxes, bottles, signs, lamps: closed shapes with a few inner lines."""
    picture, mask = Image.new("L", (200, 200), 255), Image.new("L", (200, 200), 0)
    shape = Image.new("L", (200, 200), 0)
    draw = ImageDraw.Draw(shape)
    kind = int(rng.integers(4))
    x0, y0 = rng.uniform(10, 60, 2)
    x1, y1 = rng.uniform(130, 190, 2)
    if kind == 0:
        draw.ellipse([x0, y0, x1, y1], fill=255)
    elif kind == 1:
        draw.rectangle([x0, y0, x1, y1], fill=255)
    elif kind == 2:
        draw.rounded_rectangle([x0, y0, x1, y1], 40, fill=255)
    else:
        draw.polygon([tuple(point) for point in rng.uniform(10, 190, (int(rng.integers(3, 8)), 2))], fill=255)
    fill = (
        tone(rng, 200, 200)
        if rng.random() < 0.4
        else Image.new("L", (200, 200), int(rng.choice([255, 255, 40, 150])))
    )
    inner = ImageDraw.Draw(fill)
    for _ in range(int(rng.integers(0, 9))):
        a, b = rng.uniform(10, 190, 2), rng.uniform(10, 190, 2)
        if rng.random() < 0.5:
            inner.line([*a, *b], fill=int(rng.choice([0, 255])), width=int(rng.integers(1, 5)))
        else:
            low, high = np.minimum(a, b), np.maximum(a, b)
            inner.ellipse(
                [*low, *high], outline=0, fill=int(rng.choice([255, 0, 150])) if rng.random() < 0.4 else None
            )
    picture.paste(fill, (0, 0), shape)
    edge = shape.filter(ImageFilter.FIND_EDGES).filter(ImageFilter.MaxFilter(3))
    picture.paste(0, (0, 0), edge)
    mask.paste(255, (0, 0), shape)
    return Figure(picture, mask, None)
