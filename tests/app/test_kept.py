"""What stays behind: nothing on the disk once the hourly cleaning ran, hardly anything in memory."""

import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import gradio.mcp
import pytest
from gradio import route_utils
from gradio_client import Client, handle_file

import app
from tests.app import tiny
from tests.app.serving import serve
from tests.app.test_doors import data_url, over_mcp
from ui import screen
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
        route_utils.delete_files_created_by_app(served.demo, None)
        assert files(place) == []


def test_the_cleaning_goes_on_while_files_come_in(tmp_path, place, monkeypatch):
    picture = tmp_path / "face.png"
    tiny.face("sad").save(picture)
    monkeypatch.setattr(screen, "CLEANED", (1, 1))
    done = threading.Event()
    with serve(tmp_path) as served:
        names = served.demo.upload_file_set
        names.update(str(place / f"{number}.png") for number in range(20_000))  # gone: deleted by others

        def come_in() -> None:
            while not done.is_set():
                names.add(str(place / f"new-{time.monotonic()}.png"))
                time.sleep(0.001)

        coming = threading.Thread(target=come_in)
        coming.start()
        time.sleep(3)  # at least one cleaning meets names that come in
        done.set()
        coming.join()
        Client(served.url, verbose=False).predict(handle_file(str(picture)), api_name="/face")
        assert files(place)
        limit = time.monotonic() + 20
        while (files(place) or names) and time.monotonic() < limit:
            time.sleep(0.2)
        assert files(place) == [] and names == set()


def test_a_file_that_cannot_be_deleted_does_not_keep_the_others(served, place, capsys):
    names = served.demo.upload_file_set
    (place / "folder").mkdir()
    (place / "a.png").write_bytes(b"a")
    names.update({str(place / "folder"), str(place / "a.png")})
    route_utils.delete_files_created_by_app(served.demo, None)
    assert not (place / "a.png").exists() and str(place / "a.png") not in names
    assert str(place / "folder") in names and "could not be deleted" in capsys.readouterr().err
    names.discard(str(place / "folder"))


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
