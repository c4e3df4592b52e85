"""What the embedded model must be able to do: invariance, direction, ability, and silence without a face."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from bench.robust import certain, saved_badly
from data_tools.build import build
from data_tools.choose import Wish
from data_tools.sketch import HELD_OUT_STYLES, draw, face, render
from moods.hub import DEFAULT
from moods.labels import MOODS
from moods.reader import MoodReader
from tests.data_tools.made import class_folders
from tests.strokes.drawings import drawings
from tests.strokes.drawings import render as stroked

pytestmark = pytest.mark.skipif(not (DEFAULT / "model.onnx").is_file(), reason="no embedded model here")
SEED = 770_001  # drawn faces that no training uses
OUT = Path(__file__).resolve().parents[2] / "out"
BUILT = (OUT / "faces", OUT / "model" / "faces")
OURS = ("shared/data/faces.parquet", "data_tools/labels.csv=")  # where the faces of docs/model.md come from


@pytest.fixture(scope="module")
def reader():
    return MoodReader.load(threads=2)


@pytest.fixture(scope="module")
def drawn() -> list[tuple[Image.Image, str]]:
    """Faces of the two styles kept out of training."""
    records = draw(240, seed=SEED, styles=list(HELD_OUT_STYLES), size=192)
    return [(record["picture"].convert("RGB"), record["label"]) for record in records]


def unfit(folder: Path) -> str | None:
    """Why a built set is nothing to judge by: what is asked below was measured on this project's faces."""
    if not (folder / "report.json").is_file():
        return "is no built set"
    report = json.loads((folder / "report.json").read_text("utf-8"))
    if not all(any(ours in source for ours in OURS) for source in report["sources"]):
        return "holds other faces than docs/model.md tells of"
    if not report["splits"].get("validation", {}).get("sure"):
        return "has no validation faces with a certain label"
    return None


@pytest.fixture(scope="module")
def real() -> list[tuple[Image.Image, str]]:
    """Real faces, where a set of them has been built."""
    reasons = {folder: unfit(folder) for folder in BUILT}
    for folder, reason in reasons.items():
        if reason is None:
            return certain(str(folder))
    told = ", ".join(f"{folder.relative_to(OUT.parent)} {reason}" for folder, reason in reasons.items())
    pytest.skip(f"{told}: the same is tested on drawn faces")


def first(reader, pictures) -> list[str]:
    """The most likely mood of each picture, read as a face."""
    return [next(iter(reading.moods)) for reading in reader.readings(list(pictures))]


def share(one: list[str], other: list[str]) -> float:
    return float(np.mean([a == b for a, b in zip(one, other, strict=True)]))


def kept(reader, pictures, change) -> tuple[float, float]:
    """The share of faces that keep their mood: of all, and of those that were answered."""
    before = list(reader.readings(pictures))
    same = [
        next(iter(old.moods)) == new
        for old, new in zip(before, first(reader, map(change, pictures)), strict=True)
    ]
    answered = [stayed for stayed, old in zip(same, before, strict=True) if old.mood]
    assert len(answered) > 0.5 * len(pictures)
    return float(np.mean(same)), float(np.mean(answered))


@pytest.mark.parametrize(
    ("source", "shares", "reason"),
    [
        ("shared/data/faces.parquet", (0.5, 0.5, 0), None),
        ("somebody/manga", (0.5, 0.5, 0), "holds other faces"),
        ("shared/data/faces.parquet", (1, 0, 0), "has no validation faces"),
    ],
    ids=["ours", "another's", "no validation"],
)
def test_only_our_own_real_faces_are_judged_by(tmp_path, source, shares, reason):
    pictures = class_folders(tmp_path / source, draw(32, seed=SEED, size=64))
    build([str(pictures)], tmp_path / "faces", Wish(shares=shares))
    files = sorted((tmp_path / "faces").rglob("*"))
    told = unfit(tmp_path / "faces")
    assert told.startswith(reason) if reason else told is None
    assert reason or len(certain(str(tmp_path / "faces"))) == 16
    assert sorted((tmp_path / "faces").rglob("*")) == files


def test_drawn_styles_kept_out_of_training_are_read(reader, drawn):
    assert share(first(reader, [picture for picture, _ in drawn]), [mood for _, mood in drawn]) >= 0.88


def test_strokes_of_other_hands_are_read(reader):
    found = [(drawing.mood, next(iter(reader.sketch(stroked(drawing)).moods))) for drawing in drawings()]
    right = Counter(mood for mood, read in found if mood == read)
    assert sum(right.values()) >= 0.85 * len(found)
    assert all(right[mood] >= 0.6 * 16 for mood in MOODS), right


@pytest.mark.parametrize(
    ("change", "least"),
    [(ImageOps.mirror, 0.97), (saved_badly, 0.95), (lambda picture: picture.reduce(2), 0.95)],
    ids=["mirrored", "JPEG 60", "half size"],
)
class TestKeepsItsMood:
    """The same face, shown otherwise: of all faces, and of those that are answered."""

    def test_drawn(self, reader, drawn, change, least):
        everyone, answered = kept(reader, [picture for picture, _ in drawn], change)
        assert everyone >= least and answered >= least

    def test_real(self, reader, real, change, least):
        everyone, answered = kept(reader, [picture for picture, _ in real], change)
        assert everyone >= least and answered >= least


def raised(reader, mood: str, faces, changed) -> float:
    """Share of the faces in which the change makes a mood more likely."""
    before, after = (reader.readings([render(one, 192).convert("RGB") for one in them])
                     for them in (faces, changed))  # fmt: skip
    gains = [b.moods[mood] > a.moods[mood] for a, b in zip(before, after, strict=True)]
    return float(np.mean(gains))


def test_tears_raise_crying(reader):
    faces = [face("sad", SEED + seed, style="ink") for seed in range(40)]
    crying = [replace(one, tears=1.0, tear_kind="streams") for one in faces]
    assert raised(reader, "crying", faces, crying) >= 0.9


def test_brows_turned_to_a_v_raise_angry(reader):
    faces = [replace(face("neutral", SEED + seed, style="ink"), brow_angle=0.0) for seed in range(40)]
    angry = [replace(one, brow_angle=1.0, brow_raise=-0.5, furrow=True) for one in faces]
    assert raised(reader, "angry", faces, angry) >= 0.9


def nothing(kind: str, seed: int) -> Image.Image:
    """A picture that shows no face."""
    rng = np.random.default_rng(SEED + seed)
    side = int(rng.integers(100, 400))
    if kind == "blank":
        return Image.new("RGB", (side, side), tuple(int(v) for v in rng.integers(200, 256, 3)))
    if kind == "noise":
        return Image.fromarray(rng.integers(0, 256, (side, side, 3), dtype=np.uint8))
    sheet = Image.new("RGB", (side, side), "white")
    pen = ImageDraw.Draw(sheet)
    if kind == "text":
        font = ImageFont.load_default(int(rng.integers(12, 40)))
        for y in range(4, side, int(font.size * 1.4)):
            letters = "".join(chr(int(code)) for code in rng.integers(97, 123, 40))
            pen.text((4, y), letters[: int(rng.integers(8, 40))], fill="black", font=font)
        return sheet
    sheet.paste(Image.linear_gradient("L").resize((side, side)).convert("RGB"))
    for height in sorted(rng.uniform(0.35, 0.9, 3)):
        line = [(x, side * height + rng.normal(0, side / 25)) for x in range(0, side + 20, 20)]
        pen.polygon(
            [*line, (side + 20, side), (0, side)], fill=tuple(int(v) for v in rng.integers(0, 200, 3))
        )
    return sheet


@pytest.mark.parametrize("kind", ["blank", "noise", "text", "landscape"])
def test_no_face_is_not_clear(reader, kind):
    readings = reader.readings([nothing(kind, seed) for seed in range(40)])
    assert np.mean([reading.mood is None for reading in readings]) >= 0.95
