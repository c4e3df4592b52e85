"""The embedded finder on pages that a careless reader would trip over; every picture is drawn here."""

import resource

import numpy as np
import pytest
from PIL import Image, ImageDraw

from data_tools.sketch import face, face_box, render
from moods.faces import EMBEDDED, FILE, FaceFinder
from moods.labels import MOODS

HEAD = 96  # pixels of the square that a drawn head stands in


@pytest.fixture(scope="module")
def finder() -> FaceFinder:
    if not (EMBEDDED / FILE).is_file():
        pytest.skip(f"moods/default/{FILE} is not here: decoding and order are tested without it")
    return FaceFinder.load(threads=2)


def drawn(seed: int, size: int) -> tuple[Image.Image, tuple[int, int, int, int]]:
    """A clean drawn head on white, and the box of its face."""
    who = face(MOODS[seed % len(MOODS)], seed, "ink")
    head = render(who, size, background=False)
    sheet = Image.new("RGB", (size, size), "white")
    sheet.paste(head.getchannel("L").convert("RGB"), (0, 0), head.getchannel("A"))
    return sheet, face_box(who, size)


def page_of_heads(columns: int, rows: int, cell: int, head: int) -> tuple[Image.Image, list]:
    """Heads in panels, a grid of them."""
    page = Image.new("RGB", (columns * cell, rows * cell), "white")
    draw = ImageDraw.Draw(page)
    boxes = []
    for index in range(columns * rows):
        x, y = index % columns * cell, index // columns * cell
        picture, box = drawn(index + 7, head)
        offset = (cell - head) // 2
        page.paste(picture, (x + offset, y + offset))
        draw.rectangle([x + 3, y + 3, x + cell - 4, y + cell - 4], outline="black", width=2)
        boxes.append([box[0] + x + offset, box[1] + y + offset, box[2] + x + offset, box[3] + y + offset])
    return page, boxes


def hits(found, boxes) -> int:
    """How many of the boxes have a found box whose middle lies in their inner half."""
    count = 0
    for x0, y0, x1, y1 in boxes:
        for one in found:
            x, y = (one.box[0] + one.box[2]) / 2, (one.box[1] + one.box[3]) / 2
            if abs(x - (x0 + x1) / 2) < (x1 - x0) / 3 and abs(y - (y0 + y1) / 2) < (y1 - y0) / 3:
                count += 1
                break
    return count


def test_a_page_with_sixty_faces(finder):
    page, boxes = page_of_heads(6, 10, 130, HEAD)
    found = finder.find(page)
    assert hits(found, boxes) >= 50
    assert len(found) <= 70


def test_an_empty_page_has_no_face(finder):
    assert finder.find(Image.new("RGB", (830, 1170), "white")) == []
    assert finder.find(Image.new("RGB", (830, 1170), "black")) == []


def test_a_long_strip_is_read_to_its_end_within_bounded_memory(finder):
    strip = Image.new("RGB", (800, 12000), "white")
    wanted = []
    for index, y in enumerate(range(300, 11800, 1150)):
        picture, box = drawn(index + 40, 260)
        strip.paste(picture, (120 + 40 * (index % 8), y))
        x = 120 + 40 * (index % 8)
        wanted.append([box[0] + x, box[1] + y, box[2] + x, box[3] + y])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = finder.find(strip)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert hits(found, wanted) >= 0.8 * len(wanted)
    assert [one.box[1] for one in found] == sorted(one.box[1] for one in found)
    assert grown < 700, f"{grown:.0f} MiB"


@pytest.mark.parametrize("size", [(8, 8), (30, 30), (30, 45), (9, 400)])
def test_tiny_pictures_are_read_without_a_crash(finder, size):
    picture, _ = drawn(3, 128)
    found = finder.find(picture.resize(size))
    assert all(0 <= one.box[0] < one.box[2] <= size[0] for one in found)
    assert all(0 <= one.box[1] < one.box[3] <= size[1] for one in found)


@pytest.mark.parametrize("size", [96, 224, 640])
def test_a_picture_that_is_one_face_gives_one_box(finder, size):
    single = 0
    for seed in range(10):
        who = face(MOODS[seed % 8], 200 + seed, "ink")
        picture = render(who, 2 * size, background=False)
        sheet = Image.new("RGB", picture.size, "white")
        sheet.paste(picture.getchannel("L").convert("RGB"), (0, 0), picture.getchannel("A"))
        x0, y0, x1, y1 = face_box(who, 2 * size)
        frame = (x0 - 0.1 * (x1 - x0), y0 - 0.15 * (y1 - y0), x1 + 0.1 * (x1 - x0), y1 + 0.05 * (y1 - y0))
        close = sheet.crop(tuple(round(v) for v in frame)).resize((size, size))
        single += len(finder.find(close)) == 1
    assert single >= 7


def test_noise_like_a_photograph_holds_hardly_a_face(finder):
    rng = np.random.default_rng(0)
    small = Image.fromarray(rng.integers(0, 255, (30, 40, 3)).astype(np.uint8))
    photo = np.asarray(small.resize((1200, 900), Image.Resampling.BICUBIC)).astype(int)
    photo = np.clip(photo + rng.normal(0, 12, photo.shape), 0, 255).astype(np.uint8)
    assert len(finder.find(Image.fromarray(photo))) <= 1


def test_the_order_turns_round_for_western_pages(finder):
    page = Image.new("RGB", (800, 300), "white")
    for index, x in enumerate((60, 500)):
        page.paste(drawn(60 + index, 240)[0], (x, 30))
    japanese, western = finder.find(page), finder.find(page, ltr=True)
    assert len(japanese) >= 2
    assert {one.box for one in japanese} == {one.box for one in western}
    assert japanese[0].box[0] > 400 > japanese[-1].box[0]
    assert western[0].box[0] < 400 < western[-1].box[0]
