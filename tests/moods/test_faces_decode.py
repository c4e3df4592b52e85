"""Heat maps into boxes: peaks, suppression, pieces of strips; no trained weights needed."""

import numpy as np
import pytest
from PIL import Image

from moods.errors import ModelError
from moods.faces import NEAR, FaceFinder, decode, pieces, suppress


def heat_map(*peaks: tuple[int, int, float]) -> np.ndarray:
    heat = np.zeros((20, 24), np.float32)
    for row, column, value in peaks:
        heat[row - 1 : row + 2, column - 1 : column + 2] = value / 2
        heat[row, column] = value
    return heat


def test_a_peak_becomes_the_box_around_its_cell():
    sides = np.zeros((4, 20, 24), np.float32)
    sides[:, 5, 7] = [10, 12, 14, 16]
    boxes, scores = decode(heat_map((5, 7, 0.9)), sides, 0.3)
    # The middle of cell (row 5, column 7) lies at x = 7.5 * 8, y = 5.5 * 8.
    assert boxes.tolist() == [[60 - 10, 44 - 12, 60 + 14, 44 + 16]]
    assert scores.tolist() == pytest.approx([0.9])


def test_only_peaks_above_the_limit_count_and_the_best_comes_first():
    sides = np.full((4, 20, 24), 12, np.float32)
    heat = heat_map((3, 3, 0.5), (10, 10, 0.8), (15, 20, 0.2))
    boxes, scores = decode(heat, sides, 0.3)
    assert len(boxes) == 2
    assert scores.tolist() == pytest.approx([0.8, 0.5])


def test_a_quiet_map_gives_no_box():
    boxes, scores = decode(np.zeros((4, 4), np.float32), np.ones((4, 4, 4), np.float32), 0.1)
    assert boxes.shape == (0, 4)
    assert scores.shape == (0,)


def test_suppression_keeps_the_best_of_overlapping_and_nested_boxes():
    boxes = np.array(
        [[0, 0, 100, 100], [5, 5, 105, 105], [40, 40, 70, 70], [200, 0, 300, 100], [150, 0, 230, 100]], float
    )
    scores = np.array([0.8, 0.9, 0.7, 0.6, 0.5])
    # 1 beats 0; 2 lies inside 1; 4 shares a little with 3 and stays.
    assert suppress(boxes, scores).tolist() == [1, 3, 4]


def test_suppression_of_nothing_is_nothing():
    assert suppress(np.zeros((0, 4)), np.zeros(0)).tolist() == []


def test_a_page_is_read_in_one_piece():
    assert pieces((830, 1170)) == [(0, 0, 830, 1170)]


@pytest.mark.parametrize("size", [(800, 12000), (12000, 800), (690, 1600), (300, 15000)])
def test_a_strip_is_read_in_overlapping_pieces_that_cover_it(size):
    found = pieces(size)
    axis = 1 if size[1] > size[0] else 0
    starts, stops = [box[axis] for box in found], [box[axis + 2] for box in found]
    assert starts[0] == 0
    assert stops[-1] == max(size)
    # A face as wide as a quarter of the strip lies whole in one of two neighbours.
    assert all(stop - start >= min(size) / 4 for start, stop in zip(starts[1:], stops[:-1], strict=True))
    assert all(stop - start <= 1.5 * min(size) for start, stop in zip(starts, stops, strict=True))


def test_a_missing_model_names_the_command(tmp_path):
    with pytest.raises(ModelError, match="train detector"):
        FaceFinder.load(tmp_path)


def test_a_file_that_is_no_model_is_named(tmp_path):
    path = tmp_path / "faces.onnx"
    path.write_bytes(b"not a model")
    with pytest.raises(ModelError, match=r"faces\.onnx"):
        FaceFinder(path)


class Fixed(FaceFinder):
    """A finder whose network sees a face wherever the page is black."""

    def __init__(self) -> None:
        self.threshold, self.session = 0.5, self

    def run(self, _names, feed):
        page = feed["page"]
        cells = page[:, :, 4::8, 4::8]
        heat = (cells < 0).astype(np.float32)
        return heat, np.full((1, 4, *heat.shape[2:]), 20, np.float32)


def test_boxes_come_back_in_pixels_of_the_picture():
    page = Image.new("RGB", (2000, 2800), "white")
    page.paste("black", (1000, 700, 1022, 722))
    (face,) = Fixed().find(page)
    middle = (face.box[0] + face.box[2]) / 2, (face.box[1] + face.box[3]) / 2
    assert middle == pytest.approx((1011, 711), abs=16)
    # 40 pixels of the finest reading.
    assert face.box[2] - face.box[0] == pytest.approx(40 * 2800 / NEAR, rel=0.05)
    assert isinstance(face.box[0], float)


def test_the_threshold_can_be_given_and_boxes_stay_inside_the_picture():
    page = Image.new("RGB", (400, 500), "white")
    page.paste("black", (0, 0, 12, 12))
    found = Fixed().find(page)
    assert found
    assert all(0 <= face.box[0] < face.box[2] <= 400 for face in found)
    assert Fixed().find(page, threshold=1.1) == []
