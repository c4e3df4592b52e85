"""The recipe of the shipped model: its steps are commands that exist, and it can be interrupted."""

import argparse
from pathlib import Path

import pytest

from moods.errors import DataError
from train import model


def options(tmp_path: Path, **changed) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    model.add_arguments(parser)
    made = parser.parse_args(["--work", str(tmp_path / "work"), "--out", str(tmp_path / "default")])
    return argparse.Namespace(**{**vars(made), **changed})


def test_every_step_is_a_command_that_its_package_takes(tmp_path):
    """The parsers of the real commands accept each step; what they would do is not run."""
    for package, arguments in model.steps(options(tmp_path)):
        if package == "train":
            from train.__main__ import VERBS

            verb = __import__(VERBS[arguments[0]][0], fromlist=["add_arguments"])
        else:
            verb = __import__(f"data_tools.{arguments[0]}", fromlist=["add_arguments"])
        parser = argparse.ArgumentParser(exit_on_error=False)
        verb.add_arguments(parser)
        assert parser.parse_args(arguments[1:])


def test_what_is_done_is_not_done_again(tmp_path):
    fit = ["fit", "faces", "--out", str(tmp_path / "run")]
    assert not model.done(fit)
    assert model.resumed(fit) == fit
    (tmp_path / "run" / "checkpoint-10").mkdir(parents=True)
    assert model.resumed(fit) == ["fit", "--resume", "--out", str(tmp_path / "run")]
    (tmp_path / "run" / "curves.png").write_bytes(b"")
    assert model.done(fit)
    assert not model.done(["export", str(tmp_path / "run")])


def test_missing_material_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.parquet is not here"):
        model.run(options(tmp_path, faces=f"{model.SHARED}/nowhere.parquet"))
