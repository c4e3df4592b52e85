"""The end of a run: its curves, its record and one line on the best epoch."""

import errno
import time
from pathlib import Path

from train.curves import draw_curves
from train.record import write_record

NAMES = {"eval_macro_f1": "macro F1", "eval_accuracy": "accuracy", "eval_sure_macro_f1": "macro F1 (certain)",
         "eval_sure_accuracy": "accuracy (certain)"}  # fmt: skip


def finish(trainer, folder: Path, begun: float) -> str:
    """Draws the curves, notes the best epoch in run.json and says where its weights are."""
    history = trainer.state.log_history
    best = best_epoch(history, trainer.args.metric_for_best_model, trainer.args.greater_is_better)
    if best is None:
        return "No epoch was finished, so no weights were kept."
    shown = ", ".join(f"{name} {best[key]:.3f}" for key, name in NAMES.items() if key in best)
    if trainer.args.should_save:
        try:
            write_record(folder, best=best, seconds=round(time.monotonic() - begun, 1), history=history)
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
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    words = str(error).lower()
    return "no space left" in words or "os error 28" in words or "pytorchstreamwriter failed" in words
