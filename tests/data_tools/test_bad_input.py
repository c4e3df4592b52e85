"""Bad input is named and counted; nothing else is lost."""

import io
import json
import os
import re
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from data_tools.__main__ import main
from data_tools.build import build
from data_tools.choose import Wish
from data_tools.clean import Rules
from data_tools.sources import archive
from moods.errors import DataError
from tests.data_tools.made import blank, class_folders, png, rows_of, zipped

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, drawn: list[dict]) -> Path:
    """Eight good faces; tests lay something bad beside them."""
    return class_folders(tmp_path / "set", drawn[:8])


def rejected(report: dict) -> dict[str, str]:
    return {record["name"]: record["reason"] for record in report["rejected_records"]}


def test_bad_pictures_are_named_and_counted(folder: Path, tmp_path: Path, drawn: list[dict]) -> None:
    sad = folder / "sad"
    (sad / "empty.png").write_bytes(b"")
    (sad / "text.png").write_text("this is no picture")
    (sad / "cut.png").write_bytes(png(drawn[9])[:200])
    (sad / "white.png").write_bytes(blank())
    Image.effect_noise((16, 16), 90).save(sad / "tiny.png")
    Image.effect_noise((4, 400), 90).save(sad / "thin.png")
    Image.new("1", (20_000, 20_000)).save(sad / "bomb.png")
    report = build([str(folder)], tmp_path / "out")
    assert rejected(report) == {
        "set/sad/empty.png": "empty file",
        "set/sad/text.png": "not a picture",
        "set/sad/cut.png": "damaged",
        "set/sad/white.png": "blank",
        "set/sad/tiny.png": "too small",
        "set/sad/thin.png": "too small",
        "set/sad/bomb.png": "too large",
    }
    assert report["rejected"]["too small"] == 2
    assert all(record["name"] in record["detail"] for record in report["rejected_records"])
    assert len(rows_of(tmp_path / "out")) == 8


def test_a_class_folder_with_an_unknown_name(folder: Path, tmp_path: Path, drawn: list[dict], capsys) -> None:
    class_folders(folder, drawn[8:16], dict.fromkeys([face["label"] for face in drawn[:8]], "hapy"))
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--num-proc", "1"]) == 0
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["rejected"] == {"unknown label 'hapy'": 8}
    assert len(rows_of(tmp_path / "out")) == 8
    assert "Did you mean 'happy'?" in capsys.readouterr().out
    with pytest.raises(DataError, match=r"set/hapy/000\.png: Unknown mood 'hapy'"):
        build([str(folder)], tmp_path / "strict", Wish(strict=True))
    assert not (tmp_path / "strict").exists()


def test_a_zip_bomb_among_good_members(tmp_path: Path, drawn: list[dict]) -> None:
    path = zipped(tmp_path / "set.zip", drawn[:8])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("sad/bomb.png", bytes(30_000_000))
    report = build([str(path)], tmp_path / "out")
    assert rejected(report) == {"set.zip/sad/bomb.png": "zip bomb"}
    assert (
        "29" in report["rejected_records"][0]["detail"]
        or "30000000" in report["rejected_records"][0]["detail"]
    )
    assert len(rows_of(tmp_path / "out")) == 8


def test_a_zip_that_is_a_bomb_as_a_whole(
    folder: Path, tmp_path: Path, drawn: list[dict], monkeypatch, capsys
) -> None:
    path = zipped(tmp_path / "many.zip", drawn[:20])
    monkeypatch.setattr(archive, "MAX_MEMBERS", 10)
    out = tmp_path / "out"
    assert main(["build", str(path), str(folder), "--out", str(out), "--num-proc", "1"]) == 1
    said = capsys.readouterr()
    assert "many.zip is refused as a zip bomb: 20 members" in said.err
    assert "Traceback" not in said.err
    assert len(rows_of(out)) == 8


def test_a_zip_member_whose_stated_size_is_a_lie(tmp_path: Path, drawn: list[dict]) -> None:
    path = zipped(tmp_path / "set.zip", drawn[:8])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("sad/liar.png", bytes(30_000_000))
    data = bytearray(path.read_bytes())
    # Both places that state the size when unpacked: say 1000 bytes.
    for at in (data.rindex(b"PK\x01\x02") + 24, data.rindex(b"PK\x03\x04") + 22):
        data[at : at + 4] = struct.pack("<I", 1000)
    path.write_bytes(data)
    report = build([str(path)], tmp_path / "out")
    assert rejected(report) == {"set.zip/sad/liar.png": "damaged"}


def test_member_names_never_become_paths(tmp_path: Path, drawn: list[dict]) -> None:
    path = tmp_path / "deep" / "set.zip"
    path.parent.mkdir()
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("../../happy/up.png", png(drawn[0]))
        book.writestr("/etc/sad/root.png", png(drawn[1]))
        book.writestr("..\\angry\\back.png", png(drawn[2]))
        book.writestr("__MACOSX/sad/._x.png", b"resource fork")
    before = set(tmp_path.rglob("*"))
    build([str(path)], tmp_path / "deep" / "out")
    assert sorted(row["label"] for row in rows_of(tmp_path / "deep" / "out")) == ["angry", "happy", "sad"]
    assert {path for path in tmp_path.rglob("*") if "out" not in path.parts} == before


def test_an_encrypted_member_is_named(tmp_path: Path, drawn: list[dict]) -> None:
    path = zipped(tmp_path / "set.zip", drawn[:8])
    data = bytearray(path.read_bytes())
    # The flag for a password, on the last member.
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    report = build([str(path)], tmp_path / "out")
    assert list(report["rejected"]) == ["encrypted"]
    assert len(rows_of(tmp_path / "out")) == 7


def test_a_file_that_only_says_it_is_a_zip(tmp_path: Path, folder: Path, capsys) -> None:
    (tmp_path / "set.zip").write_bytes(b"no zip at all")
    words = [
        "build",
        str(tmp_path / "set.zip"),
        str(folder),
        "--out",
        str(tmp_path / "out"),
        "--num-proc",
        "1",
    ]
    assert main(words) == 1
    assert "set.zip cannot be read as a zip" in capsys.readouterr().err
    assert len(rows_of(tmp_path / "out")) == 8


def test_an_unreadable_parquet_costs_itself_only(
    folder: Path, tmp_path: Path, drawn: list[dict], capsys
) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    (parts / "a.parquet").write_bytes(b"PAR1 and then nothing")
    pq.write_table(pa.table({"image": [png(drawn[20])], "label": ["sad"]}), parts / "b.parquet")
    pq.write_table(pa.table({"picture": [png(drawn[20])]}), parts / "c.parquet")
    assert main(["build", str(folder), str(parts), "--out", str(tmp_path / "out"), "--num-proc", "1"]) == 1
    said = capsys.readouterr()
    assert "a.parquet cannot be read as parquet" in said.err
    assert "c.parquet has no column 'image': it has picture" in said.err
    assert len(rows_of(tmp_path / "out")) == 9
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert [Path(source).name for source in report["lost_sources"]] == ["a.parquet", "c.parquet"]


def test_damaged_rows_of_a_parquet_cost_themselves_only(tmp_path: Path, drawn: list[dict]) -> None:
    path = tmp_path / "faces.parquet"
    table = pa.table({"image": [png(face) for face in drawn], "label": [face["label"] for face in drawn]})
    pq.write_table(table, path, row_group_size=16, compression="none", use_dictionary=False)
    start = pq.ParquetFile(path).metadata.row_group(2).column(0).data_page_offset
    data = bytearray(path.read_bytes())
    data[start : start + 40] = bytes(40)
    path.write_bytes(data)
    report = build([str(path)], tmp_path / "out")
    assert report["kept"] == 32
    assert report["rejected"] == {"damaged rows": 16}
    assert "faces.parquet#32" in rejected(report)


def test_a_tag_file_that_is_not_utf_8(tmp_path: Path, drawn: list[dict]) -> None:
    export = tmp_path / "export"
    export.mkdir()
    for number, face in enumerate(drawn[:8]):
        (export / f"{number}.png").write_bytes(png(face))
        (export / f"{number}.png.txt").write_text(f"solo\n{face['label']}")
    (export / "3.png.txt").write_bytes(b"happy\xff\xfe")
    report = build([f"hydrus:{export}"], tmp_path / "out")
    assert rejected(report) == {"export/3.png": "tags not UTF-8"}
    assert len(rows_of(tmp_path / "out")) == 7


@pytest.mark.parametrize("kind", ["folder", "tables", "hydrus"])
def test_names_that_are_not_utf_8(kind: str, tmp_path: Path, drawn: list[dict]) -> None:
    """As a zip from a Japanese Windows leaves them: in the names of files, class folders and the source."""
    odd = os.fsdecode(b"\x83n")
    folder = class_folders(tmp_path / f"set{odd}", drawn[:8], {"sad": f"sad{odd}"})
    (folder / "angry" / f"{odd}.png").write_bytes(png(drawn[9]))
    (folder / "angry" / f"{odd}2.png").write_text("no picture")
    if kind == "tables":
        rows = [{"file_name": str(path.relative_to(folder))} for path in sorted(folder.rglob("*.png"))]
        rows += [{"file_name": f"gone{odd}.png"}, {"file_name": "nul\0.png"}]
        (folder / "metadata.jsonl").write_text("\n".join(map(json.dumps, rows)))
    if kind == "hydrus":
        (folder / "angry" / f"{odd}2.png.txt").write_bytes(b"sad\xff")
    spec = f"hydrus:{folder}" if kind == "hydrus" else str(folder)
    out = tmp_path / "out"
    assert main(["build", spec, "--out", str(out), "--num-proc", "1"]) == 0
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    assert "set?n/angry/?n2.png" in rejected(report)
    assert list(report["sources"]) == [spec.encode("utf-8", "replace").decode()]
    rows = {row["original_id"]: row for row in rows_of(out)}
    assert rows["angry/?n.png"]["image"] == png(drawn[9])
    assert rows["angry/?n.png"]["source"] == "set?n"


def test_nothing_at_all_is_an_error(tmp_path: Path, capsys) -> None:
    (tmp_path / "set" / "sad").mkdir(parents=True)
    (tmp_path / "set" / "sad" / "white.png").write_bytes(blank())
    words = ["--out", str(tmp_path / "out"), "--num-proc", "1"]
    assert main(["build", str(tmp_path / "set"), *words]) == 1
    assert "Nothing was kept of 1 pictures (1 blank)" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_odd_pictures_are_stored_upright_on_white_and_small(tmp_path: Path, drawn: list[dict]) -> None:
    sad = tmp_path / "set" / "sad"
    sad.mkdir(parents=True)
    face = drawn[0]["picture"]
    clear = Image.new("LA", face.size)
    clear.putalpha(face.point(lambda value: 255 - value))
    clear.save(sad / "alpha.png")
    turned = Image.Exif()
    turned[0x0112] = 6
    face.resize((96, 64)).save(sad / "turned.jpg", exif=turned, quality=95)
    face.resize((1600, 1600)).save(sad / "large.png")
    build([str(tmp_path / "set")], tmp_path / "out")
    found = {row["original_id"]: Image.open(io.BytesIO(row["image"])) for row in rows_of(tmp_path / "out")}
    assert found["sad/alpha.png"].mode == "L"
    assert np.abs(np.asarray(found["sad/alpha.png"], int) - np.asarray(face, int)).max() <= 1
    assert found["sad/turned.jpg"].size == (64, 96)
    assert found["sad/large.png"].size == (512, 512)


def test_the_shortest_side_can_be_chosen(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="8 too small"):
        build([str(folder)], tmp_path / "out", rules=Rules(min_side=65))


def test_a_full_disk_is_a_sentence_and_what_was_read_is_kept(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [sys.executable, "-m", "data_tools", "build", str(folder), "--out", str(out), "--num-proc", "1"]
    full = subprocess.run(
        ["prlimit", "--fsize=2000", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert full.returncode == 1
    assert re.search(f"^error: {out} cannot be written: .*File too large", full.stderr, re.MULTILINE)
    assert "Traceback" not in full.stderr
    assert build([str(folder)], out)["kept"] == 8
