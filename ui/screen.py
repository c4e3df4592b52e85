"""The whole screen: head, tabs, endpoints."""

from collections.abc import Callable

import gradio as gr

from moods.reader import MoodReader
from ui import about, chapter, draw, feedback, files, picture
from ui.api import endpoints
from ui.language import LANGUAGES, Labels
from ui.store import Store
from ui.texts import both

CLEANED = (3600, 3600)  # seconds: uploads are looked at every hour and deleted when an hour old


def build(reader: MoodReader, store: Store | None = None) -> gr.Blocks:
    """The app over one reader; `store` says where feedback goes, if anywhere."""
    files.mend()
    labels = Labels()
    with gr.Blocks(title="Manga Mood", delete_cache=CLEANED, analytics_enabled=False) as demo:
        with gr.Row():
            gr.HTML(f"<h1>{both('title')}</h1><p>{both('lead')}</p>", elem_id="title", scale=4, min_width=260)
            choice = gr.Radio(
                LANGUAGES, value="en", elem_id="language", container=False, scale=0, min_width=190
            )
            labels.add(choice, label="language")
        with labels.add(gr.Tab(id="draw"), label="tab.draw"):
            pad = draw.tab(reader, labels)
            feedback.panel(reader, store, "sketch", labels, pad)
        with labels.add(gr.Tab(id="picture"), label="tab.picture"):
            fields = picture.tab(reader, labels)
            feedback.panel(reader, store, "face", labels, *fields)
        with labels.add(gr.Tab(id="chapter"), label="tab.chapter"):
            chapter.tab(reader, labels, choice)
        with labels.add(gr.Tab(id="about"), label="tab.about"):
            gr.HTML(about.about(reader, store is not None))
        endpoints(reader)
        labels.connect(demo, choice)
        demo.unload(forgetting(demo))
    describe_once(demo)
    return demo.queue(default_concurrency_limit=2, max_size=64)


def forgetting(demo: gr.Blocks) -> Callable[[gr.Request], None]:
    """Drops what Gradio remembers of a window that was closed: its last pictures and answers."""

    def forget(request: gr.Request) -> None:
        demo.state_holder.session_data.pop(request.session_hash, None)

    return forget


def describe_once(demo: gr.Blocks) -> None:
    """Keeps what each block tells about itself: Gradio asks all of them again for every new session.

    A call over plain HTTP is a session of its own, and that question took longer than reading the face.
    """
    for block in demo.blocks.values():
        told = block.get_config()
        block.get_config = lambda cls=None, told=told: dict(told)
