"""The examples of README.md and docs/api.md do what they say, against the running app."""

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.app import tiny
from tests.app.test_doors import data_url, over_mcp

ROOT = Path(__file__).parents[2]
TOLD = "http://127.0.0.1:7860"
PAGES = pytest.mark.parametrize("page", ["README.md", "docs/api.md"])


@pytest.fixture
def examples(served, tmp_path, monkeypatch):
    """The blocks of a page in one language that ask the app, sent to the running one; files lie ready."""
    monkeypatch.chdir(tmp_path)
    for name in ("face.png", "a.png", "b.png"):
        tiny.face("happy").save(name)
    tiny.page(["happy", "sad"]).save("page.png")
    with zipfile.ZipFile("chapter.cbz", "w") as book:
        book.write("page.png")

    def of(page: str, language: str) -> list[str]:
        blocks = re.findall(rf"^```{language}\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.M | re.S)
        asking = [block.replace(TOLD, served.url.rstrip("/")) for block in blocks if TOLD in block]
        assert asking
        return asking

    return of


@PAGES
def test_in_python(examples, page, capsys):
    for block in examples(page, "python"):
        exec(compile(block, page, "exec"), {"__name__": "example"})
        assert "'mood': 'happy'" in capsys.readouterr().out


@PAGES
@pytest.mark.skipif(not shutil.which("curl"), reason="curl is not installed")
def test_with_curl(examples, page):
    for block in examples(page, "bash"):
        ran = subprocess.run(["bash", "-c", block], capture_output=True, text=True, timeout=60)
        assert "event: complete" in ran.stdout and '"mood": "happy"' in ran.stdout, ran


@PAGES
def test_for_mcp_clients(examples, page):
    for block in examples(page, "json"):
        address = json.loads(block)["mcpServers"]["manga-mood"]["url"]
        sent = {"picture": data_url(Path("face.png"))}
        told = over_mcp(address.removesuffix("gradio_api/mcp/"), "face", sent)
        assert told["mood"] == "happy"
