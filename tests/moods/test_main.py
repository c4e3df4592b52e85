"""The command line: one JSON line a picture, in order; a bad file fails alone."""

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import pytest
from PIL import Image

from moods.__main__ import main
from moods.errors import DataError
from moods.label import write_labels
from moods.labels import MOODS
from moods.reader import MoodReader
from tests.app import tiny
from tests.names import any_bytes


@pytest.fixture
def model(tmp_path, monkeypatch):
    monkeypatch.setattr(MoodReader, "finder", tiny.FrameFinder())
    return str(tiny.export(tmp_path / "model"))


def run(capsys, *arguments: str) -> tuple[int, list[dict], str]:
    code = main(list(arguments))
    told = capsys.readouterr()
    return code, [json.loads(line) for line in told.out.splitlines()], told.err


def test_faces_answer_in_input_order_and_a_bad_file_fails_alone(model, tmp_path, capsys):
    tiny.face("happy").save(tmp_path / "a.png")
    (tmp_path / "b.png").write_text("no picture")
    tiny.face("shock").save(tmp_path / "c.png")
    paths = [str(tmp_path / f"{name}.png") for name in "abc"]
    code, answers, _ = run(capsys, "face", *paths, "--json", "--model", model)
    assert code == 1
    assert [answer["path"] for answer in answers] == paths
    assert [answer.get("mood") for answer in answers] == ["happy", None, "shock"]
    assert answers[1].keys() == {"path", "error"}
    assert "not a picture" in answers[1]["error"]
    assert set(answers[0]["moods"]) == set(MOODS)
    assert sum(answers[0]["moods"].values()) == pytest.approx(1)
    assert list(answers[0]["moods"].values()) == sorted(answers[0]["moods"].values(), reverse=True)


def test_a_sketch_is_trimmed_to_its_ink(model, tmp_path, capsys):
    canvas = Image.new("RGB", (400, 400), "white")
    canvas.paste(tiny.face("sad"), (250, 280))
    canvas.save(tmp_path / "small.png")
    code, (answer,), _ = run(capsys, "sketch", str(tmp_path / "small.png"), "--json", "--model", model)
    assert (code, answer["mood"], answer["clear"]) == (0, "sad", True)


def test_blank_paper_is_refused_as_a_sketch_and_not_clear_as_a_face(model, tmp_path, capsys):
    path = str(tmp_path / "blank.png")
    Image.new("RGB", (90, 90), "white").save(path)
    code, (answer,), _ = run(capsys, "sketch", path, "--json", "--model", model)
    assert code == 1 and "blank" in answer["error"]
    code, (answer,), _ = run(capsys, "face", path, "--json", "--model", model)
    assert (code, answer["mood"], answer["clear"]) == (0, None, False)


def test_a_page_tells_every_face_in_reading_order(model, tmp_path, capsys):
    path = str(tmp_path / "page.png")
    sheet = tiny.page(["angry", "happy", "crying", "sad"])
    sheet.save(path)
    code, (answer,), _ = run(capsys, "page", path, "--json", "--model", model)
    assert code == 0
    assert (answer["width"], answer["height"]) == sheet.size
    assert [face["box"] for face in answer["faces"]] == [list(box) for box in tiny.boxes(4, sheet.width)]
    assert answer["faces"][0].keys() == {"box", "score", "mood", "clear", "moods"}
    _, (turned,), _ = run(capsys, "page", path, "--json", "--ltr", "--model", model)
    assert [face["box"] for face in turned["faces"][:3]] == [face["box"] for face in answer["faces"][2::-1]]


def test_words_for_people(model, tmp_path, capsys):
    tiny.face("pleased").save(tmp_path / "a.png")
    assert main(["face", str(tmp_path / "a.png"), "--model", model]) == 0
    assert "pleased (pleased " in capsys.readouterr().out
    assert main(["face", str(tmp_path / "none.png"), "--model", model]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("error: ") and "does not exist" in told.err and not told.out


def piped(*words: str, encoding: str = "cp1252") -> subprocess.CompletedProcess[str]:
    """A command line in a process of its own, whose streams hold no UTF-8, as those of a pipe on Windows."""
    return subprocess.run(
        [sys.executable, "-m", *words], env=os.environ | {"PYTHONIOENCODING": encoding},
        cwd=Path(__file__).resolve().parents[2], capture_output=True, encoding=encoding,
    )  # fmt: skip


def test_a_pipe_that_cannot_hold_an_answer_gets_it_escaped(model, tmp_path):
    paths = [str(tmp_path / name) for name in ("é.png", "顔.png", "無.png")]
    for path, mood in zip(paths, ("happy", "sad"), strict=False):
        tiny.face(mood).save(path)
    ran = piped("moods", "face", *paths, "--model", model)
    first, second = ran.stdout.splitlines()
    assert "é.png  " in first and "happy (happy " in first
    assert r"\u9854.png  " in second and "sad (sad " in second
    assert r"\u7121.png does not exist" in ran.stderr and "Traceback" not in ran.stderr
    assert ran.returncode == 1
    ran = piped("moods", "face", *paths, "--model", model, "--json")
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer["path"] for answer in answers] == paths, ran.stderr
    assert [answer.get("mood") for answer in answers] == ["happy", "sad", None]


@pytest.mark.parametrize("package", ["train", "data_tools"])
def test_the_help_is_printed_where_only_ascii_can_be(package):
    ran = piped(package, "--help", encoding="ascii")
    assert ran.returncode == 0 and "usage: " in ran.stdout


def test_a_stream_of_another_kind_is_left_as_it_is(model, tmp_path):
    path = str(tmp_path / "顔.png")
    tiny.face("happy").save(path)
    with redirect_stdout(io.StringIO()) as told:
        assert main(["face", path, "--json", "--model", model]) == 0
    assert path in told.getvalue()


def test_a_wrong_model_is_one_sentence(tmp_path, capsys):
    (tmp_path / "void").mkdir()
    assert main(["face", "a.png", "--model", str(tmp_path / "void")]) == 1
    told = capsys.readouterr()
    assert told.err.startswith("error: ") and "Traceback" not in told.err


def test_labels_as_csv_parquet_and_captions(model, tmp_path, capsys):
    folder = tmp_path / "faces"
    (folder / "sub").mkdir(parents=True)
    tiny.face("happy").save(folder / "a.png")
    tiny.face("angry").save(folder / "sub" / "b.png")
    Image.new("RGB", (60, 60), "white").save(folder / "blank.png")
    (folder / "bad.png").write_bytes(b"")
    out = str(tmp_path / "labels.csv")
    assert main(["label", str(folder), "--out", out, "--model", model]) == 1
    assert "0 bytes" in capsys.readouterr().err
    rows = list(csv.DictReader(Path(out).read_text("utf-8").splitlines()))
    assert [(row["path"], row["mood"]) for row in rows][0::2] == [("a.png", "happy"), ("sub/b.png", "angry")]
    parquet = pytest.importorskip("pyarrow.parquet")
    main(["label", str(folder), "--out", str(tmp_path / "labels.parquet"), "--model", model])
    table = parquet.read_table(tmp_path / "labels.parquet").to_pylist()
    assert [row["path"] for row in table] == ["a.png", "blank.png", "sub/b.png"]
    assert table[1]["clear"] is False
    main(["label", str(folder), "--out", "captions", "--model", model])
    assert (folder / "sub" / "b.txt").read_text() == "angry"
    assert (folder / "blank.txt").read_text() == ""
    assert main(["label", str(folder), "--out", "labels.xls", "--model", model]) == 1
    assert "parquet" in capsys.readouterr().err


def test_captions_of_others_are_kept(model, tmp_path, capsys, monkeypatch):
    folder = tmp_path / "faces"
    folder.mkdir()
    for name in ("a", "b", "c"):
        tiny.face("happy").save(folder / f"{name}.png")
    for name in ("b", "c"):
        (folder / f"{name}.txt").write_text("1girl, smile")
    command = ["label", str(folder), "--out", "captions", "--model", model]
    with monkeypatch.context() as patch:
        patch.setattr(MoodReader, "face", lambda *_: pytest.fail("a picture was read"))
        assert main(command) == 1
    told = capsys.readouterr().err
    assert "b.txt exists already (and 1 more)" in told and "--overwrite" in told
    assert not (folder / "a.txt").exists() and (folder / "b.txt").read_text() == "1girl, smile"
    assert main([*command, "--overwrite"]) == 0
    assert {(folder / f"{name}.txt").read_text() for name in "abc"} == {"happy"}


def test_pictures_that_would_share_a_caption_are_refused(model, tmp_path, capsys):
    (tmp_path / "sub").mkdir()
    for name in ("a.png", "a.jpg", "sub/a.png"):
        tiny.face("happy").save(tmp_path / name)
    command = ["label", str(tmp_path), "--out", "captions", "--overwrite", "--model", model]
    assert main(command) == 1
    told = capsys.readouterr().err
    assert "a.jpg and a.png would share one caption" in told and not list(tmp_path.rglob("*.txt"))
    (tmp_path / "a.jpg").unlink()
    assert main(command) == 0
    assert len(list(tmp_path.rglob("*.txt"))) == 2


@pytest.fixture
def old_name(tmp_path):
    """A face under a name that is not UTF-8: Shift-JIS, as it comes out of an old zip."""
    folder = tmp_path / "faces"
    folder.mkdir()
    path = Path(os.fsdecode(os.fsencode(folder) + b"/\x83n.png"))
    with any_bytes():
        tiny.face("happy").save(path)
    return path


def test_names_that_are_not_utf8_are_labelled(model, old_name, tmp_path, capsys):
    folder = old_name.parent
    command = ["label", str(folder), "--model", model, "--out"]
    for out in (tmp_path / "labels.csv", tmp_path / "\udc83.csv"):
        assert main([*command, str(out)]) == 0
        (row,) = csv.DictReader(out.read_text("utf-8").splitlines())
        assert (row["path"], row["mood"]) == ("?n.png", "happy")
    assert main([*command, "captions"]) == 0
    assert old_name.with_suffix(".txt").read_text() == "happy"
    assert main([*command, "captions"]) == 1
    assert "?n.txt exists already" in capsys.readouterr().err
    parquet = pytest.importorskip("pyarrow.parquet")
    for out in (tmp_path / "labels.parquet", tmp_path / "\udc83.parquet"):
        assert main([*command, str(out)]) == 0
        with out.open("rb") as file:
            assert parquet.read_table(file)["path"].to_pylist() == ["?n.png"]


def test_names_that_are_not_utf8_are_told(model, old_name, capsys):
    paths = [str(old_name), str(old_name.with_name("\udc83none.png"))]
    for command in ("face", "sketch", "page"):
        code, answers, _ = run(capsys, command, *paths, "--json", "--model", model)
        assert code == 1
        assert [Path(answer["path"]).name for answer in answers] == ["?n.png", "?none.png"]
        assert "?none.png does not exist" in answers[1]["error"]
    assert main(["face", *paths, "--model", model]) == 1
    told = capsys.readouterr()
    assert "?n.png  " in told.out and "?none.png does not exist" in told.err


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_labels_written_earlier_outlive_a_full_disk(kind, tmp_path, monkeypatch):
    parquet = pytest.importorskip("pyarrow.parquet")

    def full(where, *_):
        raise OSError("No space left on device")

    def half(table, where):
        (where.open("wb") if isinstance(where, Path) else where).write(b"half")
        full(where)

    monkeypatch.setattr(csv.DictWriter, "writerows", full)
    monkeypatch.setattr(parquet, "write_table", half)
    out = tmp_path / f"labels.{kind}"
    out.write_bytes(b"earlier")
    with pytest.raises(DataError, match="cannot be written: No space left"):
        write_labels([{"path": "a.png", "mood": "happy", "clear": True}], str(out), tmp_path, ())
    assert [path.name for path in tmp_path.iterdir()] == [out.name]
    assert out.read_bytes() == b"earlier"
