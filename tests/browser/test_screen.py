"""Pictures, chapters, languages, feedback and the phone: what is seen and what can be pressed."""

import base64
import json
import threading
import time
import zipfile

import pytest
from PIL import Image

from tests.app import tiny
from tests.browser.hand import feature, frame, wait_until_read

TABS = ("Draw", "Picture", "Chapter", "About")


def go(page, tab: str):
    page.get_by_role("tab", name=tab, exact=True).click()
    return page


def upload(page, field: str, *paths) -> None:
    page.locator(f"{field} input[type=file]").set_input_files([str(path) for path in paths])


def choose(page, chapter) -> None:
    upload(page, "#book", chapter)
    page.wait_for_selector("#book .file-preview, #book table")


@pytest.fixture
def held(served, monkeypatch) -> threading.Event:
    """No page's faces are found before this is set."""
    go_on = threading.Event()

    class Held(tiny.FrameFinder):
        def find(self, picture, ltr=False):
            assert go_on.wait(60)
            return super().find(picture, ltr)

    monkeypatch.setattr(served.reader, "finder", Held())
    return go_on


@pytest.fixture
def drawn(tmp_path):
    def save(*moods: str, name: str = "page.png"):
        path = tmp_path / name
        tiny.page(list(moods)).save(path)
        return path

    return save


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_page_gets_numbered_boxes_cards_and_downloads(open_app, drawn, size, tmp_path):
    page = go(open_app(size), "Picture")
    upload(page, "#picture", drawn("sad", "happy", "crying", "angry"))
    page.wait_for_selector("#answer .card >> nth=3")
    assert [box.inner_text() for box in page.locator("#answer .box").all()] == ["1", "2", "3", "4"]
    moods = [card.locator(".mood").inner_text() for card in page.locator("#answer .card").all()]
    assert [mood.split()[-1] for mood in moods] == ["sad", "happy", "crying", "angry"]
    with page.expect_download() as download:
        page.get_by_role("link", name="moods.json").click()
    download.value.save_as(tmp_path / "moods.json")
    told = json.loads((tmp_path / "moods.json").read_text())
    assert [face["mood"] for face in told["faces"]] == ["sad", "happy", "crying", "angry"]


def test_without_a_face_the_whole_picture_is_offered(open_app, tmp_path):
    tiny.face("shock").save(tmp_path / "face.png")
    page = go(open_app(), "Picture")
    upload(page, "#picture", tmp_path / "face.png")
    page.wait_for_selector("#whole", state="visible")
    assert "No face was found" in page.locator("#answer").inner_text()
    page.locator("#whole").click()
    page.wait_for_selector("#answer .card")
    assert "shock" in page.locator("#answer .mood").inner_text()


def test_a_broken_picture_gets_our_sentence_and_the_app_lives(open_app, drawn, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    page = go(open_app(), "Picture")
    upload(page, "#picture", tmp_path / "broken.png")
    page.wait_for_selector("#answer .trouble")
    assert "broken.png" in page.locator("#answer .trouble").inner_text()
    go(page, "Draw")
    frame(page)
    feature(page, "happy")
    wait_until_read(page)


def test_in_japanese_too_a_broken_picture_gets_our_sentence(open_app, tmp_path):
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    page = go(open_app(locale="ja-JP"), "画像")
    upload(page, "#picture", tmp_path / "broken.png")
    page.wait_for_selector("#answer .trouble")
    assert "画像として読めないファイル" in page.locator("#answer .trouble").inner_text()


def test_a_pasted_picture_is_read(open_app, drawn):
    page = go(open_app(permissions=["clipboard-read", "clipboard-write"]), "Picture")
    data = base64.b64encode(drawn("angry", "sad").read_bytes()).decode()
    page.evaluate(
        """async data => {
          const bytes = Uint8Array.from(atob(data), one => one.charCodeAt(0));
          const blob = new Blob([bytes], { type: "image/png" });
          await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
        }""",
        data,
    )
    page.locator("#picture .source-selection button").last.click()
    page.wait_for_selector("#answer .card >> nth=1")


def test_an_example_is_read_when_pressed(open_app):
    page = go(open_app(), "Picture")
    page.get_by_role("button", name="sketch").click()
    page.wait_for_selector("#whole", state="visible")
    assert page.locator("#picture img").count() >= 1


def book(folder, count: int):
    tiny.page(["sad", "happy"]).save(folder / "p.png")
    with zipfile.ZipFile(folder / "book.cbz", "w") as file:
        for number in range(count):
            file.write(folder / "p.png", f"{number}.png")
    return folder / "book.cbz"


def test_a_chapter_is_read_and_told(open_app, tmp_path):
    page = go(open_app(), "Chapter")
    upload(page, "#book", book(tmp_path, 4))
    page.wait_for_selector("#chapter >> text=Ready")
    page.locator("#read").click()
    report = page.frame_locator("#chapter iframe")
    report.locator("figure >> nth=7").wait_for()
    report.get_by_role("button", name="sad").click()
    assert report.locator("figure:visible").count() == 4
    assert report.get_by_role("status").inner_text().startswith("4 / 8")
    page.wait_for_selector("#files >> text=report")


def test_a_chapter_can_be_cancelled(open_app, served, tmp_path, monkeypatch):
    class Slow(tiny.FrameFinder):
        def find(self, picture, ltr=False):
            time.sleep(0.3)
            return super().find(picture, ltr)

    monkeypatch.setattr(served.reader, "finder", Slow())
    page = go(open_app(), "Chapter")
    choose(page, book(tmp_path, 60))
    page.locator("#read").click()
    page.wait_for_selector("#chapter progress")
    page.locator("#cancel").click()
    page.wait_for_selector("#chapter >> text=Cancelled")
    time.sleep(1)
    assert "Cancelled" in page.locator("#chapter").inner_text()
    assert page.locator("#read").is_enabled()


def test_a_second_visitor_sees_the_wait_and_can_leave_it(open_app, served, held, tmp_path):
    first, second = go(open_app(), "Chapter"), go(open_app(locale="ja-JP"), "一話")
    for page, shows in ((first, "progress"), (second, "text=順番を待っています")):
        choose(page, book(tmp_path, 2))
        page.locator("#read").click()
        page.wait_for_selector(f"#chapter >> {shows}")
    assert second.locator("#read").is_disabled()
    second.locator("#cancel").click()
    second.wait_for_selector("#chapter >> text=中止しました")
    assert second.locator("#read").is_enabled() and second.locator("#cancel").is_disabled()
    assert len(served.demo._queue) == 0
    held.set()
    first.frame_locator("#chapter iframe").locator("figure >> nth=3").wait_for()
    assert "中止しました" in second.locator("#chapter").inner_text()
    second.locator("#read").click()
    second.frame_locator("#chapter iframe").locator("figure >> nth=3").wait_for()


def test_after_an_unforeseen_trouble_a_chapter_can_be_read_again(open_app, served, tmp_path, monkeypatch):
    class Failing:
        def find(self, picture, ltr=False):
            raise RuntimeError("a secret of the server")

    page = go(open_app(), "Chapter")
    choose(page, book(tmp_path, 2))
    with monkeypatch.context() as broken:
        broken.setattr(served.reader, "finder", Failing())
        page.locator("#read").click()
        page.wait_for_selector("#chapter .trouble >> text=The reading ended early")
        page.wait_for_selector("#read:enabled")
    page.wait_for_timeout(500)
    assert "The reading ended early" in page.locator("#chapter").inner_text()
    assert "secret" not in page.locator("body").inner_text()
    assert page.locator("#cancel").is_disabled()
    page.locator("#read").click()
    page.frame_locator("#chapter iframe").locator("figure >> nth=3").wait_for()


def test_a_broken_chapter_and_none_are_told(open_app, tmp_path):
    (tmp_path / "torn.cbz").write_bytes(b"PK torn")
    page = go(open_app(), "Chapter")
    page.locator("#read").click()
    page.wait_for_selector("#chapter >> text=Choose a chapter first")
    choose(page, tmp_path / "torn.cbz")
    page.locator("#read").click()
    page.wait_for_selector("#chapter .trouble >> text=torn.cbz is damaged")


def test_screen_readers_are_told_in_japanese_too(open_app, drawn, tmp_path):
    page = open_app(locale="ja-JP")
    for role, name in (("toolbar", "道具"), ("radiogroup", "ペン"), ("radio", "細い"), ("radio", "太い")):
        assert page.get_by_role(role, name=name).count()
    go(page, "画像")
    upload(page, "#picture", drawn("sad", "happy"))
    page.get_by_role("link", name="1: sad / 悲しみ").wait_for()
    assert "2 個の顔" in page.locator("#answer").get_by_role("status").inner_text()
    tiny.face("shock").save(tmp_path / "face.png")
    upload(page, "#picture", tmp_path / "face.png")
    page.locator("#answer").get_by_role("status").filter(has_text="顔が見つかりません").wait_for()


def test_screen_readers_are_told_how_far_a_chapter_is(open_app, held, tmp_path):
    page = go(open_app(locale="ja-JP"), "一話")
    choose(page, book(tmp_path, 2))
    page.locator("#read").click()
    page.get_by_role("progressbar", name="ページ 0 ／ 2, 0 個の顔", exact=True).wait_for()
    held.set()
    page.wait_for_selector("#chapter iframe[title*='一話のレポート']")


def test_the_language_switches_and_is_remembered(open_app):
    page = open_app()
    page.get_by_label("日本語").check()
    page.get_by_role("tab", name="描く").wait_for()
    assert "顔を描くと" in page.locator("#reading .headline").inner_text()
    assert page.locator("html").get_attribute("lang") == "ja"
    page.reload()
    page.get_by_role("tab", name="画像").wait_for()
    page.get_by_label("English").check()
    page.get_by_role("tab", name="Picture").wait_for()


def test_a_japanese_browser_starts_in_japanese(open_app):
    page = open_app(locale="ja-JP")
    page.get_by_role("tab", name="一話").wait_for()


def test_feedback_is_kept_only_when_sent(open_app, served):
    page = open_app()
    frame(page)
    feature(page, "sad")
    wait_until_read(page)
    assert not list(served.feedback.glob("*/*.png"))
    page.locator("#feedback-sketch").get_by_text("Wrong?").click()
    page.locator("#feedback-sketch").get_by_label("crying").check()
    page.get_by_role("button", name="Send this picture").first.click()
    page.wait_for_selector("text=Thank you")
    assert len(list(served.feedback.glob("crying/*.png"))) == 1
    page.locator("#sheet canvas").scroll_into_view_if_needed()
    feature(page, "happy")
    page.wait_for_selector("text=Thank you", state="detached")


@pytest.mark.parametrize("locale", ["en-GB", "ja-JP"])
def test_a_phone_never_scrolls_sideways(open_app, locale):
    page = open_app("phone", locale)
    page.wait_for_timeout(500)
    tabs = page.get_by_role("tab").all()
    assert len(tabs) == len(TABS)
    for tab in tabs:
        tab.click()
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_every_tab_is_as_wide_as_the_others(open_app):
    page = open_app()
    widths = set()
    for tab in TABS:
        go(page, tab)
        page.wait_for_timeout(300)
        widths.add(page.locator(".gradio-container").bounding_box()["width"])
    assert len(widths) == 1


def test_on_a_phone_the_mood_is_in_sight_while_drawing(open_app):
    page = open_app("phone")
    frame(page)
    feature(page, "happy")
    wait_until_read(page)
    page.evaluate("scrollTo(0, 0)")
    live = page.locator("#sheet .live")
    assert "happy" in live.inner_text()
    assert live.bounding_box()["y"] + live.bounding_box()["height"] <= 740


def test_of_a_page_the_face_of_that_number_is_sent(open_app, served, drawn):
    page = go(open_app(), "Picture")
    before = set(served.feedback.glob("shock/*.png"))
    upload(page, "#picture", drawn("sad", "angry"))
    page.wait_for_selector("#answer .card >> nth=1")
    page.locator("#feedback-face").get_by_text("Wrong?").click()
    number = page.locator("#which input")
    number.wait_for()
    # Gradio sets the first value of a field that was folded away two frames after it is there.
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.wait_for_timeout(500)
    number.fill("2")
    number.press("Tab")
    page.locator("#feedback-face").get_by_label("shock").check()
    page.locator("#feedback-face").get_by_role("button", name="Send this picture").click()
    page.wait_for_selector("#feedback-face >> text=Thank you")
    (kept,) = set(served.feedback.glob("shock/*.png")) - before
    assert Image.open(kept).width < 3 * 96  # one face, not the page
    assert served.reader.face(kept).mood == "angry"
    upload(page, "#picture", drawn("happy"))
    page.wait_for_selector("#feedback-face >> text=Thank you", state="detached")


def test_the_paper_turns_dark_with_the_system(open_app):
    page = open_app(color_scheme="dark")
    page.wait_for_timeout(500)
    shade = page.evaluate("getComputedStyle(document.querySelector('.gradio-container')).backgroundColor")
    assert max(int(part) for part in shade.strip("rgba()").split(",")[:3]) < 60
