"""What the Picture tab answers: numbered boxes on the picture, a summary, downloads, a card for each face."""

import csv
import io
import json

from PIL import Image

from moods.chapter import UNCLEAR, PageReading, table
from moods.explain import heat, paint
from moods.reader import Face, MoodReader, cut
from moods.tell import told_face, told_reading
from ui.fragments import bars, colour, data_url, download_link, headline
from ui.texts import both, label, mood_html, mood_label

SHOWN = 1400  # pixels of the longer side of the picture on the screen
CARD = 160
HEATED = 24  # faces at most that get their heat map: each takes about eighty readings


def answer_html(reader: MoodReader, picture: Image.Image, faces: list[Face], whole: bool, warm: bool) -> str:
    """The picture with its boxes, a summary, downloads, and a card for each face."""
    page = PageReading(1, "picture", *picture.size, tuple(faces))
    cards = "".join(card(reader, picture, face, number, whole, warm) for number, face in enumerate(faces, 1))
    told = {"width": picture.width, "height": picture.height, "faces": [told_face(face) for face in faces]}
    if whole:
        told = told_reading(faces[0].reading)
    rows = io.StringIO()
    csv.writer(rows).writerows(table([page]))
    files = download_link("moods.json", "application/json", json.dumps(told, ensure_ascii=False, indent=1))
    files += download_link("moods.csv", "text/csv", rows.getvalue())
    some = ""
    if warm and len(faces) > HEATED:
        some = f"<p>{both('heat.some').format(count=HEATED)}</p>"
    figure = "" if whole else boxed(picture, faces)
    return (
        f'{figure}<p class="summary" role="status">{summary(page)}</p>{some}<div class="cards">{cards}</div>'
        f'<p class="files">{both("download")}: {files}</p>'
    )


def boxed(picture: Image.Image, faces: list[Face], emoji: bool = False) -> str:
    """The picture with a numbered box around each face, in reading order."""
    small = picture.copy()
    small.thumbnail((SHOWN, SHOWN))
    marks = []
    for number, face in enumerate(faces, 1):
        x0, y0, x1, y1 = face.box
        place = (
            f"left:{x0 / picture.width:.3%};top:{y0 / picture.height:.3%};"
            f"width:{(x1 - x0) / picture.width:.3%};height:{(y1 - y0) / picture.height:.3%}"
        )
        name = face.reading.mood
        mark = headline(face.reading) if emoji else f"<b>{number}</b>"
        told = f"{number}: {mood_label(name) if name else label('unclear')}"
        look = f'class="box" style="{place};--colour:{colour(name)}"'
        marks.append(
            f"<span {look}>{mark}</span>"
            if emoji
            else f'<a {look} href="#face-{number}" aria-label="{told}">{mark}</a>'
        )
    return (
        f'<figure class="page" style="aspect-ratio:{picture.width}/{picture.height}">'
        f'<img alt="" src="{data_url(small)}">{"".join(marks)}</figure>'
    )


def card(reader: MoodReader, picture: Image.Image, face: Face, number: int, whole: bool, warm: bool) -> str:
    """One face: its crop (with its heat map when asked), the mood and the three most likely ones."""
    crop = picture if whole else cut(picture, face.box)
    if warm and number <= HEATED:
        crop = paint(crop, heat(reader.classifier, crop))
    crop = crop.copy()
    crop.thumbnail((CARD, CARD) if not whole else (CARD * 2, CARD * 2))
    return (
        f'<article class="card" id="face-{number}" tabindex="-1"><img alt="" src="{data_url(crop)}">'
        f'<div><p><b class="number">{number}</b> {headline(face.reading)}</p>{bars(face.reading)}</div>'
        "</article>"
    )


def summary(page: PageReading) -> str:
    """How many faces, and of which moods."""
    counts = ", ".join(
        f"{count} × {mood_html(name) if name != UNCLEAR else both('unclear')}"
        for name, count in page.moods().most_common()
    )
    count = len(page.faces)
    return f"<b>{count} {both('face' if count == 1 else 'faces')}</b>: {counts}"
