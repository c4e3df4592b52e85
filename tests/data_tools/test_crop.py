"""Faces are cut square out of pages, with a sheet to look at and a table to label."""

import csv
import json
import re
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from data_tools.__main__ import main
from data_tools.build import build
from data_tools.contact import contact_sheet
from data_tools.cut import cut_square
from tests.data_tools.made import png, rows_of
from tests.names import any_bytes


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


def label_first(out: Path) -> None:
    """What a user writes into the table: the first face is shocked, perhaps."""
    path = out / "crops.csv"
    path.write_text(path.read_text().replace(".png,,,", ".png,shock,unsure,", 1))


def sidecar(path: Path, *boxes: list[int]) -> None:
    path.with_suffix(".json").write_text(json.dumps({"faces": [{"box": box} for box in boxes]}))


def cut(out: Path, *sources: Path, more: tuple[str, ...] = ()) -> int:
    return main(["crop", *map(str, sources), "--boxes", "sidecar", "--out", str(out), *more])


def test_boxes_of_a_page_whose_name_is_not_utf8_are_found(tmp_path: Path, drawn: list[dict]) -> None:
    """Names unpacked from old archives."""
    with any_bytes():
        named = page(drawn, tmp_path / "book", "\udc83page.png")
    out = tmp_path / "crops"
    assert cut(out, tmp_path / "book") == 0
    assert [row["page"] for row in table(out)] == ["book/?page.png"] * 2
    named.with_suffix(".json").unlink()
    assert cut(out, named) == 1


def test_faces_are_cut_and_listed(tmp_path: Path, drawn: list[dict]) -> None:
    page(drawn, tmp_path / "book")
    out = tmp_path / "crops"
    assert main(["crop", str(tmp_path / "book"), "--boxes", "sidecar", "--out", str(out)]) == 0
    rows = table(out)
    # The third box is smaller than the smallest side that is cut.
    assert [(row["page"], row["x0"], row["y1"], row["label"]) for row in rows] == [
        ("book/page1.png", "208", "76", ""),
        ("book/page1.png", "18", "356", ""),
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
    label_first(out)
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


def test_a_book_of_folders_finds_its_boxes(tmp_path: Path, drawn: list[dict]) -> None:
    path = page(drawn, tmp_path / "ch1")
    with zipfile.ZipFile(tmp_path / "book.cbz", "w") as book:
        book.write(path, "ch1/page1.png")
    out = tmp_path / "crops"
    assert cut(out, tmp_path / "book.cbz") == 0
    assert {row["page"] for row in table(out)} == {"book.cbz/ch1/page1.png"}


def test_chapters_with_equal_page_names_have_boxes_and_labels_of_their_own(
    tmp_path: Path, drawn: list[dict]
) -> None:
    first, second = tmp_path / "ch1", tmp_path / "ch2"
    page(drawn, first)
    sidecar(page(drawn, second), [18, 308, 66, 356], [208, 28, 256, 76], [0, 0, 100, 100])
    out = tmp_path / "crops"
    assert cut(out, first, second) == 0
    found = [(row["page"], row["x0"]) for row in table(out)]
    ours, theirs = "ch1/page1.png", "ch2/page1.png"
    assert found == [(ours, "208"), (ours, "18"), (theirs, "18"), (theirs, "208"), (theirs, "0")]
    label_first(out)
    assert cut(out, second, first) == 0
    assert [(row["page"], row["x0"]) for row in table(out) if row["label"]] == [(ours, "208")]
    # Pictures given one by one are pages of their folder.
    assert cut(out, first / "page1.png", second / "page1.png") == 0
    assert [(row["page"], row["x0"]) for row in table(out)] == found
    assert table(out)[0]["label"] == "shock"


def test_pages_that_cannot_be_told_apart_are_refused(tmp_path: Path, drawn: list[dict], capsys) -> None:
    for volume in ("v1", "v2"):
        (tmp_path / volume).mkdir()
        page(drawn, tmp_path / volume / "ch1")
    assert cut(tmp_path / "crops", tmp_path / "v1" / "ch1", tmp_path / "v2" / "ch1") == 1
    assert "both have a page ch1/page1.png: cut them to two folders" in capsys.readouterr().err
    assert not (tmp_path / "crops").exists()


def test_boxes_beside_two_books_are_nobodys(tmp_path: Path, drawn: list[dict], capsys) -> None:
    path = page(drawn, tmp_path)
    books = [tmp_path / "ch1.cbz", tmp_path / "ch2.cbz"]
    for book in books:
        with zipfile.ZipFile(book, "w") as pages:
            pages.write(path, "page1.png")
    assert cut(tmp_path / "crops", *books) == 1
    assert "page1.json lies beside ch1.cbz and ch2.cbz" in capsys.readouterr().err


def test_labels_of_another_chapter_are_not_lost(tmp_path: Path, drawn: list[dict], capsys) -> None:
    page(drawn, tmp_path / "ch1")
    page(drawn[2:], tmp_path / "ch2")
    out = tmp_path / "crops"
    cut(out, tmp_path / "ch1")
    label_first(out)
    before = {path: path.read_bytes() for path in out.iterdir()}
    assert cut(out, tmp_path / "ch2") == 1
    said = capsys.readouterr().err
    assert "crops.csv holds labels of ch1/page1.png, which is not cut now" in said
    assert "Choose another --out" in said
    assert {path: path.read_bytes() for path in out.iterdir()} == before
    assert cut(out, tmp_path / "ch2", tmp_path / "ch1") == 0
    assert [(row["page"], row["label"]) for row in table(out)][2] == ("ch1/page1.png", "shock")


def test_labels_of_a_page_that_is_damaged_now_stay(tmp_path: Path, drawn: list[dict]) -> None:
    path, out = page(drawn, tmp_path / "book"), tmp_path / "crops"
    cut(out, tmp_path / "book")
    label_first(out)
    labelled = table(out)[0]
    picture = (out / labelled["file_name"]).read_bytes()
    path.write_text("no picture")
    # A page before it that is called the same: its crops would have the names of the damaged page's.
    (tmp_path / "book" / "a").mkdir()
    page(drawn[2:], tmp_path / "book" / "a")
    assert cut(out, tmp_path / "book") == 1
    assert table(out)[2] == labelled
    assert (out / labelled["file_name"]).read_bytes() == picture
    assert len({row["file_name"] for row in table(out)}) == 3


def test_a_labelled_face_that_is_not_found_again_stays(tmp_path: Path, drawn: list[dict], capsys) -> None:
    path, out = page(drawn, tmp_path / "book"), tmp_path / "crops"
    cut(out, tmp_path / "book")
    label_first(out)
    labelled = table(out)[0]
    picture = (out / labelled["file_name"]).read_bytes()
    sidecar(path, [18, 308, 66, 356])
    for _ in range(2):
        assert cut(out, tmp_path / "book") == 0
        assert "1 labelled faces were not found this time" in capsys.readouterr().out
        assert [row["x0"] for row in table(out)] == ["18", "208"]
        assert table(out)[1] == labelled
        assert (out / labelled["file_name"]).read_bytes() == picture
    assert {row["label"] for row in table(out)} == {"", "shock"}


@pytest.mark.parametrize("place", ["file", "/proc/none", "file/deeper"])
def test_a_place_that_cannot_be_written_is_a_sentence(
    place: str, tmp_path: Path, drawn: list[dict], capsys
) -> None:
    page(drawn, tmp_path / "book")
    (tmp_path / "file").write_text("")
    assert cut(tmp_path / place, tmp_path / "book") == 1
    said = capsys.readouterr().err
    assert re.search(f"^error: {tmp_path / place}: .*Choose another place with --out", said, re.MULTILINE)


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
