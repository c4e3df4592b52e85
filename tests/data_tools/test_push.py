"""A built set travels to the Hub with a card that tells the truth, or is refused in one sentence."""

import json
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from data_tools.__main__ import main
from data_tools.build import build
from data_tools.sketch import write
from data_tools.sources import Reading
from data_tools.sources.licence import may_be_shared
from tests.data_tools.made import class_folders, png, rows_of
from tests.hub.local import LocalHub


@pytest.fixture(scope="module")
def free(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A set of drawn faces, which anybody may pass on."""
    place = tmp_path_factory.mktemp("free")
    write(48, place / "drawn", seed=5, size=48, num_proc=1)
    build([str(place / "drawn")], place / "free")
    return place / "free"


def tool(hub: LocalHub, *words: str, **env: str | None) -> subprocess.CompletedProcess:
    return hub.run(["-m", "data_tools", *map(str, words)], env=hub.env(**env))


def test_a_set_there_and_back(hub: LocalHub, free: Path, tmp_path: Path) -> None:
    pushed = tool(hub, "push", free, "artist/faces")
    assert pushed.returncode == 0, pushed.stderr
    assert "holds 48 faces (private)" in pushed.stdout
    stored = hub.repo("artist/faces", "dataset")
    assert stored.private
    back = tmp_path / "back"
    built = tool(hub, "build", "hub:artist/faces", "--out", back, "--num-proc", "1")
    assert built.returncode == 0, built.stderr

    def told(out: Path) -> set[tuple]:
        kept = ("sha256", "label", "split", "kind", "source", "licence")
        return {tuple(row[column] for column in kept) for row in rows_of(out)}

    assert told(back) == told(free)
    one = tool(hub, "build", "hub:artist/faces@main:test", "--out", tmp_path / "one", "--num-proc", "1")
    assert one.returncode == 0, one.stderr
    report = json.loads((tmp_path / "one" / "report.json").read_text())
    assert report["read"] == sum(row["split"] == "test" for row in rows_of(free))


def test_a_public_set_gets_no_private_faces(hub: LocalHub, free: Path) -> None:
    hub.api().create_repo("artist/faces", repo_type="dataset", private=False)
    before = set(hub.repo("artist/faces", "dataset").commits)
    pushed = tool(hub, "push", free, "artist/faces")
    assert pushed.returncode == 1
    assert "error: Not pushed: artist/faces is public" in pushed.stderr
    assert set(hub.repo("artist/faces", "dataset").commits) == before
    shown = tool(hub, "push", free, "artist/faces", "--public")
    assert "holds 48 faces (public)" in shown.stdout, shown.stderr


def test_a_private_set_is_shown_on_demand(hub: LocalHub, free: Path) -> None:
    assert tool(hub, "push", free, "artist/faces").returncode == 0
    pushed = tool(hub, "push", free, "artist/faces", "--public")
    assert "holds 48 faces (public)" in pushed.stdout, pushed.stderr
    assert not hub.repo("artist/faces", "dataset").private


def test_a_hub_set_of_picture_files_in_class_folders(
    hub: LocalHub, drawn: list[dict], tmp_path: Path
) -> None:
    folder = class_folders(tmp_path / "faces", drawn[:16])
    (folder / "README.md").write_text("---\nlicense: cc-by-4.0\n---\n")
    api = hub.api()
    api.create_repo("artist/folders", repo_type="dataset")
    api.upload_folder(repo_id="artist/folders", folder_path=folder, repo_type="dataset")
    built = tool(hub, "build", "hub:artist/folders", "--out", tmp_path / "out", "--num-proc", "1")
    assert built.returncode == 0, built.stderr
    rows = rows_of(tmp_path / "out")
    assert {row["image"] for row in rows} == {png(face) for face in drawn[:16]}
    assert Counter(row["label"] for row in rows) == Counter(face["label"] for face in drawn[:16])
    assert {row["licence"] for row in rows} == {"cc-by-4.0"}


def test_the_card(free: Path, capsys: pytest.CaptureFixture) -> None:
    assert main(["push", str(free), "artist/faces", "--dry-run"]) == 0
    card = capsys.readouterr().out
    assert card.startswith("---\nlicense: cc0-1.0\n")
    assert 'load_dataset("artist/faces")' in card
    assert "| class | train | validation | test |" in card
    assert "| angry | 4 | 1 | 1 |" in card
    assert "48 pictures were read and 48 kept." in card
    assert "| CC0-1.0 |" in card
    assert str(free) not in card
    assert "{{" not in card
    assert "{%" not in card


def test_pictures_without_a_licence_are_not_pushed(tmp_path: Path, drawn: list[dict], capsys) -> None:
    folder = class_folders(tmp_path / "found", drawn)
    build([str(folder)], tmp_path / "a")
    build([str(folder)], tmp_path / "b", reading=Reading(licence="CC-BY-NC-ND-4.0"))
    assert main(["push", str(tmp_path / "a"), "artist/faces"]) == 1
    assert "Not pushed: the licence of found is not stated" in capsys.readouterr().err
    assert main(["push", str(tmp_path / "b"), "artist/faces"]) == 1
    assert "found is under 'CC-BY-NC-ND-4.0', which is not known to allow it" in capsys.readouterr().err
    assert main(["push", str(tmp_path / "a"), "artist/faces", "--i-have-the-rights", "--dry-run"]) == 0
    card = capsys.readouterr().out
    assert "license: other" in card
    assert "the licence of found is not stated" in card


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("CC0-1.0", True),
        ("cc-by-4.0", True),
        ("CC BY-NC-SA 4.0", True),
        ("mit", True),
        ("Apache-2.0", True),
        ("CC-BY-ND-4.0", False),
        ("CC-BY-NC-ND-4.0", False),
        ("not stated", False),
        ("see LICENSE.txt", False),
        ("all rights reserved", False),
        ("mitigated", False),
    ],
)
def test_which_licences_let_pictures_be_passed_on(licence: str, allowed: bool) -> None:
    assert may_be_shared(licence) is allowed


@pytest.mark.parametrize(
    ("token", "sentence"),
    [
        (None, "No token for the Hub: log in with `hf auth login`, or set HF_TOKEN."),
        ("hf_wrong", "The Hub does not know this token"),
        ("hf_reader", "This token may not write to artist/faces"),
    ],
)
def test_a_token_that_does_not_do_is_a_sentence(
    token: str | None, sentence: str, hub: LocalHub, free: Path
) -> None:
    pushed = tool(hub, "push", free, "artist/faces", token=token)
    assert pushed.returncode == 1
    assert f"error: {sentence}" in pushed.stderr
    assert "Traceback" not in pushed.stderr


def test_a_hub_out_of_reach_is_a_sentence(hub: LocalHub, free: Path, tmp_path: Path) -> None:
    hub.stop()
    pushed = tool(hub, "push", free, "artist/faces")
    assert "error: The Hub cannot be reached" in pushed.stderr
    read = tool(hub, "build", "hub:artist/none", "--out", tmp_path / "out")
    assert "error: The Hub's data set artist/none cannot be read" in read.stderr
    assert "Traceback" not in pushed.stderr + read.stderr


def test_a_push_cut_short_is_completed_by_the_same_command(hub: LocalHub, free: Path) -> None:
    hub.interrupt(after=1, pattern="commit")
    assert tool(hub, "push", free, "artist/faces").returncode == 1
    hub.heal()
    again = tool(hub, "push", free, "artist/faces")
    assert again.returncode == 0, again.stderr
    card = hub.api().hf_hub_download("artist/faces", "README.md", repo_type="dataset")
    assert "48 faces of manga and anime" in Path(card).read_text()


@pytest.mark.parametrize("pattern", ["/commit/", "preupload"])
def test_a_hub_that_falls_silent_is_given_up(
    hub: LocalHub, free: Path, pattern: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setattr("moods.patience.SILENCE", 0.5)
    monkeypatch.setattr("datasets.config.HF_ENDPOINT", hub.url)  # a copy of its own
    hub.hang(pattern)
    with monkeypatch.context() as quick:
        quick.setattr(time, "sleep", lambda seconds: None)  # between the client's own attempts
        assert main(["push", str(free), "artist/faces"]) == 1
    told = capsys.readouterr().err
    assert "error: The Hub cannot be reached" in told and "Run the same command again" in told
    hub.heal()
    assert main(["push", str(free), "artist/faces"]) == 0
