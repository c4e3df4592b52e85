"""A git repository of class folders, read from its objects: no check-out, no hooks, no filters."""

import hashlib
import os
import re
import shutil
import subprocess
import weakref
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from data_tools.record import Item, Origin, Record, Rejected, is_picture_name
from data_tools.sources.folder import word_of
from data_tools.sources.licence import licence_of
from moods.cache import user_cache
from moods.errors import DataError, PictureError
from moods.images import MAX_BYTES

REVISION = re.compile(r"(?P<url>.+?)@(?P<revision>[^@:]+)")
LFS = b"version https://git-lfs.github.com/spec/"
# A source that asks for a password would wait for ever.
QUIET = {"GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C"}
# How to reach a server. All other GIT_* are dropped: hooks name their own repository and index by them.
REACH = ("GIT_ALLOW_", "GIT_ASKPASS", "GIT_CONFIG_", "GIT_EXEC_", "GIT_HTTP_", "GIT_PROXY_", "GIT_SSH",
         "GIT_SSL_")  # fmt: skip


class Blobs:
    """Reads files of a bare repository one after the other through one process, which ends with this."""

    def __init__(self, bare: Path) -> None:
        command = _command(bare, "cat-file", "--batch")
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, env=_environment(), stdin=pipe, stdout=pipe)
        weakref.finalize(self, _end, self.process)

    def read(self, blob: str, path: str) -> bytes:
        """The bytes of a file; a pointer of Git LFS is refused by name."""
        self.process.stdin.write(f"{blob}\n".encode())
        self.process.stdin.flush()
        head = self.process.stdout.readline().split()
        if len(head) != 3:
            raise PictureError(f"{path} is missing in the repository.", "missing")
        data = self.process.stdout.read(int(head[2]))
        self.process.stdout.read(1)
        if data.startswith(LFS):
            raise PictureError(
                f"{path} is a Git LFS pointer: its picture is not in the repository. "
                f"Clone it with git lfs and build from the folder.",
                "git lfs pointer",
            )
        return data


def records(spec: str) -> Iterator[Item]:
    """Every picture of `URL-or-path[@revision]` in the order of names."""
    url, revision = split_revision(spec)
    bare = fetched(url, revision)
    blobs = Blobs(bare)
    listing = sorted(_listing(bare))
    tops = {path: partial(blobs.read, blob, path) for path, blob, _ in listing if "/" not in path}
    origin = Origin(url, licence_of(tops), url)
    pictures = [entry for entry in listing if is_picture_name(entry[0])]
    if not pictures:
        raise DataError(f"git:{spec} holds no pictures.")
    name = url.rstrip("/").rsplit("/", 1)[-1].removesuffix(".git")
    for path, blob, size in pictures:
        if size > MAX_BYTES:
            detail = f"{name}/{path} is larger than {MAX_BYTES // 1_000_000} MB."
            yield Rejected(f"{name}/{path}", "too large", detail)
            continue
        yield Record(
            name=f"{name}/{path}",
            read=partial(blobs.read, blob, path),
            origin=origin,
            word=word_of(path),
            original_id=path,
            stamp=blob,
        )


def split_revision(spec: str) -> tuple[str, str | None]:
    """The address and the revision of `address[@revision]`; git@host:path keeps its @."""
    match = REVISION.fullmatch(spec)
    if not match or Path(spec).exists():
        return spec, None
    url, revision = match["url"], match["revision"]
    # https://user@host/name: what follows the @ is no revision.
    if "/" in revision and not (url.endswith(".git") or Path(url).exists()):
        return spec, None
    return url, revision


def cache_folder() -> Path:
    """Where fetched commits are kept between builds; safe to delete."""
    chosen = os.environ.get("XDG_CACHE_HOME")
    root = Path(chosen) if chosen else user_cache("git repositories", "XDG_CACHE_HOME")
    return root / "manga-mood" / "git"


def fetched(url: str, revision: str | None) -> Path:
    """A bare repository in the user's cache that holds one commit of `url`."""
    if not shutil.which("git"):
        raise DataError("git is not installed: a git: source needs it.")
    home = cache_folder()
    bare = home / hashlib.sha256(f"{url}@{revision}".encode()).hexdigest()[:16]
    try:
        if re.fullmatch(r"[0-9a-f]{40}", revision or "") and (bare / "done").is_file():
            return bare
        bare.mkdir(parents=True, exist_ok=True)
        _git(bare, "init", "--quiet", "--bare", "--template=")
        _fetch(bare, url, revision)
        (bare / "done").touch()
    except (OSError, subprocess.CalledProcessError) as error:
        reason = error.strerror if isinstance(error, OSError) else _said(error)
        raise DataError(
            f"git:{url} cannot be kept in {home} ({reason}): "
            "make room, or set XDG_CACHE_HOME to another folder."
        ) from error
    return bare


def _fetch(bare: Path, url: str, revision: str | None) -> None:
    address = str(Path(url).resolve()) if Path(url).exists() else url
    try:
        _git(bare, "fetch", "--quiet", "--depth=1", "--no-tags", "--", address, revision or "HEAD")
    except subprocess.CalledProcessError as error:
        what = f"git:{url}" + (f" at {revision}" if revision else "")
        raise DataError(f"{what} cannot be fetched: {_said(error)}.") from error


def _listing(bare: Path) -> Iterator[tuple[str, str, int]]:
    """Path, blob and size in bytes of every plain file; links and submodules are left out."""
    for line in _git(bare, "ls-tree", "-r", "-l", "-z", "FETCH_HEAD").split(b"\0"):
        fields, _, path = line.partition(b"\t")
        if fields.startswith(b"100"):
            _, _, blob, size = fields.split()
            yield path.decode(errors="replace"), blob.decode(), int(size)


def _end(process: subprocess.Popen) -> None:
    process.stdin.close()
    process.stdout.close()
    process.wait()


def _said(error: subprocess.CalledProcessError) -> str:
    return " ".join(error.stderr.decode(errors="replace").split()).rstrip(".")


def _git(bare: Path, *arguments: str) -> bytes:
    command = _command(bare, *arguments)
    return subprocess.run(command, env=_environment(), check=True, capture_output=True).stdout


def _command(bare: Path, *arguments: str) -> list[str]:
    # The repository is named, not looked for: with safe.bareRepository=explicit git finds no bare one.
    return ["git", f"--git-dir={bare}", "-c", f"core.hooksPath={os.devnull}", *arguments]


def _environment() -> dict[str, str]:
    ours = {key: value for key, value in os.environ.items() if key[:4] != "GIT_" or key.startswith(REACH)}
    return ours | QUIET
