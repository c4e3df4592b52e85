"""A chapter read page by page: the faces, and how the moods run."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from moods.book import Book
from moods.errors import PictureError
from moods.labels import CATALOGUE
from moods.reader import Face, MoodReader, cut
from moods.timeline import Bar

CROP = 128  # pixels: a face on the wall
CROP_MARGIN = 0.35
UNCLEAR = "not clear"
COLUMNS = ("page", "file", "face", "x0", "y0", "x1", "y1", "score", "mood", "clear", "top")


@dataclass(frozen=True)
class PageReading:
    """One page that was read: its number from 1, size in pixels, faces with their crops, or the error."""

    number: int
    name: str
    width: int = 0
    height: int = 0
    faces: tuple[Face, ...] = ()
    crops: tuple[bytes, ...] = ()
    error: str = ""

    def moods(self) -> Counter:
        """How many faces of the page show each mood; the unsure ones count as `not clear`."""
        return Counter(face.reading.mood or UNCLEAR for face in self.faces)


def read_book(reader: MoodReader, book: Book, ltr: bool = False) -> Iterator[PageReading]:
    """Reads one page after the other; a page that cannot be read carries its error, the others go on."""
    for number, page in enumerate(book.pages, 1):
        try:
            picture = page.picture()
            faces = tuple(reader.page(picture, ltr=ltr))
        except PictureError as error:
            yield PageReading(number, page.name, error=str(error))
            continue
        crops = tuple(_crop(picture, face) for face in faces)
        yield PageReading(number, page.name, *picture.size, faces, crops)


def _crop(page: Image.Image, face: Face) -> bytes:
    small = cut(page, face.box, CROP_MARGIN).resize((CROP, CROP), Image.Resampling.LANCZOS)
    buffer = io.BytesIO()
    small.save(buffer, "WEBP", quality=80)
    return buffer.getvalue()


def summary(pages: list[PageReading]) -> dict:
    """Counts over the chapter: pages, faces, unreadable pages, and faces by mood, most frequent first."""
    moods = sum((page.moods() for page in pages), Counter())
    return {
        "pages": len(pages),
        "faces": sum(moods.values()),
        "unreadable": [{"page": page.number, "error": page.error} for page in pages if page.error],
        "moods": dict(moods.most_common()),
    }


def table(pages: list[PageReading]) -> list[tuple]:
    """Rows of faces.csv, the head row first: one row a face, boxes in pixels of the page."""
    rows: list[tuple] = [COLUMNS]
    for page in pages:
        for index, face in enumerate(page.faces, 1):
            reading = face.reading
            best, share = next(iter(reading.moods.items()))
            place = (page.number, page.name, index, *face.box, round(face.score, 4))
            rows.append((*place, best, reading.clear, round(share, 4)))
    return rows


def bars(pages: list[PageReading]) -> list[Bar]:
    """The timeline's bars: a page and its faces by mood, in the catalogue's order, the unsure ones last."""
    order = [*CATALOGUE, UNCLEAR]
    colours = {name: mood.colour for name, mood in CATALOGUE.items()} | {UNCLEAR: "#c9c4b8"}
    found = []
    for page in pages:
        counts = page.moods()
        # A model with other labels than ours still gets its bars.
        names = [*(name for name in order if name in counts), *(name for name in counts if name not in order)]
        parts = tuple((name, colours.get(name, "#999999"), counts[name]) for name in names)
        found.append(Bar(page.number, parts))
    return found
