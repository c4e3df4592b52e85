"""What is a face worth keeping, what is in colour, and faces cut out of whole pictures."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance

from data_tools import clean as cleaning
from data_tools.build import build
from data_tools.clean import Rules, clean, is_blank, is_coloured
from data_tools.record import Rejected
from moods.faces import Found
from tests.data_tools.made import png, rows_of


class BoxFinder:
    """Finds the same boxes in every picture."""

    def __init__(self, *boxes: tuple[float, float, float, float]) -> None:
        self.boxes = boxes

    def find(self, picture: Image.Image) -> list[Found]:
        return [Found(box, 0.9) for box in self.boxes]


@pytest.fixture
def sees(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes the face finder see these boxes."""
    return lambda *boxes: monkeypatch.setattr(cleaning, "_finder", lambda: BoxFinder(*boxes))


def sheet(drawn: list[dict]) -> bytes:
    """Two faces on one picture of 200 x 100."""
    picture = Image.new("L", (200, 100), 255)
    picture.paste(drawn[0]["picture"], (10, 20))
    picture.paste(drawn[1]["picture"], (120, 20))
    return png({"picture": picture})


def test_paper_and_its_grain_are_blank_and_a_few_strokes_are_not(drawn: list[dict]) -> None:
    rng = np.random.default_rng(0)
    grain = rng.normal(235, 4, (64, 64)).clip(0, 255).astype(np.uint8)
    assert is_blank(np.full((64, 64), 255, np.uint8))
    assert is_blank(np.zeros((64, 64), np.uint8))
    assert is_blank(grain)
    egg = Image.new("L", (200, 200), 255)
    ImageDraw.Draw(egg).ellipse((60, 50, 140, 150), outline=0)
    assert not is_blank(np.asarray(egg))
    assert not any(is_blank(np.asarray(face["picture"].convert("L"))) for face in drawn)


def test_colour_is_told_from_ink_and_from_old_paper(drawn: list[dict]) -> None:
    ink = drawn[0]["picture"].convert("RGB")
    sepia = Image.merge(
        "RGB",
        [
            band.point(lambda v, k=k: round(v * k))
            for band, k in zip(ink.split(), (1, 0.93, 0.8), strict=True)
        ],
    )
    painted = ink.copy()
    ImageDraw.Draw(painted).rectangle((10, 10, 40, 40), fill=(240, 120, 140))
    assert not is_coloured(ink)
    assert not is_coloured(sepia)
    assert is_coloured(painted)
    assert is_coloured(ImageEnhance.Color(painted).enhance(0.7))


def test_a_file_is_stored_as_it_is_or_as_png(drawn: list[dict]) -> None:
    file = io.BytesIO()
    drawn[0]["picture"].convert("L").save(file, "WEBP", quality=80)
    (kept,) = clean(file.getvalue(), "face.webp", Rules())
    assert kept.data == file.getvalue()
    file = io.BytesIO()
    drawn[0]["picture"].convert("L").save(file, "BMP")
    (kept,) = clean(file.getvalue(), "face.bmp", Rules())
    assert Image.open(io.BytesIO(kept.data)).format == "PNG"
    assert kept.small.shape == (64, 64)


def test_one_face_in_a_picture_takes_its_label_and_several_take_none(
    tmp_path: Path, drawn: list[dict], sees: Callable[..., None]
) -> None:
    (tmp_path / "set" / "sad").mkdir(parents=True)
    (tmp_path / "set" / "sad" / "page.png").write_bytes(sheet(drawn))
    sees((20, 30, 64, 74))
    build([str(tmp_path / "set")], tmp_path / "one", rules=Rules(crop_faces=True))
    (row,) = rows_of(tmp_path / "one")
    assert (row["label"], row["original_id"]) == ("sad", "sad/page.png#0")
    assert Image.open(io.BytesIO(row["image"])).size == (57, 57)
    sees((20, 30, 64, 74), (130, 30, 174, 74))
    build([str(tmp_path / "set")], tmp_path / "two", rules=Rules(crop_faces=True))
    assert [(row["label"], row["split"]) for row in rows_of(tmp_path / "two")] == [(None, "unlabelled")] * 2


def test_pictures_without_a_face_are_left_out_on_demand(drawn: list[dict], sees: Callable[..., None]) -> None:
    sees()
    (out,) = clean(png(drawn[0]), "face.png", Rules(faces_only=True))
    assert isinstance(out, Rejected)
    assert (out.reason, out.detail) == ("no face", "face.png: no face was found in it.")
    sees((0, 0, 64, 64))
    (kept,) = clean(png(drawn[0]), "face.png", Rules(faces_only=True))
    assert kept.data == png(drawn[0])
