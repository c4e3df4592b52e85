"""Starting weights: heads dropped, stems turned grey, half precision widened, and the count told."""

import pytest
import timm
import torch
from safetensors.torch import load_file, save_file

from moods.errors import ModelError
from train.backbone import build
from train.start import scale_of, start_from

NAMES = ("happy", "sad", "shock")


def network(rgb: bool = False):
    return build("test_efficientnet", 3, 32, rgb, pretrained=False)


@pytest.fixture(scope="module")
def colour_file(tmp_path_factory):
    """An RGB model of 1000 classes in half precision."""
    torch.manual_seed(1)
    model = timm.create_model("test_efficientnet", num_classes=1000)
    path = tmp_path_factory.mktemp("init") / "colour.safetensors"
    save_file(
        {key: value.half() if value.ndim == 4 else value for key, value in model.state_dict().items()}, path
    )
    return path


def test_head_dropped_and_stem_greyed(colour_file):
    ours = network()
    head = ours.head.weight.detach().clone()
    told = start_from(ours, str(colour_file), NAMES)
    count = len(ours.backbone.state_dict())
    assert f"{count - 2} of {count} tensors loaded" in told and "head is new" in told
    weights = load_file(colour_file)
    stem = ours.backbone.conv_stem.weight
    assert stem.dtype == torch.float32
    assert torch.allclose(stem, weights["conv_stem.weight"].float().sum(1, keepdim=True), atol=1e-6)
    assert torch.equal(ours.head.weight, head)


def test_prefixes_and_left_over_tensors(colour_file, tmp_path):
    weights = {f"timm_model.{key}": value for key, value in load_file(colour_file).items()}
    save_file(weights | {"extra.weight": torch.zeros(2, 2)}, tmp_path / "file.safetensors")
    told = start_from(network(), str(tmp_path / "file.safetensors"), NAMES)
    assert "1 of the file left over (extra.weight" in told


def test_a_run_keeps_its_head_only_for_the_same_moods(fitted):
    ours = network()
    assert "head is new" not in start_from(ours, str(fitted), NAMES)
    kept = load_file(fitted / "best/model.safetensors")["classifier.weight"]
    assert torch.equal(ours.head.weight, kept)
    other = network()
    assert "head is new" in start_from(other, str(fitted), ("a", "b", "c"))
    assert not torch.equal(other.head.weight, kept)


def test_grey_weights_start_a_colour_model_that_answers_alike(fitted):
    grey, colour = network(), network(rgb=True)
    start_from(grey, str(fitted), NAMES)
    start_from(colour, str(fitted), NAMES)
    scale = scale_of(str(fitted))
    grey.set_scale(*scale)
    colour.set_scale(scale[0] * 3, scale[1] * 3)
    faces = torch.rand(2, 1, 32, 32)
    with torch.inference_mode():
        assert torch.allclose(grey.eval()(faces), colour.eval()(faces.expand(-1, 3, -1, -1)), atol=1e-4)


def test_missing_file(tmp_path):
    with pytest.raises(ModelError, match="no such file"):
        start_from(network(), str(tmp_path / "none.safetensors"), NAMES)
