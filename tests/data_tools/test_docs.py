"""What the docs promise about labels and options is what the code does."""

import re
from pathlib import Path

import pytest

from data_tools.__main__ import VERBS, main
from moods.labels import ALIASES

DOCS = (Path(__file__).resolve().parents[2] / "docs" / "data.md").read_text(encoding="utf-8")


def test_the_table_of_other_words_is_complete() -> None:
    table = DOCS.split("<!-- aliases: begin -->")[1].split("<!-- aliases: end -->")[0]
    rows = dict(re.findall(r"^\| ([\w ]+) \| ([\w ]+) \|$", table, re.MULTILINE))
    del rows["their word"]
    assert {word: None if mood == "left out" else mood for word, mood in rows.items()} == ALIASES


def test_every_option_in_the_docs_is_there(capsys: pytest.CaptureFixture) -> None:
    for verb in VERBS:
        with pytest.raises(SystemExit) as end:
            main([verb, "--help"])
        assert end.value.code == 0
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert set(re.findall(r"(?<![\w|-])--[a-z][a-z-]+", DOCS)) <= known
