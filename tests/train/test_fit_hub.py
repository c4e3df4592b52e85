"""Fitting with a data set and pretrained starts of the Hub, and what is said when they are not there."""

import json
from pathlib import Path

import datasets
import pytest
import timm
import torch
from safetensors.torch import load_file
from timm.models import save_for_hf
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

from tests.hub.local import LocalHub

QUICK = ("--size", "32", "--cache-size", "32", "--batch", "16", "--epochs", "1", "--augment", "none",
         "--num-threads", "1", "--no-progress")  # fmt: skip
SET = "artist/pencil"


@pytest.fixture
def shelf(hub: LocalHub, faces_set: Path, tmp_path: Path) -> LocalHub:
    """The Hub with a data set, a timm backbone and a ViT."""
    api = hub.api()
    parts = datasets.load_from_disk(str(faces_set))
    (tmp_path / "data").mkdir()
    for name, part in parts.items():
        part.to_parquet(tmp_path / "data" / f"{name}-00000-of-00001.parquet")
    api.create_repo(SET, repo_type="dataset")
    api.upload_folder(folder_path=tmp_path / "data", path_in_repo="data", repo_id=SET, repo_type="dataset")
    torch.manual_seed(5)
    save_for_hf(timm.create_model("test_efficientnet", num_classes=10), tmp_path / "backbone",
                safe_serialization=True)  # fmt: skip
    config = ViTConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=64,
                       image_size=32, patch_size=8, num_labels=5)  # fmt: skip
    ViTForImageClassification(config).save_pretrained(tmp_path / "vit")
    ViTImageProcessor(size={"height": 32, "width": 32}).save_pretrained(tmp_path / "vit")
    for name in ("backbone", "vit"):
        api.create_repo(f"artist/{name}")
        api.upload_folder(folder_path=tmp_path / name, repo_id=f"artist/{name}")
    return hub


def fit(hub: LocalHub, *words: object) -> str:
    """What `train fit` says in a process of its own: its last line."""
    env = hub.env(MANGA_MOOD_CACHE=str(hub.folder / "faces"))
    done = hub.run(["-m", "train", "fit", *map(str, words), *QUICK], env)
    told = (done.stdout if done.returncode == 0 else done.stderr).strip()
    assert "Traceback" not in done.stderr, done.stderr[-2000:]
    return told.splitlines()[-1]


@pytest.mark.parametrize("backbone", ["hf-hub:artist/backbone", "hf_hub:artist/backbone", "artist/vit"])
def test_both_come_from_the_hub(shelf: LocalHub, tmp_path: Path, backbone: str) -> None:
    run = tmp_path / "run"
    # A rate this low leaves the start as it was pushed.
    assert "is kept in" in fit(shelf, SET, "--out", run, "--backbone", backbone, "--lr", "1e-12")
    record = json.loads((run / "run.json").read_text("utf-8"))
    assert record["data"][0]["faces"] == 96 and record["labels"] == ["happy", "sad", "shock"]
    if "backbone" in backbone:
        pushed = load_file(tmp_path / "backbone" / "model.safetensors")
        kept = load_file(run / "best" / "model.safetensors")
        name = "blocks.0.0.conv.weight"
        assert torch.allclose(kept[name], pushed[name], atol=1e-6)
        assert torch.allclose(kept["conv_stem.weight"], pushed["conv_stem.weight"].sum(1, True), atol=1e-5)


@pytest.mark.parametrize(
    ("data", "backbone", "told"),
    [
        ("artist/nothing", "test_efficientnet", "'artist/nothing' doesn't exist on the Hub"),
        (SET, "hf-hub:artist/nothing", "The Hub has no model artist/nothing"),
        (SET, "artist/nothing", "The Hub has no model artist/nothing"),
        (SET, "resnet10t", "The Hub has no model timm/resnet10t.c3_in1k"),
    ],
)
def test_what_the_hub_does_not_have(shelf: LocalHub, tmp_path: Path, data, backbone, told) -> None:
    line = fit(shelf, data, "--out", tmp_path / "run", "--backbone", backbone)
    assert line.startswith("error: ") and told in line
