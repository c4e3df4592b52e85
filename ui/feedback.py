"""Feedback: a picture and the mood it should have, kept only when pressed and where the owner said."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from moods.errors import MoodError
from moods.images import open_picture
from moods.reader import MoodReader
from ui.draw import drawing_of
from ui.language import Labels
from ui.texts import both, mood_name

NAMES = ("FEEDBACK_DIR", "FEEDBACK_REPO")


@dataclass
class Store:
    """A folder of class folders, as `data_tools build` reads it; `scheduler` commits it to the Hub."""

    folder: Path
    scheduler: Any = field(default=None)

    @classmethod
    def configured(cls, environment: dict[str, str] | os._Environ = os.environ) -> "Store | None":
        """What the owner set: FEEDBACK_DIR (a folder), or FEEDBACK_REPO (a private data set on the Hub)."""
        folder, repo = (environment.get(name, "").strip() for name in NAMES)
        if repo:
            from huggingface_hub import CommitScheduler

            place = Path(folder or "feedback")
            scheduler = CommitScheduler(
                repo_id=repo, repo_type="dataset", folder_path=place, private=True, every=10
            )
            return cls(place, scheduler)
        return cls(Path(folder)) if folder else None

    def save(self, picture: Any, mood: str, read: dict, kind: str) -> Path:
        """Keeps the picture as an upright PNG in the folder of its mood, and one line about it."""
        image = open_picture(picture)
        name = hashlib.sha256(image.tobytes()).hexdigest()[:16]
        path = self.folder / mood / f"{name}.png"
        line = {
            "file": f"{mood}/{name}.png",
            "mood": mood,
            "kind": kind,
            "read": read,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        if self.scheduler is None:
            self._write(image, path, line)
        else:
            with self.scheduler.lock:
                self._write(image, path, line)
        return path

    def _write(self, image: Any, path: Path, line: dict) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        image.save(path)
        with (self.folder / "feedback.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def panel(reader: MoodReader, store: Store | None, source: Any, kind: str, labels: Labels) -> None:
    """The fold below a tab; nothing is shown when the owner did not say where to keep feedback."""
    if store is None:
        return
    with labels.add(gr.Accordion(open=False, elem_id=f"feedback-{kind}"), label="feedback"):
        gr.HTML(f"<p>{both('feedback.told')}</p>")
        mood = gr.Radio(choices(reader.moods, "en"))
        labels.add(mood, label="feedback.mood", choices=partial(choices, reader.moods))
        send = labels.add(gr.Button(size="sm"), value="feedback.send")
        told = gr.HTML()
    send.click(partial(keep, reader, store, kind), [source, mood], told, api_visibility="private")


def choices(moods: tuple[str, ...], language: str) -> list[tuple[str, str]]:
    """The moods a picture can be said to show."""
    return [(mood_name(name, language), name) for name in moods]


def keep(reader: MoodReader, store: Store, kind: str, value: Any, mood: str | None) -> str:
    """Stores one picture; the sentence that the screen shows."""
    if mood not in reader.moods:
        return message("feedback.nomood")
    try:
        picture = drawing_of(value) if kind == "sketch" else value
        if not picture:
            return message("feedback.nothing")
        reading = reader.sketch(picture) if kind == "sketch" else reader.face(picture)
        store.save(picture, mood, reading.moods, kind)
    except MoodError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except OSError as error:
        raise gr.Error(f"The feedback could not be kept: {error}.", print_exception=False) from error
    return message("feedback.thanks")


def message(key: str) -> str:
    """A sentence for the screen, read aloud by screen readers."""
    return f'<p role="status">{both(key)}</p>'
