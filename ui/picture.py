"""The Picture tab: one face, a panel or a page; every face found, numbered, with its card."""

from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
from PIL import Image

from moods.errors import ModelError, MoodError
from moods.images import open_picture
from moods.reader import Face, MoodReader
from ui.answer import answer_html, boxed
from ui.files import PictureField
from ui.fragments import data_url, state, trouble
from ui.language import Labels
from ui.texts import both, say, spans

DRAWN = Path(__file__).parent / "examples"
EXAMPLES = {
    "page": ("page", "ページ"),
    "panel": ("panel", "コマ"),
    "happy": ("face", "顔"),
    "crying": ("face", "顔"),
    "sketch": ("sketch", "落書き"),
}
PRESSED = """element.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button) trigger("click", { name: button.dataset.name });
});"""
# On a phone the answer lies below the screen.
SHOW = """() => {
  const answer = document.querySelector("#answer .cards, #answer .trouble, #whole");
  if (answer && innerWidth < 640) document.querySelector("#answer").scrollIntoView({ behavior: "smooth" });
}"""
STRAIGHT = gr.WebcamOptions(mirror=False)  # pages hold text and an order: never mirrored
QUIET: dict[str, Any] = {"api_visibility": "private"}


def tab(reader: MoodReader, labels: Labels) -> tuple[Any, ...]:
    """Builds the tab; returns the fields of the picture and of how it is read, for the feedback."""
    with gr.Row():
        with gr.Column(scale=2, min_width=300):
            sources: Any = ["upload", "clipboard", "webcam"]
            field = PictureField(
                type="filepath", sources=sources, height=320, webcam_options=STRAIGHT, elem_id="picture"
            )
            how = gr.Radio(ways("en"), value="find", elem_id="reads")
            labels.add(field, label="picture")
            labels.add(how, label="reads", choices=ways)
            ltr = labels.add(gr.Checkbox(), label="ltr")
            warm = labels.add(gr.Checkbox(elem_id="warm"), label="heat.picture")
            shelf = gr.HTML(examples(), js_on_load=PRESSED, elem_id="examples")
        with gr.Column(scale=3, min_width=300):
            answer = gr.HTML(state("picture.empty", "🖼️"), elem_id="answer")
            whole = gr.Button(visible=False, elem_id="whole")
            labels.add(whole, value="whole.press")
    shelf.click(example, None, field, queue=False, show_progress="hidden", **QUIET)
    reading = gr.on(
        [field.change, how.change, ltr.change, warm.change],
        partial(read_picture, reader),
        [field, how, ltr, warm],
        [answer, whole],
        trigger_mode="always_last",
        concurrency_limit=2,
        show_progress_on=answer,
        **QUIET,
    )
    reading.then(None, js=SHOW, **QUIET)
    whole.click(lambda: "whole", None, how, queue=False, **QUIET)
    camera(reader, labels)
    return field, how, ltr


def camera(reader: MoodReader, labels: Labels) -> None:
    """The live camera: each frame read and forgotten."""
    with labels.add(gr.Accordion(open=False), label="live"):
        gr.HTML(f"<p>{both('live.told')}</p>")
        with gr.Row():
            with gr.Column(min_width=280):
                lens = gr.Image(sources=["webcam"], streaming=True, height=320, webcam_options=STRAIGHT)
            with gr.Column(min_width=280):
                seen = gr.HTML(state("live.empty", "🎥"), elem_id="seen")
        labels.add(lens, label="live")
        frames: dict[str, Any] = {
            "stream_every": 0.25,
            "time_limit": 120,
            "concurrency_limit": 4,  # each visitor who films holds a place for up to the time limit
            "show_progress": "hidden",
        }
        lens.stream(partial(read_frame, reader), lens, seen, **frames, **QUIET)


def examples() -> str:
    """Buttons with the pictures to try, drawn by this project's renderer."""
    buttons = []
    for name, (english, japanese) in EXAMPLES.items():
        with Image.open(DRAWN / f"{name}.png") as picture:
            picture.thumbnail((120, 120))
            image = f'<img alt="" src="{data_url(picture.convert("RGB"))}">'
        buttons.append(f'<button type="button" data-name="{name}">{image}{spans(english, japanese)}</button>')
    return f'<p>{both("examples")}</p><div class="shelf">{"".join(buttons)}</div>'


def example(pressed: gr.EventData) -> str:
    """The file of the example that was pressed."""
    if pressed.name not in EXAMPLES:
        raise gr.Error("There is no such example.", print_exception=False)
    return str(DRAWN / f"{pressed.name}.png")


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


def read_frame(reader: MoodReader, frame: np.ndarray | None) -> str:
    """A camera frame with boxes and the moods as emoji over the faces."""
    if frame is None:
        return ""
    try:
        picture = open_picture(frame)
        return boxed(picture, reader.page(picture), emoji=True)
    except MoodError as error:
        return trouble(error)
