"""Attacks over plain HTTP: no file of this machine but an upload is read, fetched or shown to strangers."""

import http.client
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from gradio.utils import get_upload_folder

import app
from moods.hub import DEFAULT

ROOT = Path(app.__file__).resolve().parent
SECRET = b"nobody's business"
ARGUMENTS = {"face": [8], "sketch": [8], "page": [8, False], "chapter": [8, False], "batch": ["page", 8]}
HOSTS = ("127.0.0.1", "localhost", "127.1", "0x7f000001", "[::ffff:127.0.0.1]", "0.0.0.0")
LINK_LOCAL = "http://169.254.169.254/latest/meta-data/"


@pytest.fixture(scope="module")
def ask(served):
    """One raw request: the path goes out as it is written, dots and all."""
    place = urlsplit(served.url)

    def asked(method: str, path: str, body: bytes | None = None, kind: str = "application/json"):
        line = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        try:
            line.request(method, f"/gradio_api{path}", body, {"Content-Type": kind})
            answer = line.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            line.close()

    return asked


@pytest.fixture(scope="module")
def inside():
    """A port of this machine with a server that no visitor may reach through the app, and who asked it."""
    seen: list[str] = []

    class Secret(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(SECRET)

    server = HTTPServer(("", 0), Secret)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, seen
    server.shutdown()


def told(ask, door: str, file: dict) -> str:
    """The event stream of an endpoint that is given this as its file."""
    files = [file] if door in ("chapter", "batch") else file
    body = json.dumps({"data": [files, *ARGUMENTS[door]]}).encode()
    status, _, answer = ask("POST", f"/call/{door}", body)
    assert status == 200, answer
    return ask("GET", f"/call/{door}/{json.loads(answer)['event_id']}")[2].decode()


def meant(path: str, **more: str) -> dict:
    """A file as clients name it."""
    return {"path": path, "meta": {"_type": "gradio.FileData"}, **more}


FOREIGN = (
    "/etc/passwd", "//etc/passwd", "/etc/passwd%00.png", "file:///etc/passwd", "/proc/self/environ",
    "/dev/zero", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/%2e%2e/etc/passwd", "....//....//etc/passwd",
    "app.py", "ui/../app.py", f"{ROOT}/app.py", f"{ROOT}/ui/api.py", f"{ROOT}/.git/config",
    f"{ROOT}/ui/examples/../../app.py", f"{ROOT}/ui/examples/..%2f..%2fapp.py", f"{DEFAULT}/config.json",
)  # fmt: skip


@pytest.mark.parametrize("path", FOREIGN)
@pytest.mark.parametrize("door", ["/file=", "/file/"])
def test_no_file_of_the_machine_is_served(ask, door, path):
    status, _, body = ask("GET", door + path)
    assert status in (400, 403, 404), body[:200]
    assert not any(word in body for word in (b"root:", b"import ", b"[core]", b"PATH=", b"label_names"))


def test_the_drawn_examples_are_served(ask):
    status, headers, body = ask("GET", f"/file={ROOT}/ui/examples/happy.png")
    assert (status, headers["Content-Type"], body[:4]) == (200, "image/png", b"\x89PNG")


@pytest.mark.parametrize(
    "path", ["/etc/passwd", "/dev/zero", f"{ROOT}/ui/examples/happy.png", "../app.py", ""]
)
@pytest.mark.parametrize("door", ARGUMENTS)
def test_endpoints_read_uploads_only(ask, door, path):
    answer = told(ask, door, meant(path))
    assert "event: error" in answer and "event: complete" not in answer, answer


@pytest.mark.parametrize("door", ["/file=", "/proxy="])
def test_the_app_is_no_way_into_the_network_behind_it(ask, inside, door):
    port, seen = inside
    for url in [LINK_LOCAL, "gopher://127.0.0.1/", *(f"http://{host}:{port}/a" for host in HOSTS)]:
        status, _, body = ask("GET", door + url)
        # A redirection sends the visitor's own browser there: the app itself asks nobody.
        assert status in (302, 307, 400, 403, 404), (url, status)
        assert SECRET not in body
    assert not seen


@pytest.mark.parametrize("door", ARGUMENTS)
def test_endpoints_fetch_nothing_from_inside(ask, inside, door):
    port, seen = inside
    for url in [LINK_LOCAL, *(f"http://{host}:{port}/a.png" for host in HOSTS)]:
        for file in (meant(url), meant("a.png", url=url), meant(url, url=url)):
            answer = told(ask, door, file)
            assert "event: error" in answer and "event: complete" not in answer, (url, answer)
    assert not seen


def test_fields_of_the_screen_read_uploads_only(ask, served):
    """Private events, too, can be called by their number: their fields are as careful."""
    tried = 0
    for number, event in served.demo.fns.items():
        kinds = [block.get_block_name() for block in event.inputs]
        if event.api_visibility == "public" or not {"image", "file"} & set(kinds):
            continue
        tried += 1
        for path in ("/etc/passwd", f"{ROOT}/ui/examples/happy.png"):
            sent = {"image": meant(path), "file": [meant(path)]}
            data = [sent.get(kind, block.value) for kind, block in zip(kinds, event.inputs, strict=True)]
            body = json.dumps({"fn_index": number, "data": data, "session_hash": f"attack{number}"}).encode()
            assert ask("POST", "/queue/join", body)[0] == 200
            answer = ask("GET", f"/queue/data?session_hash=attack{number}")[2].decode()
            assert "was not uploaded by a user" in answer and '"success":true' not in answer, (number, answer)
    assert tried >= 4


@pytest.mark.parametrize("name", ["../../x.html", "..\\\\..\\\\x.html", "/etc/x.html", "x.html"])
def test_an_uploaded_page_stays_in_its_folder_and_never_runs(ask, name):
    head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n'
    page = b"Content-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--b--\r\n"
    status, _, body = ask("POST", "/upload", head.encode() + page, "multipart/form-data; boundary=b")
    assert status == 200
    path = os.path.realpath(json.loads(body)[0])
    assert path.startswith(os.path.realpath(get_upload_folder()) + os.sep)
    status, headers, _ = ask("GET", f"/file={path}")
    assert status != 200 or headers["Content-Disposition"].startswith("attachment")
    answer = told(ask, "face", meant(path))
    assert "not a picture" in answer


def test_a_file_above_the_limit_is_refused(ask, served):
    before = set(Path(get_upload_folder()).rglob("*"))
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.png"\r\n\r\n'
    kind = "multipart/form-data; boundary=b"
    status, _, body = ask("POST", "/upload", head + bytes(201 * 1024**2) + b"\r\n--b--\r\n", kind)
    assert status == 413 and b"exceeded" in body
    left = [path for path in set(Path(get_upload_folder()).rglob("*")) - before if path.is_file()]
    assert sum(path.stat().st_size for path in left) < 1_000_000


@pytest.mark.parametrize("door", ["/vibe-edit", "/vibe-code/", "/run-history/buckets", "/component_server"])
def test_what_gradio_offers_beside_endpoints_is_shut(ask, served, door):
    asks = {
        "session_hash": "a",
        "component_id": min(served.demo.blocks),
        "fn_name": "get_config",
        "data": {},
        "prompt": "",
        "code": "",
    }
    method = "GET" if door in ("/vibe-code/", "/run-history/buckets") else "POST"
    assert ask(method, door, json.dumps(asks).encode())[0] in (401, 403, 404, 422)
