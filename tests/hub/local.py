"""A Hub on this machine: the server in a thread, its switches, and clients that talk to it."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from huggingface_hub import HfApi

from tests.hub import SURROUNDINGS
from tests.hub.faults import Switches
from tests.hub.server import make_app
from tests.hub.store import Repo, Store

ROOT = Path(__file__).resolve().parents[2]
TOKENS = {"hf_artist": ("artist", "write"), "hf_reader": ("artist", "read"), "hf_guest": ("guest", "write")}


class LocalHub:
    """The server at `url`; `token` may write as `user`, `hf_reader` only read, `hf_guest` is another's."""

    user = "artist"
    token = "hf_artist"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store(dict(TOKENS))
        self.switches = Switches()
        self.app = make_app(self.store, self.switches)
        self.socket = bound(0)
        self.port = self.socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.server: uvicorn.Server | None = None
        self.thread: threading.Thread | None = None
        self.start()

    def start(self) -> None:
        """Serves on the bound port from a thread."""
        self.switches.closing = False
        config = uvicorn.Config(self.app, log_level="critical", lifespan="off", timeout_keep_alive=60)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run, args=([self.socket],), daemon=True)
        self.thread.start()
        limit = time.monotonic() + 10
        while not self.server.started:
            if time.monotonic() > limit:
                raise TimeoutError("the local Hub did not start within 10 s")
            time.sleep(0.01)

    def stop(self) -> None:
        """Stops serving: the port refuses connections from now on."""
        if self.server and self.thread:
            self.switches.closing = True
            self.server.should_exit = self.server.force_exit = True
            self.thread.join(10)
            self.server = None
            # Bound but not listening: connections are refused and nobody else takes the port.
            self.socket = bound(self.port)

    def close(self) -> None:
        """Stops for good."""
        self.stop()
        self.socket.close()

    def refuse(self, status: int | None = None) -> None:
        """Refuses connections, or answers everything with a status such as 503."""
        if status is None:
            self.stop()
        self.switches.status = status

    def hang(self, pattern: str = "") -> None:
        """Accepts requests and never answers; `pattern` is searched in "METHOD /path"."""
        self.switches.hanging = pattern

    def truncate(self, path: str, keep: int = 100, silent: bool = False) -> None:
        """Sends the first `keep` bytes of a file only; silent: and claims that this is all of it."""
        self.switches.cut[path] = (keep, silent)

    def interrupt(self, after: int = 0, pattern: str = "", status: int = 507) -> None:
        """Lets `after` requests that match through, then fails them; 507 is one that clients do not retry."""
        self.switches.failing, self.switches.after, self.switches.fail_with = pattern, after, status

    def heal(self) -> None:
        """All faults off."""
        self.switches.heal()
        if self.server is None:
            self.start()

    @property
    def requests(self) -> list[str]:
        """What was asked so far, as "METHOD /path"."""
        return self.switches.requests

    def repo(self, name: str, kind: str = "model") -> Repo:
        """A repository as the server sees it."""
        return self.store.repos[kind, name]

    def api(self, token: str | None = None) -> HfApi:
        """A client in this process."""
        return HfApi(endpoint=self.url, token=token or self.token)

    def env(self, token: str | None = token, **more: str) -> dict[str, str]:
        """The environment of a client process with a fresh cache; keep it to keep the cache."""
        theirs = ("HF_", "HUGGING_FACE_")  # the longer one: HF_TOKEN's old name
        kept = {key: value for key, value in os.environ.items() if not key.startswith(theirs)}
        home = tempfile.mkdtemp(prefix="home-", dir=self.folder)
        hub = {"HF_ENDPOINT": self.url, "HF_HOME": home, "HF_HUB_DISABLE_XET": "1",
               "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1",
               "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}  # fmt: skip
        return kept | SURROUNDINGS | hub | ({"HF_TOKEN": token} if token else {}) | more

    def run(
        self, code: str | list[str], env: dict[str, str] | None = None, timeout: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """Python code, or the arguments of a `python` command, in a process of its own."""
        words = ["-c", code] if isinstance(code, str) else code
        return subprocess.run(
            [sys.executable, *words], env=env or self.env(), cwd=ROOT, timeout=timeout,
            capture_output=True, text=True, check=False,
        )  # fmt: skip


def bound(port: int) -> socket.socket:
    """A socket that holds a port of this machine (0: any free one) without listening yet."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", port))
    return held
