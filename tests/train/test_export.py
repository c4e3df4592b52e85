"""Export: one folder that every loader reads alike, calibrated, colour-blind."""

import json

import numpy as np
import onnx
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import AutoImageProcessor

from moods.classifier import MoodClassifier
from tests.train.tiny import fit, pencil_face, pencil_set
from train.__main__ import main
from train.calibrate import clear_threshold, fit_shift, fit_temperature
from train.export import blend
from train.fold import to_rgb
from train.load import load_network
from train.parity import check_parity, samples


@pytest.fixture(scope="module")
def exported(fitted):
    assert main(["export", str(fitted), "--num-threads", "1"]) == 0
    return fitted / "export"


def test_files_and_config(exported):
    # A test of the evaluation that ran before may have left its figures beside the weights.
    written = {file.name for file in exported.iterdir()} - {"metrics.json"}
    scaled_by = {"preprocessor_config.json", "processor_config.json"}
    assert written == {"config.json", "model.onnx", "model.safetensors"} | scaled_by
    config = json.loads((exported / "config.json").read_text())
    assert config["label_names"] == ["happy", "sad", "shock"] and config["model_args"] == {}
    scaling = config["pretrained_cfg"]
    assert scaling["input_size"] == [3, 32, 32] and scaling["crop_pct"] == 1.0
    assert len(set(scaling["mean"])) == 1 and len(set(scaling["std"])) == 1
    assert 0.3 <= config["manga_mood"]["clear_threshold"] <= 1 and config["manga_mood"]["temperature"] > 0
    plain = json.loads((exported / "preprocessor_config.json").read_text())
    assert plain["image_processor_type"] == "ViTImageProcessor", (
        "transformers.js refuses what it does not know"
    )
    assert plain["image_mean"] == scaling["mean"] and plain["size"] == {"height": 32, "width": 32}


def test_a_hub_pipeline_scales_with_timm_to_the_last_pixel(exported):
    # From the Hub, transformers asks for this file first; from a folder it looks at config.json alone.
    name = "preprocessor_config.json"
    processor = AutoImageProcessor.from_pretrained(exported, image_processor_filename=name)
    assert type(processor).__name__ == "TimmWrapperImageProcessor"
    picture = Image.effect_noise((150, 150), 90).convert("RGB")
    pixels = processor(picture, return_tensors="pt").pixel_values
    assert torch.equal(pixels, torch.from_numpy(MoodClassifier(exported).pixels([picture])))


def test_figures_of_other_weights_do_not_stay(exported, fitted):
    (exported / "metrics.json").write_text("{}")
    (exported / "card.json").write_text("{}")
    assert main(["export", str(fitted), "--num-threads", "1", "--no-calibration"]) == 0
    assert not (exported / "metrics.json").exists() and (exported / "card.json").exists()
    (exported / "card.json").unlink()
    assert json.loads((exported / "config.json").read_text())["manga_mood"]["base_model"] == ""


def test_a_shift_that_fits_the_validation_faces_is_folded_in(tmp_path):
    data = pencil_set(tmp_path / "faces", 48, 9, moods=("happy", "happy", "happy", "sad"))
    run, plain, shifted = (tmp_path / name for name in ("run", "plain", "shifted"))
    assert fit(data, "--out", run, "--epochs", "1") == 0
    words = ("export", str(run), "--num-threads", "1", "--out")
    assert main([*words, str(plain), "--no-calibration"]) == 0
    assert main([*words, str(shifted), "--shift"]) == 0
    before, after = (load_file(folder / "model.safetensors") for folder in (plain, shifted))
    heat = (before["classifier.weight"] / after["classifier.weight"]).mean()
    moved = after["classifier.bias"] * heat - before["classifier.bias"]
    assert moved.abs().max() > 0.01 and moved.sum().abs() < 1e-3
    assert main([*words, str(tmp_path / "no"), "--shift", "--no-calibration"]) == 1


def test_blending_moves_weights_a_share_of_the_way(fitted, faces_set, tmp_path, capsys):
    other = tmp_path / "other"
    assert fit(faces_set, "--out", other, "--epochs", "1", "--init", fitted, "--lr", "0.02") == 0
    network, names = load_network(fitted)
    own = {key: value.clone() for key, value in network.backbone.state_dict().items()}
    blend(network, names, str(other), 0.25)
    theirs = load_network(other)[0].backbone.state_dict()
    for key, value in network.backbone.state_dict().items():
        if value.is_floating_point():
            assert torch.allclose(value, 0.75 * own[key] + 0.25 * theirs[key], atol=1e-5), key
    assert main(["export", str(fitted), "--out", str(tmp_path / "out"), "--blend", str(other)]) == 1
    assert "how much of it?" in capsys.readouterr().err
    stranger = tmp_path / "stranger"
    assert fit(faces_set, "--out", stranger, "--epochs", "1", "--mean", "0.3", "--std", "0.3") == 0
    assert main(["export", str(fitted), "--out", str(tmp_path / "out"), "--blend", f"{stranger}=0.5"]) == 1
    assert "scales pictures otherwise" in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_one_onnx_file_with_free_batch(exported):
    graph = onnx.load(exported / "model.onnx", load_external_data=False)
    assert not any(weights.external_data for weights in graph.graph.initializer)
    assert [port.name for port in graph.graph.input] == ["pixel_values"]
    assert [port.name for port in graph.graph.output] == ["logits", "embeddings"]
    reader = MoodClassifier(exported)
    logits, embeddings = reader.outputs(samples()[:3])
    assert logits.shape == (3, 3) and embeddings.shape[0] == 3
    assert np.allclose(reader.probabilities(samples()[:1]), reader.probabilities(samples())[:1], atol=1e-5)


def test_every_loader_agrees(exported):
    """timm, transformers' pipeline and ONNX Runtime on coloured squares of several sizes."""
    import timm
    from transformers import pipeline

    pictures = samples(seed=3)
    ours = MoodClassifier(exported).read(pictures)
    answers = pipeline("image-classification", model=str(exported), top_k=3, device="cpu")(pictures)
    model = timm.create_model(f"local-dir:{exported}", pretrained=True).eval()
    steps = timm.data.create_transform(**timm.data.resolve_data_config({}, model=model))
    with torch.inference_mode():
        shares = model(torch.stack([steps(picture) for picture in pictures])).softmax(1).numpy()
    for row, (reading, answer) in enumerate(zip(ours, answers, strict=True)):
        for place, name in enumerate(("happy", "sad", "shock")):
            theirs = next(line["score"] for line in answer if line["label"] == name)
            assert abs(reading[name] - theirs) < 1e-3 and abs(reading[name] - shares[row, place]) < 1e-3


def test_colour_cannot_mislead(exported):
    reader = MoodClassifier(exported)
    face = pencil_face("happy", np.random.default_rng(2), 64)
    grey = np.asarray(face, np.float32)
    # Another colour in every place, of the same Rec. 601 luma.
    red = np.clip(grey + 40, 0, 255)
    green = (grey - 0.299 * red - 0.114 * grey) / 0.587
    dyed = Image.fromarray(np.stack([red, green.clip(0, 255), grey], 2).round().astype(np.uint8))
    plain, coloured = reader.probabilities([face.convert("RGB"), dyed])
    kept = reader.probabilities([Image.fromarray(np.asarray(dyed.convert("L"))).convert("RGB")])[0]
    assert np.abs(coloured - kept).max() < 0.02 and plain.argmax() == coloured.argmax() == 0


def test_the_temperature_is_inside_the_weights(fitted, exported):
    heat = json.loads((exported / "config.json").read_text())["manga_mood"]["temperature"]
    grey, _ = load_network(fitted)
    folded, _ = load_network(exported)
    faces = torch.rand(4, 1, 32, 32)
    with torch.inference_mode():
        assert torch.allclose(folded(faces.expand(-1, 3, -1, -1)), grey(faces) / heat, atol=1e-4)


def test_luma_folds_exactly(fitted):
    grey, _ = load_network(fitted)
    colours = torch.rand(4, 3, 32, 32)
    luma = (colours * torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)).sum(1, keepdim=True)
    with torch.inference_mode():
        assert torch.allclose(to_rgb(grey)(colours), grey(luma), atol=1e-5)


def test_disagreement_is_refused(fitted, exported, tmp_path):
    import shutil

    from moods.errors import ModelError

    folder = tmp_path / "spoiled"
    shutil.copytree(exported, folder)
    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"] += torch.tensor([3.0, 0, 0])
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    network, names = load_network(exported)
    with pytest.raises(ModelError, match="differ by"):
        check_parity(folder, network, names)


def test_refuses_what_no_loader_could_repeat(faces_set, tmp_path, capsys):
    run = tmp_path / "run"
    assert fit(faces_set, "--out", run, "--epochs", "1", "--classic-looks", "--augment", "none") == 0
    assert main(["export", str(run)]) == 1
    assert "--classic-looks" in capsys.readouterr().err and not (run / "export").exists()


def test_no_run(tmp_path, capsys):
    assert main(["export", str(tmp_path)]) == 1
    assert "no run.json" in capsys.readouterr().err


def test_a_mount_point_is_refused_before_any_work(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("os.path.ismount", lambda path: path == tmp_path / "volume")
    assert main(["export", str(tmp_path), "--out", str(tmp_path / "volume")]) == 1
    assert "volume is a mount point: name a folder inside it with --out" in capsys.readouterr().err


def test_an_export_into_the_folder_one_stands_in(fitted, tmp_path, monkeypatch):
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert main(["export", str(fitted), "--out", ".", "--num-threads", "1", "--no-calibration"]) == 0
    assert (here / "model.onnx").is_file() and not (tmp_path / "here.part").exists()


def test_temperature_finds_the_truth():
    chance = np.random.default_rng(0)
    honest = chance.normal(0, 2, (4000, 5)).astype(np.float32)
    shares = np.exp(honest) / np.exp(honest).sum(1, keepdims=True)
    labels = np.array([chance.choice(5, p=row) for row in shares])
    assert fit_temperature(3 * honest, labels) == pytest.approx(3, rel=0.08)
    assert fit_temperature(honest / 2, labels) == pytest.approx(0.5, rel=0.08)


def test_a_shift_takes_back_what_training_expected():
    chance = np.random.default_rng(0)
    honest = chance.normal(0, 2, (4000, 4)).astype(np.float32)
    shares = np.exp(honest) / np.exp(honest).sum(1, keepdims=True)
    labels = np.array([chance.choice(4, p=row) for row in shares])
    off = np.array([-1.0, 0.5, 0.5, 0.0], np.float32)
    for heat in (1, 3):
        assert fit_shift(heat * (honest + off), labels) == pytest.approx(-heat * off, abs=0.15 * heat)
    assert np.abs(fit_shift(honest[:20], labels[:20])).max() < 1.2, "few faces move it little"


def test_threshold_is_the_lowest_that_is_right_often_enough():
    shares = np.array([[0.95, 0.05], [0.9, 0.1], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4]])
    labels = np.array([0, 0, 1, 0, 1])
    assert clear_threshold(shares, labels, right=0.99) == pytest.approx(0.8, abs=1e-3)
    assert clear_threshold(shares, labels, right=0.7) == pytest.approx(0.7, abs=1e-3)
    assert clear_threshold(shares, 1 - labels, right=0.99) == 1.0
