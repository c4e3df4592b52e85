"""Feedback: a picture and the mood it should have, kept only when pressed and where the owner said."""

import sys
from functools import partial
from typing import Any

import gradio as gr
from PIL import Image

from moods.errors import MoodError
from moods.images import open_picture
from moods.reader import MoodReader, cut
from ui.draw import drawing_of
from ui.fragments import alert, trouble
from ui.language import Labels
from ui.store import Store
from ui.texts import both, mood_name


def panel(
    reader: MoodReader, store: Store | None, kind: str, labels: Labels, source: Any, *ways: Any
) -> None:
    """The fold below a tab; nothing is shown when the owner did not say where to keep feedback.

    `source` holds the drawing or the picture; `ways` are the fields that say how the picture is read.
    """
    if store is None:
        return
    with labels.add(gr.Accordion(open=False, elem_id=f"feedback-{kind}"), label="feedback"):
        gr.HTML(f"<p>{both('feedback.told')}</p>")
        if ways:
            number = gr.Number(1, precision=0, minimum=1, elem_id="which")
            ways = (*ways, labels.add(number, label="feedback.which"))
        mood = gr.Radio(choices(reader.moods, "en"))
        labels.add(mood, label="feedback.mood", choices=partial(choices, reader.moods))
        send = labels.add(gr.Button(size="sm"), value="feedback.send")
        told = gr.HTML()
    # Thanks are for the last picture; the sheet tells of strokes as input, a picture comes as a change.
    another = source.input if kind == "sketch" else source.change
    another(None, None, told, js="() => ''", api_visibility="private")
    # Past the queue: Gradio drops what joins it in the moment in which a visitor's stream of answers ends.
    kept = partial(keep, reader, store, kind)
    send.click(kept, [source, mood, *ways], told, queue=False, api_visibility="private")


def choices(moods: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """The moods a picture can be said to show."""
    return [(mood_name(name, language), name) for name in moods]


def keep(reader: MoodReader, store: Store, kind: str, value: Any, mood: str | None, *ways: Any) -> str:
    """Stores one drawing or face; the sentence that the screen shows."""
    if mood not in reader.moods:
        return message("feedback.nomood")
    try:
        picture = drawing_of(value) if kind == "sketch" else value and face_of(reader, value, *ways)
        if not picture:
            return message("feedback.nothing")
        reading = reader.sketch(picture) if kind == "sketch" else reader.face(picture)
        store.save(picture, mood, reading.moods, kind)
    except MoodError as error:
        return trouble(error)
    except OSError as error:
        # Where and why is for the owner only.
        print(f"Feedback could not be kept: {error}", file=sys.stderr)
        return alert(both("feedback.failed"))
    return message("feedback.thanks")


def face_of(reader: MoodReader, path: str, how: str, ltr: bool, number: float | None) -> Image.Image | None:
    """The face that is meant: the one of this number, as on the screen, or the whole picture."""
    picture = open_picture(path)
    faces = reader.page(picture, ltr=ltr) if how == "find" else []
    if not faces:
        return picture
    index = int(number or 0) - 1
    return cut(picture, faces[index].box) if 0 <= index < len(faces) else None


def message(key: str) -> str:
    """A sentence for the screen, read aloud by screen readers."""
    return f'<p role="status">{both(key)}</p>'
