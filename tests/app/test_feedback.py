"""Feedback: kept where the owner said, committed to a private data set, read back for training."""

import json
import threading
import time
from functools import partial

import pytest
from PIL import Image

from moods.errors import ModelError, PictureError
from tests.app import tiny
from ui.feedback import keep
from ui.store import Store, scheduled

READ_BACK = """
import json, sys
from data_tools.sources import open_sources
items = [item for source in open_sources(sys.argv[1:]) for item in source.items()]
print(json.dumps(sorted((item.word, len(item.read())) for item in items)))
"""


@pytest.fixture
def connected():
    """Starts stores as the app does and stops their commits at the end."""
    stores = []

    def start(folder, repo: str = "artist/feedback") -> Store:
        store = Store.configured({"FEEDBACK_DIR": str(folder), "FEEDBACK_REPO": repo})
        stores.append(store)
        return store

    yield start
    for store in stores:
        store.close()


def until(true, seconds: float = 20) -> None:
    limit = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_feedback_is_off_until_configured():
    assert Store.configured({}) is None
    with pytest.raises(ModelError, match="owner/name"):
        Store.configured({"FEEDBACK_REPO": "no name"})


def test_a_folder_keeps_each_picture_once_and_every_word_about_it(tmp_path):
    store = Store.configured({"FEEDBACK_DIR": str(tmp_path / "kept")})
    first = store.save(tiny.face("sad"), "crying", {"sad": 0.9}, "face")
    assert store.save(tiny.face("sad"), "crying", {"sad": 0.9}, "face") == first
    assert first.parent.name == "crying"
    lines = [json.loads(line) for line in (tmp_path / "kept" / "feedback.jsonl").read_text().splitlines()]
    assert lines[0]["read"] == {"sad": 0.9} and len(lines) == 2
    with pytest.raises(PictureError):
        store.save(b"words", "sad", {}, "face")


def test_of_a_page_only_the_face_that_is_meant_is_kept(tmp_path):
    reader, store = tiny.reader(tmp_path / "model"), Store(tmp_path / "kept")
    page, face = tmp_path / "page.png", tmp_path / "face.png"
    tiny.page(["sad", "angry"]).save(page)
    tiny.face("happy").save(face)
    send = partial(keep, reader, store, "face")
    assert "Thank you" in send(str(page), "shock", "find", False, 2)
    assert "Thank you" in send(str(page), "crying", "find", True, 2)
    assert "Thank you" in send(str(face), "happy", "find", False, 1)
    assert "Thank you" in send(str(page), "neutral", "whole", False, 1)
    for number in (0, 3, None):
        assert "no such picture or face" in send(str(page), "pleased", "find", False, number)
    assert "no such picture or face" in send(None, "pleased", "find", False, 1)
    kept = {path.parent.name: Image.open(path) for path in store.folder.glob("*/*.png")}
    assert set(kept) == {"shock", "crying", "happy", "neutral"}
    assert reader.face(kept["shock"]).mood == "angry" and reader.face(kept["crying"]).mood == "sad"
    assert kept["neutral"].size == Image.open(page).size and kept["happy"].size == (96, 96)


def test_what_goes_wrong_is_told_in_both_languages_and_names_no_folder(tmp_path, capsys):
    reader, torn, face = tiny.reader(tmp_path / "model"), tmp_path / "torn.png", tmp_path / "face.png"
    torn.write_bytes(b"torn")
    tiny.face("happy").save(face)
    told = keep(reader, Store(tmp_path / "kept"), "face", str(torn), "sad", "find", False, 1)
    assert 'role="alert"' in told and "torn.png is not a picture" in told and "画像として読めない" in told
    told = keep(reader, Store(torn), "face", str(face), "sad", "find", False, 1)
    assert "could not be kept" in told and "保存できませんでした" in told and "torn" not in told
    assert str(torn) in capsys.readouterr().err


def test_the_hub_gets_it_in_a_private_data_set_and_training_reads_it_back(hub, tmp_path, connected):
    for day, moods in (("one", ["sad", "happy"]), ("two", ["angry"])):
        store = connected(tmp_path / day)
        until(lambda store=store: store.scheduler)
        for mood in moods:
            store.save(tiny.face(mood), mood, {mood: 0.4}, "face")
        store.scheduler.trigger().result()
    kept = hub.repo("artist/feedback", "dataset")
    assert kept.private
    names = sorted(kept.resolve("main").files)
    assert [name.split("/")[0] for name in names if name.endswith(".png")] == ["angry", "happy", "sad"]
    # A second start, on a fresh disk, does not overwrite the notes of the first.
    assert len([name for name in names if name.startswith("feedback-")]) == 2
    for source, moods in (
        ("hub:artist/feedback", ["angry", "happy", "sad"]),
        (tmp_path / "one", ["happy", "sad"]),
    ):
        read = hub.run(["-c", READ_BACK, str(source)])
        assert read.returncode == 0, read.stderr
        assert [word for word, size in json.loads(read.stdout) if size > 100] == moods


def test_a_public_data_set_is_refused(hub, tmp_path):
    hub.api().create_repo("artist/open", repo_type="dataset", private=False)
    with pytest.raises(ModelError, match="public"):
        scheduled("artist/open", tmp_path)
    assert not [asked for asked in hub.requests if "/commit/" in asked]


def test_a_hub_that_fails_or_hangs_neither_stops_the_app_nor_loses_feedback(hub, tmp_path, connected, capsys):
    hub.refuse(503)
    began = time.monotonic()
    store = connected(tmp_path / "kept")
    assert time.monotonic() - began < 1
    store.save(tiny.face("sad"), "crying", {}, "face")
    patient = Store(tmp_path / "kept", "artist/feedback")
    trying = threading.Thread(target=patient.connect, args=[0.2], daemon=True)
    trying.start()
    until(lambda: "Feedback stays in" in capsys.readouterr().err)
    hub.heal()
    until(lambda: patient.scheduler)
    patient.scheduler.trigger().result()
    patient.close()
    trying.join(5)
    assert not trying.is_alive()
    assert any(
        name.startswith("crying/") for name in hub.repo("artist/feedback", "dataset").resolve("main").files
    )


def test_a_closed_store_asks_the_hub_no_more(hub, tmp_path, capsys):
    hub.refuse(503)
    store = Store(tmp_path / "kept", "artist/feedback")
    trying = threading.Thread(target=store.connect, args=[600], daemon=True)
    trying.start()
    until(lambda: "Feedback stays in" in capsys.readouterr().err)
    store.close()
    trying.join(5)
    assert not trying.is_alive() and store.scheduler is None
