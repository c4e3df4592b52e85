"""A real Chromium on the running app; without one, these tests are left out in one line."""

import os
import shutil
from collections.abc import Iterator

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import pytest

from tests.app.serving import Served, serve

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
SIZES = {"desktop": (1200, 900), "phone": (360, 740)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks this room; without Chromium its tests are dropped, and the summary says so once."""
    here = [item for item in items if "tests/browser/" in item.path.as_posix()]
    for item in here:
        item.add_marker("browser")
    if here and CHROMIUM is None:
        config.hook.pytest_deselected(items=here)
        items[:] = [item for item in items if item not in here]
        config.stash[LEFT_OUT] = len(here)


LEFT_OUT = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    """The one line."""
    if config.stash.get(LEFT_OUT, 0):
        terminalreporter.write_line("No Chromium here: the browser tests were left out.")


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Iterator[Served]:
    """The running app."""
    with serve(tmp_path_factory.mktemp("browsed")) as running:
        yield running


@pytest.fixture(scope="session")
def browser():
    """One Chromium for all tests."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture
def open_app(served, browser):
    """Opens the app in a fresh window; errors of its scripts fail the test."""
    contexts, errors = [], []

    def opened(size: str = "desktop", locale: str = "en-GB", **options):
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale=locale, has_touch=size == "phone", **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(served.url)
        page.wait_for_selector("#sheet canvas")
        page.wait_for_selector("#reading .bars")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not errors
