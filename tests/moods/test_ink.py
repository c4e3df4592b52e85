"""Drawings are trimmed to their ink, squared, and their hairlines survive at the model's size."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from moods.errors import PictureError
from moods.images import grey
from moods.ink import sketch_square, stroke_width


def egg(
    canvas: int, at: tuple[float, float], size: float, width: int, ink="black", ground="white"
) -> Image.Image:
    """An egg with two eyes and a mouth; place and size as shares of the canvas."""
    picture = Image.new("RGB", (canvas, canvas), ground)
    pen = ImageDraw.Draw(picture)
    x, y, reach = at[0] * canvas, at[1] * canvas, size * canvas / 2
    pen.ellipse((x - reach, y - reach, x + reach, y + reach), outline=ink, width=width)
    pen.line((x - reach / 2, y + reach / 2, x + reach / 2, y + reach / 2), fill=ink, width=width)
    for eye in (-0.4, 0.4):
        pen.ellipse((x + eye * reach - width, y - width, x + eye * reach + width, y + width), fill=ink)
    return picture


def seen(picture: Image.Image) -> np.ndarray:
    """What the model would see, 0 to 255."""
    return grey(sketch_square(picture).resize((112, 112), Image.Resampling.BICUBIC)).astype(int)


def test_place_and_size_on_the_canvas_do_not_matter():
    middle, corner = seen(egg(400, (0.5, 0.5), 0.9, 6)), seen(egg(800, (0.25, 0.3), 0.45, 6))
    assert np.abs(middle - corner).mean() < 6


@pytest.mark.parametrize("canvas", [200, 500, 1000, 3000])
@pytest.mark.parametrize("width", [1, 2])
def test_hairlines_stay_dark(canvas, width):
    small = seen(egg(canvas, (0.5, 0.5), 0.9, width))
    outline = np.concatenate([small[40:70].min(axis=1), small[:, 40:70].min(axis=0)])
    assert np.median(outline) < 90


def test_thick_strokes_are_left_alone():
    picture = egg(448, (0.5, 0.5), 0.9, 24)
    assert abs((seen(picture) < 128).mean() - (grey(picture) < 128).mean()) < 0.05


def test_white_chalk_on_black_is_turned_over():
    small = seen(egg(300, (0.5, 0.5), 0.9, 6, "white", "black"))
    assert small[0].min() > 200
    assert small.min() < 60


def test_pale_pencil_is_stretched_to_ink():
    assert seen(egg(300, (0.5, 0.5), 0.9, 6, (190, 190, 190))).min() < 60


@pytest.mark.parametrize("canvas", [Image.new("RGB", (300, 300), "white"), Image.new("RGBA", (300, 300))])
def test_a_blank_canvas_is_named(canvas):
    with pytest.raises(PictureError) as caught:
        sketch_square(canvas)
    assert caught.value.reason == "blank"


def test_one_dot_is_a_picture_all_the_same():
    picture = Image.new("L", (300, 300), 255)
    picture.putpixel((150, 150), 0)
    assert sketch_square(picture).width >= 16


def test_stroke_width_in_pixels():
    for width in (3, 6, 12):
        mask = np.zeros((200, 200), bool)
        mask[50 : 50 + width, 10:190] = True
        assert stroke_width(mask) == pytest.approx(width, abs=0.8)


def test_a_drawing_on_a_long_strip_becomes_a_square_of_bearable_size():
    strip = Image.new("L", (40_000, 900), 255)
    ImageDraw.Draw(strip).line([(100, 450), (39_900, 450)], fill=0, width=2)
    found = sketch_square(strip, 112)
    assert found.width == found.height <= 4 * 112
    dark = grey(found) < 128
    assert dark.any(axis=0).mean() > 0.75, "the hairline is still there"
