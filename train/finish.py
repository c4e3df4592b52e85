"""The end of a run: its curves, its record and one line on the best epoch."""

import time
from pathlib import Path

from transformers import TrainerCallback

from moods.errors import NO_SPACE
from train.curves import draw_curves
from train.load import read_run
from train.record import write_record

NAMES = {"eval_macro_f1": "macro F1", "eval_accuracy": "accuracy", "eval_sure_macro_f1": "macro F1 (certain)",
         "eval_sure_accuracy": "accuracy (certain)"}  # fmt: skip


class Kept(TrainerCallback):
    """Knows how long the run took, and whether RUN/best was written after the newest epoch was scored."""

    def __init__(self, run: Path) -> None:
        self.run, self.file = run, run / "best" / "model.safetensors"
        self.earlier, self.begun = read_run(run).get("seconds", 0.0), time.monotonic()
        self.before: int | None = None
        self.scored: float | None = None

    def on_evaluate(self, args, state, control, **_) -> None:
        self.before, self.scored = self.stamp(), state.epoch

    def on_save(self, args, state, control, **_) -> None:
        if state.is_world_process_zero:
            write_record(self.run, seconds=self.seconds())

    def seconds(self) -> float:
        """Of training, those before an interruption included."""
        return round(self.earlier + time.monotonic() - self.begun, 1)

    def stamp(self) -> int | None:
        """When the file was written, None where there is none."""
        return self.file.stat().st_mtime_ns if self.file.is_file() else None

    def reached(self, history: list[dict]) -> list[dict]:
        """The history without the score of an epoch whose weights could not be written any more."""
        if self.stamp() is None:
            return []
        written = self.scored is None or self.stamp() != self.before
        return history if written else [row for row in history if row.get("epoch") != self.scored]


def finish(trainer, kept: Kept) -> str:
    """Draws the curves, notes the best epoch in run.json and says where its weights are."""
    history, folder = trainer.state.log_history, kept.run
    rows = kept.reached(history)
    if trainer.evening:  # no epoch was kept before
        rows = [row for row in rows if not trainer.evening.left(row["step"], trainer.state.max_steps)]
    best = best_epoch(rows, trainer.args.metric_for_best_model, trainer.args.greater_is_better)
    if best is None:
        return "No epoch was finished and kept."
    shown = ", ".join(f"{name} {best[key]:.3f}" for key, name in NAMES.items() if key in best)
    if trainer.args.should_save:
        try:
            write_record(folder, best=best, seconds=kept.seconds(), history=history)
            draw_curves(history, folder / "curves.png", folder.name, best["epoch"])
        except OSError as error:
            if not full_disk(error):
                raise
    return f"The best epoch, {best['epoch']:.0f}, is kept in {folder / 'best'}: {shown}."


def best_epoch(history: list[dict], metric: str, greater: bool) -> dict | None:
    """The validation scores of the epoch that was chosen."""
    key = f"eval_{metric}"
    rows = [row for row in history if key in row]
    if not rows:
        return None
    pick = max if greater else min
    return pick(rows, key=lambda row: row[key])


def full_disk(error: BaseException) -> bool:
    """True for `no space left`, however the writing library words it."""
    if isinstance(error, OSError) and error.errno in NO_SPACE:
        return True
    words = str(error).lower()
    return "no space left" in words or "os error 28" in words or "pytorchstreamwriter failed" in words
