"""Repositories in memory: blobs, commits, branches and tags, as the Hub's git keeps them."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

LARGE = (".arrow", ".bin", ".jpg", ".npy", ".onnx", ".parquet", ".png", ".safetensors", ".webp", ".zip")
LARGE_BYTES = 10 * 1024 * 1024


@dataclass(frozen=True)
class Blob:
    """One version of a file; a large one is known to git by its pointer only."""

    content: bytes
    large: bool = False

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def pointer(self) -> bytes:
        head = "version https://git-lfs.github.com/spec/v1"
        return f"{head}\noid sha256:{self.sha256}\nsize {len(self.content)}\n".encode()

    @cached_property
    def git_oid(self) -> str:
        body = self.pointer if self.large else self.content
        return hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()

    @property
    def etag(self) -> str:
        return self.sha256 if self.large else self.git_oid


@dataclass(frozen=True)
class Commit:
    """A state of all files, with its parent and message."""

    oid: str
    parent: str | None
    files: dict[str, Blob]
    title: str
    message: str
    author: str
    date: datetime


@dataclass
class Repo:
    """A model, data set or Space with its history."""

    kind: str
    name: str
    private: bool = False
    sdk: str | None = None
    variables: dict[str, str] = field(default_factory=dict)
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        return self.name.split("/")[0]

    def resolve(self, revision: str) -> Commit | None:
        """The commit that a branch, tag or (short) commit id names."""
        oid = self.branches.get(revision) or self.tags.get(revision) or revision
        if oid in self.commits:
            return self.commits[oid]
        if len(oid) < 7:
            return None
        return next((commit for known, commit in self.commits.items() if known.startswith(oid)), None)

    def commit(self, branch: str, files: dict[str, Blob], title: str, message: str, author: str) -> Commit:
        """Moves a branch to a new state of the files."""
        parent = self.branches.get(branch)
        now = datetime.now(UTC)
        tree = {path: blob.git_oid for path, blob in sorted(files.items())}
        seed = json.dumps([parent, tree, title, message, author, now.isoformat(), len(self.commits)])
        oid = hashlib.sha1(seed.encode()).hexdigest()
        made = Commit(oid, parent, dict(sorted(files.items())), title, message, author, now)
        self.commits[oid] = made
        self.branches[branch] = oid
        return made

    def history(self, commit: Commit) -> list[Commit]:
        """The commit and its ancestors, newest first."""
        line = [commit]
        while line[-1].parent:
            line.append(self.commits[line[-1].parent])
        return line


@dataclass
class Store:
    """Everything that the server remembers."""

    tokens: dict[str, tuple[str, str]]
    """token -> (user, role), where role is "write" or "read"."""
    repos: dict[tuple[str, str], Repo] = field(default_factory=dict)
    uploads: dict[str, bytes] = field(default_factory=dict)
    """Large files by their SHA-256, committed or not."""

    def create(self, kind: str, name: str, author: str, private: bool, sdk: str | None) -> Repo:
        """A new repository with the first commit that the Hub itself makes."""
        repo = Repo(kind, name, private, sdk)
        rules = "".join(f"*{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in LARGE)
        repo.commit("main", {".gitattributes": Blob(rules.encode())}, "initial commit", "", author)
        self.repos[kind, name] = repo
        return repo


def is_large(path: str, size: int, sample: bytes) -> bool:
    """Whether the Hub keeps a file outside git: by its suffix, size or a zero byte at its start."""
    return path.endswith(LARGE) or size > LARGE_BYTES or b"\0" in sample
