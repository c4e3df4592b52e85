"""The sheet to draw on and the reading beside it: two small components of our own on `gr.HTML`.

Gradio's sketchpad draws with WebGL, starts slowly, does not fit a phone and keeps no strokes; this one is a
plain canvas that keeps every stroke (exact undo) and sends the drawing while it grows.
"""

from pathlib import Path

import gradio as gr

from moods.labels import CATALOGUE, Mood

HERE = Path(__file__).parent


def sheet() -> gr.HTML:
    """A canvas; its value is {"drawing": PNG as a data URL or "", "ticket": number of the sending}."""
    return gr.HTML(
        value={"drawing": "", "ticket": 0},
        html_template=(HERE / "pad.html").read_text("utf-8"),
        js_on_load=(HERE / "pad.js").read_text("utf-8"),
        apply_default_css=False,
        elem_id="sheet",
        ghost="",
    )


def reading_panel(moods: tuple[str, ...]) -> gr.HTML:
    """Bars and headline; the value is made by `ui.draw.told`."""
    known = [CATALOGUE.get(name) or Mood(name, "🙂", "#777777", name) for name in moods]
    return gr.HTML(
        value=None,
        html_template=(HERE / "reading.html").read_text("utf-8"),
        js_on_load=(HERE / "reading.js").read_text("utf-8"),
        apply_default_css=False,
        elem_id="reading",
        moods=[mood.__dict__ for mood in known],
    )
