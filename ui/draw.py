"""The Draw tab: a sheet, the mood while drawing, a mood to aim for, an example to trace."""

import base64
import binascii
import random
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from moods.errors import MoodError, PictureError
from moods.explain import heat, paint
from moods.ink import sketch_square
from moods.reader import MoodReader
from ui.fragments import data_url, state, trouble
from ui.language import Labels
from ui.pad import reading_panel, sheet
from ui.texts import CUES, both, mood_html, mood_name, say, spans

EXAMPLES = Path(__file__).parent / "examples"
LIVE: dict[str, Any] = {"trigger_mode": "always_last", "show_progress": "hidden", "api_visibility": "private"}
WANTED = "(pad, warm) => warm ? pad : null"
BLANK = ("Draw a face: its mood appears while you draw.", "顔を描くと、描いている間に感情が表示されます。")


def tab(reader: MoodReader, labels: Labels) -> gr.HTML:
    """Builds the tab; returns the sheet, whose drawing the feedback sends."""
    moods = reader.moods
    with gr.Row(elem_classes="draw"):
        with gr.Column(scale=3, min_width=300):
            pad = sheet()
            with gr.Row(equal_height=True):
                show = labels.add(gr.Button(elem_id="show", min_width=80), value="show")
                warm = labels.add(
                    gr.Checkbox(elem_id="heat", container=False, min_width=160), label="heat.draw"
                )
            asked = gr.JSON(visible="hidden")
            carried = gr.HTML(state("heat.empty", "🔥"), elem_id="carried", visible=False)
        with gr.Column(scale=2, min_width=300):
            panel = reading_panel(moods)
            aim = gr.Radio(choices(moods, "en"), value="", elem_id="aim")
            labels.add(aim, label="aim", choices=partial(choices, moods))
            cues = gr.HTML(cues_of(""), elem_id="cues")
    live = partial(read_drawing, reader)
    pad.input(live, [pad, aim], panel, queue=False, **LIVE)
    aim.change(live, [pad, aim], panel, queue=False, **LIVE)
    aim.change(cues_of, aim, cues, queue=False, **LIVE)
    # The queue hears of strokes only while their heat is wanted.
    gr.on([pad.input, warm.change], None, [pad, warm], asked, js=WANTED, api_visibility="private")
    asked.change(partial(strokes, reader), asked, carried, concurrency_limit=1, **LIVE)
    show.click(example, aim, pad, queue=False, **LIVE)
    return pad


def choices(moods: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """The moods to aim for, and none."""
    return [(say("aim.none", language), ""), *((mood_name(name, language), name) for name in moods)]


def drawing_of(value: dict | None) -> bytes | None:
    """The PNG that the sheet sent; None when nothing is drawn."""
    url = (value or {}).get("drawing") or ""
    if not url:
        return None
    head, _, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        raise PictureError("The drawing did not arrive as a picture.", "not a picture")
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise PictureError("The drawing arrived damaged: draw one more stroke.", "damaged") from error


def read_drawing(reader: MoodReader, value: dict | None, aim: str | None) -> dict:
    """What the panel shows: state, moods by share, the aim, and the ticket of the drawing that was read."""
    answer = {"ticket": (value or {}).get("ticket", 0), "aim": aim or "", "moods": [], "told": BLANK}
    try:
        drawing = drawing_of(value)
        if drawing is None:
            return answer | {"state": "blank"}
        reading = reader.sketch(drawing)
    except PictureError as error:
        return answer | {"state": "blank" if error.reason == "blank" else "error", "message": str(error)}
    shares = [[name, round(share, 6)] for name, share in reading.moods.items()]
    return answer | {"state": "clear" if reading.clear else "unclear", "moods": shares}


def strokes(reader: MoodReader, value: dict | None) -> dict:
    """The drawing with the strokes that carry its mood in red; None is for those who do not want it."""
    if value is None:
        return gr.update(visible=False)
    told = state("heat.empty", "🔥")
    try:
        drawing = drawing_of(value)
        if drawing is not None:
            square = sketch_square(drawing, reader.classifier.size)
            picture = data_url(paint(square, heat(reader.classifier, square)))
            caption = f"<figcaption>{both('heat.told')}</figcaption>"
            told = f'<figure class="warm"><img alt="" src="{picture}">{caption}</figure>'
    except MoodError as error:
        # All that was drawn may have been rubbed out again.
        if getattr(error, "reason", "") != "blank":
            told = trouble(error)
    return gr.update(value=told, visible=True)


def cues_of(aim: str | None) -> str:
    """How manga draws the mood aimed at."""
    if not aim or aim not in CUES:
        return f'<p class="cues">{both("aim.none.text")}</p>'
    items = "".join(f"<li>{spans(*cue)}</li>" for cue in CUES[aim])
    return f'<div class="cues"><p>{mood_html(aim)}</p><ul>{items}</ul></div>'


def example(aim: str | None) -> gr.HTML:
    """An example of the mood aimed at (any mood without an aim) to trace, faint on the sheet."""
    files = sorted(EXAMPLES.glob(f"trace-{aim or '*'}-*.png"))
    if not files:
        raise gr.Error(f"There is no example for {escape(aim or 'this')}.", print_exception=False)
    file = random.choice(files)
    data = base64.b64encode(file.read_bytes()).decode()
    # The part after # makes the same example count as new, so that it shows again after Clear.
    return gr.HTML(ghost=f"data:image/png;base64,{data}#{random.random()}")
