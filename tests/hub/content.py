"""Files: HEAD, GET and ranges; large ones behind a redirect, as on the Hub."""

import re
import time
from collections.abc import Iterator

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from tests.hub.access import HubError, commit_of, repo_of
from tests.hub.store import Blob

CHUNK = 64 * 1024


def add_content_routes(app: FastAPI) -> None:
    """Adds the routes that hand out files; the catch-all pattern must come last."""

    @app.api_route("/{name:path}/resolve/{revision}/{path:path}", methods=["GET", "HEAD"])
    async def resolve(request: Request, name: str, revision: str, path: str) -> Response:
        kinds, _, short = name.partition("/")
        known = kinds in ("datasets", "spaces")
        repo = repo_of(request, kinds if known else "models", short if known else name)
        commit = commit_of(repo, revision)
        head = {"X-Repo-Commit": commit.oid}
        if path not in commit.files:
            headers = {**head, "X-Error-Code": "EntryNotFound", "X-Error-Message": f"{path} does not exist"}
            return Response(status_code=404, headers=headers)
        blob = commit.files[path]
        length, lie = cut(request, path, blob)
        if not blob.large:
            return serve(request, blob, head | {"ETag": f'"{blob.etag}"'}, length, lie)
        size = length if lie else len(blob.content)
        head |= {"X-Linked-Etag": f'"{blob.sha256}"', "X-Linked-Size": str(size), "ETag": f'"{blob.git_oid}"'}
        # Another host name, as on the Hub: clients must not take their token along.
        cdn = f"http://localhost:{request.url.port}/cdn"
        return RedirectResponse(f"{cdn}/{blob.sha256}/{path}", 302, head)

    @app.api_route("/cdn/{sha256}/{path:path}", methods=["GET", "HEAD"])
    async def large(request: Request, sha256: str, path: str) -> Response:
        if "authorization" in request.headers:
            raise HubError(400, "a token was sent to the file host")
        content = request.app.state.store.uploads.get(sha256)
        if content is None:
            raise HubError(404, "no such file", "EntryNotFound")
        blob = Blob(content, large=True)
        return serve(request, blob, {"ETag": f'"{sha256}"'}, *cut(request, path, blob))


def cut(request: Request, path: str, blob: Blob) -> tuple[int, bool]:
    """How many bytes of the file may arrive, and whether the answer hides the loss."""
    return request.app.state.switches.cut.get(path, (len(blob.content), False))


def serve(request: Request, blob: Blob, headers: dict[str, str], arrives: int, lie: bool) -> Response:
    """The file or the range asked for; a cut one stops early, or pretends to be shorter."""
    content = blob.content[:arrives] if lie else blob.content
    start, stop = asked_range(request.headers.get("range"), len(content))
    if start >= len(content) > 0:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(content)}"})
    headers = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(stop - start)}
    partial = "range" in request.headers
    if partial:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{len(content)}"

    def body() -> Iterator[bytes]:
        for place in range(start, min(stop, arrives), CHUNK):
            time.sleep(request.app.state.switches.pause)
            yield content[place : min(place + CHUNK, stop, arrives)]

    status = 206 if partial else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers)
    return StreamingResponse(body(), status, headers, "application/octet-stream")


def asked_range(header: str | None, size: int) -> tuple[int, int]:
    """First byte and the byte after the last one of a `Range` header."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", header or "bytes=0-")
    if match is None or match.groups() == ("", ""):
        return 0, size
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size
