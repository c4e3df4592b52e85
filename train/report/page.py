"""report.html: one page that opens anywhere, with its plots and pictures inside."""

import base64
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import jinja2

from moods.classifier import MoodClassifier
from moods.labels import CATALOGUE
from train.report.figures import headline
from train.report.known import Known
from train.report.looks import looks
from train.report.measure import Scored
from train.report.mistakes import cards, surest, worst
from train.report.plots import DARK, LIGHT, PLOTS, colour, png

PACKAGES = ("onnxruntime", "numpy", "Pillow", "torch", "timm", "torchmetrics")


def write_report(out: Path, metrics: dict, classifier: MoodClassifier, faces: Known, scored: Scored) -> None:
    """Writes report.html and the plots as PNG into the folder."""
    kept = headline(scored, faces)[1]
    wrong = worst(scored, kept)
    examples = surest(scored, kept) + wrong[:4]
    page = template("report/report.html", percent=percent, figure=figure).render(
        metrics=metrics,
        catalogue=CATALOGUE,
        colour=colour,
        plots=plots(out, metrics),
        mistakes=cards(scored, faces, wrong, classifier.size),
        looks=looks(classifier, scored, faces, examples),
        versions={name: version(name) for name in PACKAGES},
        confused=confused(metrics),
        parts=parts(metrics),
    )
    (out / "report.html").write_text(page, "utf-8")


def plots(out: Path, metrics: dict) -> dict[str, dict[str, str]]:
    """Writes each plot as PNG and gives it as data addresses for light and dark screens."""
    found = {}
    for name, (plot, size) in PLOTS.items():
        light, dark = (png(plot, metrics, tone, size) for tone in (LIGHT, DARK))
        (out / f"{name}.png").write_bytes(light)
        found[name] = {"light": address(light), "dark": address(dark)}
    return found


def address(data: bytes) -> str:
    """PNG bytes as a data address."""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def confused(metrics: dict, count: int = 6) -> list[dict]:
    """The most frequent confusions: true mood, mood said, faces and share of that mood's faces."""
    moods, counts = metrics["moods"], metrics["confusion"]
    pairs = [
        {"truth": moods[row], "said": moods[column], "n": value, "share": value / sum(line)}
        for row, line in enumerate(counts)
        for column, value in enumerate(line)
        if value and row != column
    ]
    return sorted(pairs, key=lambda pair: -pair["n"])[:count]


def parts(metrics: dict) -> list[tuple[str, dict]]:
    """The rows of the table of slices; none that would only repeat another."""
    words = {"sure": "certain labels", "unsure": "uncertain labels"}
    slices = metrics["slices"]
    rows = [] if "sure" in slices else [("all faces", metrics)]
    sources = [name for name in slices if name.startswith("source: ")]
    alone = sources if len(sources) == 1 and slices[sources[0]]["n"] == metrics["n"] else []
    rows += [(words.get(name, name), part) for name, part in slices.items() if name not in alone]
    return [*rows, ("all labels", metrics["all"])] if "unsure" in slices else rows


def template(name: str, **filters: Callable) -> jinja2.Template:
    """A page template of `train`; what is put into HTML is escaped."""
    pages = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parents[1]),
        autoescape=jinja2.select_autoescape(),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    pages.filters |= filters
    return pages.get_template(name)


def percent(value: float) -> str:
    """A share as whole per cents."""
    return f"{100 * value:.0f}\N{NO-BREAK SPACE}%"


def figure(value: float) -> str:
    """A score with three decimals."""
    return f"{value:.3f}"
