"""Reading order on pages drawn here: panels with white, black and leaning gutters; and on annotated pages."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from moods.order import reading_order

ORDERS = Path(__file__).parents[2] / "docs" / "reading_order.json"
GREY = 150


def page_of(panels: list, paper: int = 255, size: tuple[int, int] = (600, 900)) -> Image.Image:
    """Grey panels (rectangles or polygons) on paper."""
    page = Image.new("L", size, paper)
    draw = ImageDraw.Draw(page)
    for panel in panels:
        if len(panel) == 4 and not isinstance(panel[0], tuple):
            draw.rectangle(panel, fill=GREY, outline=0)
        else:
            draw.polygon(panel, fill=GREY, outline=0)
    return page.convert("RGB")


def face_at(x: float, y: float, size: float = 60) -> list[float]:
    return [x - size / 2, y - size / 2, x + size / 2, y + size / 2]


FOUR = [(20, 20, 290, 440), (310, 20, 580, 440), (20, 460, 290, 880), (310, 460, 580, 880)]
# Left above, right above (lower than the left one), left below, right below.
CORNERS = np.array([face_at(100, 100), face_at(450, 300), face_at(100, 600), face_at(450, 800)])


@pytest.mark.parametrize("paper", [255, 0])
def test_panels_are_read_from_the_right(paper):
    assert reading_order(CORNERS, page_of(FOUR, paper)).tolist() == [1, 0, 3, 2]


def test_panels_are_read_from_the_left_when_asked():
    assert reading_order(CORNERS, page_of(FOUR), ltr=True).tolist() == [0, 1, 2, 3]


def test_a_tall_panel_waits_for_the_two_beside_it():
    panels = [(20, 20, 290, 600), (310, 20, 580, 290), (310, 310, 580, 600), (20, 620, 580, 880)]
    faces = np.array([face_at(150, 80), face_at(450, 150), face_at(450, 450), face_at(300, 700)])
    assert reading_order(faces, page_of(panels)).tolist() == [1, 2, 0, 3]
    assert reading_order(faces, page_of(panels), ltr=True).tolist() == [0, 1, 2, 3]


def test_a_leaning_gutter_parts_panels():
    left = [(20, 20), (330, 20), (250, 440), (20, 440)]
    right = [(345, 20), (580, 20), (580, 440), (265, 440)]
    faces = np.array([face_at(270, 70), face_at(320, 380)])
    assert reading_order(faces, page_of([left, right, (20, 460, 580, 880)])).tolist() == [1, 0]


def test_faces_of_one_panel_are_read_in_rows():
    faces = np.array([face_at(100, 200), face_at(300, 215), face_at(500, 195), face_at(300, 700)])
    page = page_of([(20, 20, 580, 880)])
    assert reading_order(faces, page).tolist() == [2, 1, 0, 3]
    assert reading_order(faces, page, ltr=True).tolist() == [0, 1, 2, 3]


def test_without_a_page_rows_decide():
    assert reading_order(CORNERS[:2]).tolist() == [0, 1]
    assert reading_order(np.zeros((0, 4))).tolist() == []
    assert reading_order(CORNERS[:1]).tolist() == [0]


def test_every_face_is_named_once():
    rng = np.random.default_rng(0)
    faces = np.array([face_at(*rng.uniform(30, 570, 2)) for _ in range(60)])
    assert sorted(reading_order(faces, page_of(FOUR)).tolist()) == list(range(60))


def test_hundreds_of_boxes_on_bare_paper_are_put_in_order():
    # Every line of a blank page is gutter, at every lean: each cut must part the faces it was made for.
    rng = np.random.default_rng(1)
    faces = np.array([face_at(*rng.uniform(0, 600, 2), size=20) for _ in range(200)])
    assert sorted(reading_order(faces, page_of([])).tolist()) == list(range(200))
    lower_left = np.array([face_at(590, 40), face_at(560, 45)])
    assert reading_order(lower_left, page_of([(0, 0, 600, 900)])).tolist() == [0, 1]


def test_nine_of_ten_annotated_pages_are_read_in_order(shared_data):
    orders = json.loads(ORDERS.read_text())
    right = 0
    for name, order in orders.items():
        path = shared_data / "pages" / name
        boxes = np.array([face["box"] for face in json.loads(path.with_suffix(".json").read_text())["faces"]])
        right += reading_order(boxes, Image.open(path).convert("RGB")).tolist() == order
    assert len(orders) == 24
    assert right >= 0.9 * len(orders)
