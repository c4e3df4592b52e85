"""What the Picture tab answers beside boxes and cards: the table to download, and where heat maps end."""

import base64
import csv
import io
import json
import re

import ui.answer
from tests.app import tiny
from ui.answer import answer_html


def test_the_table_keeps_its_columns_whatever_a_model_calls_its_moods(tmp_path):
    folder = tiny.export(tmp_path / "m")
    config = json.loads((folder / "config.json").read_text())
    config["label_names"] = [f'{name}, "as said"' for name in config["label_names"]]
    (folder / "config.json").write_text(json.dumps(config))
    reader = tiny.MoodReader(folder)
    reader.finder = tiny.FrameFinder()
    page = tiny.page(["sad", "happy"])
    answer = answer_html(reader, page, reader.page(page), False, False)
    data = re.search(r"text/csv;base64,([^\"]+)", answer).group(1)
    head, *rows = csv.reader(io.StringIO(base64.b64decode(data).decode(), newline=""))
    assert [row[head.index("mood")] for row in rows] == ['sad, "as said"', 'happy, "as said"']
    assert {len(row) for row in rows} == {len(head)}


def test_where_heat_maps_end_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(ui.answer, "HEATED", 2)
    reader = tiny.reader(tmp_path / "m")
    for count, warm, says in ((3, True, True), (2, True, False), (3, False, False)):
        page = tiny.page(["sad"] * count)
        answer = answer_html(reader, page, reader.page(page), False, warm)
        assert ("Only the first 2 faces" in answer and "最初の2個の顔" in answer) is says
