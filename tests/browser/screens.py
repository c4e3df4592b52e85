"""Takes the pictures of docs/screens with the model of MODEL_ID: python -m tests.browser.screens."""

import math
import os
import sys
import tempfile
import zipfile
from io import BytesIO
from pathlib import Path

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import app
from tests.browser.conftest import CHROMIUM, QUIET
from ui.picture import DRAWN
from ui.screen import build

OUT = Path(__file__).parents[2] / "docs" / "screens"


def arc(x: float, y: float, wide: float, high: float, start: int, end: int) -> list[tuple[float, float]]:
    """Points of a part of an ellipse, in shares of the sheet; degrees clockwise from the right."""
    angles = [math.radians(start + (end - start) * step / 36) for step in range(37)]
    return [(x + wide * math.cos(angle), y + high * math.sin(angle)) for angle in angles]


SMILE = (
    arc(0.5, 0.5, 0.33, 0.38, -90, 270),
    arc(0.37, 0.42, 0.07, 0.06, 180, 360),
    arc(0.63, 0.42, 0.07, 0.06, 180, 360),
    [*arc(0.5, 0.6, 0.16, 0.17, 0, 180), *[(0.34 + 0.04 * step, 0.6) for step in range(9)]],
    arc(0.37, 0.3, 0.08, 0.03, 180, 360),
    arc(0.63, 0.3, 0.08, 0.03, 180, 360),
)


def draw(page: Page, strokes: tuple) -> None:
    """Draws strokes with the mouse and waits for their mood."""
    box = page.locator("#sheet canvas").bounding_box()
    for stroke in strokes:
        for step, (x, y) in enumerate(stroke):
            page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
            if step == 0:
                page.mouse.down()
        page.mouse.up()
    page.wait_for_timeout(1500)


def shoot(page: Page, name: str, whole: bool = False) -> None:
    """Writes one small picture."""
    picture = Image.open(BytesIO(page.screenshot(full_page=whole))).convert("RGB")
    picture.quantize(96, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)


def desktop(page: Page) -> None:
    """Draw with heat, the example page, and a chapter."""
    page.get_by_label("happy").check()
    draw(page, SMILE)
    page.locator("#heat input").check()
    page.wait_for_selector("#carried img")
    page.wait_for_timeout(800)
    shoot(page, "draw", whole=True)
    page.get_by_role("tab", name="Picture").click()
    page.locator("#picture input[type=file]").set_input_files(str(DRAWN / "page.png"))
    page.wait_for_selector("#answer .card", timeout=60_000)
    page.wait_for_timeout(1000)
    shoot(page, "picture", whole=True)
    page.get_by_role("tab", name="Chapter").click()
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "chapter.cbz"
        with zipfile.ZipFile(book, "w") as file:
            for number in range(10):
                file.write(DRAWN / ("panel.png" if number % 3 else "page.png"), f"{number:02}.png")
        page.locator("#book input[type=file]").set_input_files(str(book))
        page.wait_for_timeout(1500)
        page.locator("#read").click()
        page.wait_for_selector("#chapter iframe", timeout=120_000)
        page.wait_for_timeout(1500)
    shoot(page, "chapter")


def main() -> int:
    """Takes them all."""
    OUT.mkdir(parents=True, exist_ok=True)
    demo = build(app.load())
    _, url, _ = demo.launch(quiet=True, prevent_thread_lock=True, **app.launch_options())
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        for name, size, options in (
            ("desktop", (1200, 900), {}),
            ("phone", (360, 740), {"locale": "ja-JP", "color_scheme": "dark", "device_scale_factor": 1.5}),
        ):
            context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
            page = context.new_page()
            page.goto(url)
            page.wait_for_selector("#reading .bars")
            page.wait_for_timeout(1500)
            if name == "desktop":
                desktop(page)
            else:
                page.locator("#sheet canvas").scroll_into_view_if_needed()
                draw(page, SMILE)
                shoot(page, "phone", whole=True)
            context.close()
        browser.close()
    demo.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
