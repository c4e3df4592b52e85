"""The curves of a run as one picture."""

from pathlib import Path

LINES = (
    ("loss", "training loss", "#c8312b"),
    ("eval_loss", "validation loss", "#2f6fbf"),
)
SCORES = (
    ("eval_macro_f1", "macro F1", "#2f6fbf"),
    ("eval_accuracy", "accuracy", "#4f9a4a"),
    ("eval_sure_macro_f1", "macro F1, certain faces", "#8a4fb0"),
    ("eval_sure_accuracy", "accuracy, certain faces", "#e8a013"),
)


def draw_curves(history: list[dict], path: Path, title: str) -> None:
    """Losses on the left, validation scores on the right, over epochs, as a PNG."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, lines in ((left, LINES), (right, SCORES)):
        for key, label, colour in lines:
            points = [(row["epoch"], row[key]) for row in history if key in row]
            if points:
                axes.plot(*zip(*points, strict=True), label=label, color=colour, marker=".", linewidth=1.4)
        axes.set_xlabel("epoch")
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(frameon=False)
    left.set_ylabel("loss")
    right.set_ylabel("share")
    right.set_ylim(0, 1)
    figure.suptitle(title)
    figure.savefig(path, dpi=110)
