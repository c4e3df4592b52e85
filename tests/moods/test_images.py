"""Any picture in, an upright RGB picture on white out; every refusal by name."""

import io

import numpy as np
import pytest
from PIL import Image

from moods.errors import PictureError
from moods.images import LARGEST_SQUARE, MAX_PIXELS, open_picture, paper, square


def saved(picture: Image.Image, kind: str = "PNG", **options) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def half_black(mode: str = "L", size: int = 32) -> Image.Image:
    """Left half black, right half white, in any mode."""
    array = np.full((size, size), 255, np.uint8)
    array[:, : size // 2] = 0
    picture = Image.fromarray(array)
    if mode == "I;16":
        return Image.fromarray(array.astype(np.uint16) * 257)
    if mode == "F":
        return Image.fromarray(array.astype(np.float32) / 255)
    return picture.convert("RGB").convert(mode) if mode in ("CMYK", "P") else picture.convert(mode)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I", "I;16", "F"])
def test_every_mode_keeps_black_left_and_white_right(mode):
    picture = open_picture(half_black(mode))
    assert picture.mode == "RGB"
    assert max(picture.getpixel((2, 2))) <= 1
    assert min(picture.getpixel((30, 2))) >= 254


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM"])
def test_every_format_by_bytes_and_by_path(kind, tmp_path):
    data = saved(half_black("RGB"), kind)
    (tmp_path / "face").write_bytes(data)
    for source in (data, tmp_path / "face", str(tmp_path / "face")):
        assert open_picture(source).size == (32, 32)


def test_transparent_parts_are_paper():
    picture = Image.new("RGBA", (16, 16), (0, 0, 0, 0))
    assert open_picture(picture).getpixel((5, 5)) == (255, 255, 255)
    palette = Image.new("P", (16, 16), 0)
    palette.putpalette([10, 10, 10] + [200] * 765)
    assert open_picture(saved(palette, "PNG", transparency=0)).getpixel((5, 5)) == (255, 255, 255)


def test_exif_orientation_turns_the_picture_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned a quarter to the right
    data = saved(Image.new("RGB", (40, 20), "white"), "JPEG", exif=exif)
    assert open_picture(data).size == (20, 40)


def test_the_first_frame_of_an_animation():
    frames = [Image.new("L", (16, 16), value) for value in (0, 255)]
    data = saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert open_picture(data).getpixel((5, 5)) == (0, 0, 0)
    later = Image.open(io.BytesIO(data))
    later.seek(1)
    assert open_picture(later).getpixel((5, 5)) == (0, 0, 0)


@pytest.mark.parametrize(
    "array",
    [
        np.full((16, 20), 128, np.uint8),
        np.full((16, 20, 1), 128, np.uint8),
        np.full((16, 20, 3), 128 / 255),
        np.full((16, 20, 3), 128.0),
        np.full((16, 20), 128 * 257, np.uint16),
        np.dstack([np.full((16, 20, 3), 128, np.uint8), np.full((16, 20, 1), 255, np.uint8)]),
    ],
)
def test_arrays_of_any_depth_mean_the_same_grey(array):
    picture = open_picture(array)
    assert picture.size == (20, 16)
    assert picture.getpixel((3, 3)) == (128, 128, 128)


def test_a_boolean_array_is_ink_and_paper():
    assert open_picture(np.eye(16, dtype=bool)).getpixel((0, 0)) == (255, 255, 255)


def test_the_sketchpads_value():
    drawn = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    drawn.putpixel((3, 3), (0, 0, 0, 255))
    for value in (
        {"composite": drawn, "background": None, "layers": []},
        {"background": None, "layers": [drawn]},
    ):
        picture = open_picture(value)
        assert picture.getpixel((3, 3)) == (0, 0, 0)
        assert picture.getpixel((9, 9)) == (255, 255, 255)
    with pytest.raises(PictureError, match="nothing has been drawn"):
        open_picture({"composite": None, "background": None, "layers": []})


@pytest.mark.parametrize("form", ["picture", "array", "bytes", "path"])
def test_layers_of_every_form_let_the_background_through(form, tmp_path):
    background, layer = np.full((20, 20, 3), 90, np.uint8), np.zeros((20, 20, 4), np.uint8)
    layer[3, 3] = 255, 0, 0, 255
    parts = [background, layer]
    if form != "array":
        parts = [Image.fromarray(part) for part in parts]
    if form in ("bytes", "path"):
        parts = [saved(part) for part in parts]
    if form == "path":
        for number, data in enumerate(parts):
            (tmp_path / f"{number}.png").write_bytes(data)
        parts = [tmp_path / "0.png", str(tmp_path / "1.png")]
    picture = open_picture({"background": parts[0], "layers": parts[1:]})
    assert picture.getpixel((3, 3)) == (255, 0, 0)
    assert picture.getpixel((9, 9)) == (90, 90, 90)


def test_a_deep_grey_background_lies_below_a_layer():
    layer = Image.new("RGBA", (32, 32), (0, 0, 0, 0))
    picture = open_picture({"background": half_black("I;16"), "layers": [layer]})
    assert (picture.getpixel((2, 2)), picture.getpixel((30, 2))) == ((0, 0, 0), (255, 255, 255))


def test_parts_of_a_sketch_are_checked_before_they_are_laid_together(monkeypatch):
    giant = Image.new("L", (8000, 8000))
    monkeypatch.setattr(Image.Image, "alpha_composite", lambda *_: pytest.fail("laid together"))
    for value in ({"composite": giant}, {"background": Image.new("L", (20, 20)), "layers": [giant]}):
        with pytest.raises(PictureError) as caught:
            open_picture(value)
        assert caught.value.reason == "too large"


def one_bit_giant() -> bytes:
    """A few kilobytes that would become 400 million pixels."""
    return saved(Image.new("1", (20000, 20000)), "PNG")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "empty file"),
        (b"not a picture at all", "not a picture"),
        ("nowhere/face.png", "missing"),
        (".", "not a picture"),
        (saved(half_black("RGB", 256), "PNG")[:300], "damaged"),
        (Image.new("L", (1, 1)), "too small"),
        (Image.new("L", (8, 8 * 51)), "extreme ratio"),
        (np.zeros((4, 4, 7)), "not a picture"),
        (np.zeros((0, 4)), "not a picture"),
        (np.array([["a", "b"]]), "not a picture"),
    ],
)
def test_refusals_are_named(source, reason):
    with pytest.raises(PictureError) as caught:
        open_picture(source)
    assert caught.value.reason == reason


def test_a_bomb_is_refused_before_it_is_decoded():
    data = one_bit_giant()
    assert len(data) < 1_000_000
    with pytest.raises(PictureError) as caught:
        open_picture(data)
    assert caught.value.reason == "too large"
    wide = saved(Image.new("1", (MAX_PIXELS // 5000 + 100, 5000)), "PNG")
    with pytest.raises(PictureError, match="40 million"):
        open_picture(wide)


def test_square_pads_with_the_pictures_own_paper():
    black = Image.new("RGB", (20, 40), "black")
    assert paper(black) == (0, 0, 0)
    assert square(black).size == (40, 40)
    assert square(black).getpixel((0, 0)) == (0, 0, 0)


def test_a_long_strip_becomes_a_square_of_bearable_size():
    strip = Image.new("RGB", (44_000, 890), "white")
    strip.paste("black", (0, 0, 22_000, 890))
    found = np.asarray(square(strip))
    assert found.shape == (LARGEST_SQUARE, LARGEST_SQUARE, 3)
    middle = found[LARGEST_SQUARE // 2]
    assert middle[:1000].max() == 0 and middle[-1000:].min() == 255


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_whatever_a_decoder_says_of_damage_is_a_sentence(kind):
    buffer, chance = io.BytesIO(), np.random.default_rng(0)
    Image.effect_noise((64, 64), 80).convert("RGB").save(buffer, kind)
    for _ in range(120):
        data = bytearray(buffer.getvalue())
        for place in chance.integers(12, len(data), 8):
            data[place] = chance.integers(256)
        try:
            assert open_picture(bytes(data)).mode == "RGB"
        except PictureError as error:
            assert error.reason in ("damaged", "not a picture", "too large", "too small", "extreme ratio")
