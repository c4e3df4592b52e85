"""The Gradio app: `python app.py`, or a Space. MODEL_ID chooses the model, FACES_ID the face finder."""

import os
import signal
import sys
from contextlib import suppress

from PIL import Image

from moods.errors import MoodError
from moods.hub import fetch_or_default
from moods.reader import FINDER, MoodReader, cores
from ui.picture import DRAWN
from ui.screen import build
from ui.store import Store
from ui.theme import styles, theme

MAX_UPLOAD = "200mb"
SESSIONS = 200  # remembered at most: every call over plain HTTP opens one that nobody closes


def load() -> MoodReader:
    """The reader of MODEL_ID; of the embedded model when it is not set or the Hub cannot be reached."""
    weights = fetch_or_default(os.environ.get("MODEL_ID") or None)
    asked = os.environ.get("FACES_ID")
    finder = fetch_or_default(asked, FINDER) if asked else None
    # Two threads answer one visitor soonest; six at once wait hardly longer.
    threads = min(2, cores())
    reader = MoodReader.load(weights.folder, faces=finder and finder.folder, threads=threads)
    reader.weights, reader.finder_weights = weights, finder
    # The first answer must not wait for the session to open.
    reader.readings([Image.new("RGB", (64, 64), "white")])
    return reader


def launch_options() -> dict:
    """How the app is served: our looks, errors shown by their sentence, MCP beside HTTP."""
    return {
        "theme": theme(),
        "css": styles(),
        "show_error": True,
        "max_file_size": MAX_UPLOAD,
        "state_session_capacity": SESSIONS,
        "allowed_paths": [str(DRAWN)],
        "mcp_server": True,
        "run_history": False,  # Gradio's own; nothing is kept here
        "ssr_mode": False,
        "footer_links": ["api", "settings"],
    }


def main() -> int:
    """Loads the model, builds the screen and serves it."""
    try:
        reader, store = load(), Store.configured()
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    build(reader, store).launch(**launch_options())
    return 0


if __name__ == "__main__":
    # Who stops a service or container must not leave visitors' pictures behind: as Ctrl-C, it tidies up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):  # while it still starts: afterwards Gradio waits for it
        sys.exit(main())
