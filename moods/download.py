"""Files of a Hub repository: given up when nothing arrives any more, checked by their hash."""

import hashlib
import re
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from huggingface_hub import HfApi, constants, hf_hub_download, try_to_load_from_cache
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HfHubHTTPError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
    RevisionResolutionError,
)
from huggingface_hub.utils import tqdm

from moods.errors import ModelError
from moods.hub import UnreachableError, maker

EXTRAS = ("README.md", "preprocessor_config.json", "metrics.json", "config.json", "faces.onnx")
STALL = 4.0  # seconds without a single byte until the Hub counts as unreachable
PIECE = 256 * 1024  # bytes between two signs of life; the client's own pieces are 10 MB
SILENT = (httpx2.TransportError, OfflineModeIsEnabled, RevisionResolutionError)


@dataclass
class Download:
    """One order: the revision of a repository, with the files needed; `alive` is when data last came."""

    repo: str
    revision: str
    needs: tuple[str, ...]
    token: str | None = None
    alive: float = field(default_factory=time.monotonic)
    given_up: bool = False

    def beat(self) -> None:
        """Notes a sign of life; ends the work when nobody waits for it any more."""
        if self.given_up:
            raise UnreachableError(f"The Hub answered too late (asked for {self.repo}).")
        self.alive = time.monotonic()

    def run(self) -> Path:
        """Resolves the revision, fetches what is missing or damaged and returns the snapshot's folder."""
        api = HfApi(token=self.token)
        info = api.model_info(self.repo, revision=self.revision, timeout=STALL)
        self.beat()
        there = {sibling.rfilename for sibling in info.siblings or []}
        for file in self.needs:
            if file not in there:
                raise ModelError(
                    f"{self.repo} holds no {file}: make it with `{maker(file)}` and push it again "
                    "with `python -m train push`."
                )
        # What is needed comes last: when it is there, so is everything else.
        wanted = [name for name in EXTRAS if name in there and name not in self.needs] + list(self.needs)
        commit = str(info.sha)
        paths = [self.get(name, commit) for name in wanted]
        if remembered(self.repo, self.revision) != commit:
            api.resolve_revision(self.repo, revision=self.revision)
        return Path(paths[-1]).parent

    def get(self, name: str, commit: str) -> str:
        """One file's path in the cache, fetched again when its content does not match its hash."""
        order = self

        class Pulse(tqdm):
            """The client's progress bar, which also tells that data arrives."""

            def update(self, n: float | None = 1) -> bool | None:
                order.beat()
                return super().update(n)

            def update_transfer(self, _n: float | None = 1) -> None:
                order.beat()

        constants.DOWNLOAD_CHUNK_SIZE = min(constants.DOWNLOAD_CHUNK_SIZE, PIECE)
        for force in (False, True):
            path = hf_hub_download(
                self.repo, name, revision=commit, token=self.token, etag_timeout=STALL,
                tqdm_class=Pulse, force_download=force,
            )  # fmt: skip
            self.beat()
            if not damaged(Path(path)):
                return path
        raise ModelError(f"{name} of {self.repo} arrives damaged, twice: push it again, or try later.")


def patiently(order: Download) -> Path:
    """Runs a download for as long as data arrives; never waits longer than `STALL` seconds for nothing."""
    future: Future[Path] = Future()

    def work() -> None:
        try:
            future.set_result(order.run())
        except Exception as error:  # noqa: BLE001  (handed to the waiting thread, not lost)
            future.set_exception(error)

    # A daemon: a client that waits for a dead server must not keep the process from ending.
    threading.Thread(target=work, daemon=True).start()
    while not future.done():
        if time.monotonic() - order.alive > STALL:
            order.given_up = True
            raise UnreachableError(f"The Hub does not answer (asked for {order.repo}).")
        time.sleep(0.02)
    try:
        return future.result()
    except SILENT as error:
        raise UnreachableError(f"The Hub cannot be reached (asked for {order.repo}).") from error
    except (HfHubHTTPError, EntryNotFoundError, OSError) as error:
        raise explained(order, error) from error


def explained(order: Download, error: Exception) -> ModelError:
    """The sentence for what the Hub or the disk answered."""
    status = error.response.status_code if isinstance(error, HfHubHTTPError) else 0
    if isinstance(error, GatedRepoError):
        return ModelError(f"{order.repo} is gated: accept its terms on its page, then set HF_TOKEN.")
    if isinstance(error, RevisionNotFoundError):
        return ModelError(f"{order.repo} has no revision {order.revision!r}: name a branch, tag or commit.")
    if isinstance(error, RepositoryNotFoundError):
        return ModelError(
            f"The Hub shows no model {order.repo}: check the spelling; if it is private, set HF_TOKEN "
            "to a token that may read it."
        )
    if status in (401, 403):
        return ModelError(f"The Hub refuses the token for {order.repo}: set HF_TOKEN to a valid one.")
    if status >= 500 or isinstance(error, EntryNotFoundError):
        return UnreachableError(f"The Hub is out of order (asked for {order.repo}).")
    return ModelError(f"{order.repo} cannot be fetched: {error}")


def remembered(repo: str, revision: str) -> str | None:
    """The commit that a branch or tag meant when it was last fetched, without a network."""
    try:
        return HfApi().resolve_revision(repo, revision=revision, local_files_only=True).resolved
    except RevisionResolutionError:
        return None


def sound(repo: str, commit: str, needs: tuple[str, ...]) -> Path | None:
    """The cached snapshot's folder, when the files needed are there and none is damaged."""
    found = [try_to_load_from_cache(repo, name, revision=commit) for name in needs]
    paths = [path for path in found if isinstance(path, str)]
    if len(paths) < len(needs):
        return None
    folder = Path(paths[0]).parent
    return None if any(damaged(folder / name) for name in {*EXTRAS, *needs}) else folder


def damaged(path: Path) -> bool:
    """Whether a cached file's content differs from the hash that the cache names it by."""
    if not path.is_symlink():
        return False  # absent, or a cache without links, which keeps no hash
    name, content = path.readlink().name, path.read_bytes() if path.exists() else b""
    if re.fullmatch(r"[0-9a-f]{64}", name):
        return hashlib.sha256(content).hexdigest() != name
    return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest() != name
