"""The endpoints through gradio_client: right answers, typed, and errors that name what is wrong."""

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from moods.labels import MOODS
from tests.app import tiny


@pytest.fixture(scope="module")
def client(served):
    return Client(served.url, verbose=False)


@pytest.fixture
def saved(tmp_path):
    def save(picture: Image.Image, name: str = "picture.png") -> str:
        picture.save(tmp_path / name)
        return str(tmp_path / name)

    return save


def test_the_documented_endpoints_are_these(client):
    told = client.view_api(return_format="dict")["named_endpoints"]
    assert set(told) == {"/face", "/sketch", "/page", "/chapter", "/batch"}
    names = {name: [each["parameter_name"] for each in part["parameters"]] for name, part in told.items()}
    assert names["/face"] == ["picture", "top_k"]
    assert names["/page"] == ["picture", "top_k", "left_to_right"]
    assert names["/chapter"] == ["files", "top_k", "left_to_right"]


def test_face_with_top_k(client, saved):
    path = handle_file(saved(tiny.face("embarrassed")))
    whole = client.predict(path, 8, api_name="/face")
    assert whole["mood"] == "embarrassed" and whole["clear"] is True
    assert set(whole["moods"]) == set(MOODS)
    assert sum(whole["moods"].values()) == pytest.approx(1)
    three = client.predict(path, 3, api_name="/face")
    assert list(three["moods"]) == list(whole["moods"])[:3]
    assert list(client.predict(path, api_name="/face")["moods"]) == list(whole["moods"])


def test_sketch(client, saved):
    canvas = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    canvas.paste(tiny.face("shock"), (250, 250))
    assert client.predict(handle_file(saved(canvas)), 8, api_name="/sketch")["mood"] == "shock"


def test_page_in_both_directions(client, saved):
    path = handle_file(saved(tiny.page(["sad", "happy", "angry"])))
    answer = client.predict(path, 2, False, api_name="/page")
    assert [face["mood"] for face in answer["faces"]] == ["sad", "happy", "angry"]
    assert all(len(face["moods"]) == 2 for face in answer["faces"])
    turned = client.predict(path, 2, True, api_name="/page")
    assert [face["mood"] for face in turned["faces"]] == ["angry", "happy", "sad"]


def test_chapter_gives_counts_and_files(client, saved):
    pages = [saved(tiny.page([mood]), f"{mood}.png") for mood in ("sad", "happy")]
    told, files = client.predict([handle_file(path) for path in pages], 8, False, api_name="/chapter")
    assert (told["pages"], told["faces"], told["moods"]) == (2, 2, {"sad": 1, "happy": 1})
    assert [page["faces"][0]["mood"] for page in told["read"]] == ["sad", "happy"]
    assert sorted(path.rsplit("/", 1)[-1] for path in files) == ["faces.csv", "report.html", "timeline.png"]


def test_batch_keeps_the_order_and_names_the_bad(client, saved, tmp_path):
    (tmp_path / "torn.png").write_bytes(b"torn")
    files = [saved(tiny.face("sad"), "a.png"), str(tmp_path / "torn.png"), saved(tiny.face("happy"), "b.png")]
    answers = client.predict([handle_file(path) for path in files], "face", 1, api_name="/batch")
    assert [answer.get("mood") for answer in answers] == ["sad", None, "happy"]
    assert "torn.png is not a picture" in answers[1]["error"]


BAD = {
    "empty.png": (b"", "0 bytes"),
    "text.png": (b"just words", "not a picture"),
    "cut.png": (None, "damaged or cut short"),
    "tiny.png": (Image.new("L", (3, 3)), "at least 8"),
    "wide.png": (Image.new("1", (6000, 9)), "longer than wide"),
    "bomb.png": (Image.new("1", (20000, 20000)), "at most 40 million"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("door", ["/face", "/sketch", "/page"])
def test_bad_pictures_are_named_and_the_app_lives(client, saved, tmp_path, name, door):
    content, says = BAD[name]
    path = tmp_path / name
    if isinstance(content, Image.Image):
        content.save(path)
    elif content is None:
        tiny.face("sad").save(path)
        path.write_bytes(path.read_bytes()[:60])
    else:
        path.write_bytes(content)
    with pytest.raises(AppError, match=says):
        client.predict(handle_file(str(path)), api_name=door)
    good = handle_file(saved(tiny.face("happy"), "good.png"))
    assert client.predict(good, api_name="/face")["mood"] == "happy"


@pytest.mark.parametrize(
    ("arguments", "door", "says"),
    [
        ((None,), "/face", "No picture was sent"),
        ((None, 3), "/sketch", "No picture was sent"),
        (([],), "/chapter", "No chapter was given"),
        (([], "face"), "/batch", "No pictures were sent"),
    ],
)
def test_missing_files_are_named(client, arguments, door, says):
    with pytest.raises(AppError, match=says):
        client.predict(*arguments, api_name=door)


def test_a_wrong_top_k_and_a_wrong_kind_are_named(client, saved):
    path = handle_file(saved(tiny.face("sad")))
    with pytest.raises(AppError, match="top_k"):
        client.predict(path, 0, api_name="/face")
    with pytest.raises(AppError, match="poem"):
        client.predict([path], "poem", api_name="/batch")


def test_a_broken_archive_is_named(client, tmp_path):
    path = tmp_path / "book.cbz"
    path.write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(AppError, match=r"book.cbz is damaged"):
        client.predict([handle_file(str(path))], api_name="/chapter")


def test_private_events_cannot_be_called(client):
    with pytest.raises(ValueError, match="Cannot find a function"):
        client.predict({}, api_name="/read_drawing")
