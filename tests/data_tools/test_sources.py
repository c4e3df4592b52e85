"""Every source yields the same records, whatever it is packed in."""

import hashlib
import json
import os
import pwd
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import kagglehub
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests

from data_tools.record import Item, Record, Rejected
from data_tools.sketch import write
from data_tools.sources import Reading, open_sources
from moods.errors import DataError, PictureError
from tests.data_tools.made import class_folders, png, zipped


def walk(spec: str | Path, reading: Reading | None = None) -> list[Item]:
    return [item for source in open_sources([str(spec)], reading) for item in source.items()]


def told(items: list[Item]) -> Counter:
    """Words and pictures, whatever order and names they come in."""
    return Counter((item.word, hashlib.sha256(item.read()).hexdigest()) for item in items)


def expected(faces: list[dict]) -> Counter:
    return Counter((face["label"], hashlib.sha256(png(face)).hexdigest()) for face in faces)


def table(file: Path, faces: list[dict], /, **more: list) -> Path:
    columns = {
        "image": [{"bytes": png(face), "path": None} for face in faces],
        "label": [face["label"] for face in faces],
        **more,
    }
    pq.write_table(pa.table(columns), file)
    return file


NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}


def git(folder: Path, *words: str) -> None:
    """Runs git in a folder, blind to the repository of a hook around the tests and to the user's settings."""
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
    ours = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")} | NO_SETTINGS
    subprocess.run(["git", *who, *words], cwd=folder, env=ours, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path, drawn: list[dict], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare repository: version 1 has eight faces, the newest sixteen."""
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    for name, value in NO_SETTINGS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    work = class_folders(tmp_path / "work", drawn[:8])
    (work / "LICENSE").write_text("MIT License\n\nPermission is hereby granted, free of charge, ...")
    git(work, "init", "--quiet", "--initial-branch=main")
    git(work, "add", "-A")
    git(work, "commit", "--quiet", "-m", "eight")
    git(work, "tag", "v1")
    class_folders(work, drawn[:16])
    git(work, "add", "-A")
    git(work, "commit", "--quiet", "-m", "sixteen")
    git(tmp_path, "clone", "--quiet", "--bare", "work", "faces.git")
    return tmp_path / "faces.git"


def test_a_folder_of_class_folders(tmp_path: Path, drawn: list[dict]) -> None:
    items = walk(class_folders(tmp_path / "set", drawn))
    assert told(items) == expected(drawn)
    assert items == sorted(items, key=lambda item: item.name)
    assert {item.origin.source for item in items} == {"set"}
    assert {item.origin.licence for item in items} == {"not stated"}


def test_a_zip_of_class_folders_below_another_folder(tmp_path: Path, drawn: list[dict]) -> None:
    assert told(walk(zipped(tmp_path / "set.zip", drawn, "archive/train/"))) == expected(drawn)


def test_a_parquet_file_a_folder_and_a_glob_of_them(tmp_path: Path, drawn: list[dict]) -> None:
    (tmp_path / "parts").mkdir()
    table(tmp_path / "parts" / "a.parquet", drawn[:20])
    table(tmp_path / "parts" / "b.parquet", drawn[20:])
    assert told(walk(tmp_path / "parts" / "a.parquet")) == expected(drawn[:20])
    assert told(walk(tmp_path / "parts")) == expected(drawn)
    assert told(walk(tmp_path / "parts" / "*.parquet")) == expected(drawn)


def test_the_columns_of_a_parquet_file_are_kept(tmp_path: Path, drawn: list[dict]) -> None:
    path = table(
        tmp_path / "f.parquet", drawn[:2], certainty=["sure", "unsure"], colour=[True, False],
        repo=["owner/faces"] * 2, path=["a.jpg", "b.jpg"], sha256=["aa", "bb"], tag=["fear", "joy"],
    )  # fmt: skip
    first, second = walk(path)
    assert (first.certainty, first.kind, first.original_id, first.sha256) == ("sure", "colour", "a.jpg", "aa")
    assert (second.certainty, second.kind, second.origin.source) == ("unsure", "ink", "owner/faces")
    assert [item.word for item in walk(path, Reading("tag"))] == ["fear", "joy"]
    with pytest.raises(DataError, match=r"no column 'mood': it has image, label, certainty"):
        walk(path, Reading("mood"))


def test_a_parquet_file_names_pictures_beside_it_but_none_elsewhere(
    tmp_path: Path, drawn: list[dict]
) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "secret.png").write_bytes(png(drawn[1]))
    (tmp_path / "set" / "a.png").write_bytes(png(drawn[0]))
    paths = ["a.png", "../secret.png", str(tmp_path / "secret.png")]
    images = pa.array([{"bytes": None, "path": path} for path in paths])
    pq.write_table(pa.table({"image": images}), tmp_path / "set" / "f.parquet")
    inside, *outside = walk(tmp_path / "set" / "f.parquet")
    assert inside.read() == png(drawn[0])
    for record in outside:
        with pytest.raises(PictureError, match="lies outside of"):
            record.read()


def test_a_licence_can_be_stated_for_sources_that_state_none(tmp_path: Path, drawn: list[dict]) -> None:
    quiet = class_folders(tmp_path / "quiet", drawn[:8])
    open_ = class_folders(tmp_path / "open", drawn[:8])
    (open_ / "LICENSE.txt").write_text("Creative Commons Legal Code\n\nCC0 1.0 Universal")
    for folder, licence in ((quiet, "CC-BY-4.0"), (open_, "CC0-1.0")):
        assert {i.origin.licence for i in walk(folder, Reading(licence="CC-BY-4.0"))} == {licence}


def test_a_git_repository_at_its_newest_and_at_a_revision(repository: Path, drawn: list[dict]) -> None:
    items = walk(f"git:{repository}")
    assert told(items) == expected(drawn[:16])
    assert {item.origin.licence for item in items} == {"MIT"}
    assert told(walk(f"git:{repository}@v1")) == expected(drawn[:8])
    assert told(walk(f"git:file://{repository}@main")) == expected(drawn[:16])


def test_a_git_source_that_cannot_be_fetched_is_a_sentence(repository: Path) -> None:
    with pytest.raises(DataError, match=r"at v9 cannot be fetched: .*v9"):
        walk(f"git:{repository}@v9")
    with pytest.raises(DataError, match=r"nowhere\.git cannot be fetched"):
        walk(f"git:{repository.parent}/nowhere.git")


def test_git_works_in_no_repository_but_its_own(
    repository: Path, tmp_path: Path, drawn: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As in a hook: git then names the user's repository to every git that starts below it."""
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet")
    before = {path: path.read_bytes() for path in other.rglob("*") if path.is_file()}
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_COMMON_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", str(other / ".git" / "objects"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    git(tmp_path / "work", "tag", "v2")
    assert told(walk(f"git:{repository}")) == expected(drawn[:16])
    assert told(walk(f"git:{tmp_path / 'work'}@v2")) == expected(drawn[:16])
    assert {path: path.read_bytes() for path in other.rglob("*") if path.is_file()} == before


def test_git_that_opens_only_repositories_named_to_it(
    repository: Path, tmp_path: Path, drawn: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tmp_path / "settings"
    settings.write_text("[safe]\n\tbareRepository = explicit\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    assert told(walk(f"git:{repository}")) == expected(drawn[:16])


@pytest.mark.parametrize("revision", ["v1", "0" * 40])
def test_a_cache_that_cannot_be_written_is_named(
    revision: str, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder, reason in ((repository / "HEAD", "Not a directory"), (tmp_path / ("a" * 300), "too long")):
        monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
        with pytest.raises(DataError, match=rf"kept in {folder}/\S+ \(.*{reason}\): .* XDG_CACHE_HOME"):
            walk(f"git:{repository}@{revision}")


def test_a_cache_that_git_cannot_write_is_named(repository: Path, tmp_path: Path) -> None:
    walk(f"git:{repository}")
    (bare,) = (tmp_path / "cache" / "manga-mood" / "git").iterdir()
    (bare / "config.lock").touch()
    with pytest.raises(DataError, match=rf"kept in {bare.parent} \(.*config.*\): .* XDG_CACHE_HOME"):
        walk(f"git:{repository}")


def test_no_home_for_the_cache_is_a_sentence(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(pwd, "getpwuid", {}.__getitem__)  # nobody is known
    with pytest.raises(DataError, match=r"no home folder .*: set XDG_CACHE_HOME"):
        walk(f"git:{repository}")


def test_no_git_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DataError, match="git is not installed"):
        walk("git:https://example.org/o/n.git")


def test_git_lfs_pointers_are_named_and_links_are_not_followed(repository: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    (work / "happy" / "big.png").write_text(
        "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
    )
    (work / "happy" / "link.png").symlink_to("/etc/hostname")
    git(work, "add", "-A")
    git(work, "commit", "--quiet", "-m", "more")
    items = {item.name: item for item in walk(f"git:{work}")}
    assert "work/happy/link.png" not in items
    with pytest.raises(Exception, match=r"happy/big\.png is a Git LFS pointer") as caught:
        items["work/happy/big.png"].read()
    assert caught.value.reason == "git lfs pointer"


@pytest.mark.parametrize(
    ("spec", "url", "revision"),
    [
        ("https://example.org/o/n.git", "https://example.org/o/n.git", None),
        ("https://example.org/o/n@v1", "https://example.org/o/n", "v1"),
        ("https://jane@example.org/o/n", "https://jane@example.org/o/n", None),
        ("git@example.org:o/n.git", "git@example.org:o/n.git", None),
        ("git@example.org:o/n.git@side/branch", "git@example.org:o/n.git", "side/branch"),
    ],
)
def test_the_revision_in_a_git_address(spec: str, url: str, revision: str | None) -> None:
    from data_tools.sources.git import split_revision

    assert split_revision(spec) == (url, revision)


def test_a_kaggle_data_set(tmp_path: Path, drawn: list[dict], monkeypatch: pytest.MonkeyPatch) -> None:
    cached = class_folders(tmp_path / "cache" / "Manga", drawn)
    asked = []
    monkeypatch.setattr(
        kagglehub, "dataset_download", lambda handle: asked.append(handle) or str(cached.parent)
    )
    items = walk("kaggle:mertkkl/manga-facial-expressions")
    assert asked == ["mertkkl/manga-facial-expressions"]
    assert told(items) == expected(drawn)
    assert items[0].origin.url == "https://www.kaggle.com/datasets/mertkkl/manga-facial-expressions"


@pytest.mark.parametrize("error", [requests.ConnectionError("no route"), ValueError("bad credentials")])
def test_kaggle_out_of_reach_names_the_other_way(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: str) -> str:
        raise error

    monkeypatch.setattr(kagglehub, "dataset_download", fail)
    with pytest.raises(DataError, match=r"cannot be downloaded: .*build from the zip: .*manga-faces\.zip"):
        walk("kaggle:owner/manga-faces")


def test_our_labels_over_other_pictures(repository: Path, tmp_path: Path, drawn: list[dict]) -> None:
    digests = [hashlib.sha256(png(face)).hexdigest() for face in drawn[:3]]
    rows = [
        f"{digests[0]},pleased,unsure,a.png",
        f"{digests[1]},sad,sure,b.png",
        f"{'0' * 64},sad,sure,c.png",
    ]
    labels = tmp_path / "labels.csv"
    labels.write_text("\n".join(["sha256,label,certainty,path", *rows]))
    items = walk(f"labels:{labels}=git:{repository}")
    kept = [item for item in items if isinstance(item, Record)]
    assert {(item.word, item.certainty, item.sha256) for item in kept} == {
        ("pleased", "unsure", digests[0]),
        ("sad", "sure", digests[1]),
    }
    reasons = Counter(item.reason for item in items if isinstance(item, Rejected))
    assert reasons == {"picture without label": 14, "label without picture": 1}
    assert any("c.png" in item.name for item in items if isinstance(item, Rejected))


def test_drawn_faces_know_their_style(tmp_path: Path) -> None:
    write(16, tmp_path / "drawn", seed=2, size=48, num_proc=1)
    items = walk(tmp_path / "drawn")
    assert told(items) == told(walk(f"drawn:{tmp_path / 'drawn'}"))
    assert {item.kind for item in items} == {"sketch"}
    assert {item.origin.licence for item in items} == {"CC0-1.0"}
    assert all(item.origin.source.startswith("drawn:") for item in items)


def test_a_folder_with_a_table_of_labels(tmp_path: Path, drawn: list[dict]) -> None:
    for number, face in enumerate(drawn[:3]):
        (tmp_path / f"{number}.png").write_bytes(png(face))
    (tmp_path / "metadata.csv").write_text("file_name,label\n0.png,happy\n1.png,\n../../x.png,sad\n")
    items = walk(tmp_path)
    assert [item.word for item in items[:2]] == ["happy", None]
    assert isinstance(items[2], Rejected)
    assert items[2].reason == "missing"


BREAKS = "a\u2028b\u0085c\x0bd\x0ce.png"


def test_breaks_inside_of_a_table_s_texts_are_no_new_rows(tmp_path: Path, drawn: list[dict]) -> None:
    for name in ("csv", "jsonl"):
        (tmp_path / name).mkdir()
        (tmp_path / name / BREAKS).write_bytes(png(drawn[0]))
    (tmp_path / "csv" / "two\nlines.png").write_bytes(png(drawn[1]))
    rows = f'file_name,label\r\n"{BREAKS}",happy\r\n"two\nlines.png",sad\r\n'
    (tmp_path / "csv" / "metadata.csv").write_bytes(rows.encode())
    # JSON allows U+2028 and U+0085 to stand as they are; the others not.
    line = json.dumps({"file_name": BREAKS, "label": "happy"}, ensure_ascii=False)
    (tmp_path / "jsonl" / "metadata.jsonl").write_bytes(f"{line}\r\n\n".encode())
    found = [(item.original_id, item.word) for item in walk(tmp_path / "csv")]
    assert found == [(BREAKS, "happy"), ("two\nlines.png", "sad")]
    assert [(item.original_id, item.word) for item in walk(tmp_path / "jsonl")] == [(BREAKS, "happy")]


@pytest.mark.parametrize(("line", "what"), [("[1, 2]", "is no object"), ("{", "is not JSON")])
def test_a_line_that_is_no_object_is_named(line: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "a.png"}\n\n' + line)
    with pytest.raises(DataError, match=rf"metadata\.jsonl, line 3, {what}"):
        walk(tmp_path)


@pytest.mark.parametrize(
    ("spec", "sentence"),
    [
        (
            "flickr:faces",
            r"Unknown source 'flickr:faces': known are kaggle:, hub:, git:, hydrus:, labels:, drawn:",
        ),
        ("kaggle:", "something must follow the colon"),
        ("kaggle:faces", "write kaggle:owner/name"),
        ("labels:only.csv", r"write labels:LABELS\.csv=FOLDER"),
        ("no/such/folder", "no/such/folder does not exist"),
        ("no/such/*.parquet", "Nothing matches"),
        ("hub:a b", "write hub:owner/name"),
    ],
)
def test_a_source_that_is_none_is_a_sentence(spec: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        walk(spec)
