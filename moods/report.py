"""The files that tell a chapter: report.html (opens without a server), faces.csv, timeline.png."""

import base64
import csv
import html
from pathlib import Path
from string import Template

from moods.chapter import CROP, UNCLEAR, PageReading, bars, summary, table
from moods.errors import DataError
from moods.labels import CATALOGUE
from moods.timeline import draw_timeline, legend, timeline_svg

HEAD = (
    ("Page", "ページ"),
    ("File", "ファイル"),
    ("Face", "顔"),
    ("Mood", "感情"),
    ("Certainty", "確信度"),
    ("Found with", "検出の確信度"),
)


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


def report(pages: list[PageReading], title: str) -> str:
    """The chapter as one HTML page that holds its pictures, styles and filters itself."""
    counts, drawn = summary(pages), bars(pages)
    colours = legend(drawn)
    template = Template((Path(__file__).parent / "chapter.html").read_text("utf-8"))
    notes = "".join(
        f"<li>{html.escape(page.name)}: {html.escape(page.error)}</li>" for page in pages if page.error
    )
    unread = len(counts["unreadable"])
    return template.substitute(
        title=html.escape(title),
        summary=_both(
            f"{counts['pages']} pages, {counts['faces']} faces" + f", {unread} unreadable" * bool(unread),
            f"{counts['pages']}ページ、顔{counts['faces']}個" + f"、読めないページ{unread}" * bool(unread),
        ),
        head="".join(f"<th>{_both(*names)}</th>" for names in HEAD),
        timeline=timeline_svg(drawn),
        filters="".join(_filter(name, count, colours[name]) for name, count in counts["moods"].items()),
        pages="".join(f"<option>{page.number}</option>" for page in pages if page.faces),
        wall="".join(_card(page, index) for page in pages for index in range(len(page.faces)))
        or f"<p>{_both('No face was found in this chapter.', '顔が見つかりませんでした。')}</p>",
        rows="".join(_row(row) for row in table(pages)[1:]),
        notes=f"<h2>{_both('Pages that could not be read', '読めなかったページ')}</h2><ul>{notes}</ul>"
        if notes
        else "",
    )


def _both(english: str, japanese: str) -> str:
    return f'<span lang="en">{html.escape(english)}</span><span lang="ja">{html.escape(japanese)}</span>'


def _mood(name: str) -> str:
    if name == UNCLEAR:
        return f"❔ {_both(UNCLEAR, '不明')}"
    mood = CATALOGUE.get(name)
    return f"{mood.emoji} {_both(mood.name, mood.japanese)}" if mood else html.escape(name)


def _filter(name: str, count: int, colour: str) -> str:
    """A button for the faces of one mood, and the legend of the bars above."""
    return (
        f'<button type="button" aria-pressed="false" data-mood="{html.escape(name)}">'
        f'<i class="swatch" style="background:{colour}"></i>{_mood(name)} <b>{count}</b></button>'
    )


def _card(page: PageReading, index: int) -> str:
    reading = page.faces[index].reading
    name = reading.mood or UNCLEAR
    top = ", ".join(f"{mood} {share:.0%}" for mood, share in reading.top(3).items())
    picture = base64.b64encode(page.crops[index]).decode()
    named = f"face {index + 1} of page {page.number} / {page.number}ページの顔{index + 1}"
    return (
        f'<figure data-mood="{html.escape(name)}" data-page="{page.number}" title="{html.escape(top)}">'
        f'<img loading="lazy" width="{CROP}" height="{CROP}" alt="{named}"'
        f' src="data:image/webp;base64,{picture}"><figcaption>{_mood(name)}'
        f"<small>{_both('page', 'ページ')} {page.number}</small></figcaption></figure>"
    )


def _row(row: tuple) -> str:
    page, name, face, *_, score, mood, clear, share = row
    shown = _mood(mood) + ("" if clear else " ?")
    cells = (page, html.escape(name), face, shown, f"{share:.0%}", f"{score:.2f}")
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
