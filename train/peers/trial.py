"""One row of a comparison, run in a process of its own so that its memory and seconds are its own."""

import json
import os
import resource
import sys
from pathlib import Path

from train.peers.field import open_field
from train.peers.systems import TRIALS, NoWeightsError, network_trial
from train.report.measure import scores

KEPT = ("accuracy", "macro_precision", "macro_recall", "macro_f1")


def peak_mb() -> float:
    """The most memory this process has held, libraries included, in MB."""
    # Not ru_maxrss where it can be avoided: on Linux it starts with what the parent held.
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1000
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def measure(task: dict) -> dict:
    """Runs the row and returns what the table needs, as plain numbers."""
    field = open_field(Path(task["field"]))
    if task["system"] == "leak":
        from train.peers.knn import leak

        return {"status": "complete", "arms": leak(field, task["seed"])}
    try:
        trial = TRIALS.get(task["system"], network_trial)(task, field)
    except NoWeightsError:
        return {"status": "weights not available here"}
    found = scores(trial.scored)
    return {
        "status": f"cut short {trial.cut}" if trial.cut else "complete",
        "n": len(trial.scored), **{name: found[name] for name in KEPT},
        "seconds": trial.seconds, "cpu_seconds": trial.cpu_seconds, "peak_mb": peak_mb(),
        "parameters": trial.parameters, "latency_ms": trial.latency_ms,
        "note": trial.note, "sweep": trial.sweep,
    }  # fmt: skip


def main() -> int:
    """Reads a task as JSON from standard input, writes its result to the file it names."""
    from moods.errors import MoodError

    task = json.load(sys.stdin)
    try:
        result = measure(task)
    except (MoodError, MemoryError, RuntimeError) as error:
        result = {"status": f"failed: {str(error).splitlines()[0] if str(error) else type(error).__name__}"}
    part = Path(task["result"] + ".part")
    part.write_text(json.dumps(result), "utf-8")
    os.replace(part, task["result"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
