"""`space`: what reaches the Hub is an app that runs by itself."""

import ast
import re
import sys
from pathlib import Path

import pytest
import yaml

from moods.errors import ModelError
from tests.hub.local import ROOT, LocalHub
from train.__main__ import main
from train.space import gather, space

NAME = "artist/show"
COMES_ALONG = {"httpx2": "huggingface_hub", "PIL": "pillow", "pydantic": "gradio", "fastapi": "gradio"}
OPTIONAL = {"pyarrow"}  # moods/label.py: parquet only, with a sentence when it is missing


def stored(hub: LocalHub) -> dict[str, bytes]:
    files = hub.repo(NAME, "space").resolve("main").files
    return {path: blob.content for path, blob in files.items() if path != ".gitattributes"}


def head(readme: bytes) -> dict:
    return yaml.safe_load(readme.decode().split("---\n")[1])


def test_a_private_space_with_its_files(hub: LocalHub) -> None:
    url = space(NAME, "artist/moods@v1")
    repo = hub.repo(NAME, "space")
    assert url == f"{hub.url}/spaces/{NAME}/commit/{repo.branches['main']}"
    assert (repo.sdk, repo.private) == ("gradio", True)
    assert repo.variables == {"MODEL_ID": "artist/moods@v1"}
    files = stored(hub)
    assert {"app.py", "README.md", "requirements.txt", "moods/reader.py", "ui/screen.py"} <= set(files)
    assert files["app.py"] == (ROOT / "app.py").read_bytes()
    assert not [
        name
        for name in files
        if re.search(r"__pycache__|\.pyc$|safetensors$|^tests|^train|^data_tools", name)
    ]
    front = head(files["README.md"])
    assert front["models"] == ["artist/moods"]
    assert (front["sdk"], front["app_file"]) == ("gradio", "app.py")
    commits = len(repo.commits)
    space(NAME, "artist/moods@v1")
    assert len(repo.commits) == commits


def test_the_page_is_fit_for_the_hub() -> None:
    front = head((ROOT / "space" / "README.md").read_bytes())
    assert isinstance(front["sdk_version"], str)
    wanted = re.search(r"gradio\[mcp\]>=([\d.]+)", (ROOT / "space" / "requirements.txt").read_text())[1]
    assert front["sdk_version"].startswith(wanted)
    assert re.fullmatch(r"3\.\d+", front["python_version"])
    assert len(front["short_description"]) <= 60
    colours = {"red", "yellow", "green", "blue", "indigo", "purple", "pink", "gray"}
    assert {front["colorFrom"], front["colorTo"]} <= colours


def test_every_import_is_there_or_required() -> None:
    files = gather("artist/moods")
    required = {
        re.split(r"[\[>=<]", line)[0].lower() for line in files["requirements.txt"].read_text().splitlines()
    }
    known = sys.stdlib_module_names | {"app", "moods", "ui"} | OPTIONAL
    for name, path in files.items():
        if not name.endswith(".py"):
            continue
        for module in imports(path):
            package = module.split(".")[0]
            if package not in known:
                assert COMES_ALONG.get(package, package).lower() in required, f"{name} imports {module}"
            if package in ("moods", "ui"):
                place = module.replace(".", "/")
                inner = {f"{place}.py", f"{place}/__init__.py"}
                assert inner & set(files) or (ROOT / place).is_dir(), f"{name} imports {module}"


def imports(path: Path) -> set[str]:
    """Modules that a file imports, anywhere in it."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_without_weights_a_model_must_be_named(tmp_path: Path) -> None:
    (tmp_path / "moods" / "default").mkdir(parents=True)
    with pytest.raises(ModelError, match=r"no model.onnx to embed: name a model with --model"):
        gather(None, tmp_path)


def test_embedded_weights_travel_along(tmp_path: Path) -> None:
    weights = {f"moods/default/{name}" for name in ("model.onnx", "faces.onnx", "config.json")}
    app = {"app.py", "moods/__init__.py", "ui/screen.py"}
    spare = {"moods/default/model.safetensors", "ui/__pycache__/screen.pyc"}
    for name in {*weights, *app, *spare, "space/README.md", "space/requirements.txt"}:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("---\nsdk: gradio\n---\n")
    files = gather(None, tmp_path)
    assert set(files) == weights | app | {"requirements.txt", "README.md"}
    assert "models" not in head(files["README.md"])


def test_somebody_elses_app_is_not_overwritten(hub: LocalHub) -> None:
    api = hub.api()
    api.create_repo(NAME, repo_type="space", space_sdk="gradio")
    api.upload_file(path_or_fileobj=b"print(1)", path_in_repo="app.py", repo_id=NAME, repo_type="space")
    with pytest.raises(ModelError, match="artist/show holds something else already"):
        space(NAME, "artist/moods")
    assert stored(hub) == {"app.py": b"print(1)"}


def test_the_command(hub: LocalHub, capsys: pytest.CaptureFixture) -> None:
    assert main(["space", NAME, "--model", "artist/moods", "--dry-run"]) == 0
    said = capsys.readouterr().out
    assert hub.requests == []
    assert re.search(r"MB  app\.py$", said, re.MULTILINE) and "  - artist/moods" in said
    assert main(["space", NAME, "--model", "artist/moods", "--public"]) == 0
    assert not hub.repo(NAME, "space").private
    assert main(["space", "show", "--model", "artist/moods"]) == 1
    assert "error: 'show' is no name on the Hub" in capsys.readouterr().err


def test_again_without_a_model_and_for_everybody(hub: LocalHub) -> None:
    space(NAME, "artist/moods")
    space(NAME)
    repo = hub.repo(NAME, "space")
    assert repo.variables == {} and repo.private, "the embedded model answers, as its page says"
    space(NAME, private=False)
    assert not repo.private
    space(NAME)
    assert not repo.private, "what everybody sees is not hidden by the way"


def test_accounts_that_may_not_run_python(hub: LocalHub) -> None:
    hub.interrupt(pattern="repos/create", status=402)
    with pytest.raises(ModelError, match="asks for a subscription"):
        space(NAME, "artist/moods")
