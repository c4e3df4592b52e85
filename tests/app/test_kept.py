"""What stays behind: nothing on the disk once the hourly cleaning ran, hardly anything in memory."""

import tempfile
import time
import urllib.request
from pathlib import Path

import gradio.mcp
import pytest
from gradio.route_utils import delete_files_created_by_app
from gradio_client import Client, handle_file

import app
from tests.app import tiny
from tests.app.serving import serve
from tests.app.test_doors import data_url, over_mcp
from ui.chapter import read_chapter


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """The only folder where temporary files can be made, empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder / "gradio"))
    monkeypatch.setattr(gradio.mcp, "DEFAULT_TEMP_DIR", str(folder / "gradio"))
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def files(place: Path) -> list[str]:
    return sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())


def test_no_file_outlives_the_cleaning_whatever_door_was_used(tmp_path, place):
    picture, page = tmp_path / "face.png", tmp_path / "page.png"
    tiny.face("sad").save(picture)
    tiny.page(["sad", "happy"]).save(page)
    with serve(tmp_path) as served:
        client = Client(served.url, verbose=False, download_files=False)
        for door in ("/face", "/sketch", "/page"):
            client.predict(handle_file(str(picture)), api_name=door)
        client.predict([handle_file(str(picture)), handle_file(str(page))], api_name="/batch")
        _, written = client.predict([handle_file(str(page))], api_name="/chapter")
        assert len(written) == 3
        over_mcp(served.url, "face", {"picture": data_url(picture)})
        over_mcp(served.url, "chapter", {"files": [data_url(page)]})
        offer = next(block for block in served.demo.blocks.values() if block.elem_id == "files")
        *_, last = read_chapter(served.reader, offer, [str(page)], False)
        assert all(Path(path).is_file() for path in last[1]["value"])
        # Pictures, pages and reports are there, and nothing beside them.
        assert {Path(name).suffix for name in files(place)} == {".png", ".html", ".csv"}
        delete_files_created_by_app(served.demo, None)
        assert files(place) == []


def test_a_session_costs_little_and_only_so_many_are_remembered(tmp_path):
    with serve(tmp_path) as served:
        holder = served.demo.state_holder
        assert holder.capacity == app.SESSIONS <= 500
        first, second = holder["one"], holder["two"]
        # What blocks tell is kept once, and a value that one session gets is not seen by another.
        key = next(
            key for key, told in first.config_values.items() if told["props"].get("elem_id") == "reads"
        )
        first._update_value_in_config(key, "whole")
        assert first.config_values[key]["props"]["value"] == "whole"
        assert second.config_values[key]["props"]["value"] == "find"


def test_a_closed_window_is_forgotten(served):
    sessions = served.demo.state_holder.session_data
    served.demo.state_holder["window"]
    with urllib.request.urlopen(f"{served.url}gradio_api/heartbeat/window", timeout=10) as alive:
        alive.readline()
        assert "window" in sessions
    limit = time.monotonic() + 20
    while "window" in sessions and time.monotonic() < limit:
        time.sleep(0.1)
    assert "window" not in sessions
