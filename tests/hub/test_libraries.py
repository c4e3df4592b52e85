"""Data sets, pipelines, timm models and Spaces travel through the local Hub with their own libraries."""

import json
import re
from pathlib import Path

import pytest

from tests.hub.local import LocalHub

DATA_SET = """
import json
from datasets import ClassLabel, Dataset, DatasetDict, Features, Image, Value, load_dataset
from PIL import Image as Picture
label = ClassLabel(names=["happy", "sad"])
features = Features({"image": Image(), "label": label, "source": Value("string")})
def part(n):
    pictures = [Picture.new("L", (8, 8), 20 * i) for i in range(n)]
    rows = {"image": pictures, "label": [i % 2 for i in range(n)], "source": ["drawn"] * n}
    return Dataset.from_dict(rows, features=features)
DatasetDict(train=part(6), test=part(2)).push_to_hub("artist/drawn", private=True)
got = load_dataset("artist/drawn")
def row(record):
    return record["label"], record["image"].size, record["image"].getpixel((0, 0))
rows = {name: [row(record) for record in got[name]] for name in got}
print(json.dumps([rows, got["train"].features["label"].names]))
"""

MODEL = """
import json, sys, timm, torch
from huggingface_hub import HfApi
from PIL import Image
from timm.models import save_for_hf
from transformers import pipeline
torch.manual_seed(7)
first = timm.create_model("test_efficientnet", num_classes=2, pretrained=False).eval()
save_for_hf(first, sys.argv[1], safe_serialization=True)
config = json.load(open(sys.argv[1] + "/config.json"))
config |= {"label_names": ["happy", "sad"], "model_args": {}}  # transformers sets num_classes itself
json.dump(config, open(sys.argv[1] + "/config.json", "w"))
HfApi().create_repo("artist/tiny", private=True)
HfApi().upload_folder(repo_id="artist/tiny", folder_path=sys.argv[1])

model = timm.create_model("hf-hub:artist/tiny", pretrained=True).eval()
read = pipeline("image-classification", model="artist/tiny", device="cpu")
picture = Image.linear_gradient("L").convert("RGB")
inputs = read.image_processor(picture, return_tensors="pt")["pixel_values"]
with torch.inference_mode():
    local, far = (m(inputs).softmax(1)[0].tolist() for m in (first, model))
piped = {answer["label"]: answer["score"] for answer in read(picture)}
print(json.dumps([local, far, [piped["happy"], piped["sad"]]]))
"""


def test_a_data_set_there_and_back(hub: LocalHub) -> None:
    there_and_back = hub.run(DATA_SET)
    assert there_and_back.returncode == 0, there_and_back.stderr
    stored = hub.repo("artist/drawn", "dataset")
    assert stored.private
    assert {"README.md", "data/train-00000-of-00001.parquet"} <= set(stored.resolve("main").files)
    rows, names = json.loads(there_and_back.stdout)
    assert names == ["happy", "sad"]
    assert rows["train"] == [[i % 2, [8, 8], 20 * i] for i in range(6)]
    assert len(rows["test"]) == 2


def test_a_model_through_timm_and_transformers(hub: LocalHub, tmp_path: Path) -> None:
    there_and_back = hub.run(["-c", MODEL, str(tmp_path / "tiny")])
    assert there_and_back.returncode == 0, there_and_back.stderr
    assert hub.repo("artist/tiny").resolve("main").files["model.safetensors"].large
    assert [line for line in hub.requests if re.match(r"GET /cdn/.*/model.safetensors", line)]
    local, far, piped = json.loads(there_and_back.stdout)
    assert far == pytest.approx(local, abs=1e-6)
    assert piped == pytest.approx(local, abs=1e-6)


def test_a_space(hub: LocalHub, tmp_path: Path) -> None:
    api = hub.api()
    (tmp_path / "app.py").write_text("print('app')")
    (tmp_path / "README.md").write_text("---\nsdk: gradio\nsdk_version: '6.1'\napp_file: app.py\n---\n")
    url = api.create_repo("artist/show", repo_type="space", space_sdk="gradio", private=True)
    api.upload_folder(folder_path=tmp_path, repo_id="artist/show", repo_type="space")
    api.add_space_variable("artist/show", "MODEL_ID", "artist/tiny")
    stored = hub.repo("artist/show", "space")
    assert str(url) == f"{hub.url}/spaces/artist/show"
    assert (stored.sdk, stored.private, stored.variables) == ("gradio", True, {"MODEL_ID": "artist/tiny"})
    assert set(stored.resolve("main").files) == {".gitattributes", "README.md", "app.py"}
