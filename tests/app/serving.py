"""The app as a real server on this machine, over the tiny model."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

import app
from moods.hub import Weights
from moods.reader import MoodReader
from tests.app import tiny
from ui.screen import build
from ui.store import Store


@dataclass
class Served:
    """A running app: its address, its reader, the folder where feedback goes, and its blocks."""

    url: str
    reader: MoodReader
    feedback: Path
    demo: gr.Blocks


@contextmanager
def serve(folder: Path) -> Iterator[Served]:
    """Starts the app on a free port and closes it at the end."""
    reader = tiny.reader(folder / "model")
    reader.weights = Weights(folder / "model", "embedded")
    reader.readings([tiny.face("happy")])
    demo = build(reader, Store(folder / "feedback"))
    _, url, _ = demo.launch(
        server_name="127.0.0.1", quiet=True, prevent_thread_lock=True, **app.launch_options()
    )
    try:
        yield Served(url, reader, folder / "feedback", demo)
    finally:
        demo.close()
