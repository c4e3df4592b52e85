"""A chapter as report, table and timeline: the counts agree and the report stands alone."""

import csv
import json
import os
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from moods.__main__ import main
from moods.book import open_book
from moods.chapter import UNCLEAR, read_book, summary
from moods.labels import CATALOGUE
from moods.reader import MoodReader
from moods.report import write_chapter
from tests.app import tiny
from tests.names import any_bytes

PAGES = [["happy", "happy", "sad"], [], ["crying"]]


@pytest.fixture
def chapter(tmp_path):
    path = tmp_path / "night & day.cbz"
    with zipfile.ZipFile(path, "w") as file:
        for number, moods in enumerate(PAGES, 1):
            buffer = BytesIO()
            tiny.page(moods).save(buffer, "PNG")
            file.writestr(f"{number}.png", buffer.getvalue())
        file.writestr("4<b>.png", b"torn")
    return path


@pytest.fixture
def pages(chapter, tmp_path):
    with open_book(chapter) as book:
        return list(read_book(tiny.reader(tmp_path / "model"), book))


def test_counts(pages):
    counts = summary(pages)
    assert (counts["pages"], counts["faces"]) == (4, 4)
    assert counts["moods"] == {"happy": 2, "sad": 1, "crying": 1}
    assert [bad["page"] for bad in counts["unreadable"]] == [4]


def test_report_stands_alone_and_escapes_names(pages, tmp_path):
    files = write_chapter(pages, tmp_path / "out", "night & <day>")
    text = files["report.html"].read_text("utf-8")
    assert "http" not in text and "<day>" not in text and "<b>.png" not in text
    assert text.count("<figure") == 4
    assert len(re.findall(r'src="data:image/webp;base64,[^"]+"', text)) == 4
    assert 'data-mood="crying" data-page="3"' in text
    assert "4&lt;b&gt;.png" in text
    shown, drawn = re.findall(r'swatch" style="background:(#\w+)', text), re.findall(r'fill="(#\w+)"', text)
    assert len(shown) == 3 and set(shown) == set(drawn), "the buttons tell the colours of the bars"


def test_table_has_a_row_a_face(pages, tmp_path):
    files = write_chapter(pages, tmp_path / "out", "x")
    rows = list(csv.DictReader(files["faces.csv"].open(encoding="utf-8")))
    assert [row["mood"] for row in rows] == ["happy", "happy", "sad", "crying"]
    assert [row["page"] for row in rows] == ["1", "1", "1", "3"]
    x0, y0, x1, y1 = (int(rows[0][name]) for name in ("x0", "y0", "x1", "y1"))
    assert (x1 - x0, y1 - y0) == (96, 96)


def test_timeline_shows_the_moods_in_their_colours(pages, tmp_path):
    files = write_chapter(pages, tmp_path / "out", "x")
    colours = {colour for _, colour in Image.open(files["timeline.png"]).convert("RGB").getcolors(10_000)}
    hexes = {"#" + bytes(colour).hex() for colour in colours}
    assert {CATALOGUE[name].colour for name in ("happy", "sad", "crying")} <= hexes
    assert CATALOGUE["angry"].colour not in hexes


def test_unsure_faces_are_kept_as_not_clear(tmp_path):
    tiny.page(["happy"]).save(tmp_path / "p.png")
    reader = tiny.reader(tmp_path / "model")
    reader.classifier.threshold = 1.0
    with open_book(tmp_path / "p.png") as book:
        (page,) = read_book(reader, book)
    assert page.moods() == {UNCLEAR: 1}


def test_the_command_writes_the_report_and_tells_bad_pages(chapter, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(MoodReader, "finder", tiny.FrameFinder())
    model, out = str(tiny.export(tmp_path / "m")), str(tmp_path / "out")
    assert main(["chapter", str(chapter), "--out", out, "--json", "--model", model]) == 1
    told = capsys.readouterr()
    assert json.loads(told.out)["faces"] == 4
    assert "page 4" in told.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "report.html", "faces.csv", "timeline.png"}  # fmt: skip


def test_names_that_are_not_utf8_cost_no_report(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(MoodReader, "finder", tiny.FrameFinder())
    model = str(tiny.export(tmp_path / "m"))
    folder, out = (Path(os.fsdecode(os.fsencode(tmp_path) + name)) for name in (b"/\x83n", b"/\x83o"))
    with any_bytes():
        folder.mkdir()
    tiny.page(["sad"]).save(folder / "1\udc83.png")
    (folder / "2\udc83.png").write_bytes(b"torn")
    assert main(["chapter", str(folder), "--out", str(out), "--model", model]) == 1
    assert "1 faces" in capsys.readouterr().out
    text = (out / "report.html").read_text("utf-8")
    assert "<td>1?.png" in text and "2?.png is not a picture" in text and "<title>?n" in text
    (row,) = csv.DictReader((out / "faces.csv").open(encoding="utf-8"))
    assert row["file"] == "1?.png"
    assert (out / "timeline.png").is_file()


def test_a_broken_archive_or_a_taken_name_is_one_sentence(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(MoodReader, "finder", tiny.FrameFinder())
    model = str(tiny.export(tmp_path / "m"))
    (tmp_path / "b.cbz").write_bytes(b"PK broken")
    assert main(["chapter", str(tmp_path / "b.cbz"), "--out", str(tmp_path / "o"), "--model", model]) == 1
    assert "b.cbz is damaged" in capsys.readouterr().err
    tiny.page(["sad"]).save(tmp_path / "p.png")
    taken = str(tmp_path / "b.cbz")
    assert main(["chapter", str(tmp_path / "p.png"), "--out", taken, "--model", model]) == 1
    assert "cannot be written" in capsys.readouterr().err
