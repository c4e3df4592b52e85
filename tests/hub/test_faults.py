"""Each switch of the local Hub does to a client what a bad day does."""

import time
from pathlib import Path

import httpx2
import pytest
from huggingface_hub.errors import HfHubHTTPError

from tests.hub.local import LocalHub

WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def filled(hub: LocalHub) -> LocalHub:
    """The Hub with one model of one large file."""
    api = hub.api()
    api.create_repo("artist/faces")
    api.upload_file(path_or_fileobj=WEIGHTS, path_in_repo="model.onnx", repo_id="artist/faces")
    return hub


def test_refused_connections_and_back(filled: LocalHub) -> None:
    filled.refuse()
    with pytest.raises(httpx2.ConnectError):
        httpx2.get(f"{filled.url}/api/whoami-v2")
    filled.heal()
    assert filled.api().model_info("artist/faces").sha == filled.repo("artist/faces").branches["main"]


def test_refused_with_a_status(filled: LocalHub) -> None:
    filled.refuse(503)
    assert httpx2.get(f"{filled.url}/artist/faces/resolve/main/model.onnx").status_code == 503
    filled.heal()
    assert httpx2.get(f"{filled.url}/artist/faces/resolve/main/model.onnx").status_code == 302


def test_hanging_requests_wait_until_healed(filled: LocalHub) -> None:
    filled.hang("tree")
    assert httpx2.get(f"{filled.url}/api/models/artist/faces", timeout=2).status_code == 200
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(f"{filled.url}/api/models/artist/faces/tree/main", timeout=0.3)
    filled.heal()
    assert httpx2.get(f"{filled.url}/api/models/artist/faces/tree/main", timeout=2).status_code == 200


def test_stopping_a_hanging_server_does_not_wait(filled: LocalHub) -> None:
    filled.hang()
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(f"{filled.url}/api/whoami-v2", timeout=0.2)
    start = time.monotonic()
    filled.refuse()
    assert time.monotonic() - start < 3


def test_a_file_that_stops_early(filled: LocalHub) -> None:
    filled.truncate("model.onnx", keep=100)
    with pytest.raises(httpx2.RemoteProtocolError):
        httpx2.get(f"{filled.url}/artist/faces/resolve/main/model.onnx", follow_redirects=True)


def test_a_file_that_silently_stops_early(filled: LocalHub, tmp_path: Path) -> None:
    filled.truncate("model.onnx", keep=100, silent=True)
    got = filled.api().hf_hub_download("artist/faces", "model.onnx", cache_dir=tmp_path)
    assert Path(got).read_bytes() == WEIGHTS[:100]
    checked = filled.api().verify_repo_checksums("artist/faces", cache_dir=tmp_path)
    assert [wrong["path"] for wrong in checked.mismatches] == ["model.onnx"]


def test_interrupted_upload_is_completed_by_the_next(filled: LocalHub, tmp_path: Path) -> None:
    files = {f"{name}.onnx": bytes([number]) * 3000 for number, name in enumerate("abc")}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    filled.interrupt(after=1, pattern="^PUT")
    with pytest.raises(RuntimeError, match="Error while uploading"):
        filled.api().upload_folder(folder_path=tmp_path, repo_id="artist/faces")
    assert set(filled.repo("artist/faces").resolve("main").files) == {".gitattributes", "model.onnx"}
    assert len(filled.store.uploads) == 2
    filled.heal()
    filled.api().upload_folder(folder_path=tmp_path, repo_id="artist/faces")
    stored = filled.repo("artist/faces").resolve("main").files
    assert {name: stored[name].content for name in files} == files


def test_interrupted_before_the_commit(filled: LocalHub) -> None:
    filled.interrupt(pattern="/commit/")
    with pytest.raises(HfHubHTTPError, match="507"):
        filled.api().upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id="artist/faces")
    assert "x.txt" not in filled.repo("artist/faces").resolve("main").files
