"""A chapter read page by page: the faces, how the moods run, and the files that tell it."""

import base64
import csv
import html
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from string import Template

from PIL import Image

from moods.book import Book
from moods.errors import DataError, PictureError
from moods.labels import CATALOGUE
from moods.reader import Face, MoodReader, cut
from moods.timeline import Bar, draw_timeline, timeline_svg

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


def write_chapter(pages: list[PageReading], out: str | Path, title: str) -> dict[str, Path]:
    """Writes report.html (opens without a server), faces.csv and timeline.png; returns where they are."""
    folder = Path(out)
    files = {name: folder / name for name in ("report.html", "faces.csv", "timeline.png")}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files["report.html"].write_text(report(pages, title), "utf-8")
        with files["faces.csv"].open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(table(pages))
        draw_timeline(bars(pages), title).save(files["timeline.png"])
    except OSError as error:
        raise DataError(f"{folder} cannot be written: {error}.") from error
    return files


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


def report(pages: list[PageReading], title: str) -> str:
    """The chapter as one HTML page that holds its pictures, styles and filters itself."""
    counts = summary(pages)
    template = Template((Path(__file__).parent / "chapter.html").read_text("utf-8"))
    notes = "".join(
        f"<li>{html.escape(page.name)}: {html.escape(page.error)}</li>" for page in pages if page.error
    )
    unread = f"{len(counts['unreadable'])} could not be read." if notes else ""
    return template.substitute(
        title=html.escape(title),
        summary=f"{counts['pages']} pages, {counts['faces']} faces. {unread}",
        timeline=timeline_svg(bars(pages)),
        filters="".join(_filter(name, count) for name, count in counts["moods"].items()),
        pages="".join(f"<option>{page.number}</option>" for page in pages if page.faces),
        wall="".join(_card(page, index) for page in pages for index in range(len(page.faces)))
        or '<p class="empty">No face was found in this chapter.</p>',
        rows="".join(_row(row) for row in table(pages)[1:]),
        notes=f"<h2>Pages that could not be read</h2><ul>{notes}</ul>" if notes else "",
    )


def _emoji(name: str) -> str:
    return CATALOGUE[name].emoji if name in CATALOGUE else "❔"


def _filter(name: str, count: int) -> str:
    return (
        f'<button type="button" aria-pressed="false" data-mood="{html.escape(name)}">'
        f"{_emoji(name)} {html.escape(name)} <b>{count}</b></button>"
    )


def _card(page: PageReading, index: int) -> str:
    reading = page.faces[index].reading
    name = reading.mood or UNCLEAR
    top = ", ".join(f"{mood} {share:.0%}" for mood, share in reading.top(3).items())
    picture = base64.b64encode(page.crops[index]).decode()
    return (
        f'<figure data-mood="{html.escape(name)}" data-page="{page.number}" title="{html.escape(top)}">'
        f'<img loading="lazy" width="{CROP}" height="{CROP}" alt="face {index + 1} of page {page.number}"'
        f' src="data:image/webp;base64,{picture}"><figcaption>{_emoji(name)} {html.escape(name)}'
        f"<small>page {page.number}</small></figcaption></figure>"
    )


def _row(row: tuple) -> str:
    page, name, face, *_, score, mood, clear, share = row
    shown = f"{_emoji(mood)} {html.escape(mood)}" + ("" if clear else " ?")
    cells = (page, html.escape(name), face, shown, f"{share:.0%}", f"{score:.2f}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
