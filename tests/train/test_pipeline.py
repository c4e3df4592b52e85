"""The whole way on drawn faces: draw, build, fit, evaluate, export, push, and loaders that agree."""

import json
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from data_tools.sketch import face, render
from moods.labels import MOODS
from tests.hub.local import LocalHub

FIT = (
    *("--backbone", "test_efficientnet", "--from-scratch", "--size", "32", "--epochs", "2", "--batch", "16"),
    *("--lr", "0.01", "--num-threads", "1", "--no-progress"),
)
LOADERS = """
import json, sys
import timm, torch
from PIL import Image
from transformers import pipeline
from moods import MoodReader

repo, *files = sys.argv[1:]
reader = MoodReader.load(repo)
piped = pipeline("image-classification", model=repo, device="cpu")
model = timm.create_model("hf-hub:" + repo, pretrained=True).eval()
transform = timm.data.create_transform(**timm.data.resolve_model_data_config(model), is_training=False)
names = model.pretrained_cfg["label_names"]
told = []
for file in files:
    picture = Image.open(file).convert("RGB")
    with torch.inference_mode():
        shares = model(transform(picture)[None]).softmax(1)[0].tolist()
    told.append({
        "moods": reader.face(file).moods,
        "pipeline": {answer["label"]: answer["score"] for answer in piped(picture, top_k=99)},
        "timm": dict(zip(names, shares)),
    })
print(json.dumps(told))
"""


def walk(hub: LocalHub, *commands: list[str]) -> None:
    """Runs the commands as a person would type them; the first that fails tells why."""
    env = hub.env(MANGA_MOOD_CACHE=str(hub.folder / "cache"))
    for command in commands:
        done = hub.run(["-m", *map(str, command)], env)
        assert done.returncode == 0, f"{command}: {done.stdout[-500:]} {done.stderr[-2000:]}"


def plain_onnx(folder: Path, file: Path) -> dict[str, float]:
    """What ONNX Runtime says without any code of ours."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    cfg = config["pretrained_cfg"]
    side = cfg["input_size"][-1]
    picture = Image.open(file).convert("RGB").resize((side, side), Image.Resampling.BICUBIC)
    pixels = (np.asarray(picture, np.float32) / 255 - cfg["mean"]) / cfg["std"]
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    name = session.get_inputs()[0].name
    logits = session.run(["logits"], {name: pixels.transpose(2, 0, 1)[None].astype(np.float32)})[0][0]
    shares = np.exp(logits - logits.max())
    return dict(zip(config["label_names"], (shares / shares.sum()).tolist(), strict=True))


@pytest.fixture
def squares(tmp_path: Path) -> list[Path]:
    """Four drawn faces, in colour too: colour must not change what the loaders agree on."""
    files = [tmp_path / f"{mood}.png" for mood in MOODS[:4]]
    for number, file in enumerate(files):
        picture = np.asarray(render(face(file.stem, number), 96).convert("RGB")).copy()
        picture[..., number % 3] //= 2
        Image.fromarray(picture).save(file)
    return files


def test_from_a_pencil_to_the_hub(hub: LocalHub, squares: list[Path], tmp_path: Path) -> None:
    pictures, faces, run = tmp_path / "pictures", tmp_path / "faces", tmp_path / "run"
    walk(
        hub,
        ["data_tools", "draw", "160", "--out", pictures, "--size", "48", "--num-proc", "1"],
        ["data_tools", "build", f"drawn:{pictures}", "--out", faces, "--num-proc", "1"],
        ["train", "fit", faces, "--out", run, *FIT],
        ["train", "export", run],
        ["train", "evaluate", run, faces],
        ["train", "push", run, "artist/first"],
    )
    pushed = hub.repo("artist/first")
    assert pushed.private
    files = set(pushed.resolve("main").files)
    assert {
        "README.md",
        "config.json",
        "model.safetensors",
        "model.onnx",
        "preprocessor_config.json",
        "processor_config.json",
    } <= files
    assert not [name for name in files if name.endswith((".bin", ".pt", ".pkl", ".pth"))]
    loaded = hub.run(["-c", LOADERS, "artist/first", *map(str, squares)])
    assert loaded.returncode == 0, loaded.stderr[-2000:]
    for file, told in zip(squares, json.loads(loaded.stdout.splitlines()[-1]), strict=True):
        expected = plain_onnx(run / "export", file)
        assert set(expected) == set(MOODS)
        for loader, shares in told.items():
            assert shares == pytest.approx(expected, abs=1e-5), loader
