"""How the app starts: which model answers, how fast, what the page says about it; feedback settings."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from PIL import Image

import app
from moods import hub
from moods.hub import DEFAULT, Weights
from tests.app import tiny
from ui.about import about
from ui.draw import CUES, EXAMPLES, example, read_drawing
from ui.texts import TEXTS, say

ROOT = Path(app.__file__).parent


@pytest.fixture
def embedded(tmp_path, monkeypatch):
    """The tiny model in the place of the embedded one."""
    folder = tiny.export(tmp_path / "default")
    monkeypatch.setattr(hub, "DEFAULT", folder)
    monkeypatch.delenv("MODEL_ID", raising=False)
    monkeypatch.delenv("FACES_ID", raising=False)
    return folder


def test_the_embedded_model_answers_when_nothing_is_set(embedded):
    reader = app.load()
    assert reader.weights.source == "embedded"
    assert reader.classifier.folder == embedded
    assert "embedded" in about(reader, feedback=False)


def test_it_starts_behind_a_proxy_keeps_its_files_to_itself_and_reports_to_nobody(tmp_path):
    home, temporary = tmp_path / "home", tmp_path / "temporary"
    home.mkdir()
    temporary.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    left_out = (
        "NO_PROXY",
        "no_proxy",
        "GRADIO_TEMP_DIR",
        "ORT_DISABLE_TELEMETRY",
        "XDG_CACHE_HOME",
        "MODEL_ID",
    )
    clean = {name: value for name, value in os.environ.items() if name not in left_out}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    place = {"HOME": str(home), "TMPDIR": str(temporary), "GRADIO_SERVER_PORT": str(port)}
    running = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=clean | nowhere | place)
    try:
        assert answers(f"http://127.0.0.1:{port}/", running)
        (own,) = temporary.glob("manga-mood-*")
        assert own.stat().st_mode & 0o777 == 0o700
    finally:
        running.terminate()
        ended = running.wait(30)
    assert ended == 0
    assert not list(temporary.iterdir())
    assert not [path for path in home.rglob("*") if "onnxruntime" in path.name]


def answers(url: str, running: subprocess.Popen) -> bool:
    """Whether the app gives its page before a minute is over."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + 60
    while running.poll() is None and time.monotonic() < end:
        try:
            return direct.open(url, timeout=10).status == 200
        except OSError:
            time.sleep(0.2)
    return False


def test_a_folder_can_be_named(embedded, tmp_path, monkeypatch):
    other = tiny.export(tmp_path / "other", threshold=0.9)
    monkeypatch.setenv("MODEL_ID", str(other))
    reader = app.load()
    assert reader.classifier.threshold == 0.9
    page = about(reader, feedback=False)
    assert "<code>other</code>" in page and str(tmp_path) not in page, "visitors need not know where it lies"


def test_a_hub_that_hangs_costs_less_than_ten_seconds(embedded, tmp_path, monkeypatch):
    from huggingface_hub import constants

    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{silent.getsockname()[1]}")
        monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
        monkeypatch.setenv("MODEL_ID", "nobody/nothing")
        start = time.monotonic()
        reader = app.load()
        assert time.monotonic() - start < 10
    assert reader.weights.source == "embedded"
    assert reader.weights.note in about(reader, feedback=False)


def test_a_face_finder_out_of_reach_is_replaced_by_the_embedded_one(embedded, tmp_path, monkeypatch):
    from huggingface_hub import constants

    (embedded / "faces.onnx").write_bytes((DEFAULT / "faces.onnx").read_bytes())
    with socket.create_server(("127.0.0.1", 0)) as closed:
        monkeypatch.setattr(constants, "ENDPOINT", f"http://127.0.0.1:{closed.getsockname()[1]}")
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("FACES_ID", "nobody/nothing")
    reader = app.load()
    assert reader.finder_weights.source == "embedded" and reader.page(Image.new("RGB", (300, 300))) == []
    assert reader.finder_weights.note in about(reader, feedback=False)


def test_a_wrong_model_ends_the_start_with_a_sentence(embedded, monkeypatch, capsys):
    monkeypatch.setenv("MODEL_ID", "no such folder")
    assert app.main() == 1
    told = capsys.readouterr().err
    assert told.startswith("error: ") and "no such folder" in told


def test_about_shows_the_measured_figures(tmp_path):
    folder = tiny.export(tmp_path / "m")
    figure = {"value": 0.812, "low": 0.79, "high": 0.83}
    metrics = {"n": 777, "accuracy": figure, "per_class": {"sad": {"precision": 0.7, "recall": 0.6, "n": 99}}}
    (folder / "metrics.json").write_text(json.dumps(metrics))
    reader = tiny.MoodReader(folder)
    reader.weights = Weights(folder, "owner/name", "0123456789abcdef" * 2, "An unusual thing.")
    page = about(reader, feedback=True)
    for told in ("0.812 (0.790–0.830)", "777", "0.70", "0123456789ab", "An unusual thing.", "switched on"):
        assert told in page


def test_every_text_is_there_in_both_languages():
    for key, (english, japanese) in TEXTS.items():
        assert english and japanese, key
    assert say("tab.draw", "ja") == "描く"
    for mood, cues in CUES.items():
        assert 2 <= len(cues) <= 3, mood
        assert all(re.search(r"[ぁ-んァ-ン一-龥]", japanese) for _, japanese in cues)


@pytest.mark.parametrize("mood", sorted(CUES))
def test_every_mood_has_examples_to_trace(mood):
    assert len(list(EXAMPLES.glob(f"trace-{mood}-*.png"))) >= 4
    assert example(mood).props["ghost"].startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("drawing", "state"),
    [("", "blank"), ("nonsense", "error"), ("data:image/png;base64,????", "error"),
     ("data:image/png;base64,aGVsbG8=", "error")],
)  # fmt: skip
def test_whatever_the_sheet_sends_gets_a_state(tmp_path, drawing, state):
    reader = tiny.reader(tmp_path / "m")
    answer = read_drawing(reader, {"drawing": drawing, "ticket": 7}, "sad")
    assert (answer["state"], answer["ticket"]) == (state, 7)
    assert read_drawing(reader, None, None)["state"] == "blank"
