"""The drawer of faces: every mood and style, the same bytes for a seed, changes only where they belong."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from data_tools.sketch import (
    HELD_OUT_STYLES,
    STYLES,
    TRAINING_STYLES,
    blind_sheet,
    contact_sheet,
    draw,
    face,
    face_box,
    render,
)
from moods.errors import DataError
from moods.labels import MOODS


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("L"), dtype=int)


def changed(one: Image.Image, other: Image.Image) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of the pixels that differ visibly."""
    return np.nonzero(np.abs(pixels(one) - pixels(other)) > 24)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("mood", MOODS)
def test_every_mood_in_every_style_has_ink_on_paper(mood, style):
    picture = render(face(mood, 5, style), 96)
    values = pixels(picture)
    assert picture.size == (96, 96)
    assert picture.mode == "L"
    assert values.std() > 8
    assert len(np.unique(values)) >= 2


@pytest.mark.parametrize("style", STYLES)
def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_face(style):
    one, again, other = (render(face("happy", seed, style), 96).tobytes() for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_there_are_enough_styles_and_training_leaves_two_out():
    assert len(STYLES) >= 8
    assert len(HELD_OUT_STYLES) >= 2
    assert set(TRAINING_STYLES) == set(STYLES) - set(HELD_OUT_STYLES)
    assert {face("sad", seed).style for seed in range(60)} <= set(TRAINING_STYLES)


def test_size_changes_the_scale_and_not_the_face():
    drawn = face("angry", 3, "ink")
    small = pixels(render(drawn, 128))
    large = pixels(render(drawn, 256).resize((128, 128), Image.Resampling.BOX))
    assert np.abs(small - large).mean() < 12


@pytest.mark.parametrize("style", ["ink", "shoujo", "mouse", "trackpad"])
def test_tears_change_the_cheeks_only(style):
    dry = replace(face("sad", 11, style), roll=0.0, occluder="", background="white", finish="", share=0.6)
    wet = replace(dry, tears=0.6, tear_kind="drops")
    rows, columns = changed(render(dry, 256), render(wet, 256))
    x0, y0, x1, y1 = face_box(dry, 256)
    assert len(rows) > 30
    assert rows.min() > y0 + 0.3 * (y1 - y0)
    assert columns.min() > x0 - 0.15 * (x1 - x0)
    assert columns.max() < x1 + 0.15 * (x1 - x0)


@pytest.mark.parametrize("style", ["ink", "gag", "mouse"])
def test_brows_can_be_turned_to_a_v(style):
    flat = replace(face("neutral", 4, style), roll=0.0, finish="", background="white", occluder="")
    rows, _ = changed(render(flat, 256), render(replace(flat, brow_angle=1.0), 256))
    _, y0, _, y1 = face_box(flat, 256)
    assert len(rows) > 20
    assert rows.max() < y0 + 0.75 * (y1 - y0)


@pytest.mark.parametrize("seed", range(30))
def test_the_face_box_lies_in_the_picture_and_holds_the_eyes(seed):
    drawn = face(MOODS[seed % 8], seed)
    x0, y0, x1, y1 = face_box(drawn, 200)
    assert 0 <= x0 < x1 <= 200
    assert 0 <= y0 < y1 <= 200
    assert (y1 - y0) > 0.2 * 200
    eyeless = replace(drawn, eye_mode="cross" if drawn.eye_mode != "cross" else "down", finish="", tears=0.0)
    rows, columns = changed(render(replace(drawn, finish="", tears=0.0), 200), render(eyeless, 200))
    inside = (rows >= y0 - 2) & (rows <= y1 + 2) & (columns >= x0 - 8) & (columns <= x1 + 8)
    assert inside.mean() > 0.95


@pytest.mark.parametrize("style", ["ink", "grey", "chalk", "mouse"])
def test_a_head_without_background_is_clear_around_it(style):
    head = replace(face("happy", 8, style), share=0.4, x=0.5, y=0.5, roll=0.0)
    picture = render(head, 128, background=False)
    alpha = np.asarray(picture.getchannel("A"))
    x0, y0, x1, y1 = face_box(head, 128)
    assert picture.mode == "LA"
    assert alpha[0].max() == 0
    assert alpha[-1].max() == 0
    assert alpha[(y0 + y1) // 2, (x0 + x1) // 2] == 255
    assert 0.05 < (alpha > 128).mean() < 0.8


def test_records_are_balanced_and_do_not_depend_on_processes():
    alone = list(draw(72, seed=3, size=64))
    together = list(draw(72, seed=3, size=64, num_proc=2))
    assert [record["label"] for record in alone] == list(MOODS) * 9
    assert [record["picture"].tobytes() for record in alone] == [r["picture"].tobytes() for r in together]
    record = alone[17]
    again = render(face(record["label"], record["seed"], record["style"]), 64)
    assert again.tobytes() == record["picture"].tobytes()


def test_chosen_styles_are_kept_to():
    assert {record["style"] for record in draw(24, styles=HELD_OUT_STYLES, size=32)} == set(HELD_OUT_STYLES)


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: face("hungry", 1), "hungry"),
        (lambda: face("sad", 1, "oil"), "oil"),
        (lambda: render(face("sad", 1), 4), "16"),
        (lambda: list(draw(0)), "0 faces"),
        (lambda: list(draw(8, styles=["oil"])), "oil"),
        (lambda: list(draw(8, styles=[])), "none given"),
    ],
)
def test_what_cannot_be_drawn_is_named(call, word):
    with pytest.raises(DataError, match=word):
        call()


def test_sheets_show_every_mood_and_the_blind_one_hides_them():
    sheet = contact_sheet(size=40, styles=STYLES[:2])
    bare = contact_sheet(size=40, styles=STYLES[:2], labels=False)
    assert sheet.width > bare.width
    assert bare.height >= 8 * 40
    blind, moods = blind_sheet(30, seed=2, size=40)
    assert len(moods) == 30
    assert set(moods) <= set(MOODS)
    assert blind.height >= 3 * 40
