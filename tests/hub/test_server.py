"""The local Hub answers huggingface_hub as the real one does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from huggingface_hub import CommitOperationDelete, snapshot_download
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from tests.hub.local import ROOT, LocalHub

WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small repository's files: text, large and in a sub-folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "config.json").write_text('{"a": 1}')
    (tmp_path / "model.onnx").write_bytes(WEIGHTS)
    (tmp_path / "sub" / "note.txt").write_text("ink")
    (tmp_path / "README.md").write_text(
        "---\nlicense: mit\npipeline_tag: image-classification\n---\n# A card\n"
    )
    return tmp_path


def test_upload_and_snapshot(hub: LocalHub, folder: Path, tmp_path: Path) -> None:
    api = hub.api()
    assert str(api.create_repo("artist/faces")) == f"{hub.url}/artist/faces"
    made = api.upload_folder(folder_path=folder, repo_id="artist/faces")
    assert made.oid == hub.repo("artist/faces").branches["main"]
    copy = Path(snapshot_download("artist/faces", cache_dir=tmp_path / "cache", token=hub.token))
    assert copy.name == made.oid
    for path in ("config.json", "model.onnx", "sub/note.txt", "README.md"):
        assert (copy / path).read_bytes() == (folder / path).read_bytes()
    assert hub.repo("artist/faces").resolve("main").files["model.onnx"].large
    info = api.model_info("artist/faces")
    assert (info.sha, info.pipeline_tag, info.card_data["license"]) == (
        made.oid,
        "image-classification",
        "mit",
    )


def test_second_upload_changes_nothing(hub: LocalHub, folder: Path) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    first = api.upload_folder(folder_path=folder, repo_id="artist/faces")
    asked = len(hub.requests)
    assert api.upload_folder(folder_path=folder, repo_id="artist/faces").oid == first.oid
    assert not [line for line in hub.requests[asked:] if line.startswith("PUT") or "/commit/" in line]
    assert len(api.list_repo_commits("artist/faces")) == 2


def test_history_tags_and_pinned_revisions(hub: LocalHub, folder: Path, tmp_path: Path) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    first = api.upload_folder(folder_path=folder, repo_id="artist/faces", commit_message="one").oid
    api.create_tag("artist/faces", tag="v1")
    second = api.upload_file(path_or_fileobj=b"{}", path_in_repo="config.json", repo_id="artist/faces").oid
    assert [commit.commit_id for commit in api.list_repo_commits("artist/faces")][:2] == [second, first]
    refs = api.list_repo_refs("artist/faces")
    assert (refs.tags[0].name, refs.tags[0].target_commit) == ("v1", first)
    assert refs.branches[0].target_commit == second
    for revision, text in ((first, '{"a": 1}'), ("v1", '{"a": 1}'), ("main", "{}"), (second, "{}")):
        got = api.hf_hub_download(
            "artist/faces", "config.json", revision=revision, cache_dir=tmp_path / "cache"
        )
        assert Path(got).read_text() == text, revision
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_tag("artist/faces", tag="v1")
    api.delete_tag("artist/faces", tag="v1")
    assert api.list_repo_refs("artist/faces").tags == []


def test_tree_and_paths(hub: LocalHub, folder: Path) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    api.upload_folder(folder_path=folder, repo_id="artist/faces")
    flat = {entry.path for entry in api.list_repo_tree("artist/faces")}
    assert flat == {".gitattributes", "README.md", "config.json", "model.onnx", "sub"}
    deep = {entry.path: entry for entry in api.list_repo_tree("artist/faces", recursive=True)}
    assert set(deep) == flat | {"sub/note.txt"}
    assert deep["model.onnx"].lfs.size == len(WEIGHTS)
    assert [e.path for e in api.list_repo_tree("artist/faces", path_in_repo="sub")] == ["sub/note.txt"]
    found = api.get_paths_info("artist/faces", ["sub", "config.json", "nowhere"])
    assert [entry.path for entry in found] == ["sub", "config.json"]
    assert api.file_exists("artist/faces", "sub/note.txt")
    assert not api.file_exists("artist/faces", "sub/other.txt")


def test_ranges(hub: LocalHub, folder: Path) -> None:
    import httpx2

    api = hub.api()
    api.create_repo("artist/faces")
    api.upload_folder(folder_path=folder, repo_id="artist/faces")
    url = f"{hub.url}/artist/faces/resolve/main/"
    for name, whole in (("model.onnx", WEIGHTS), ("config.json", b'{"a": 1}')):
        for asked, part in (("0-3", whole[:4]), ("5-", whole[5:]), ("-4", whole[-4:])):
            got = httpx2.get(url + name, headers={"Range": f"bytes={asked}"}, follow_redirects=True)
            assert (got.status_code, got.content) == (206, part)
            assert got.headers["content-range"].endswith(f"/{len(whole)}")
        beyond = httpx2.get(url + name, headers={"Range": "bytes=99999999-"}, follow_redirects=True)
        assert beyond.status_code == 416
    head = httpx2.head(url + "config.json")
    assert head.headers["x-repo-commit"] == hub.repo("artist/faces").branches["main"]
    assert head.headers["content-length"] == "8"


def test_deletions_and_conflicts(hub: LocalHub, folder: Path) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    first = api.upload_folder(folder_path=folder, repo_id="artist/faces").oid
    gone = [CommitOperationDelete("sub/", is_folder=True), CommitOperationDelete("config.json")]
    api.create_commit("artist/faces", gone, commit_message="less", parent_commit=first)
    assert set(hub.repo("artist/faces").resolve("main").files) == {
        ".gitattributes",
        "README.md",
        "model.onnx",
    }
    with pytest.raises(HfHubHTTPError, match="412"):
        api.upload_file(
            path_or_fileobj=b"x", path_in_repo="x.txt", repo_id="artist/faces", parent_commit=first
        )
    api.delete_repo("artist/faces")
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("artist/faces")


def test_names_that_are_not_there(hub: LocalHub, folder: Path) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    with pytest.raises(RepositoryNotFoundError):
        api.model_info("artist/nothing")
    with pytest.raises(RevisionNotFoundError):
        api.model_info("artist/faces", revision="v9")
    with pytest.raises(EntryNotFoundError):
        api.hf_hub_download("artist/faces", "nothing.bin", cache_dir=folder / "cache")
    with pytest.raises(RepositoryNotFoundError):
        api.dataset_info("artist/faces")


def test_kinds_do_not_mix(hub: LocalHub) -> None:
    api = hub.api()
    for kind, sdk in (("model", None), ("dataset", None), ("space", "gradio")):
        api.create_repo("artist/same", repo_type=kind, space_sdk=sdk)
        api.upload_file(
            path_or_fileobj=kind.encode(), path_in_repo="k.txt", repo_id="artist/same", repo_type=kind
        )
    for kind in ("model", "dataset", "space"):
        assert hub.repo("artist/same", kind).resolve("main").files["k.txt"].content == kind.encode()
    assert api.space_info("artist/same").sdk == "gradio"


@pytest.mark.parametrize(
    ("token", "status"), [("hf_wrong", 401), ("hf_reader", 403), ("hf_guest", 404)], ids=str
)
def test_private_repositories_and_tokens(hub: LocalHub, token: str, status: int) -> None:
    hub.api().create_repo("artist/secret", private=True)
    other = hub.api(token)
    with pytest.raises(HfHubHTTPError) as refused:
        other.upload_file(path_or_fileobj=b"x", path_in_repo="x.txt", repo_id="artist/secret")
    assert refused.value.response.status_code == status
    if token == "hf_reader":
        assert other.model_info("artist/secret").private
    if token == "hf_guest":
        with pytest.raises(HfHubHTTPError, match="403"):
            other.create_repo("artist/mine")


def test_without_a_token_private_is_missing(hub: LocalHub) -> None:
    from huggingface_hub import HfApi

    hub.api().create_repo("artist/secret", private=True)
    nobody = HfApi(endpoint=hub.url, token=False)
    with pytest.raises(RepositoryNotFoundError) as refused:
        nobody.model_info("artist/secret")
    assert refused.value.response.status_code == 401


def test_creating_twice(hub: LocalHub) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_repo("artist/faces")
    assert api.create_repo("artist/faces", exist_ok=True).repo_id == "artist/faces"


@pytest.mark.parametrize(
    "block", ["a: [1", "- only\n- a list", "sdk_version: 6.1", "model-index:\n- results: [{}]"]
)
def test_bad_cards_are_rejected(hub: LocalHub, block: str) -> None:
    api = hub.api()
    api.create_repo("artist/faces")
    card = f"---\n{block}\n---\n# Card\n".encode()
    with pytest.raises(ValueError, match="Invalid metadata"):
        api.upload_file(path_or_fileobj=card, path_in_repo="README.md", repo_id="artist/faces")
    assert "README.md" not in hub.repo("artist/faces").resolve("main").files


NOBODY = """
from huggingface_hub import HfApi, get_token
print(get_token(), HfApi().model_info("artist/faces").id)
"""


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    """Where somebody is logged in to the real Hub, works offline, and has a proxy that leads nowhere."""
    (tmp_path / "token").write_text("hf_somebody")
    dead = "http://127.0.0.1:9"
    told = {"HF_TOKEN_PATH": str(tmp_path / "token"), "HUGGING_FACE_HUB_TOKEN": "hf_old"}
    told |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "no_proxy": "example.org"}
    return told | {"http_proxy": dead, "https_proxy": dead}


def test_what_is_set_around_the_tests_does_not_reach_them(hostile: dict[str, str]) -> None:
    tests = ["hub/test_server.py::test_upload_and_snapshot", "moods/test_hub.py::test_private_models"]
    words = [sys.executable, "-m", "pytest", *(f"tests/{test}" for test in tests)]
    ran = subprocess.run(words, env=os.environ | hostile, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout


def test_what_is_set_around_the_tests_does_not_reach_their_children(
    hub: LocalHub, hostile: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.api().create_repo("artist/faces")
    for name, value in hostile.items():
        monkeypatch.setenv(name, value)
    ran = hub.run(NOBODY, hub.env(token=None))
    assert ran.stdout.strip() == "None artist/faces", ran.stderr
