"""Chapters of every kind: their pages in order, and every broken one named."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from moods import book as book_room
from moods.book import open_book
from moods.errors import DataError, PictureError
from tests.names import any_bytes


def png(shade: int) -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (40, 60), shade).save(buffer, "PNG")
    return buffer.getvalue()


def archive(path, entries: dict[str, bytes]):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def test_archive_pages_come_in_natural_order_without_hidden_files(tmp_path):
    names = ["p10.png", "p2.png", "__MACOSX/p1.png", ".hidden.png", "notes.txt", "p1.png"]
    path = archive(tmp_path / "book.cbz", {name: png(9) for name in names})
    with open_book(path) as book:
        assert [page.name for page in book.pages] == ["p1.png", "p2.png", "p10.png"]
        assert book.title == "book"
        assert book.pages[0].picture().size == (40, 60)


def test_folders_and_single_pictures_are_books_too(tmp_path):
    (tmp_path / "inner").mkdir()
    for name in ("b2.png", "b10.png", "inner/a.png"):
        (tmp_path / name).write_bytes(png(50))
    with open_book(tmp_path) as book:
        assert [page.name for page in book.pages] == ["b2.png", "b10.png", "inner/a.png"]
    with open_book(tmp_path / "b10.png", tmp_path / "b2.png") as book:
        assert [page.name for page in book.pages] == ["b10.png", "b2.png"]


def test_names_that_are_not_utf8_are_made_printable(tmp_path):
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\x83n.png"))  # Shift-JIS, as out of an old zip
    with any_bytes():
        path.write_bytes(png(50))
    for source in (tmp_path, path):
        with open_book(source) as book:
            assert [page.name for page in book.pages] == ["?n.png"]
            assert book.pages[0].picture().size == (40, 60)
    assert book.title == "?n"
    path.write_bytes(b"")
    with pytest.raises(PictureError) as caught:
        book.pages[0].picture()
    assert str(caught.value).startswith("?n.png is empty")
    path.unlink()
    with pytest.raises(DataError) as caught:
        open_book(path)
    assert str(caught.value) == f"{tmp_path}/?n.png does not exist."


def test_pdf_pages_are_drawn(tmp_path):
    pages = [Image.new("RGB", (100, 150), colour) for colour in ("white", "black")]
    pages[0].save(tmp_path / "book.pdf", save_all=True, append_images=pages[1:])
    with open_book(tmp_path / "book.pdf") as book:
        assert [page.name for page in book.pages] == ["page 1", "page 2"]
        last = book.pages[1].picture()
    assert max(last.size) == 1600
    assert last.getpixel((500, 500))[0] < 20


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("cut.cbz", b"PK\x03\x04 cut short", "damaged or no zip"),
        ("book.zip", b"no archive at all", "damaged or no zip"),
        ("book.cbr", b"Rar!\x1a\x07\x00...", "RAR archive"),
        ("book.cb7", b"7z\xbc\xaf\x27\x1c...", "7-Zip archive"),
        ("book.pdf", b"%PDF-1.4 nothing", "damaged, locked or no pdf"),
    ],
)
def test_broken_books_are_named(tmp_path, name, data, says):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=says) as caught:
        open_book(tmp_path / name)
    assert name in str(caught.value)


def test_missing_empty_and_locked_books_are_named(tmp_path):
    with pytest.raises(DataError, match="does not exist"):
        open_book(tmp_path / "none.cbz")
    with pytest.raises(DataError, match="holds no pictures"):
        open_book(archive(tmp_path / "text.cbz", {"a.txt": b"words"}))
    (tmp_path / "void").mkdir()
    with pytest.raises(DataError, match="holds no pictures"):
        open_book(tmp_path / "void")
    locked = archive(tmp_path / "locked.cbz", {"a.png": png(1)})
    data = bytearray(locked.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1  # the flag that says "encrypted"
    locked.write_bytes(data)
    with pytest.raises(DataError, match="password"):
        open_book(locked)


def test_bad_pages_fail_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(book_room, "MAX_BYTES", 1_000_000)
    path = archive(tmp_path / "b.cbz", {"1.png": b"\0" * 1_000_001, "2.png": b"no picture", "3.png": png(7)})
    with open_book(path) as book:
        for page, says in zip(book.pages, ("larger than", "not a picture"), strict=False):
            with pytest.raises(PictureError, match=says):
                page.picture()
        assert book.pages[2].picture().size == (40, 60)


def test_too_many_pages_are_refused(tmp_path):
    path = archive(tmp_path / "long.cbz", {f"{number}.png": b"" for number in range(2001)})
    with pytest.raises(DataError, match="2001 pages"):
        open_book(path)


def test_all_that_pdfium_does_is_done_by_one_at_a_time(tmp_path, monkeypatch):
    import pypdfium2

    Image.new("RGB", (60, 80), "white").save(tmp_path / "book.pdf")
    held = []

    def watched(kind: type, name: str) -> None:
        honest = getattr(kind, name)

        def spy(self, *words, **more):
            held.append(book_room.PDF_LOCK.locked())
            return honest(self, *words, **more)

        monkeypatch.setattr(kind, name, spy)

    for kind in (pypdfium2.PdfDocument, pypdfium2.PdfPage, pypdfium2.PdfBitmap):
        watched(kind, "close")
    watched(pypdfium2.PdfPage, "render")
    with open_book(tmp_path / "book.pdf") as book:
        assert book.pages[0].picture().size[1] == book_room.PDF_SIDE
    assert len(held) >= 4 and all(held)
