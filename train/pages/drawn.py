"""Heads from our own renderer as cut-outs; and real faces set into drawn hair."""

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from data_tools.sketch import face, face_box, render
from moods.labels import MOODS
from train.pages.crops import CROP, FACE
from train.pages.figures import Figure, body

Rng = np.random.Generator
WIDTH, HEIGHT = 308, 400  # pixels of a cut-out
HEAD = 256  # pixels of the square that the head is drawn in
PRINTED = ("ink", "screentone", "shoujo", "gag")  # styles of printed pages; the others are rarer there


def drawn_head(seed: int, crop: np.ndarray | None = None) -> Figure:
    """The head of this seed on a body; with a crop (grey 128 x 128), that face takes the place of its own."""
    rng = np.random.default_rng(seed)
    style = None if rng.random() < 0.4 else str(rng.choice(PRINTED))
    who = face(str(rng.choice(MOODS)), seed, style)
    who = replace(who, share=0.42, x=0.5, y=0.5, inverted=False)
    if crop is not None:
        who = replace(who, roll=0.0)
    elif rng.random() < 0.3:
        who = replace(who, yaw=float(rng.choice([-1, 1]) * rng.uniform(0.5, 0.9)))
    head = render(who, HEAD, background=False)
    x0, y0, x1, y1 = face_box(who, HEAD)
    left, top = (WIDTH - HEAD) // 2, 40
    picture, mask = Image.new("L", (WIDTH, HEIGHT), 255), Image.new("L", (WIDTH, HEIGHT), 0)
    if rng.random() < 0.85:
        chin = (left + (x0 + x1) / 2, top + y1 - 0.06 * (y1 - y0))
        body(rng, picture, mask, chin, (x1 - x0) * rng.uniform(0.9, 1.25))
    picture.paste(head.getchannel("L"), (left, top), head.getchannel("A"))
    mask.paste(255, (left, top), head.getchannel("A"))
    box = (left + x0, top + y0, left + x1, top + y1)
    if crop is not None:
        box = _graft(rng, picture, mask, box, crop)
    return Figure(picture, mask, tuple(float(value) for value in box))


def _graft(
    rng: Rng, picture: Image.Image, mask: Image.Image, box: tuple[float, ...], crop: np.ndarray
) -> tuple[float, ...]:
    """Lays the face of a crop over the drawn one, its rim fading into the drawn hair; returns its box."""
    wide = FACE[2] - FACE[0]
    side = round((box[2] - box[0]) / wide * rng.uniform(0.95, 1.2))
    middle_x, middle_y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    x = round(middle_x - (FACE[0] + FACE[2]) / 2 * side)
    y = round(middle_y - (FACE[1] + FACE[3]) / 2 * side)
    patch = Image.fromarray(crop).resize((side, side), Image.Resampling.LANCZOS)
    shape = Image.new("L", (side, side), 0)
    reach = rng.uniform(0.0, 0.05)
    corners = [FACE[0] - reach, FACE[1] - 0.05, FACE[2] + reach, FACE[3] + 0.02]
    ImageDraw.Draw(shape).ellipse([value * side for value in corners], fill=255)
    shape = shape.filter(ImageFilter.GaussianBlur(side / CROP * float(rng.choice([1.5, 4.0]))))
    picture.paste(patch, (x, y), shape)
    # Where the head was clear the face still covers the panel.
    solid = Image.new("L", mask.size, 0)
    solid.paste(shape, (x, y))
    mask.paste(255, (0, 0), solid)
    return (x + FACE[0] * side, y + FACE[1] * side, x + FACE[2] * side, y + FACE[3] * side)
