"""Vision transformers, of timm and of transformers: other sizes, one grey channel, exported alike."""

import json

import pytest
import torch

from tests.train.tiny import fit
from train.__main__ import main
from train.backbone import build

QUICK = ("--epochs", "2", "--augment", "none", "--batch", "16", "--lr", "0.003", "--num-threads", "1",
         "--cache-size", "32", "--no-progress")  # fmt: skip


@pytest.fixture(scope="module")
def vit_folder(tmp_path_factory):
    """A small ViT with its processor, as a folder that was fetched from the Hub would be."""
    from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

    folder = tmp_path_factory.mktemp("vit")
    torch.manual_seed(0)
    config = ViTConfig(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                       image_size=48, patch_size=8, num_labels=5)  # fmt: skip
    ViTForImageClassification(config).save_pretrained(folder)
    ViTImageProcessor(
        size={"height": 48, "width": 48}, image_mean=[0.4] * 3, image_std=[0.25] * 3
    ).save_pretrained(folder)
    return folder


def test_transformers_vit_trains_and_exports(faces_set, vit_folder, tmp_path):
    run = tmp_path / "run"
    assert fit(faces_set, "--out", run, "--backbone", vit_folder, "--size", "32", *QUICK, tiny=False) == 0
    assert main(["export", str(run)]) == 0, "pipeline and ONNX Runtime agree"
    config = json.loads((run / "export/config.json").read_text())
    assert config["model_type"] == "vit" and config["num_channels"] == 3 and config["image_size"] == 32
    plain = json.loads((run / "export/preprocessor_config.json").read_text())
    assert plain["image_processor_type"] == "ViTImageProcessor" and plain["image_mean"] == [0.4] * 3


def test_transformers_vit_answers_to_grey_as_before(vit_folder):
    from transformers import ViTForImageClassification

    whole = ViTForImageClassification.from_pretrained(vit_folder).eval()
    network = build(str(vit_folder), 3, None, rgb=False, pretrained=True).eval()
    assert network.size == 48
    grey = torch.rand(2, 1, 48, 48)
    with torch.inference_mode():
        before = whole.vit(((grey - 0.4) / 0.25).expand(-1, 3, -1, -1)).last_hidden_state
        after = network.backbone.vit((grey - 0.4) / 0.25).last_hidden_state
    assert torch.allclose(before, after, atol=1e-5)


def test_timm_vit_trains_at_another_size_and_exports(faces_set, tmp_path):
    run = tmp_path / "run"
    words = ("--backbone", "test_vit", "--from-scratch", "--size", "32")
    assert fit(faces_set, "--out", run, *words, *QUICK, tiny=False) == 0
    assert main(["export", str(run)]) == 0, "timm, pipeline and ONNX Runtime agree"
    config = json.loads((run / "export/config.json").read_text())
    assert config["model_args"] == {"img_size": 32}


def test_a_size_that_patches_do_not_fill(faces_set, vit_folder, tmp_path, capsys):
    words = ("--backbone", vit_folder, "--size", "30")
    assert fit(faces_set, "--out", tmp_path / "run", *words, *QUICK, tiny=False) == 1
    assert "no multiple of the 8 px patches" in capsys.readouterr().err
