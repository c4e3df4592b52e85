"""Tags beside pictures, in all the ways that Hydrus and boorus write them."""

import json
from pathlib import Path

import pytest

from data_tools.record import Rejected
from data_tools.sources.hydrus import records
from tests.data_tools.made import png

SERVICES = {"tags": {"6c6f": {"name": "my tags", "storage_tags": {"0": ["crying"], "2": ["happy"]}}}}


@pytest.mark.parametrize(
    ("ending", "content", "mood"),
    [
        (".png.txt", "1girl\nstreaming tears\nrating:safe\n", "crying"),
        (".txt", "1girl, angry, open mouth", "angry"),
        (".txt", "character:happy chaos\nseries:crying sun\n1boy", None),
        (".txt", "expression:embarrassed\nemotion:shy", "embarrassed"),
        (".txt", "happy\nsad", None),
        (".txt", "\ufeffgloom_\\(expression\\)", "sad"),
        (".txt", ":d\nsmile", None),
        (".png.json", json.dumps(["surprised", "solo"]), "shock"),
        (".json", json.dumps({"tags": ["smug"]}), "pleased"),
        (".json", json.dumps({"tags": "1girl expressionless"}), "neutral"),
        (".json", json.dumps(SERVICES), "crying"),
        (".json", json.dumps({"tags": {}}), None),
    ],
)
def test_tags_become_the_mood_they_agree_on(
    ending: str, content: str, mood: str | None, tmp_path: Path, drawn: list[dict]
) -> None:
    (tmp_path / "face.png").write_bytes(png(drawn[0]))
    (tmp_path / f"face{ending}").write_text(content, encoding="utf-8")
    (record,) = records(tmp_path)
    assert record.word == mood
    assert record.read() == png(drawn[0])


def test_a_picture_without_tags_has_no_label(tmp_path: Path, drawn: list[dict]) -> None:
    (tmp_path / "face.png").write_bytes(png(drawn[0]))
    assert [record.word for record in records(tmp_path)] == [None]


def test_broken_tag_files_cost_their_picture_only(tmp_path: Path, drawn: list[dict]) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / f"{name}.png").write_bytes(png(drawn[0]))
    (tmp_path / "a.txt").write_bytes("泣き".encode("shift_jis"))
    (tmp_path / "b.json").write_text('{"tags": [')
    (tmp_path / "c.txt").write_text("sad")
    first, second, third = records(tmp_path)
    assert isinstance(first, Rejected)
    assert (first.reason, "a.txt is not UTF-8" in first.detail) == ("tags not UTF-8", True)
    assert isinstance(second, Rejected)
    assert second.reason == "tags damaged"
    assert third.word == "sad"
