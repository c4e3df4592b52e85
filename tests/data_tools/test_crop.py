"""Faces are cut square out of pages, with a sheet to look at and a table to label."""

import csv
import json
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from data_tools.__main__ import main
from data_tools.build import build
from data_tools.contact import contact_sheet
from data_tools.cut import cut_square
from tests.data_tools.made import png, rows_of


def page(drawn: list[dict], folder: Path, name: str = "page1.png") -> Path:
    """A page with two faces and their boxes beside it."""
    folder.mkdir(exist_ok=True)
    sheet = Image.new("RGB", (300, 400), "white")
    sheet.paste(drawn[0]["picture"], (200, 20))
    sheet.paste(drawn[1]["picture"], (10, 300))
    sheet.save(folder / name)
    faces = [{"box": [208, 28, 256, 76]}, {"box": [18, 308, 66, 356], "mood": "sad"}, {"box": [0, 0, 9, 9]}]
    (folder / name).with_suffix(".json").write_text(json.dumps({"faces": faces}))
    return folder / name


def table(out: Path) -> list[dict]:
    with (out / "crops.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_faces_are_cut_and_listed(tmp_path: Path, drawn: list[dict]) -> None:
    page(drawn, tmp_path / "book")
    out = tmp_path / "crops"
    assert main(["crop", str(tmp_path / "book"), "--boxes", "sidecar", "--out", str(out)]) == 0
    rows = table(out)
    # The third box is smaller than the smallest side that is cut.
    assert [(row["page"], row["x0"], row["y1"], row["label"]) for row in rows] == [
        ("page1.png", "208", "76", ""),
        ("page1.png", "18", "356", ""),
    ]
    sizes = [Image.open(out / row["file_name"]).size for row in rows]
    assert sizes == [(62, 62), (62, 62)]
    sheet = Image.open(out / "contact_sheet.png")
    assert sheet.width > 112
    assert len(sheet.convert("L").getcolors()) > 20


def test_labels_written_into_the_table_are_built_and_not_lost(tmp_path: Path, drawn: list[dict]) -> None:
    page(drawn, tmp_path / "book")
    out = tmp_path / "crops"
    command = ["crop", str(tmp_path / "book"), "--boxes", "sidecar", "--out", str(out)]
    main(command)
    text = (out / "crops.csv").read_text().replace(".png,,,page1", ".png,shock,unsure,page1", 1)
    (out / "crops.csv").write_text(text)
    main(command)
    assert [row["label"] for row in table(out)] == ["shock", ""]
    build([str(out)], tmp_path / "set")
    found = {(row["label"], row["certainty"], row["split"]) for row in rows_of(tmp_path / "set")}
    assert found == {("shock", "unsure", "train"), (None, "sure", "unlabelled")}


def test_a_page_without_boxes_is_named_and_the_others_are_cut(
    tmp_path: Path, drawn: list[dict], capsys
) -> None:
    page(drawn, tmp_path / "book")
    Image.new("RGB", (100, 100)).save(tmp_path / "book" / "page2.png")
    (tmp_path / "book" / "page3.png").write_text("no picture")
    out = tmp_path / "crops"
    assert main(["crop", str(tmp_path / "book"), "--boxes", "sidecar", "--out", str(out)]) == 1
    said = capsys.readouterr().err
    assert "page2.png has no page2.json beside it" in said
    assert "page3.png is not a picture" in said
    assert len(table(out)) == 2


@pytest.mark.parametrize(
    "faces", ["[]", '{"faces": [{"box": [5, 5, 1, 1]}]}', '{"faces": [{"box": 3}]}', "{"]
)
def test_a_sidecar_that_holds_no_boxes_is_named(
    faces: str, tmp_path: Path, drawn: list[dict], capsys
) -> None:
    path = page(drawn, tmp_path / "book")
    path.with_suffix(".json").write_text(faces)
    assert main(["crop", str(path), "--boxes", "sidecar", "--out", str(tmp_path / "crops")]) == 1
    assert "page1.json holds no boxes" in capsys.readouterr().err


def test_boxes_beside_the_book_serve_its_pages(tmp_path: Path, drawn: list[dict]) -> None:
    path = page(drawn, tmp_path / "book")
    with zipfile.ZipFile(tmp_path / "book.cbz", "w") as book:
        book.write(path, "page1.png")
    path.with_suffix(".json").rename(tmp_path / "page1.json")
    out = tmp_path / "crops"
    assert main(["crop", str(tmp_path / "book.cbz"), "--boxes", "sidecar", "--out", str(out)]) == 0
    assert len(table(out)) == 2


def test_a_cut_stays_square_and_inside_the_page() -> None:
    sheet = Image.linear_gradient("L").convert("RGB")
    assert cut_square(sheet, (0, 0, 20, 30)).size == (39, 39)
    # At the edge the square moves inwards instead of reaching out.
    assert cut_square(sheet, (0, 240, 20, 256)).getpixel((0, 25)) == sheet.getpixel((0, 255))
    # A square larger than the page gets paper around it.
    assert cut_square(sheet, (0, 0, 256, 256), 0.25).size == (384, 384)


def test_a_sheet_has_room_for_every_crop(tmp_path: Path, drawn: list[dict]) -> None:
    rows = []
    for number, face in enumerate(drawn[:13]):
        (tmp_path / f"{number}.png").write_bytes(png(face))
        rows.append({"file_name": f"{number}.png", "label": ""})
    sheet = contact_sheet(tmp_path, rows)
    cells = (sheet.width // 120) * (sheet.height // 136)
    assert cells >= 13
