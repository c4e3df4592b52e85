"""The Picture tab: one face, a panel or a page; every face found, numbered, with its card."""

import json
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from moods.chapter import UNCLEAR, PageReading, table
from moods.errors import ModelError, MoodError
from moods.explain import heat, paint
from moods.images import open_picture
from moods.reader import Face, MoodReader, cut
from moods.tell import told_face, told_reading
from ui.fragments import bars, colour, data_url, download_link, headline, state, trouble
from ui.language import Labels
from ui.texts import both, mood_html, say

DRAWN = Path(__file__).parent / "examples"
EXAMPLES = ("page", "panel", "happy", "crying", "sketch")
SHOWN = 1400  # pixels of the longer side of the picture on the screen
CARD = 160
HEATED = 24  # faces at most that get their heat map: each takes about eighty readings
QUIET: dict[str, Any] = {"api_visibility": "private"}


def picture_field(**options: Any) -> gr.Image:
    """Gradio's picture field, but it hands over the file as it came: what is broken gets our own sentence."""
    field = gr.Image(type="filepath", sources=["upload", "clipboard", "webcam"], **options)
    field.preprocess = lambda payload: payload.path if payload else None  # type: ignore[method-assign]
    return field


def tab(reader: MoodReader, labels: Labels) -> gr.Image:
    """Builds the tab; returns the picture field, whose file the feedback sends."""
    with gr.Row():
        with gr.Column(scale=2, min_width=300):
            field = picture_field(height=320, elem_id="picture")
            how = gr.Radio(ways("en"), value="find", elem_id="reads")
            labels.add(field, label="picture")
            labels.add(how, label="reads", choices=ways)
            ltr = labels.add(gr.Checkbox(), label="ltr")
            warm = labels.add(gr.Checkbox(elem_id="warm"), label="heat.picture")
        with gr.Column(scale=3, min_width=300):
            answer = gr.HTML(state("picture.empty", "🖼️"), elem_id="answer")
            whole = gr.Button(visible=False, elem_id="whole")
            labels.add(whole, value="whole.press")
    labels.add(gr.Examples([str(path) for path in example_files()], field).dataset, label="examples")
    gr.on(
        [field.change, how.change, ltr.change, warm.change],
        partial(read_picture, reader),
        [field, how, ltr, warm],
        [answer, whole],
        trigger_mode="always_last",
        concurrency_limit=2,
        show_progress_on=answer,
        **QUIET,
    )
    whole.click(lambda: "whole", None, how, queue=False, **QUIET)
    camera(reader, labels)
    return field


def camera(reader: MoodReader, labels: Labels) -> None:
    """The live camera: each frame read and forgotten."""
    with labels.add(gr.Accordion(open=False), label="live"):
        gr.HTML(f"<p>{both('live.told')}</p>")
        with gr.Row():
            straight = gr.WebcamOptions(mirror=False)  # pages hold text: never mirrored
            lens = gr.Image(sources=["webcam"], streaming=True, height=320, webcam_options=straight)
            seen = gr.HTML(elem_id="seen")
        labels.add(lens, label="live")
        frames: dict[str, Any] = {
            "stream_every": 0.25,
            "time_limit": 120,
            "concurrency_limit": 1,
            "show_progress": "hidden",
        }
        lens.stream(partial(read_frame, reader), lens, seen, **frames, **QUIET)


def example_files() -> list[Path]:
    """The pictures to try, drawn by this project's renderer."""
    return [DRAWN / f"{name}.png" for name in EXAMPLES]


def ways(language: str) -> list[tuple[str, str]]:
    """How a picture can be read."""
    return [(say("reads.find", language), "find"), (say("reads.whole", language), "whole")]


def read_picture(reader: MoodReader, path: str | None, how: str, ltr: bool, warm: bool):
    """The answer as HTML, and whether to offer reading the whole picture as one face."""
    if not path:
        return state("picture.empty", "🖼️"), gr.update(visible=False)
    try:
        picture = open_picture(path)
        if how == "whole":
            reading = reader.face(picture)
            faces = [Face((0, 0, *picture.size), 1.0, reading)]
        else:
            faces = reader.page(picture, ltr=ltr)
    except ModelError as error:
        return trouble(error) + state("picture.nofinder", "🔍"), gr.update(visible=True)
    except MoodError as error:
        return trouble(error), gr.update(visible=False)
    if not faces:
        return state("picture.none", "🔍"), gr.update(visible=True)
    return answer_html(reader, picture, faces, how == "whole", warm), gr.update(visible=False)


def answer_html(reader: MoodReader, picture: Image.Image, faces: list[Face], whole: bool, warm: bool) -> str:
    """The picture with its boxes, a summary, downloads, and a card for each face."""
    page = PageReading(1, "picture", *picture.size, tuple(faces))
    cards = "".join(card(reader, picture, face, number, whole, warm) for number, face in enumerate(faces, 1))
    told = {"width": picture.width, "height": picture.height, "faces": [told_face(face) for face in faces]}
    if whole:
        told = told_reading(faces[0].reading)
    rows = "\n".join(",".join(str(cell) for cell in row) for row in table([page]))
    files = download_link("moods.json", "application/json", json.dumps(told, ensure_ascii=False, indent=1))
    files += download_link("moods.csv", "text/csv", rows + "\n")
    figure = "" if whole else boxed(picture, faces)
    return (
        f'{figure}<p class="summary">{summary(page)}</p><div class="cards">{cards}</div>'
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
        told = f"{number}: {escape(name or UNCLEAR)}"
        marks.append(
            f'<a class="box" href="#face-{number}" style="{place};--colour:{colour(name)}"'
            f' aria-label="{told}">{mark}</a>'
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


def read_frame(reader: MoodReader, frame: np.ndarray | None) -> str:
    """A camera frame with boxes and the moods as emoji over the faces."""
    if frame is None:
        return ""
    try:
        picture = open_picture(frame)
        return boxed(picture, reader.page(picture), emoji=True)
    except MoodError as error:
        return trouble(error)
