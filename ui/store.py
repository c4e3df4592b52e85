"""Where feedback is kept: a folder of class folders, committed to a private data set on the Hub if asked."""

import hashlib
import json
import os
import re
import secrets
import sys
import threading
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from moods.errors import ModelError
from moods.hub import PART
from moods.images import open_picture

NAMES = ("FEEDBACK_DIR", "FEEDBACK_REPO")
EVERY = 10  # minutes between two commits, and between two attempts to reach the Hub


@dataclass
class Store:
    """A folder as `data_tools build` reads it; `scheduler` commits it to `repo` once the Hub was reached."""

    folder: Path
    repo: str = ""
    notes: str = "feedback.jsonl"
    scheduler: Any = None
    closed: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def configured(cls, environment: dict[str, str] | os._Environ = os.environ) -> "Store | None":
        """What the owner set: FEEDBACK_DIR (a folder), FEEDBACK_REPO (a private data set), or both."""
        folder, repo = (environment.get(name, "").strip() for name in NAMES)
        if not repo:
            return cls(Path(folder)) if folder else None
        if not re.fullmatch(rf"{PART}/{PART}", repo, re.ASCII):
            raise ModelError(f"FEEDBACK_REPO is {repo!r}: name a data set of the Hub as owner/name.")
        # A start of its own has notes of its own: a Space that lost its disk must not overwrite earlier ones.
        notes = f"feedback-{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}.jsonl"
        store = cls(Path(folder or "feedback"), repo, notes)
        # Beside the app: a Hub that hangs must not keep the app from starting.
        threading.Thread(target=store.connect, daemon=True).start()
        return store

    def connect(self, wait: float = EVERY * 60) -> None:
        """Starts the commits; while the Hub cannot be used, says why and tries again after `wait` seconds."""
        from httpx2 import TransportError
        from huggingface_hub.errors import HfHubHTTPError

        while self.scheduler is None and not self.closed.is_set():
            try:
                self.scheduler = scheduled(self.repo, self.folder)
            except (HfHubHTTPError, TransportError, ModelError, OSError, ValueError) as error:
                told = " ".join(str(error).split())
                print(f"Feedback stays in {self.folder}, not yet in {self.repo}: {told}", file=sys.stderr)
                self.closed.wait(wait)

    def close(self) -> None:
        """No commits and no attempts to reach the Hub from now on; what is in the folder stays there."""
        self.closed.set()
        if self.scheduler:
            self.scheduler.stop()

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
        with self.scheduler.lock if self.scheduler else nullcontext():
            path.parent.mkdir(parents=True, exist_ok=True)
            image.save(path)
            with (self.folder / self.notes).open("a", encoding="utf-8") as file:
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        return path


def scheduled(repo: str, folder: Path) -> Any:
    """What commits the folder every few minutes; a data set that others can see is refused."""
    from huggingface_hub import CommitScheduler, HfApi

    api = HfApi()
    api.create_repo(repo, repo_type="dataset", private=True, exist_ok=True)
    if not api.dataset_info(repo).private:
        raise ModelError("that data set is public. Make it private, or name another one.")
    return CommitScheduler(repo_id=repo, repo_type="dataset", folder_path=folder, every=EVERY)
