"""Changing repositories: uploads, commits, tags, a Space's variables."""

import base64
import hashlib
import json

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from tests.hub.access import HubError, commit_of, may_write, repo_of
from tests.hub.store import Blob, Repo, Store, is_large


def add_write_routes(app: FastAPI) -> None:
    """Adds the routes of an upload in the order in which a client calls them."""

    @app.post("/api/{kinds}/{owner}/{name}/preupload/{revision}")
    async def preupload(request: Request, kinds: str, owner: str, name: str, revision: str) -> dict:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        may_write(request, repo)
        present = commit_of(repo, revision).files
        answers = []
        for file in (await request.json())["files"]:
            path, sample = file["path"], base64.b64decode(file.get("sample", ""))
            mode = "lfs" if is_large(path, file["size"], sample) else "regular"
            oid = present[path].etag if path in present else None
            answers.append({"path": path, "uploadMode": mode, "shouldIgnore": False, "oid": oid})
        return {"files": answers}

    @app.post("/{name:path}.git/info/lfs/objects/batch")
    async def batch(request: Request, name: str) -> dict:
        kinds, _, short = name.partition("/")
        known = kinds in ("datasets", "spaces")
        may_write(request, repo_of(request, kinds if known else "models", short if known else name))
        base, store = request.base_url, request.app.state.store
        objects = []
        for asked in (await request.json())["objects"]:
            entry = {"oid": asked["oid"], "size": asked["size"]}
            if asked["oid"] not in store.uploads:
                entry["actions"] = {"upload": {"href": f"{base}lfs/{asked['oid']}"},
                                    "verify": {"href": f"{base}lfs/verify"}}  # fmt: skip
            objects.append(entry)
        return {"transfer": "basic", "objects": objects}

    @app.put("/lfs/{oid}")
    async def upload(request: Request, oid: str) -> dict:
        content = await request.body()
        if hashlib.sha256(content).hexdigest() != oid:
            raise HubError(400, f"the content does not match {oid}")
        request.app.state.store.uploads[oid] = content
        return {}

    @app.post("/lfs/verify")
    async def verify(request: Request) -> dict:
        asked = await request.json()
        if len(request.app.state.store.uploads.get(asked["oid"], b"")) != asked["size"]:
            raise HubError(404, f"{asked['oid']} has not arrived")
        return {}

    @app.post("/api/{kinds}/{owner}/{name}/commit/{revision}")
    async def commit(request: Request, kinds: str, owner: str, name: str, revision: str) -> dict:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        user = may_write(request, repo)
        lines = [json.loads(line) for line in (await request.body()).splitlines() if line.strip()]
        header = next(line["value"] for line in lines if line["key"] == "header")
        here = commit_of(repo, revision)
        if header.get("parentCommit", here.oid) != here.oid:
            raise HubError(412, "A commit has happened since. Please refresh and try again.")
        files = dict(here.files)
        for line in lines:
            apply(files, line["key"], line["value"], request.app.state.store)
        made = repo.commit(revision, files, header["summary"], header.get("description", ""), user)
        prefix = "" if repo.kind == "model" else f"{repo.kind}s/"
        url = f"{request.base_url}{prefix}{repo.name}/commit/{made.oid}"
        return {"success": True, "commitOid": made.oid, "commitUrl": url, "pullRequestUrl": None}

    @app.post("/api/{kinds}/{owner}/{name}/tag/{revision}")
    @app.post("/api/{kinds}/{owner}/{name}/branch/{revision}")
    async def mark(request: Request, kinds: str, owner: str, name: str, revision: str) -> JSONResponse:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        may_write(request, repo)
        asked = await request.json()
        tagging = "/tag/" in request.url.path
        marks, word = (repo.tags, asked["tag"]) if tagging else (repo.branches, revision)
        if word in marks:
            raise HubError(409, f"{word!r} already exists")
        marks[word] = commit_of(repo, revision if tagging else asked.get("startingPoint", "main")).oid
        return JSONResponse({}, 201)

    @app.delete("/api/{kinds}/{owner}/{name}/tag/{tag}")
    async def untag(request: Request, kinds: str, owner: str, name: str, tag: str) -> dict:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        may_write(request, repo)
        if repo.tags.pop(tag, None) is None:
            raise HubError(404, f"no tag {tag!r}", "RevisionNotFound")
        return {}

    @app.post("/api/spaces/{owner}/{name}/variables")
    async def set_variable(request: Request, owner: str, name: str) -> dict:
        repo: Repo = repo_of(request, "spaces", f"{owner}/{name}")
        may_write(request, repo)
        asked = await request.json()
        repo.variables[asked["key"]] = asked["value"]
        return {key: {"value": value} for key, value in repo.variables.items()}

    @app.get("/api/spaces/{owner}/{name}/variables")
    async def variables(request: Request, owner: str, name: str) -> dict:
        repo: Repo = repo_of(request, "spaces", f"{owner}/{name}")
        may_write(request, repo)
        return {key: {"value": value} for key, value in repo.variables.items()}

    @app.delete("/api/spaces/{owner}/{name}/variables")
    async def delete_variable(request: Request, owner: str, name: str) -> dict:
        repo: Repo = repo_of(request, "spaces", f"{owner}/{name}")
        may_write(request, repo)
        if repo.variables.pop((await request.json())["key"], None) is None:
            raise HubError(404, "no such variable")
        return {key: {"value": value} for key, value in repo.variables.items()}

    @app.put("/api/{kinds}/{owner}/{name}/settings")
    async def settings(request: Request, kinds: str, owner: str, name: str) -> dict:
        repo = repo_of(request, kinds, f"{owner}/{name}")
        may_write(request, repo)
        repo.private = (await request.json())["visibility"] == "private"
        return {"private": repo.private}


def apply(files: dict[str, Blob], key: str, value: dict, store: Store) -> None:
    """One line of a commit on the state of the files."""
    path = value.get("path", "")
    if key == "file":
        files[path] = Blob(base64.b64decode(value["content"]))
    elif key == "lfsFile":
        if value["oid"] not in store.uploads:
            raise HubError(400, f"{path}: {value['oid']} was never uploaded")
        files[path] = Blob(store.uploads[value["oid"]], large=True)
    elif key in ("deletedFile", "deletedFolder"):
        folder = path.rstrip("/") + "/"
        gone = [
            name for name in files if name == path or (key == "deletedFolder" and name.startswith(folder))
        ]
        if not gone:
            raise HubError(404, "A file with this name doesn't exist", "EntryNotFound")
        for name in gone:
            del files[name]
