"""Looking at repositories: information, trees, references, history."""

import yaml
from fastapi import FastAPI, Request

from tests.hub.access import HubError, commit_of, repo_of
from tests.hub.store import Blob, Commit, Repo


def add_view_routes(app: FastAPI) -> None:
    """Adds the routes that change nothing."""

    @app.get("/api/{kinds}/{owner}/{name}")
    @app.get("/api/{kinds}/{owner}/{name}/revision/{revision:path}")
    async def info(request: Request, kinds: str, owner: str, name: str, revision: str = "main") -> dict:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        return describe(repo, commit_of(repo, revision))

    @app.get("/api/{kinds}/{owner}/{name}/tree/{revision}")
    @app.get("/api/{kinds}/{owner}/{name}/tree/{revision}/{path:path}")
    async def tree(
        request: Request, kinds: str, owner: str, name: str, revision: str, path: str = ""
    ) -> list[dict]:
        commit = commit_of(repo_of(request, kinds, f"{owner}/{name}"), revision)
        entries = listing(commit, path, request.query_params.get("recursive", "").lower() == "true")
        if path and not entries:
            raise HubError(404, f"{path} does not exist on {revision!r}", "EntryNotFound")
        return entries

    @app.post("/api/{kinds}/{owner}/{name}/paths-info/{revision}")
    async def paths_info(request: Request, kinds: str, owner: str, name: str, revision: str) -> list[dict]:
        commit = commit_of(repo_of(request, kinds, f"{owner}/{name}"), revision)
        paths = (await request.form()).getlist("paths")
        known = {entry["path"]: entry for entry in listing(commit, "", recursive=True)}
        return [known[path] for path in paths if path in known]

    @app.get("/api/{kinds}/{owner}/{name}/refs")
    async def refs(request: Request, kinds: str, owner: str, name: str) -> dict:
        repo = repo_of(request, kinds, f"{owner}/{name}")

        def entries(where: str, heads: dict[str, str]) -> list[dict]:
            return [{"name": n, "ref": f"refs/{where}/{n}", "targetCommit": oid} for n, oid in heads.items()]

        tags = entries("tags", repo.tags)
        return {"branches": entries("heads", repo.branches), "tags": tags, "converts": [], "pullRequests": []}

    @app.get("/api/{kinds}/{owner}/{name}/commits/{revision}")
    async def commits(request: Request, kinds: str, owner: str, name: str, revision: str) -> list[dict]:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        return [
            {"id": commit.oid, "title": commit.title, "message": commit.message,
             "authors": [{"user": commit.author}], "date": commit.date.isoformat().replace("+00:00", "Z")}
            for commit in repo.history(commit_of(repo, revision))
        ]  # fmt: skip


def describe(repo: Repo, commit: Commit) -> dict:
    """What the Hub tells about a repository at a commit; tags come from the card."""
    card = card_of(commit)
    changed = commit.date.isoformat().replace("+00:00", "Z")
    siblings = [
        {"rfilename": path, "size": len(blob.content), "blobId": blob.git_oid}
        for path, blob in commit.files.items()
    ]
    return {
        "id": repo.name,
        "modelId": repo.name,
        "author": repo.owner,
        "sha": commit.oid,
        "private": repo.private,
        "gated": False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "sdk": repo.sdk,
        "siblings": siblings,
        "tags": card.get("tags", []),
        "pipeline_tag": card.get("pipeline_tag"),
        "library_name": card.get("library_name"),
        "cardData": card,
        "lastModified": changed,
    }


def card_of(commit: Commit) -> dict:
    """The YAML block of the card, empty when there is none."""
    readme = commit.files.get("README.md")
    text = readme.content.decode("utf-8") if readme else ""
    return yaml.safe_load(text.split("---")[1]) or {} if text.startswith("---") else {}


def listing(commit: Commit, folder: str, recursive: bool) -> list[dict]:
    """Files and folders under a folder, all levels or one."""
    prefix = f"{folder.strip('/')}/" if folder else ""
    entries: dict[str, dict] = {}
    for path, blob in commit.files.items():
        if not path.startswith(prefix):
            continue
        parts = path.removeprefix(prefix).split("/")
        for depth in range(1, len(parts) if recursive else min(len(parts), 2)):
            inner = prefix + "/".join(parts[:depth])
            entries[inner] = {"type": "directory", "path": inner, "oid": "0" * 40, "size": 0}
        if recursive or len(parts) == 1:
            entries[path] = file_entry(path, blob)
    return list(entries.values())


def file_entry(path: str, blob: Blob) -> dict:
    """A file as the tree lists it."""
    entry = {"type": "file", "path": path, "size": len(blob.content), "oid": blob.git_oid}
    if blob.large:
        entry["lfs"] = {
            "oid": blob.sha256,
            "size": len(blob.content),
            "pointerSize": len(blob.pointer),
        }
    return entry
