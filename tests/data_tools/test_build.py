"""`build` as users run it: what it writes, what it says, and that it goes on after a kill."""

import csv
import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from datasets import ClassLabel, Image, load_from_disk

from data_tools.__main__ import main
from data_tools.build import build
from data_tools.choose import Wish
from moods.errors import DataError
from moods.labels import MOODS, ORIGINAL_SEVEN
from tests.data_tools.made import class_folders, png, rows_of, zipped

ROOT = Path(__file__).resolve().parents[2]
FER = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
FERG = ("anger", "disgust", "fear", "joy", "neutral", "sadness", "surprise")
ANIME_4 = ("anger", "fear", "sadness", "happiness")
MEANT = {"anger": "angry", "fear": "shock", "surprise": "shock", "joy": "happy", "happiness": "happy"}


def test_the_data_set_has_the_agreed_shape(tmp_path: Path, drawn: list[dict]) -> None:
    out = tmp_path / "out"
    assert (
        main(["build", str(class_folders(tmp_path / "set", drawn)), "--out", str(out), "--num-proc", "1"])
        == 0
    )
    splits = load_from_disk(str(out))
    assert list(splits) == ["train", "validation", "test"]
    features = splits["train"].features
    assert features["label"] == ClassLabel(names=list(MOODS))
    assert isinstance(features["image"], Image)
    texts = {"certainty", "kind", "source", "licence", "original_id", "url", "sha256"}
    assert set(features) == {"image", "label", "group"} | texts
    assert features["group"].dtype == "int32"
    rows = rows_of(out)
    assert Counter(row["label"] for row in rows) == Counter(face["label"] for face in drawn)
    # Small clean files are stored as they came.
    assert {row["image"] for row in rows} == {png(face) for face in drawn}
    assert all(row["sha256"] == hashlib.sha256(row["image"]).hexdigest() for row in rows)
    sides = defaultdict(set)
    for row in rows:
        sides[row["group"]].add(row["split"])
    assert all(len(found) == 1 for found in sides.values())


def test_every_way_of_packing_gives_the_same_set(tmp_path: Path, drawn: list[dict]) -> None:
    folder = class_folders(tmp_path / "set", drawn)
    build([str(folder)], tmp_path / "a")
    build([str(zipped(tmp_path / "set.zip", drawn))], tmp_path / "b", num_proc=2)
    build([str(tmp_path / "a")], tmp_path / "c")

    def told(out: str) -> set[tuple]:
        return {(row["sha256"], row["label"], row["split"]) for row in rows_of(tmp_path / out)}

    assert told("a") == told("b") == told("c")


def test_the_same_command_gives_the_same_rows_in_the_same_order(tmp_path: Path, drawn: list[dict]) -> None:
    folder = class_folders(tmp_path / "set", drawn)
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        build([str(folder)], tmp_path / name, Wish(seed))
    a, b, c = (rows_of(tmp_path / name) for name in "abc")
    assert a == b
    assert [row["split"] for row in a] != [row["split"] for row in c] or a != c


@pytest.mark.parametrize(
    "words", [FER, FERG, ANIME_4, ORIGINAL_SEVEN], ids=["FER", "FERG", "anime-4", "seven"]
)
def test_other_label_sets_become_our_moods(words: tuple[str, ...], tmp_path: Path, drawn: list[dict]) -> None:
    for number, word in enumerate(words):
        class_folders(tmp_path / "set", [drawn[number]], {drawn[number]["label"]: word})
    report = build([str(tmp_path / "set")], tmp_path / "out")
    expected = Counter(
        MEANT.get(word, {"sadness": "sad"}.get(word, word)) for word in words if word != "disgust"
    )
    assert Counter(row["label"] for row in rows_of(tmp_path / "out")) == expected
    assert report["rejected"] == ({"fits no mood: disgust": 1} if "disgust" in words else {})


def test_ferg_puts_the_character_before_the_mood(tmp_path: Path, drawn: list[dict]) -> None:
    class_folders(tmp_path / "set" / "aia", drawn[:1], {drawn[0]["label"]: "aia_anger"})
    build([str(tmp_path / "set")], tmp_path / "out")
    assert [row["label"] for row in rows_of(tmp_path / "out")] == ["angry"]


def test_labels_of_their_own_are_kept_on_demand(tmp_path: Path, drawn: list[dict]) -> None:
    faces = tmp_path / "noisy.parquet"
    tags = ["disgust", "fear", "joy", "fear"]
    pq.write_table(pa.table({"image": [png(face) for face in drawn[:4]], "tag": tags}), faces)
    words = ["--label-column", "tag", "--keep-labels", "--num-proc", "1", "--out", str(tmp_path / "out")]
    assert main(["build", str(faces), *words]) == 0
    assert load_from_disk(str(tmp_path / "out"))["train"].features["label"].names == [
        "disgust",
        "fear",
        "joy",
    ]
    assert Counter(row["label"] for row in rows_of(tmp_path / "out")) == Counter(tags)


def test_faces_without_label_have_a_split_of_their_own(tmp_path: Path, drawn: list[dict]) -> None:
    class_folders(tmp_path / "set", drawn[:40])
    for number, face in enumerate(drawn[40:]):
        (tmp_path / "set" / f"{number}.png").write_bytes(png(face))
    build([str(tmp_path / "set")], tmp_path / "out")
    unlabelled = [row for row in rows_of(tmp_path / "out") if row["label"] is None]
    assert len(unlabelled) == 8
    assert {row["split"] for row in unlabelled} == {"unlabelled"}


def test_the_same_file_twice_is_kept_once(tmp_path: Path, drawn: list[dict]) -> None:
    folder = class_folders(tmp_path / "set", drawn)
    (folder / "angry" / "copy.png").write_bytes(png(drawn[0]))  # its label again
    (folder / "happy" / "other.png").write_bytes(png(drawn[1]))  # another label
    report = build([str(folder)], tmp_path / "out")
    assert report["rejected"] == {"same file": 1, "same file, other label": 1}
    rows = {row["sha256"]: row for row in rows_of(tmp_path / "out")}
    assert len(rows) == len(drawn)
    assert rows[hashlib.sha256(png(drawn[0])).hexdigest()]["certainty"] == "sure"
    assert rows[hashlib.sha256(png(drawn[1])).hexdigest()]["certainty"] == "unsure"


def test_pretraining_faces_stay_away_from_held_out_ones(tmp_path: Path, drawn: list[dict]) -> None:
    build([str(class_folders(tmp_path / "set", drawn))], tmp_path / "out")
    held = sum(row["split"] in ("validation", "test") for row in rows_of(tmp_path / "out"))
    report = build([str(tmp_path / "set")], tmp_path / "more", away_from=tmp_path / "out")
    assert report["rejected"] == {"twin of a held-out face": held}
    kept = {row["sha256"] for row in rows_of(tmp_path / "more")}
    assert kept == {row["sha256"] for row in rows_of(tmp_path / "out") if row["split"] == "train"}


def test_the_table_that_is_printed(tmp_path: Path, drawn: list[dict], capsys: pytest.CaptureFixture) -> None:
    folder = class_folders(tmp_path / "set", drawn, {"shock": "disgust", "sad": "gloomyness"})
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--num-proc", "1"]) == 0
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "48 read, 36 kept" in lines
    assert f"{folder}: 48 read, 36 kept, licence not stated" in lines
    assert "6 fits no mood: disgust" in lines
    assert "6 unknown label 'gloomyness'" in lines
    assert "train validation test" in lines
    assert "angry 4 1 1" in lines
    assert "all 24 6 6" in lines


def test_an_earlier_build_is_replaced_and_nothing_else(tmp_path: Path, drawn: list[dict]) -> None:
    folder = str(class_folders(tmp_path / "set", drawn))
    build([folder], tmp_path / "out")
    build([folder], tmp_path / "out", Wish(seed=3))
    assert json.loads((tmp_path / "out" / "report.json").read_text())["seed"] == 3
    assert not (tmp_path / "out.parts").exists()
    with pytest.raises(DataError, match="holds other files"):
        build([folder], tmp_path / "set")
    with pytest.raises(DataError, match="is a file"):
        build([folder], tmp_path / "set" / "angry" / "000.png")


def test_a_mount_point_is_refused_and_what_it_holds_stays(
    tmp_path: Path, drawn: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a Docker volume: no folder can be put in its place."""
    folder, out = class_folders(tmp_path / "set", drawn), tmp_path / "out"
    build([str(folder)], out)
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == out)
    with pytest.raises(DataError, match=r"out is a mount point: name a folder inside it"):
        build([str(folder)], out, Wish(seed=3))
    assert len(rows_of(out)) == len(drawn)
    assert not (tmp_path / "out.parts").exists()
    assert build([str(folder)], out / "faces")["kept"] == len(drawn)


def test_a_build_into_the_folder_one_stands_in(tmp_path: Path, drawn: list[dict]) -> None:
    folder = class_folders(tmp_path / "set", drawn[:16])
    here = tmp_path / "here"
    here.mkdir()
    command = [sys.executable, "-m", "data_tools", "build", str(folder), "--out", ".", "--num-proc", "1"]
    place = {**os.environ, "PYTHONPATH": str(ROOT)}
    built = subprocess.run(command, cwd=here, env=place, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    assert len(rows_of(here)) == 16
    assert not (tmp_path / "here.parts").exists()


def test_a_killed_build_goes_on(tmp_path: Path, drawn: list[dict]) -> None:
    folder, out, parts = tmp_path / "set", tmp_path / "out", tmp_path / "out.parts"
    for copy in range(16):  # 768 files in three parts, all different
        class_folders(folder / str(copy), drawn)
    for number, path in enumerate(sorted(folder.rglob("*.png"))):
        path.write_bytes(path.read_bytes() + number.to_bytes(4, "big"))
    build([str(folder)], tmp_path / "whole")
    command = [sys.executable, "-m", "data_tools", "build", str(folder), "--out", str(out), "--num-proc", "1"]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) as process:
        while process.poll() is None and not list(parts.glob("*.parquet")):
            time.sleep(0.005)
        assert process.poll() is None, process.stderr.read().decode()
        process.kill()
    assert not out.exists()
    done = [name for part in parts.glob("*.parquet") for name in pq.read_table(part)["name"].to_pylist()]
    assert 256 <= len(done) < 768
    # What was read before the kill is not read again: the files may as well be gone bad.
    for name in done:
        path = tmp_path / name
        stat = path.stat()
        path.write_bytes(bytes(stat.st_size))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    report = build([str(folder)], out)
    assert report["kept"] == 768
    assert rows_of(out) == rows_of(tmp_path / "whole")
    assert not parts.exists()


def test_real_faces_split_without_a_leak(shared_data: Path, tmp_path: Path) -> None:
    """Known twins lie on one side, and every mood reaches every split by its share."""
    with (shared_data / "known_pairs.csv").open(newline="") as file:
        pairs = [(row["sha256_a"], row["sha256_b"]) for row in csv.DictReader(file)]
    known = {digest for pair in pairs for digest in pair}
    faces = pq.read_table(shared_data / "faces.parquet")
    picked = [i for i, digest in enumerate(faces["sha256"].to_pylist()) if i < 1500 or digest in known]
    pq.write_table(faces.take(picked), tmp_path / "faces.parquet")
    report = build([str(tmp_path / "faces.parquet")], tmp_path / "out", num_proc=2)
    assert report["kept"] == report["read"] == len(picked)
    splits = load_from_disk(str(tmp_path / "out")).remove_columns("image")
    groups = {name: set(rows["group"]) for name, rows in splits.items()}
    assert not groups["train"] & groups["validation"]
    assert not (groups["train"] | groups["validation"]) & groups["test"]
    side = {digest: name for name, rows in splits.items() for digest in rows["sha256"]}
    assert sum(side[a] == side[b] for a, b in pairs) >= 29
    every = sum((Counter(rows["label"]) for rows in splits.values()), Counter())
    for name, share in (("train", 0.7), ("validation", 0.15), ("test", 0.15)):
        counts = Counter(splits[name]["label"])
        assert all(abs(counts[label] / every[label] - share) < 0.05 for label in range(len(MOODS)))
