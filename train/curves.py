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


def draw_curves(history: list[dict], path: Path, title: str, best: float | None = None) -> None:
    """Losses on the left, validation scores on the right, over epochs, the best one marked, as a PNG."""
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=(10, 4), layout="constrained")
    left, right = figure.subplots(1, 2)
    for axes, lines in ((left, LINES), (right, told(history))):
        for key, label, colour in lines:
            points = [(row["epoch"], row[key]) for row in history if key in row]
            if points:
                # Dots only where there are few: one in the middle of a line would hide it.
                dots = "." if len(points) < 60 else None
                axes.plot(*zip(*points, strict=True), label=label, color=colour, marker=dots, linewidth=1.4)
        if best is not None:
            axes.axvline(best, color="#7d7d7d", linestyle=":", linewidth=1.2, label=f"kept: epoch {best:.0f}")
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.ticklabel_format(axis="y", useOffset=False)
        axes.grid(alpha=0.3)
        if axes.lines:
            axes.legend(frameon=False)
    left.set_ylabel("loss")
    right.set_ylabel("share")
    right.set_ylim(0, 1)
    figure.suptitle(title)
    figure.savefig(path, dpi=110)


def told(history: list[dict]) -> tuple[tuple[str, str, str], ...]:
    """The scores to draw: those of the certain faces only where some are not certain."""
    differ = any(
        row.get(f"eval_sure_{name}", row[f"eval_{name}"]) != row[f"eval_{name}"]
        for row in history
        for name in ("macro_f1", "accuracy")
        if f"eval_{name}" in row
    )
    return SCORES if differ else SCORES[:2]
