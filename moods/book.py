"""A chapter as pages in reading order: cbz, zip, pdf, a folder, or pictures given one by one."""

import re
import threading
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from moods.errors import DataError, PictureError, printable
from moods.images import BROKEN, MAX_BYTES, open_picture

PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".jp2"}
MAX_PAGES = 2000
PDF_SIDE = 1600  # pixels of the longer side: the face finder looks at about 1024
PDF_LOCK = threading.Lock()  # pdfium is not made for threads
FOREIGN = {b"Rar!": "a RAR archive (cbr)", b"7z\xbc\xaf": "a 7-Zip archive (cb7)"}


@dataclass(frozen=True)
class Page:
    """One page: its name inside the book, and how to open it as an upright RGB picture."""

    name: str
    picture: Callable[[], Image.Image]
    path: Path | None = None  # of a page that is a file by itself, whatever bytes its name has


@dataclass
class Book:
    """Pages of a chapter; opened files are closed when the `with` block ends."""

    title: str
    pages: list[Page] = field(default_factory=list)
    files: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, *error: object) -> None:
        self.files.close()


def open_book(*sources: str | Path) -> Book:
    """The book made of archives, pdfs, folders and pictures, in the order given; inside each by name."""
    if not sources:
        raise DataError("No chapter was given: a cbz, zip, pdf, folder or pictures are read.")
    paths = [Path(source) for source in sources]
    book = Book(printable(paths[0].stem) if len(paths) == 1 else f"{len(paths)} files")
    try:
        for path in paths:
            _add(book, path)
        if len(book.pages) > MAX_PAGES:
            raise DataError(
                f"{book.title} has {len(book.pages)} pages: at most {MAX_PAGES} are read. Split it."
            )
    except DataError:
        book.files.close()
        raise
    return book


def natural(name: str) -> list[tuple[int, int | str]]:
    """A sort key that puts page 2 before page 10."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", name.lower())]


def _add(book: Book, path: Path) -> None:
    if path.is_dir():
        found = [file for file in path.rglob("*") if _is_page(str(file.relative_to(path)))]
        files = sorted(found, key=lambda file: natural(str(file.relative_to(path))))
        if not files:
            raise DataError(f"{path.name} holds no pictures.")
        book.pages += [_file_page(file, str(file.relative_to(path))) for file in files]
    else:
        start = _start(path)
        if start.startswith(b"PK") or path.suffix.lower() in {".cbz", ".zip"}:
            _add_archive(book, path)
        elif start.startswith(b"%PDF") or path.suffix.lower() == ".pdf":
            _add_pdf(book, path)
        else:
            book.pages.append(_file_page(path, path.name))


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except FileNotFoundError as error:
        raise DataError(f"{path} does not exist.") from error
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}.") from error
    for mark, kind in FOREIGN.items():
        if start.startswith(mark):
            raise DataError(f"{path.name} is {kind}, which is not read: pack it again as cbz or zip.")
    return start


def _is_page(name: str) -> bool:
    parts = Path(name).parts
    hidden = any(part.startswith((".", "__MACOSX")) for part in parts)
    return not hidden and Path(name).suffix.lower() in PICTURES


def _file_page(path: Path, name: str) -> Page:
    name = printable(name)
    return Page(name, lambda: open_picture(path, name), path)


def _add_archive(book: Book, path: Path) -> None:
    try:
        archive = book.files.enter_context(zipfile.ZipFile(path))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DataError(f"{path.name} is damaged or no zip archive: {error}.") from error
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and _is_page(entry.filename)]
    if not entries:
        raise DataError(f"{path.name} holds no pictures.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise DataError(f"{path.name} is locked with a password: unlock it first.")
    entries.sort(key=lambda entry: natural(entry.filename))
    book.pages += [_archive_page(archive, entry) for entry in entries]


def _archive_page(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Page:
    def picture() -> Image.Image:
        try:
            with archive.open(entry) as file:
                # The size that the archive tells may be a lie: never unpack more than is allowed.
                data = file.read(MAX_BYTES + 1)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *BROKEN) as error:
            raise PictureError(f"{entry.filename} cannot be unpacked: {error}.", "damaged") from error
        if len(data) > MAX_BYTES:
            raise PictureError(f"{entry.filename} is larger than {MAX_BYTES // 1_000_000} MB.", "too large")
        return open_picture(data, entry.filename)

    return Page(entry.filename, picture)


def _add_pdf(book: Book, path: Path) -> None:
    try:
        import pypdfium2
    except ImportError as error:
        raise DataError("Reading pdf needs pypdfium2: `pip install pypdfium2`.") from error
    try:
        with PDF_LOCK:
            document = pypdfium2.PdfDocument(path)
            count = len(document)
    except pypdfium2.PdfiumError as error:
        raise DataError(f"{path.name} is damaged, locked or no pdf: {error}") from error
    book.files.callback(_close_pdf, document)
    book.pages += [_pdf_page(document, number, pypdfium2.PdfiumError) for number in range(count)]


def _close_pdf(document) -> None:
    with PDF_LOCK:
        document.close()


def _pdf_page(document, number: int, failure: type[Exception]) -> Page:
    name = f"page {number + 1}"

    def picture() -> Image.Image:
        try:
            with PDF_LOCK:
                page = document[number]
                try:
                    scale = PDF_SIDE / max(1, *page.get_size())
                    bitmap = page.render(scale=scale)
                    drawn = bitmap.to_pil().convert("RGB")
                    bitmap.close()
                finally:
                    page.close()
            return open_picture(drawn, name)
        except failure as error:
            raise PictureError(f"{name} of the pdf cannot be drawn: {error}", "damaged") from error

    return Page(name, picture)
