"""Drawing to disk: class folders with a table, completed when cut short, refused where it would spoil."""

import csv

import pytest
from PIL import Image

from data_tools.sketch import write
from data_tools.sketch.__main__ import main
from moods.errors import DataError
from moods.labels import MOODS


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_class_folders_and_a_table(tmp_path):
    out = tmp_path / "drawn"
    assert write(20, out, seed=4, size=48, num_proc=1) == 20
    with (out / "faces.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 20
    assert sorted(path.name for path in out.iterdir() if path.is_dir()) == sorted(MOODS)
    for row in rows:
        assert row["path"].startswith(row["label"] + "/")
        with Image.open(out / row["path"]) as picture:
            assert picture.size == (48, 48)


def test_an_interrupted_run_is_completed_to_the_same_bytes(tmp_path):
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    write(40, whole, seed=1, size=32, num_proc=2)
    write(40, broken, seed=1, size=32, num_proc=1)
    for name in ("angry/000000.png", "sad/000006.png", "faces.csv"):
        (broken / name).unlink()
    assert write(40, broken, seed=1, size=32, num_proc=1) == 2
    assert contents(whole) == contents(broken)
    assert write(48, broken, seed=1, size=32, num_proc=1) == 8


def test_other_folders_are_refused_and_left_alone(tmp_path):
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "letter.txt").write_text("keep me")
    with pytest.raises(DataError, match="not empty"):
        write(8, mine)
    assert contents(mine) == {"letter.txt": b"keep me"}
    drawn = tmp_path / "drawn"
    write(8, drawn, seed=1, size=32, num_proc=1)
    before = contents(drawn)
    with pytest.raises(DataError, match="another run"):
        write(8, drawn, seed=2, size=32, num_proc=1)
    assert contents(drawn) == before
    with pytest.raises(DataError, match="Size 5 "):
        write(8, tmp_path / "new", size=5)
    assert not (tmp_path / "new").exists()
    with pytest.raises(DataError, match="is a file"):
        write(8, drawn / "faces.csv")


def test_a_damaged_note_of_the_run_is_named(tmp_path):
    write(8, tmp_path / "drawn", size=32, num_proc=1)
    (tmp_path / "drawn" / ".draw.json").write_text("{")
    with pytest.raises(DataError, match=r"\.draw\.json"):
        write(8, tmp_path / "drawn", size=32, num_proc=1)


def test_sheets_from_the_command_line(tmp_path, capsys):
    sheet, blind, key = tmp_path / "sheet.png", tmp_path / "blind.png", tmp_path / "key.txt"
    asked = ["--sheet", str(sheet), "--blind", str(blind), "--answers", str(key)]
    assert main([*asked, "--count", "12", "--size", "32", "--styles", "ink", "mouse"]) == 0
    assert Image.open(sheet).height > 32 * 8
    assert len(key.read_text().splitlines()) == 12
    assert main(["--blind", str(tmp_path / "nowhere" / "blind.png"), "--count", "2", "--size", "16"]) == 1
    assert "error:" in capsys.readouterr().err
