"""The recipe of the shipped model: its steps are commands that exist, and it can be interrupted."""

import argparse
import io
import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import timm
from safetensors.torch import save_file

from data_tools.sketch import draw, face, render
from moods import MoodReader
from moods.errors import DataError
from tests.train.tiny import need_fonts
from train import model
from train.backbone import build
from train.options import add_arguments as add_fit_arguments
from train.record import describe, write_record


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
    run = tmp_path / "run"
    fit = ["fit", "faces", "--out", str(run)]
    assert not model.done(fit)
    assert model.resumed(fit) == fit
    (run / "checkpoint-10").mkdir(parents=True)
    assert model.resumed(fit) == [*fit, "--resume"]
    asked = argparse.ArgumentParser()
    add_fit_arguments(asked)
    kept = describe(
        asked.parse_args(fit[1:]), build("test_efficientnet", 2, 32, False, False), ("happy", "sad"), []
    )
    write_record(run, **kept)
    (run / "curves.png").write_bytes(b"")
    assert not model.done(fit), "a run that was stopped has curves, too"
    write_record(run, finished=True)
    assert model.done(fit)
    with pytest.raises(DataError, match=r"was trained with epochs = .*, not 31: remove it"):
        model.done([*fit, "--epochs", "31"])
    assert not model.done(["export", str(run)])


def test_a_data_set_that_lost_a_source_is_built_again(tmp_path):
    step = ["build", "faces.parquet", "--out", str(tmp_path)]
    (tmp_path / "report.json").write_text(json.dumps({"lost_sources": {"faces.parquet": "damaged"}}))
    assert not model.done(step)
    (tmp_path / "report.json").write_text(json.dumps({"lost_sources": {}}))
    assert model.done(step)


def test_missing_material_is_named(tmp_path):
    with pytest.raises(DataError, match=r"nowhere\.parquet is not here"):
        model.run(options(tmp_path, faces=f"{model.SHARED}/nowhere.parquet"))


def faces_in(path: Path, count: int, seed: int) -> Path:
    """A table of drawn faces with labels, as sure as their place, and a tag of other words."""
    rows = []
    for place, drawn in enumerate(draw(count, seed, size=64)):
        with io.BytesIO() as file:
            drawn["picture"].save(file, "PNG")
            rows.append({"image": file.getvalue(), "label": drawn["label"], "tag": drawn["label"].upper(),
                         "certainty": "unsure" if place % 5 == 0 else "sure"})  # fmt: skip
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


def test_the_whole_recipe_makes_a_model_of_drawn_faces(tmp_path, monkeypatch):
    """All its commands one after another, with a small network and few faces."""
    need_fonts()
    words = list(model.FIT)
    words[words.index("mobilenetv2_100")] = "test_efficientnet"
    monkeypatch.setattr(model, "FIT", (*words, "--num-threads", "1", "--no-progress"))
    monkeypatch.setattr(model, "SCENES", 16)
    start = tmp_path / "start.safetensors"
    save_file(timm.create_model("test_efficientnet", num_classes=0).state_dict(), start)
    made = options(
        tmp_path,
        faces=str(faces_in(tmp_path / "faces.parquet", 120, 0)),
        noisy=str(faces_in(tmp_path / "noisy.parquet", 24, 1000)),
        init=str(start),
        drawn=32,
        epochs=(1, 1, 1, 1, 1, 1),
    )
    assert model.run(made) == 0
    answer = MoodReader.load(str(tmp_path / "default")).face(render(face("happy", 5), 128))
    assert np.isclose(sum(answer.moods.values()), 1, atol=1e-4)
    assert "test split" in (tmp_path / "default" / "README.md").read_text()
    weights = tmp_path / "work" / "shipped" / "best" / "model.safetensors"
    before = weights.stat().st_mtime_ns
    assert model.run(made) == 0 and weights.stat().st_mtime_ns == before, "done once"
