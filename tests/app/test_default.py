"""The embedded model behind the app's own examples: what visitors try first must be right."""

import pytest

from moods.hub import DEFAULT
from moods.reader import MoodReader
from ui.draw import EXAMPLES

pytestmark = pytest.mark.skipif(not (DEFAULT / "model.onnx").is_file(), reason="no embedded model here")


@pytest.fixture(scope="module")
def reader():
    return MoodReader.load()


def test_most_examples_to_trace_read_as_their_mood(reader):
    files = sorted(EXAMPLES.glob("trace-*.png"))
    right = [next(iter(reader.sketch(file).moods)) == file.stem.split("-")[1] for file in files]
    assert len(right) == 40
    assert sum(right) >= 32


def test_the_example_page_has_its_faces_in_reading_order(reader):
    if not (DEFAULT / "faces.onnx").is_file():
        pytest.skip("no embedded face finder here")
    faces = reader.page(EXAMPLES / "page.png")
    assert len(faces) == 6
    centres = [((face.box[0] + face.box[2]) / 2, (face.box[1] + face.box[3]) / 2) for face in faces]
    rows = [int(y // 425) for _, y in centres]
    assert rows == [0, 0, 1, 1, 2, 2]
    assert all(centres[row][0] > centres[row + 1][0] for row in (0, 2, 4))
