"""One picture through every door: Python, command line, HTTP client, sketch composite, the sheet, MCP."""

import ast
import asyncio
import base64
import json

import pytest
from gradio_client import Client, handle_file
from mcp import ClientSession
from mcp.client.streamable_http import streamable_http_client
from PIL import Image

from moods.__main__ import main
from moods.reader import MoodReader
from tests.app import tiny
from ui.draw import read_drawing

NEAR = 1e-5


@pytest.fixture(scope="module")
def drawing(tmp_path_factory):
    """A drawing that is a face for every door: ink to its borders, so that trimming changes little."""
    path = tmp_path_factory.mktemp("doors") / "face.png"
    tiny.face("pleased", 120).save(path)
    return path


@pytest.fixture(scope="module")
def client(served):
    return Client(served.url, verbose=False)


def over_mcp(url: str, tool: str, arguments: dict) -> dict:
    """Calls a tool as an MCP client does and returns its JSON answer."""

    async def call():
        async with (
            streamable_http_client(f"{url}gradio_api/mcp/") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            names = {found.name: found for found in (await session.list_tools()).tools}
            return names, await session.call_tool(tool, arguments)

    names, result = asyncio.run(call())
    assert tool in names, sorted(names)
    assert not result.isError, result.content
    return ast.literal_eval(result.content[0].text)  # Gradio tells plain data as Python writes it


def over_command_line(capsys, command: str, path, model) -> dict:
    main([command, str(path), "--json", "--model", str(model)])
    return json.loads(capsys.readouterr().out)


def data_url(path) -> str:
    return "data:image/png;base64," + base64.b64encode(path.read_bytes()).decode()


def test_a_face_is_the_same_at_every_door(served, client, drawing, capsys):
    answers = {
        "python": served.reader.face(str(drawing)).moods,
        "bytes": served.reader.face(drawing.read_bytes()).moods,
        "command": over_command_line(capsys, "face", drawing, served.reader.classifier.folder)["moods"],
        "client": client.predict(handle_file(str(drawing)), api_name="/face")["moods"],
        "batch": client.predict([handle_file(str(drawing))], api_name="/batch")[0]["moods"],
        "mcp": over_mcp(served.url, "face", {"picture": data_url(drawing)})["moods"],
        "mcp batch": over_mcp(served.url, "batch", {"files": [data_url(drawing)] * 2})[1]["moods"],
    }
    for door, moods in answers.items():
        assert moods == pytest.approx(answers["python"], abs=NEAR), door


def test_a_drawing_is_the_same_at_every_door(served, client, drawing, capsys):
    picture = Image.open(drawing).convert("RGBA")
    composite = {"background": None, "layers": [picture], "composite": picture}
    sheet = read_drawing(served.reader, {"drawing": data_url(drawing), "ticket": 1}, "")
    answers = {
        "python": served.reader.sketch(drawing).moods,
        "composite": served.reader.sketch(composite).moods,
        "sheet": dict(sheet["moods"]),
        "command": over_command_line(capsys, "sketch", drawing, served.reader.classifier.folder)["moods"],
        "client": client.predict(handle_file(str(drawing)), api_name="/sketch")["moods"],
        "mcp": over_mcp(served.url, "sketch", {"drawing": data_url(drawing)})["moods"],
    }
    for door, moods in answers.items():
        assert moods == pytest.approx(answers["python"], abs=NEAR), door


def test_a_page_is_the_same_at_every_door(served, client, tmp_path, capsys, monkeypatch):
    path = tmp_path / "page.png"
    tiny.page(["sad", "angry"]).save(path)
    monkeypatch.setattr(MoodReader, "finder", tiny.FrameFinder())
    answers = [
        over_command_line(capsys, "page", path, served.reader.classifier.folder),
        client.predict(handle_file(str(path)), api_name="/page"),
        over_mcp(served.url, "page", {"picture": data_url(path)}),
    ]
    for answer, face in zip(answers, [served.reader.page(path)] * 3, strict=True):
        assert [told["box"] for told in answer["faces"]] == [list(one.box) for one in face]
        for told, one in zip(answer["faces"], face, strict=True):
            assert told["moods"] == pytest.approx(one.reading.moods, abs=NEAR)


def test_a_chapter_is_the_same_over_mcp(served, client, tmp_path):
    path = tmp_path / "page.png"
    tiny.page(["sad", "angry"]).save(path)
    told, _files = client.predict([handle_file(str(path))], api_name="/chapter")
    answer, files = over_mcp(served.url, "chapter", {"files": [data_url(path)]})
    assert [file["url"].rsplit("/", 1)[1] for file in files] == ["report.html", "faces.csv", "timeline.png"]
    assert answer["moods"] == told["moods"] == {"sad": 1, "angry": 1}
    assert answer["read"][0]["faces"] == told["read"][0]["faces"]


def test_mcp_tools_tell_what_they_do(served):
    async def tools():
        async with (
            streamable_http_client(f"{served.url}gradio_api/mcp/") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            return (await session.list_tools()).tools

    found = {tool.name: tool for tool in asyncio.run(tools())}
    assert set(found) == {"face", "sketch", "page", "chapter", "batch"}
    assert "mood" in found["face"].description
    assert set(found["page"].inputSchema["properties"]) == {"picture", "top_k", "left_to_right"}


def test_mcp_tells_a_broken_picture_by_name(served, tmp_path):
    async def call():
        async with (
            streamable_http_client(f"{served.url}gradio_api/mcp/") as (read, write, *_),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            words = base64.b64encode(b"just words").decode()
            return await session.call_tool("face", {"picture": f"data:image/png;base64,{words}"})

    result = asyncio.run(call())
    assert result.isError
    assert "not a picture" in result.content[0].text
