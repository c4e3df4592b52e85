"""Weights come from the embedded folder, a folder or the Hub, and never make anybody wait for long."""

import json
import time
from pathlib import Path

import pytest
from huggingface_hub import constants

from moods.errors import ModelError
from moods.hub import UnreachableError, fetch, fetch_or_default, repository
from tests.hub.local import LocalHub

LARGE = bytes(range(256)) * 4000
FILES = {"config.json": b'{"label_names": ["happy"]}', "model.onnx": LARGE, "README.md": b"# A card\n"}


def push(hub: LocalHub, name: str = "artist/faces", **extra: bytes) -> str:
    """A model with a training left-over that nobody needs; returns the commit."""
    api = hub.api()
    api.create_repo(name, exist_ok=True)
    files = FILES | {"model.safetensors": b"\0" * 9, "training_args.bin": b"\0" * 9}
    files |= {key.replace("__", "."): value for key, value in extra.items()}
    made = None
    for path, content in files.items():
        made = api.upload_file(path_or_fileobj=content, path_in_repo=path, repo_id=name)
    return made.oid


def seconds(start: float) -> float:
    return time.monotonic() - start


@pytest.fixture
def default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A stand-in for the embedded model, which may not have been trained yet."""
    folder = tmp_path / "default"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    monkeypatch.setattr("moods.hub.DEFAULT", folder)
    return folder


def test_nothing_named_means_the_embedded_model(default: Path) -> None:
    weights = fetch()
    assert (weights.folder, weights.source, weights.revision, weights.note) == (default, "embedded", None, "")


def test_a_folder_is_itself(default: Path) -> None:
    for way in (default, str(default)):
        assert fetch(way).folder == default
    assert fetch(default).source == str(default)


def test_a_folder_named_like_a_repository_wins(
    default: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "runs").mkdir()
    default.rename(tmp_path / "runs" / "one")
    monkeypatch.chdir(tmp_path)
    assert fetch("runs/one").source == "runs/one"


@pytest.mark.parametrize(
    ("needs", "command"),
    [(("model.onnx",), "python -m train export"), (("faces.onnx",), "python -m train detector")],
)
def test_an_incomplete_folder_names_the_command(tmp_path: Path, needs: tuple[str, ...], command: str) -> None:
    with pytest.raises(ModelError, match=f"holds no {needs[0]}.*{command}"):
        fetch(tmp_path, needs=needs)


@pytest.mark.parametrize(
    "name",
    ["", " ", "../x", "a/b/c", "faces", "/no/such/folder", "a/b@", "a/../b", "a--b/c", "a/b.git", "a/.b",
     "a/b@../x", "owner/name with space", "https://huggingface.co/a/b", "a/" + "b" * 100],
)  # fmt: skip
def test_names_that_mean_nothing(name: str) -> None:
    with pytest.raises(ModelError, match="neither a folder here nor a model on the Hub"):
        fetch(name)


@pytest.mark.parametrize(
    ("name", "meaning"),
    [
        ("a/b", ("a/b", "main")),
        ("a/b@v1.0", ("a/b", "v1.0")),
        ("A-1/b_c.d@refs/pr/3", ("A-1/b_c.d", "refs/pr/3")),
    ],
)
def test_names_of_repositories(name: str, meaning: tuple[str, str]) -> None:
    assert repository(name) == meaning


def test_only_the_files_needed_arrive(hub: LocalHub) -> None:
    commit = push(hub, faces__onnx=b"\0" * 50)
    weights = fetch("artist/faces")
    assert (weights.source, weights.revision, weights.note) == ("artist/faces", commit, "")
    names = {"config.json", "model.onnx", "faces.onnx", "README.md"}
    assert {path.name for path in weights.folder.iterdir()} == names
    assert (weights.folder / "model.onnx").read_bytes() == LARGE


def test_revisions_tags_and_updates(hub: LocalHub) -> None:
    first = push(hub)
    hub.api().create_tag("artist/faces", tag="v1")
    second = push(hub, config__json=b'{"label_names": ["sad"]}')
    for name, commit in (("", second), ("@main", second), ("@v1", first), (f"@{first}", first)):
        assert fetch(f"artist/faces{name}").revision == commit
    third = push(hub, config__json=b'{"label_names": ["shock"]}')
    weights = fetch("artist/faces")
    assert weights.revision == third
    assert json.loads((weights.folder / "config.json").read_text()) == {"label_names": ["shock"]}


def test_a_pinned_revision_in_the_cache_needs_no_hub(hub: LocalHub) -> None:
    commit = push(hub)
    fetch(f"artist/faces@{commit}")
    asked = len(hub.requests)
    for fault in (hub.refuse, hub.hang):
        fault()
        start = time.monotonic()
        weights = fetch(f"artist/faces@{commit}")
        assert seconds(start) < 1
        assert (weights.revision, weights.note) == (commit, "")
        hub.heal()
    assert len(hub.requests) == asked


def test_a_face_finder_alone(hub: LocalHub) -> None:
    api = hub.api()
    api.create_repo("artist/finder")
    api.upload_file(path_or_fileobj=b"\0" * 70, path_in_repo="faces.onnx", repo_id="artist/finder")
    weights = fetch("artist/finder", needs=("faces.onnx",))
    assert (weights.folder / "faces.onnx").stat().st_size == 70
    with pytest.raises(ModelError, match=r"artist/finder holds no model.onnx.*python -m train export"):
        fetch("artist/finder")


def test_missing_repository_and_revision(hub: LocalHub) -> None:
    push(hub)
    with pytest.raises(ModelError, match=r"shows no model artist/nothing.*HF_TOKEN"):
        fetch("artist/nothing")
    with pytest.raises(ModelError, match="artist/faces has no revision 'v9'"):
        fetch("artist/faces@v9")
    with pytest.raises(ModelError, match="artist/faces has no revision"):
        fetch(f"artist/faces@{'0' * 40}")


def test_private_models(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    hub.api().create_repo("artist/secret", private=True)
    push(hub, "artist/secret")
    monkeypatch.delenv("HF_TOKEN")
    with pytest.raises(ModelError, match=r"shows no model artist/secret.*set HF_TOKEN"):
        fetch("artist/secret")
    with pytest.raises(ModelError, match="refuses the token"):
        fetch("artist/secret", token="hf_wrong")
    assert fetch("artist/secret", token=hub.token).source == "artist/secret"


@pytest.mark.parametrize("fault", ["refuse", "hang", "503"])
def test_no_hub_and_nothing_here(
    hub: LocalHub, default: Path, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    push(hub)
    monkeypatch.setattr("moods.download.STALL", 1.5)
    hub.refuse(503) if fault == "503" else getattr(hub, fault)()
    start = time.monotonic()
    with pytest.raises(UnreachableError, match=r"artist/faces.*or leave the model out"):
        fetch("artist/faces")
    assert seconds(start) < 6
    weights = fetch_or_default("artist/faces")
    assert (weights.folder, weights.source) == (default, "embedded")
    assert "artist/faces" in weights.note


@pytest.mark.parametrize("fault", ["refuse", "hang", "503"])
def test_no_hub_but_a_copy(hub: LocalHub, fault: str) -> None:
    commit = push(hub)
    fetch("artist/faces")
    push(hub, config__json=b"{}")
    hub.refuse(503) if fault == "503" else getattr(hub, fault)()
    start = time.monotonic()
    weights = fetch("artist/faces")
    assert seconds(start) < 8
    assert (weights.revision, weights.source) == (commit, "artist/faces")
    assert f"copy fetched earlier is used ({commit[:8]})" in weights.note


def test_a_download_that_stops_is_given_up(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    push(hub)
    monkeypatch.setattr("moods.download.STALL", 2.0)
    hub.hang("GET /cdn/")
    start = time.monotonic()
    with pytest.raises(UnreachableError, match="does not answer"):
        fetch("artist/faces")
    assert seconds(start) < 8
    hub.heal()
    assert fetch("artist/faces").note == ""


def test_a_damaged_copy_is_fetched_again(hub: LocalHub) -> None:
    commit = push(hub)
    folder = fetch("artist/faces").folder
    for name in ("model.onnx", "config.json"):
        path = (folder / name).resolve()
        path.write_bytes(path.read_bytes()[:-5])
    for pinned in ("artist/faces", f"artist/faces@{commit}"):
        again = fetch(pinned).folder
        for name in ("model.onnx", "config.json"):
            assert (again / name).read_bytes() == FILES[name]


def test_a_damaged_copy_without_a_hub_is_named(hub: LocalHub) -> None:
    commit = push(hub)
    path = (fetch("artist/faces").folder / "model.onnx").resolve()
    path.write_bytes(LARGE[:-5])
    hub.refuse()
    with pytest.raises(UnreachableError, match="No sound copy of artist/faces@"):
        fetch(f"artist/faces@{commit}")


def test_a_file_that_arrives_cut(hub: LocalHub) -> None:
    push(hub)
    hub.truncate("model.onnx", keep=1000, silent=True)
    with pytest.raises(ModelError, match=r"model\.onnx of artist/faces arrives damaged"):
        fetch("artist/faces")
    hub.heal()
    assert (fetch("artist/faces").folder / "model.onnx").read_bytes() == LARGE


def test_a_slow_but_steady_download_is_not_given_up(hub: LocalHub, monkeypatch: pytest.MonkeyPatch) -> None:
    push(hub)
    monkeypatch.setattr("moods.download.STALL", 0.8)
    monkeypatch.setattr("moods.download.PIECE", 64 * 1024)
    monkeypatch.setattr(constants, "DOWNLOAD_CHUNK_SIZE", constants.DOWNLOAD_CHUNK_SIZE)
    hub.switches.pause = 0.12  # s a piece of 64 KB, 16 of them: longer than the patience with silence
    start = time.monotonic()
    assert (fetch("artist/faces").folder / "model.onnx").read_bytes() == LARGE
    assert seconds(start) > 1.5


def test_a_process_ends_soon_after_giving_up(hub: LocalHub) -> None:
    push(hub)
    env = hub.env()
    hub.hang()
    code = "import moods.hub\ntry: moods.hub.fetch('artist/faces')\nexcept Exception as e: print(e)"
    start = time.monotonic()
    ran = hub.run(code, env, timeout=60)
    assert "does not answer (asked for artist/faces)" in ran.stdout, ran.stderr
    assert seconds(start) < 40  # mostly imports on a busy machine; the client itself would wait for minutes


def test_starting_up_imports_little() -> None:
    import subprocess
    import sys

    code = "import sys, moods.hub; moods.hub.repository('a/b'); print([m for m in sys.modules if m in " \
           "('torch', 'gradio', 'datasets', 'huggingface_hub')])"  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
