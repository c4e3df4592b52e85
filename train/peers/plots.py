"""The plots of a comparison: accuracy with intervals, accuracy against its cost, and the leak of k-NN."""

from collections.abc import Callable

import numpy as np
from matplotlib.axes import Axes

from train.report.plots import Tone

GROUPS = {  # what tells rows apart at a glance, with colours that stay apart when printed grey
    "ours": ("Manga Mood", "#b3261e"),
    "knn": ("nearest neighbours", "#5a62a8"),
    "scratch": ("from scratch", "#7d7d7d"),
    "last": ("transferred, last layer", "#e8a013"),
    "full": ("transferred, all layers", "#4f9a4a"),
}
ARMS = ("#b3261e", "#d9628f", "#e8a013", "#4f9a4a", "#5a62a8")


def group(row: dict) -> str:
    """Which of the groups a row belongs to."""
    return row["start"] or ("ours" if row["row"] == "ours" else "knn")


def scored(found: dict) -> list[dict]:
    """The rows that have a figure."""
    return [row for row in found["rows"] if "accuracy" in row]


def label(row: dict) -> str:
    """A row's name in a plot; a star marks rows that the clock cut short."""
    star = "*" if row["status"].startswith("cut") else ""
    start = {"last": ", last layer", "full": ", all layers"}.get(row["start"], "")
    return row["title"] + start + (" x5" if row["fivefold"] else "") + star


def accuracy_plot(axes: Axes, found: dict, tone: Tone) -> None:
    """A bar for each row, best on top, with its interval."""
    rows = sorted(scored(found), key=lambda row: row["accuracy"]["value"])
    for place, row in enumerate(rows):
        figure = row["accuracy"]
        axes.barh(place, figure["value"], height=0.68, color=GROUPS[group(row)][1], alpha=0.85)
        axes.plot([figure["low"], figure["high"]], [place, place], color=tone.ink, linewidth=1.3)
        axes.text(
            figure["high"] + 0.012, place, f"{figure['value']:.2f}", va="center", color=tone.ink, fontsize=8
        )
    axes.set_yticks(range(len(rows)), [label(row) for row in rows], fontsize=8)
    axes.set(xlim=(0, 1), ylim=(-0.6, len(rows) - 0.4),
             xlabel="accuracy on the test faces (x5: five copies of each, *: cut short)")  # fmt: skip
    axes.xaxis.label.set_fontsize(8)
    legend(axes, {group(row) for row in rows}, tone, "lower right")


def cost_plot(axes: Axes, found: dict, tone: Tone) -> None:
    """Accuracy against processor seconds of training, on a logarithmic scale."""
    rows = trained(found)
    for row in rows:
        figure, seconds = row["accuracy"], max(row["cpu_seconds"], 0.01)
        shade = GROUPS[group(row)][1]
        axes.plot([seconds] * 2, [figure["low"], figure["high"]], color=shade, alpha=0.35, linewidth=1.2)
        axes.scatter(seconds, figure["value"], s=34, color=shade, edgecolors=tone.ground, zorder=3)
    for row in foremost(rows):  # names of all would lie on each other: most rows train just as long
        place = max(row["cpu_seconds"], 0.01), row["accuracy"]["value"]
        late = place[0] > np.median([max(one["cpu_seconds"], 0.01) for one in rows]) / 2
        axes.annotate(label(row), place, (-5 if late else 5, 4), textcoords="offset points", fontsize=8,
                      color=tone.ink, ha="right" if late else "left")  # fmt: skip
    axes.set(xscale="log", ylabel="accuracy on the test faces",
             xlabel="processor seconds of training (named: the best of each colour)")  # fmt: skip
    axes.xaxis.label.set_fontsize(8)
    axes.margins(x=0.18, y=0.08)
    axes.grid(color=tone.faint, alpha=0.35)
    axes.set_axisbelow(True)
    legend(axes, {group(row) for row in rows}, tone, "best")


def foremost(rows: list[dict]) -> list[dict]:
    """The most accurate row of each group."""
    ranked = sorted(rows, key=lambda row: row["accuracy"]["value"])
    return list({group(row): row for row in ranked}.values())


def trained(found: dict) -> list[dict]:
    """The rows whose training was timed."""
    return [row for row in scored(found) if row["cpu_seconds"] is not None]


def legend(axes: Axes, groups: set[str], tone: Tone, place: str) -> None:
    """The colours that occur, named."""
    shown = [(name, shade) for key, (name, shade) in GROUPS.items() if key in groups]
    marks = [axes.scatter([], [], marker="s", s=40, color=shade) for _, shade in shown]
    axes.legend(marks, [name for name, _ in shown], frameon=False, labelcolor=tone.ink, fontsize=8, loc=place)


def leak_plot(axes: Axes, found: dict, tone: Tone) -> None:
    """Accuracy of k-NN by k, a line for each way to split the same faces."""
    for arm, shade in zip(found["leak"], ARMS, strict=True):
        sizes = [int(k) for k in arm["accuracy"]]
        figures = list(arm["accuracy"].values())
        axes.fill_between(sizes, [one["low"] for one in figures], [one["high"] for one in figures],
                          color=shade, alpha=0.14, linewidth=0)  # fmt: skip
        axes.plot(sizes, [one["value"] for one in figures], color=shade, marker="o", markersize=4,
                  label=arm["split"])  # fmt: skip
    axes.set(xscale="log", ylim=(0, 1), xlabel="k", ylabel="accuracy")
    axes.set_xticks(sizes, [str(k) for k in sizes])
    axes.minorticks_off()
    axes.grid(axis="y", color=tone.faint, alpha=0.35)
    axes.legend(frameon=False, labelcolor=tone.ink, fontsize=8)


def bars_size(found: dict) -> tuple[float, float] | None:
    """Inches, higher with every row."""
    return (7.4, 1.3 + 0.21 * len(scored(found))) if scored(found) else None


def cost_size(found: dict) -> tuple[float, float] | None:
    """Inches."""
    return (7.4, 5.0) if trained(found) else None


def leak_size(found: dict) -> tuple[float, float] | None:
    """Inches."""
    return (7.4, 4.2) if found["leak"] else None


Draw = Callable[[Axes, dict, Tone], None]
Size = Callable[[dict], tuple[float, float] | None]  # None where there is nothing to draw
PLOTS: dict[str, tuple[str, Draw, Size]] = {
    "accuracy": ("Accuracy of every row with its interval", accuracy_plot, bars_size),
    "cost": ("Accuracy against processor seconds of training", cost_plot, cost_size),
    "leak": ("k-NN accuracy by k on five splits of the same faces", leak_plot, leak_size),
}
