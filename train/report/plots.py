"""The plots of a report as PNG, in two tones: ink on paper, and paper on ink for dark screens."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from moods.labels import CATALOGUE

DPI = 144
OWN = "#7d7d7d"  # for a mood that is not in our catalogue


@dataclass(frozen=True)
class Tone:
    """The colours of a plot: its ground, its text, its fine lines, and the one colour that stands out."""

    ground: str
    ink: str
    faint: str
    accent: str


LIGHT = Tone("#fffdf8", "#211f1c", "#c9c1b2", "#b3261e")
DARK = Tone("#1f1d1b", "#ece7dc", "#5a544b", "#ff8a7a")


def colour(mood: str) -> str:
    """The mood's own colour, grey for a label of another world."""
    return CATALOGUE[mood].colour if mood in CATALOGUE else OWN


def png(
    plot: Callable[[Axes, dict, Tone], None], metrics: dict, tone: Tone, size: tuple[float, float]
) -> bytes:
    """One plot as PNG bytes; size in inches."""
    figure = Figure(figsize=size, dpi=DPI, facecolor=tone.ground, layout="constrained")
    axes = figure.subplots()
    axes.set_facecolor(tone.ground)
    axes.tick_params(colors=tone.ink, length=0)
    for side, spine in axes.spines.items():
        spine.set_visible(side in ("left", "bottom"))
        spine.set_color(tone.faint)
    plot(axes, metrics, tone)
    for label in (axes.xaxis.label, axes.yaxis.label):
        label.set_color(tone.ink)
    buffer = io.BytesIO()
    # No date or version inside: the same figures give the same bytes.
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


def confusion_plot(axes: Axes, metrics: dict, tone: Tone) -> None:
    """Rows: the true mood; columns: what was said. Numbers are faces, shades are shares of the row."""
    counts, moods = np.array(metrics["confusion"]), metrics["moods"]
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    shades = LinearSegmentedColormap.from_list("ink", [tone.ground, tone.accent])
    axes.imshow(shares, cmap=shades, vmin=0, vmax=1)
    for row, column in np.ndindex(counts.shape):
        if counts[row, column]:
            dark = shares[row, column] > 0.55
            axes.text(
                column, row, str(counts[row, column]), ha="center", va="center", fontsize=9,
                color=tone.ground if dark else tone.ink, fontweight="bold" if row == column else "normal",
            )  # fmt: skip
    axes.set_xticks(range(len(moods)), moods, rotation=40, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(moods)), moods)
    axes.set_xlabel("said")
    axes.set_ylabel("true mood")
    for spine in axes.spines.values():
        spine.set_visible(False)


def reliability_plot(axes: Axes, metrics: dict, tone: Tone) -> None:
    """How often a reading of some confidence is right; on the diagonal the model knows what it knows."""
    bands = metrics["reliability"]
    biggest = max(band["n"] for band in bands)
    axes.plot([0, 1], [0, 1], color=tone.faint, linestyle="--", zorder=1)
    axes.bar(
        [(band["from"] + band["to"]) / 2 for band in bands], [band["n"] / biggest * 0.25 for band in bands],
        width=0.085, color=tone.faint, alpha=0.55, zorder=0,
    )  # fmt: skip
    axes.plot(
        [band["confidence"] for band in bands], [band["accuracy"] for band in bands],
        color=tone.accent, marker="o", markersize=6, zorder=2,
    )  # fmt: skip
    axes.set(
        xlim=(0, 1), ylim=(0, 1.02), xlabel="confidence (grey: how many faces)", ylabel="share that is right"
    )


def classes_plot(axes: Axes, metrics: dict, tone: Tone) -> None:
    """Recall (with its interval), precision and F1 of each mood."""
    rows = [(mood, row) for mood, row in metrics["per_class"].items() if row["n"]][::-1]
    places = np.arange(len(rows))
    for place, (mood, row) in zip(places, rows, strict=True):
        axes.barh(place, row["recall"], height=0.55, color=colour(mood), alpha=0.85)
        axes.plot([row["recall_low"], row["recall_high"]], [place, place], color=tone.ink, linewidth=1.4)
    for key, marker, name in (("precision", "D", "precision"), ("f1", "o", "F1")):
        values = [row[key] for _, row in rows]
        axes.scatter(
            values, places, marker=marker, s=34, color=tone.ground, edgecolors=tone.ink, label=name, zorder=3
        )
    axes.set_yticks(places, [f"{mood} ({row['n']})" for mood, row in rows])
    axes.set(xlim=(0, 1.02), xlabel="bar: recall with its interval")
    axes.grid(axis="x", color=tone.faint, alpha=0.4)
    axes.set_axisbelow(True)
    axes.legend(frameon=False, labelcolor=tone.ink, ncols=2, loc="lower right", bbox_to_anchor=(1, 1))


PLOTS: dict[str, tuple[Callable[[Axes, dict, Tone], None], tuple[float, float]]] = {
    "confusion": (confusion_plot, (5.6, 5.2)),
    "reliability": (reliability_plot, (5.6, 4.4)),
    "classes": (classes_plot, (5.6, 4.4)),
}
