"""The app: raw HTTP /face beside an endpoint that does nothing, the live drawing, and the start.

MODEL_ID chooses the model, as for the app itself.
"""

import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import gradio as gr

import app
from moods.errors import MoodError
from ui.screen import build

CALLS, WARM = 60, 10
PICTURE = Path(__file__).parents[1] / "ui" / "examples" / "happy.png"
STROKES = 12


@contextmanager
def served(demo: gr.Blocks):
    """The address of a running app."""
    _, url, _ = demo.launch(server_name="127.0.0.1", quiet=True, prevent_thread_lock=True, show_error=True)
    try:
        yield url.rstrip("/") + "/gradio_api"
    finally:
        demo.close()


def nothing() -> gr.Blocks:
    """An app with the interface of /face that does nothing: what Gradio itself costs."""
    with gr.Blocks(analytics_enabled=False) as demo, gr.Column(visible=False):
        picture, top = gr.File(), gr.Number(8, precision=0)
        gr.Button().click(lambda picture, top: {}, [picture, top], gr.JSON(), api_name="face")
    return demo


def uploaded(api: str) -> str:
    """Sends the picture once; returns its path on the server."""
    edge = b"manga-mood-bench"
    head = b'\r\nContent-Disposition: form-data; name="files"; filename="face.png"\r\n'
    body = b"--" + edge + head + b"Content-Type: image/png\r\n\r\n" + PICTURE.read_bytes()
    request = urllib.request.Request(f"{api}/upload", body + b"\r\n--" + edge + b"--\r\n")
    request.add_header("Content-Type", f"multipart/form-data; boundary={edge.decode()}")
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)[0]


def call(api: str, path: str) -> float:
    """Seconds of one /face call over plain HTTP: the post and its event stream to the end."""
    data = [{"path": path, "meta": {"_type": "gradio.FileData"}}, 8]
    start = time.perf_counter()
    request = urllib.request.Request(f"{api}/call/face", json.dumps({"data": data}).encode())
    request.add_header("Content-Type", "application/json")
    with urllib.request.urlopen(request) as answer:
        event = json.load(answer)["event_id"]
    with urllib.request.urlopen(f"{api}/call/face/{event}") as stream:
        told = stream.read()
    if b"event: complete" not in told:
        raise RuntimeError(f"/face failed: {told[:200]!r}")
    return time.perf_counter() - start


def alternate(one: Callable[[], float], other: Callable[[], float]) -> tuple[float, float]:
    """Medians in seconds of two calls made in turns, so that a busy machine slows both."""
    pairs = [(one(), other()) for _ in range(WARM + CALLS)][WARM:]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def live(url: str) -> list[float] | None:
    """Milliseconds from the end of a stroke to its mood on the screen; None without Chromium."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.goto(url)
        page.wait_for_selector("#reading .bars")
        page.wait_for_timeout(1500)
        page.evaluate(WATCH)
        box = page.locator("#sheet canvas").bounding_box()
        for number in range(STROKES):
            y = box["y"] + box["height"] * (0.2 + 0.05 * number)
            page.mouse.move(box["x"] + 150, y)
            page.mouse.down()
            page.mouse.move(box["x"] + 350, y + 20, steps=8)
            page.mouse.up()
            page.wait_for_timeout(700)
        times = page.evaluate("window.times")
        browser.close()
    return times


EMPTY = "import gradio\nwith gradio.Blocks() as demo: pass\ndemo.launch(mcp_server=True, ssr_mode=False)"
WATCH = """() => {
  window.times = [];
  const pad = document.querySelector("#sheet .pad"), panel = document.querySelector("#reading .reading");
  let ended = 0, ticket = "";
  pad.querySelector("canvas").addEventListener("pointerup", () => {
    ended = performance.now(); ticket = pad.dataset.ticket;
  });
  new MutationObserver(() => {
    if (ended && panel.dataset.ticket === ticket) { window.times.push(performance.now() - ended); ended = 0; }
  }).observe(panel, { attributes: true, attributeFilter: ["data-ticket"] });
}"""


def start(command: list[str]) -> float:
    """Seconds from a command to the first page that it serves."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"GRADIO_SERVER_PORT": str(port)}
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        while process.poll() is None:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
                return time.perf_counter() - began
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{command} ended before it served a page")
    finally:
        process.terminate()
        process.wait()


def main() -> int:
    """Prints the figures."""
    try:
        reader = app.load()
    except MoodError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    with served(nothing()) as bare, served(build(reader)) as ours:
        paths = uploaded(ours), uploaded(bare)
        face, noop = alternate(lambda: call(ours, paths[0]), lambda: call(bare, paths[1]))
        print(f"/face {face * 1000:.1f} ms, no-op {noop * 1000:.1f} ms: {face / noop:.2f} times (goal 1.5)")
        times = live(ours.removesuffix("/gradio_api"))
    if times:
        print(f"live drawing: median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms (goal 200)")
    else:
        print("live drawing: not measured, no Chromium here")
    starts = [(start(["app.py"]), start(["-c", EMPTY])) for _ in range(3)]
    ready, empty = (min(times) for times in zip(*starts, strict=True))
    print(f"start to first page: {ready:.1f} s (goal 5), {ready / empty:.2f} times an empty Gradio app")
    return 0


if __name__ == "__main__":
    sys.exit(main())
