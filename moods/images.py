"""The only place that reads a picture: anything in, an upright RGB picture on white paper out."""

import io
import struct
import zlib
from functools import cache
from os import PathLike
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from moods.errors import PictureError

Source = str | PathLike | bytes | Image.Image | np.ndarray | dict
MAX_PIXELS = 40_000_000
MAX_BYTES = 100_000_000
MIN_SIDE = 8
MAX_RATIO = 50
LARGEST_SQUARE = 2048  # pixels a side: a long strip must not become a field of paper that fills the memory
# Formats that people have; EPS and the like would start other programs.
FORMATS = ("PNG", "JPEG", "MPO", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF", "ICO", "TGA", "JPEG2000")
# What Pillow's decoders raise on broken files, beside OSError.
BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError,
          MemoryError, RuntimeError, struct.error, zlib.error)  # fmt: skip


def open_picture(source: Source, name: str = "") -> Image.Image:
    """An upright RGB picture from a path, bytes, PIL image, numpy array or Gradio sketch dict."""
    name = name or _name(source)
    picture = _from_sketchpad(source, name) if isinstance(source, dict) else _upright(source, name)
    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    return picture.convert("RGB")


def check_size(size: tuple[int, int], name: str = "The picture") -> None:
    """Refuses sizes (width, height in pixels) that cannot hold a face or would eat the memory."""
    width, height = size
    if width * height > MAX_PIXELS:
        raise PictureError(
            f"{name} has {width} x {height} pixels: at most 40 million are read. Scale it down.", "too large"
        )
    if min(size) < MIN_SIDE:
        raise PictureError(
            f"{name} has {width} x {height} pixels: at least {MIN_SIDE} a side are needed.", "too small"
        )
    if max(size) > MAX_RATIO * min(size):
        raise PictureError(
            f"{name} has {width} x {height} pixels: more than {MAX_RATIO} times longer than wide. Cut it.",
            "extreme ratio",
        )


def grey(picture: Image.Image) -> np.ndarray:
    """Rec. 601 luma of a picture, uint8, height x width."""
    return np.asarray(picture.convert("L"))


def paper(picture: Image.Image) -> tuple[int, ...]:
    """The colour most of the picture's border has: what lies around it, had it been larger."""
    array = np.asarray(picture.convert("RGB"))
    border = np.concatenate([array[0], array[-1], array[:, 0], array[:, -1]])
    return tuple(int(value) for value in np.median(border, axis=0))


def square(picture: Image.Image) -> Image.Image:
    """The picture centred on a square of its own paper colour; nothing is cut off or stretched.

    A square is returned as it is; any other picture is scaled down where it is very long.
    """
    if picture.width == picture.height:
        return picture
    picture = at_most(picture, LARGEST_SQUARE)
    return ImageOps.pad(
        picture, (max(picture.size),) * 2, color=paper(picture), method=Image.Resampling.BICUBIC
    )


def at_most(picture: Image.Image, side: int) -> Image.Image:
    """The picture scaled down to a longer side of so many pixels; a smaller one as it is."""
    if max(picture.size) <= side:
        return picture
    scale = side / max(picture.size)
    size = [max(1, round(length * scale)) for length in picture.size]
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3)


def _name(source: Source) -> str:
    return Path(source).name if isinstance(source, str | PathLike) and str(source) else "The picture"


def _decode(source: str | PathLike | bytes, name: str) -> Image.Image:
    data = source if isinstance(source, bytes) else _read(source, name)
    if not data:
        raise PictureError(f"{name} is empty (0 bytes).", "empty file")
    try:
        picture = Image.open(io.BytesIO(data), formats=_formats())
        check_size(picture.size, name)
        picture.seek(0)
        picture.load()
    except Image.DecompressionBombError as error:
        raise PictureError(
            f"{name} is too large: at most 40 million pixels are read.", "too large"
        ) from error
    except Image.UnidentifiedImageError as error:
        raise PictureError(
            f"{name} is not a picture that can be read (PNG, JPEG, WebP, GIF, BMP, TIFF, AVIF).",
            "not a picture",
        ) from error
    except BROKEN as error:
        raise PictureError(f"{name} is damaged or cut short: {error}.", "damaged") from error
    return picture


@cache
def _formats() -> tuple[str, ...]:
    """Those of our formats that this build of Pillow can decode."""
    Image.init()
    return tuple(name for name in FORMATS if name in Image.OPEN)


def _read(source: str | PathLike, name: str) -> bytes:
    path = Path(source)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise PictureError(f"{name} is larger than {MAX_BYTES // 1_000_000} MB.", "too large")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise PictureError(f"{path} does not exist.", "missing") from error
    except IsADirectoryError as error:
        raise PictureError(f"{path} is a folder, not a picture.", "not a picture") from error
    except (OSError, ValueError) as error:
        raise PictureError(f"{path} cannot be read: {error}.", "unreadable") from error


def _from_sketchpad(value: dict, name: str) -> Image.Image:
    """Gradio's sketch value: the composite, or its background and layers laid over white."""
    parts = [value.get("composite")]
    if parts[0] is None:
        parts = [part for part in [value.get("background"), *(value.get("layers") or [])] if part is not None]
    if not parts:
        raise PictureError(f"{name} is empty: nothing has been drawn.", "blank")
    # Not flattened one by one: what a layer leaves transparent shows those below.
    layers = [_upright(part, name).convert("RGBA") for part in parts]
    sheet = Image.new("RGBA", layers[0].size, "white")
    for layer in layers:
        sheet.alpha_composite(layer if layer.size == sheet.size else layer.resize(sheet.size))
    return sheet


def _from_array(array: np.ndarray, name: str) -> Image.Image:
    """uint8, uint16, bool or float (0 to 1, or 0 to 255) arrays of height x width (x 1, 2, 3 or 4)."""
    if array.ndim == 3 and array.shape[2] == 1:
        array = array[:, :, 0]
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (2, 3, 4)) or 0 in array.shape:
        raise PictureError(
            f"{name}: an array of shape {array.shape} is no picture (height x width, or x 3 or x 4).",
            "not a picture",
        )
    if array.dtype.kind not in "buif":
        raise PictureError(
            f"{name}: an array of {array.dtype} is no picture (uint8, uint16, bool or float).",
            "not a picture",
        )
    check_size((array.shape[1], array.shape[0]), name)
    return Image.fromarray(_to_bytes(array))


def _to_bytes(array: np.ndarray) -> np.ndarray:
    """Samples of any depth as uint8: floats up to 1 and 16-bit values are scaled, not clipped."""
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype == bool:
        return array.astype(np.uint8) * 255
    values = np.nan_to_num(array.astype(np.float32), nan=255.0, posinf=255.0, neginf=0.0)
    top = values.max()
    if array.dtype.kind == "f":
        values = values * 255 if top <= 1 else values
    elif top > 255:
        values = values / 257
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)


def _upright(source: Source, name: str) -> Image.Image:
    """A path, bytes, PIL image or array as first frame, turned by its EXIF note, 8 bits, RGBA or RGB."""
    if isinstance(source, np.ndarray):
        source = _from_array(source, name)
    picture = source if isinstance(source, Image.Image) else _decode(source, name)
    check_size(picture.size, name)
    try:
        if getattr(picture, "n_frames", 1) > 1:
            picture.seek(0)
        picture = ImageOps.exif_transpose(picture)
        if picture.mode.startswith("I") or picture.mode == "F":
            picture = Image.fromarray(_to_bytes(np.asarray(picture)))
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    except BROKEN as error:
        raise PictureError(f"{name} is damaged or cut short: {error}.", "damaged") from error
