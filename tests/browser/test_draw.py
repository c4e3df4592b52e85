"""Drawing with the mouse: the mood follows the strokes, undo and clear; aims, examples, heat, save."""

import pytest
from PIL import Image

from tests.browser.hand import HEADLINE, feature, frame, stroke, wait_until_read

CLOSE = "() => Number(document.querySelector('#reading [role=meter]').getAttribute('aria-valuenow'))"


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_mood_follows_the_strokes(open_app, size):
    page = open_app(size)
    page.locator("#sheet canvas").scroll_into_view_if_needed()
    assert "Draw a face" in page.locator(HEADLINE).inner_text()
    page.locator("[data-size='16']").click()
    frame(page)
    feature(page, "happy")
    wait_until_read(page)
    assert "happy" in page.locator(HEADLINE).inner_text()
    page.locator("[data-act=undo]").click()
    feature(page, "pleased")
    wait_until_read(page)
    assert "pleased" in page.locator(HEADLINE).inner_text()
    page.locator("[data-act=clear]").click()
    wait_until_read(page)
    assert "Draw a face" in page.locator(HEADLINE).inner_text()


def test_undo_brings_back_what_clear_took_and_the_rubber_takes_away(open_app):
    page = open_app()
    frame(page)
    feature(page, "sad")
    for act in ("clear", "clear", "undo"):
        page.locator(f"[data-act={act}]").click()
    wait_until_read(page)
    assert "sad" in page.locator(HEADLINE).inner_text()
    page.locator("[data-act=redo]").click()
    wait_until_read(page)
    assert "Draw a face" in page.locator(HEADLINE).inner_text()
    page.locator("[data-act=undo]").click()
    page.locator("[data-erase]").click()
    for y in (0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85):
        stroke(page, [(0.5, y), (0.7, y)])
    wait_until_read(page)
    assert "not clear" in page.locator(HEADLINE).inner_text()


def test_clear_on_a_blank_sheet_keeps_what_redo_has(open_app):
    page = open_app()
    frame(page)
    feature(page, "sad")
    for act in ("undo", "undo", "clear", "redo", "redo"):
        page.locator(f"[data-act={act}]").click()
    wait_until_read(page)
    assert "sad" in page.locator(HEADLINE).inner_text()


def test_the_newest_stroke_wins(open_app):
    page = open_app()
    frame(page)
    for mood in ("angry", "shock"):
        feature(page, mood)
        page.locator("[data-act=undo]").click()
    feature(page, "embarrassed")
    wait_until_read(page)
    assert "embarrassed" in page.locator(HEADLINE).inner_text()


def test_keys_undo_on_the_sheet_and_choose_pens(open_app):
    page = open_app()
    frame(page)
    page.keyboard.press("Control+z")
    wait_until_read(page)
    assert "Draw a face" in page.locator(HEADLINE).inner_text()
    page.locator("[data-size='8']").focus()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-size='16']").get_attribute("aria-checked") == "true"


def test_an_aim_shows_how_close_and_how_to(open_app):
    page = open_app()
    frame(page)
    feature(page, "crying")
    page.get_by_label("crying").check()
    page.wait_for_selector("#cues li")
    page.wait_for_function(f"{CLOSE} > 40")
    assert page.locator("#cues li").count() == 3
    page.get_by_label("angry").check()
    page.wait_for_function(f"{CLOSE} < 40")


def test_show_me_lays_an_example_under_the_sheet_that_is_not_read(open_app):
    page = open_app()
    page.get_by_label("shock").check()
    page.locator("#show").click()
    page.wait_for_selector("#sheet .ghost", state="visible")
    stroke(page, [(0.5, 0.5), (0.51, 0.51)])
    page.locator("[data-act=undo]").click()
    wait_until_read(page)
    assert "Draw a face" in page.locator(HEADLINE).inner_text()
    page.locator("[data-act=clear]").click()
    page.wait_for_selector("#sheet .ghost", state="hidden")


def test_the_strokes_that_carry_the_mood_turn_red(open_app, tmp_path):
    page = open_app()
    frame(page)
    feature(page, "happy")
    page.locator("#heat input").check()
    page.wait_for_selector("#carried img")
    red = page.evaluate(
        """async () => {
          const picture = document.querySelector("#carried img");
          await picture.decode();
          const sheet = new OffscreenCanvas(picture.naturalWidth, picture.naturalHeight);
          const pen = sheet.getContext("2d");
          pen.drawImage(picture, 0, 0);
          const data = pen.getImageData(0, 0, sheet.width, sheet.height).data;
          const sums = [0, 0];
          for (let i = 0; i < data.length; i += 4)
            sums[(i / 4) % sheet.width < sheet.width / 2 ? 0 : 1] += Math.max(0, data[i] - data[i + 1]);
          return sums;
        }"""
    )
    assert red[1] > 3 * red[0]  # the place of `happy` is at the right


def test_the_queue_hears_of_strokes_only_while_their_heat_is_wanted(open_app):
    page = open_app()
    queued = []

    def note(request) -> None:
        if "/queue/join" in request.url and "data:image" in request.post_data:
            queued.append(request)

    page.on("request", note)
    frame(page)
    wait_until_read(page)
    assert not queued
    page.locator("#heat input").check()
    page.wait_for_selector("#carried img")
    page.locator("#heat input").uncheck()
    page.wait_for_selector("#carried", state="detached")
    assert queued


def test_when_all_is_rubbed_out_the_heat_map_is_empty_without_alarm(open_app):
    page = open_app()
    page.locator("#heat input").check()
    page.wait_for_selector("#carried .state")
    stroke(page, [(0.5, 0.5), (0.51, 0.51)])
    page.wait_for_selector("#carried img")
    page.locator("[data-erase]").click()
    stroke(page, [(0.45, 0.5), (0.56, 0.51)])
    page.wait_for_selector("#carried .state")
    assert "turn red here" in page.locator("#carried").inner_text()
    assert page.locator("#carried [role=alert]").count() == 0


def test_a_saved_drawing_names_moods_in_the_language_that_shows(open_app):
    page = open_app()
    frame(page)
    feature(page, "angry")
    wait_until_read(page)
    page.evaluate(
        """() => {
          window.written = [];
          const write = CanvasRenderingContext2D.prototype.fillText;
          CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
            window.written.push(text);
            return write.call(this, text, ...place);
          };
        }"""
    )
    for language, name in (("日本語", "😠 怒り"), ("English", "😠 angry")):
        page.get_by_label(language).check()
        page.locator(f"#reading .name >> text={name.split()[1]}").wait_for()
        with page.expect_download():
            page.locator("[data-act=save]").click()
        assert name in page.evaluate("window.written.splice(0)")


def test_save_gives_the_drawing_with_its_reading(open_app, tmp_path):
    page = open_app()
    frame(page)
    feature(page, "angry")
    wait_until_read(page)
    with page.expect_download() as download:
        page.locator("[data-act=save]").click()
    download.value.save_as(tmp_path / "saved.png")
    picture = Image.open(tmp_path / "saved.png")
    assert picture.width == 640 and picture.height > 700
    assert len(set(picture.crop((0, 650, 640, picture.height)).convert("RGB").getdata())) > 3
