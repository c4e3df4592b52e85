"""The live camera: Chromium films a picture of ours; boxes and moods follow, and no frame is kept."""

from pathlib import Path

import pytest
from gradio.utils import get_upload_folder
from PIL import Image

from moods.reader import MARGIN
from tests.app import tiny
from tests.browser.conftest import CHROMIUM, QUIET

WIDTH, HEIGHT, FACE = 640, 480, 320


class Middle:
    """Finds the face in the middle of a frame, whatever size the camera gave it."""

    def find(self, picture: Image.Image, ltr: bool = False) -> list[tiny.Found]:
        half = picture.height * FACE / HEIGHT / (1 + 2 * MARGIN) / 2
        x, y = picture.width / 2, picture.height / 2
        return [tiny.Found((x - half, y - half, x + half, y + half), 0.9)]


def film(path: Path, mood: str) -> Path:
    """A raw film of one unmoved face, as Chromium's false camera plays it."""
    frame = Image.new("RGB", (WIDTH, HEIGHT), "white")
    frame.paste(tiny.face(mood, FACE), ((WIDTH - FACE) // 2, (HEIGHT - FACE) // 2))
    bright, *colours = frame.convert("YCbCr").split()
    parts = [bright, *(colour.reduce(2) for colour in colours)]
    head = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(head + (b"FRAME\n" + b"".join(part.tobytes() for part in parts)) * 5)
    return path


@pytest.fixture
def filmed(tmp_path):
    """A Chromium of its own whose camera shows a shocked face."""
    from playwright.sync_api import sync_playwright

    camera = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
              f"--use-file-for-fake-video-capture={film(tmp_path / 'face.y4m', 'shock')}")  # fmt: skip
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *camera])
        yield chromium.new_context(permissions=["camera"], locale="en-GB").new_page()
        chromium.close()


def test_a_picture_taken_is_not_mirrored(served, filmed, monkeypatch):
    monkeypatch.setattr(served.reader, "finder", Middle())
    filmed.set_default_timeout(60_000)
    filmed.goto(served.url)
    filmed.get_by_role("tab", name="Picture").click()
    field = filmed.locator("#picture")
    field.get_by_role("button", name="Capture from camera").click()
    field.get_by_role("button", name="Access Webcam").click()
    filmed.wait_for_function(
        "() => [...document.querySelectorAll('video')].some(one => one.currentTime > 0.3)"
    )
    field.get_by_role("button", name="capture photo").click()
    filmed.wait_for_selector("#answer .card")
    # Mirrored, the ink at the right, which speaks for shock, would be at the left and speak for neutral.
    assert "shock" in filmed.locator("#answer .card .mood").inner_text()


def film_live(page, url: str):
    page.set_default_timeout(60_000)
    page.goto(url)
    page.get_by_role("tab", name="Picture").click()
    page.get_by_role("button", name="Live camera").click()
    assert "Press “Record”" in page.locator("#seen").inner_text()
    page.get_by_role("button", name="Access Webcam").click()
    page.get_by_role("button", name="capture photo").click()
    page.wait_for_selector("#seen .box .mood")
    assert "shock" in page.locator("#seen .box").inner_text()


def test_moods_follow_the_camera_and_no_frame_is_kept(served, filmed, monkeypatch):
    monkeypatch.setattr(served.reader, "finder", Middle())
    kept = set(Path(get_upload_folder()).rglob("*"))
    film_live(filmed, served.url)
    assert set(Path(get_upload_folder()).rglob("*")) == kept


def test_a_visitor_who_films_does_not_keep_another_from_it(served, filmed, monkeypatch):
    monkeypatch.setattr(served.reader, "finder", Middle())
    film_live(filmed, served.url)
    film_live(filmed.context.new_page(), served.url)
