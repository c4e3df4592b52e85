"""python -m train evaluate: from a model and a data set to metrics.json and a page."""

import json

import pytest
from PIL import Image

from moods import MoodReader
from moods.classifier import MoodClassifier
from moods.labels import MOODS
from tests.app import tiny
from tests.train.known_set import known_set, row
from train.__main__ import main
from train.report.known import ALIKE, known, read
from train.report.page import parts

# Five wrong readings among the certain faces, and uncertain ones that are all wrong.
WRONG = [row("happy", "pleased", group=90 + index) for index in range(5)]
UNSURE = [row("sad", "neutral", certainty="unsure", group=200 + index) for index in range(8)]


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    return tiny.export(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    right = [
        row(mood, kind=("ink", "colour")[turn % 2], source=("books", "web")[turn % 2], group=8 * turn + place)
        for turn in range(5)
        for place, mood in enumerate(MOODS)
    ]
    return known_set(tmp_path_factory.mktemp("data") / "known", right + WRONG + UNSURE)


@pytest.fixture(scope="module")
def report(model, data, tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    assert main(["evaluate", str(model), data, "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="module")
def metrics(report):
    return json.loads((report / "metrics.json").read_text("utf-8"))


def test_the_headline_counts_certain_labels_and_both_are_given(metrics, data):
    assert metrics["labels"] == "sure" and metrics["n"] == 45 and metrics["all"]["n"] == 53
    assert metrics["accuracy"]["value"] == pytest.approx(40 / 45, abs=1e-4)
    assert metrics["all"]["accuracy"]["value"] == pytest.approx(40 / 53, abs=1e-4)
    assert metrics["data"] == data and metrics["split"] == "validation"
    assert "certain labels only" in metrics["made_by"] and "--split validation" in metrics["made_by"]


def test_the_layout_is_what_cards_read(metrics):
    for name in ("accuracy", "macro_f1", "macro_precision", "macro_recall", "weighted_f1", "top2"):
        assert set(metrics[name]) == {"value", "low", "high"}, name
    assert isinstance(metrics["ece"], float)
    assert list(metrics["per_class"]) == list(MOODS)
    assert metrics["per_class"]["pleased"]["recall"] == 0.5 and metrics["per_class"]["pleased"]["n"] == 10
    assert metrics["per_class"]["happy"]["precision"] == 0.5
    assert metrics["confusion"][MOODS.index("pleased")][MOODS.index("happy")] == 5


def test_slices_by_certainty_kind_and_source(metrics):
    found = {name: (part["n"], part["accuracy"]["value"]) for name, part in metrics["slices"].items()}
    assert found["unsure"] == (8, 0.0)
    assert found["colour"] == (16, 1.0) and found["ink"][0] == 29
    assert found["source: web"] == (16, 1.0) and found["source: books"] == (24, 1.0)
    assert found["source: drawn"] == (5, 0.0)


def test_unsure_faces_that_every_look_confirms_are_scored_too(model, tmp_path, capsys):
    confirmed = [row("sad", certainty="unsure") for _ in range(6)]
    rows = [row(mood) for mood in MOODS for _ in range(2)] + confirmed + UNSURE
    rows = [face | {"sha256": f"{place:064x}", "group": place} for place, face in enumerate(rows)]
    looks = (
        ["sad sad/neutral"] * 6 + ["neutral neutral/sad"] * 4 + ["neutral none", "neutral sad", "sad", "none"]
    )
    table = tmp_path / "votes.csv"
    lines = [f"{place:064x},{look}" for place, look in enumerate(looks, start=16)]
    lines.append(f"{0:064x},{MOODS[0]} {MOODS[0]}")  # of a certain face, which is no news
    table.write_text("\n".join(["sha256,votes", *lines]))
    words = ["evaluate", str(model), known_set(tmp_path / "known", rows), "--out", str(tmp_path / "report")]
    assert main([*words, "--votes", str(table)]) == 0
    metrics = json.loads((tmp_path / "report" / "metrics.json").read_text("utf-8"))
    assert metrics["n"] == 16 and metrics["slices"]["unsure"]["n"] == 14, "the headline is as without votes"
    part, alike = metrics["slices"][ALIKE], metrics["seen_alike"]
    assert (part["n"], part["accuracy"]["value"]) == (10, 0.6)
    assert (alike["n"], alike["more"]) == (26, 10)
    assert alike["per_class"]["neutral"]["recall"] == pytest.approx(2 / 6, abs=1e-4)
    assert "with 10 unsure faces that further looks confirm, 26 in all" in (told := capsys.readouterr().out)
    assert "neutral, recall        0.333" in told
    assert f"--votes {table}" in metrics["made_by"]
    assert ALIKE in (tmp_path / "report" / "report.html").read_text("utf-8")


def test_votes_need_to_know_the_faces(model, data, tmp_path, capsys):
    table = tmp_path / "votes.csv"
    table.write_text("sha256,votes\n" + "0" * 64 + ",sad\n")
    assert main(["evaluate", str(model), data, "--out", str(tmp_path), "--votes", str(table)]) == 1
    assert "lacks the column sha256" in capsys.readouterr().err


def test_the_page_shows_no_slice_twice():
    whole, sure, unsure = {"n": 9}, {"n": 6}, {"n": 3}
    one = {"sure": sure, "unsure": unsure, "ink": sure, "source: books": sure}
    told = parts({"n": 6, "slices": one, "all": whole})
    assert told == [
        ("certain labels", sure),
        ("uncertain labels", unsure),
        ("ink", sure),
        ("all labels", whole),
    ]
    two = {"source: books": {"n": 4}, "source: web": {"n": 5}}
    named = [name for name, _ in parts(whole | {"slices": two, "all": whole})]
    assert named == ["all faces", "source: books", "source: web"]


def test_a_drawing_is_read_as_the_reader_reads_it(model, tmp_path):
    canvas = Image.new("RGB", (300, 300), "white")
    canvas.paste(tiny.face("happy"), (20, 180))
    rows = [row("happy", kind=kind) | {"image": canvas} for kind in ("sketch", "ink")] + [row("sad")]
    classifier = MoodClassifier(model)
    faces = known(known_set(tmp_path / "set", rows), "validation", MOODS)
    scored = read(classifier, faces)
    wanted = MoodReader(model).sketch(canvas).moods
    assert dict(zip(MOODS, scored.probabilities[0], strict=True)) == pytest.approx(wanted)
    assert scored.confidence[0] > scored.confidence[1] + 0.2


def test_a_damaged_picture_is_counted_and_nothing_else_is_lost(model, tmp_path):
    rows = [row(mood) for mood in MOODS] + [row("happy") | {"image": {"bytes": b"no picture", "path": None}}]
    faces = known(known_set(tmp_path / "set", rows), "validation", MOODS)
    scored = read(MoodClassifier(model), faces)
    assert len(scored) == len(faces) == 8 and faces.left_out == {"picture not a picture": 1}


def test_seven_moods_leave_neutral_out(metrics):
    assert metrics["seven"]["n"] == 40
    assert metrics["seven"]["accuracy"]["value"] == pytest.approx(35 / 40)


def test_clear_uses_the_threshold_of_the_model(metrics):
    assert metrics["clear"]["threshold"] == 0.4
    assert metrics["clear"]["answered"] == 1.0


def test_the_page_has_every_section_and_needs_no_other_file(report):
    page = (report / "report.html").read_text("utf-8")
    sections = ("By mood", "Confusions", "Calibration", "Clear answers", "The original seven moods")
    for title in (*sections, "Slices", "Worst mistakes", "Where it looks", "How this was measured"):
        assert f">{title}</h" in page, title
    assert page.count("<figure>") >= 5 + 8 and "labelled 😌 pleased" in page
    assert 'src="data:image' in page and 'src="http' not in page and "<link" not in page
    for name in ("confusion", "reliability", "classes"):
        assert (report / f"{name}.png").read_bytes().startswith(b"\x89PNG")


def test_a_model_without_torch_weights_says_why_maps_are_missing(report):
    assert "is no folder exported from a timm backbone" in (report / "report.html").read_text("utf-8")


def test_labels_of_other_worlds_are_mapped_and_what_fits_nothing_is_counted(model, tmp_path, capsys):
    words = {"joy": "happy", "sadness": "sad", "surprise": "shock", "disgust": "angry"}
    rows = [row(shown, label, group=index) for index, (label, shown) in enumerate(list(words.items()) * 5)]
    assert main(["evaluate", str(model), known_set(tmp_path / "fer", rows, tuple(words)), "--out",
                 str(tmp_path / "out")]) == 0  # fmt: skip
    found = json.loads((tmp_path / "out" / "metrics.json").read_text("utf-8"))
    assert found["moods"] == ["happy", "sad", "shock"] and found["n"] == 15
    assert found["accuracy"]["value"] == 1.0 and found["left_out"] == {"label fits no mood of the model": 5}
    assert "seven" not in found
    assert "accuracy" in capsys.readouterr().out


def test_a_set_without_notes_is_scored_on_all_labels(model, tmp_path):
    rows = [{"image": tiny.face(mood), "label": mood} for mood in MOODS * 2]
    out = tmp_path / "out"
    assert main(["evaluate", str(model), known_set(tmp_path / "bare", rows), "--out", str(out)]) == 0
    found = json.loads((out / "metrics.json").read_text("utf-8"))
    assert found["labels"] == "all" and found["n"] == 16 and found["slices"] == {}
    assert "No face was read wrong" in (out / "report.html").read_text("utf-8")


def test_the_test_split_is_said_to_be_reported_once(model, tmp_path, capsys):
    data = known_set(tmp_path / "set", [row(mood) for mood in MOODS], split="test")
    assert main(["evaluate", str(model), data, "--split", "test", "--out", str(tmp_path / "out")]) == 0
    assert "reported once" in capsys.readouterr().out


def test_a_run_keeps_its_test_figures_beside_the_weights(tmp_path):
    run = tmp_path / "run"
    tiny.export(run / "export")
    (run / "run.json").write_text("{}")
    for split in ("test", "validation"):
        known_set(tmp_path / split, [row(mood) for mood in MOODS], split=split)
        assert main(["evaluate", str(run), str(tmp_path / split), "--split", split]) == 0
        assert (run / f"evaluation-{split}" / "report.html").is_file()
        kept = json.loads((run / "export" / "metrics.json").read_text("utf-8"))
        assert kept["split"] == "test"


def test_maps_of_the_network_are_drawn_from_its_weights(fitted, faces_set, tmp_path):
    assert main(["export", str(fitted), "--num-threads", "1"]) == 0
    out = tmp_path / "out"
    assert main(["evaluate", str(fitted), str(faces_set), "--out", str(out)]) == 0
    page = (out / "report.html").read_text("utf-8")
    assert "Grad-CAM for" in page and "Activation of stage 2" in page
    assert json.loads((out / "metrics.json").read_text("utf-8"))["accuracy"]["value"] > 0.5


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nowhere", "{data}"], "nowhere is neither a run"),
        (["{model}", "/nowhere/faces"], "/nowhere/faces does not exist"),
        (["{model}", "{data}", "--split", "train"], "has no train split"),
        (["{model}", "{other}"], "do not match the model's"),
        (["{run}", "{data}"], "has not been exported yet"),
        (["{model}", "{data}", "--out", "{file}/report"], "cannot be made"),
    ],
)
def test_bad_input_is_told_in_a_sentence(words, told, model, data, tmp_path, capsys):
    (tmp_path / "run").mkdir()
    for name in ("run/run.json", "file"):
        (tmp_path / name).write_text("{}")
    places = {"model": model, "data": data, "run": tmp_path / "run", "file": tmp_path / "file"}
    if "{other}" in words:
        places["other"] = known_set(
            tmp_path / "other", [row("happy", "cat"), row("sad", "dog")], ("cat", "dog")
        )
    assert main(["evaluate", *(word.format(**places) for word in words)]) == 1
    error = capsys.readouterr().err
    assert told in error and "Traceback" not in error
