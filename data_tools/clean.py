"""Looks at one picture: kept as it will be stored, or rejected for a named reason."""

import hashlib
import io
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from data_tools.cut import cut_square
from data_tools.record import Rejected
from moods.errors import PictureError
from moods.images import grey, open_picture

SMALL_SIDE = 128  # pixels: longest side of the grey copy that twins are searched on
MAX_STORED = 512  # pixels: larger pictures are stored smaller; no model of ours sees more
BLANK_SPREAD = 6.0  # grey levels of standard deviation: under it there is nothing to see
BLANK_INK = 0.002  # share of pixels that differ clearly from the paper
SATURATION = 28  # of 255: mean of the most coloured tenth, above which a picture is in colour
PLAIN = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True)
class Rules:
    """What is kept: shortest side in pixels, whether only faces, whether faces are cut out of pictures."""

    min_side: int = 24
    faces_only: bool = False
    crop_faces: bool = False


@dataclass(frozen=True)
class Clean:
    """A picture as stored: encoded bytes, its grey copy for the search of twins, ink or colour."""

    data: bytes
    sha256: str
    small: np.ndarray
    kind: str
    face: int | None = None
    """Number of the face cut out of a picture; None when the picture is whole."""
    alone: bool = True
    """Whether it was the picture's only face, so that the picture's label is its own."""


def clean(data: bytes, name: str, rules: Rules) -> list[Clean | Rejected]:
    """What becomes of one picture; several when its faces are cut out."""
    try:
        picture = open_picture(data, name)
        pictures = _faces(picture, name, rules)
        whole = len(pictures) == 1 and pictures[0] is picture
        return [
            _judge(face, data if whole else None, name, rules, None if whole else number, len(pictures) == 1)
            for number, face in enumerate(pictures)
        ]
    except PictureError as error:
        return [Rejected(name, error.reason, str(error))]


def clean_all(read: list[tuple[bytes, str] | Rejected], rules: Rules) -> list[list[Clean | Rejected]]:
    """What becomes of some pictures: bytes and name each, or rejected already."""
    return [[entry] if isinstance(entry, Rejected) else clean(*entry, rules) for entry in read]


def is_blank(values: np.ndarray) -> bool:
    """Whether grey values (uint8) show nothing: hardly any spread or hardly any ink."""
    ink = np.abs(values.astype(np.int16) - int(np.median(values))) > 40
    return bool(values.std() < BLANK_SPREAD or ink.mean() < BLANK_INK)


def is_coloured(picture: Image.Image) -> bool:
    """Whether an RGB picture has colours beyond the yellow of old paper or a tinted scan."""
    array = np.asarray(picture.resize((32, 32), Image.Resampling.BOX)).astype(np.int16)
    # A tint shifts all pixels alike: what is left after taking it away is colour.
    array = array - np.median(array - array.mean(axis=2, keepdims=True), axis=(0, 1))
    spread = np.sort((array.max(axis=2) - array.min(axis=2)).ravel())
    return bool(spread[-len(spread) // 10 :].mean() > SATURATION)


def _judge(
    picture: Image.Image, data: bytes | None, name: str, rules: Rules, face: int | None, alone: bool
) -> Clean | Rejected:
    if min(picture.size) < rules.min_side:
        size = f"{picture.width} x {picture.height}"
        return Rejected(name, "too small", f"{name} is {size} pixels: at least {rules.min_side} are kept.")
    if is_blank(grey(picture)):
        return Rejected(name, "blank", f"{name} shows nothing: it is blank or nearly so.")
    stored = data if data is not None and _as_it_is(data, picture) else _encoded(picture)
    kind = "colour" if is_coloured(picture) else "ink"
    digest = hashlib.sha256(data if data is not None else stored).hexdigest()
    return Clean(stored, digest, small_grey(picture), kind, face, alone)


def small_grey(picture: Image.Image) -> np.ndarray:
    """The grey copy of a picture that twins are searched on, uint8."""
    copy = picture.convert("L")
    copy.thumbnail((SMALL_SIDE, SMALL_SIDE), Image.Resampling.BOX)
    return np.asarray(copy)


def _as_it_is(data: bytes, picture: Image.Image) -> bool:
    """Whether the file can be stored unchanged: small, upright, one frame, no transparency, no extras."""
    with Image.open(io.BytesIO(data)) as original:
        return (
            original.format in PLAIN
            and original.mode in ("RGB", "L")
            and not original.has_transparency_data
            and getattr(original, "n_frames", 1) == 1
            and original.size == picture.size
            and max(original.size) <= MAX_STORED
            and original.getexif().get(0x0112, 1) == 1
        )


def _encoded(picture: Image.Image) -> bytes:
    """The picture as PNG, at most MAX_STORED pixels a side; grey when it has no colour."""
    picture = picture.copy()
    picture.thumbnail((MAX_STORED, MAX_STORED), Image.Resampling.LANCZOS)
    red, green, blue = picture.split()
    if red.tobytes() == green.tobytes() == blue.tobytes():
        picture = red
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def _faces(picture: Image.Image, name: str, rules: Rules) -> list[Image.Image]:
    if not (rules.faces_only or rules.crop_faces):
        return [picture]
    found = _finder().find(picture)
    if not found:
        raise PictureError(f"{name}: no face was found in it.", "no face")
    return [cut_square(picture, face.box) for face in found] if rules.crop_faces else [picture]


@lru_cache(maxsize=1)
def _finder():
    # Only when faces are asked for: it loads a model.
    from moods.faces import FaceFinder

    return FaceFinder.load()
