"""Which checkpoint a stopped run can go on from."""

import json
import shutil
import zipfile
from pathlib import Path

from safetensors import SafetensorError, safe_open

from train.ema import FILE as AVERAGE


def newest_whole(run: Path, average: bool) -> Path | None:
    """The newest checkpoint that can be read to its end; broken newer ones are moved out of the way."""
    found = sorted(run.glob("checkpoint-*"), key=lambda path: int(path.name.rpartition("-")[2]), reverse=True)
    for checkpoint in found:
        flaw = flaw_of(checkpoint, average)
        if flaw is None:
            return checkpoint
        print(f"note: {checkpoint.name} is broken ({flaw}): going back to the one before.")
        # Left in place it would be taken for the newest one again, or be counted when old ones are removed.
        shutil.rmtree(checkpoint)
    return None


def flaw_of(checkpoint: Path, average: bool) -> str | None:
    """What is missing or damaged in a checkpoint, None when it is whole."""
    weights = ["model.safetensors"] + ([AVERAGE] if average else [])
    try:
        for name in weights:
            with safe_open(checkpoint / name, "pt") as file:
                for key in file.keys():  # noqa: SIM118 - not a dictionary
                    file.get_tensor(key)
        for name in ("optimizer.pt", "scheduler.pt"):
            with zipfile.ZipFile(checkpoint / name) as archive:
                if damaged := archive.testzip():
                    return f"{name}: {damaged}"
        json.loads((checkpoint / "trainer_state.json").read_text("utf-8"))
    except (SafetensorError, zipfile.BadZipFile, OSError, ValueError) as error:
        return str(error).splitlines()[0]
    if not any(checkpoint.glob("rng_state*.pth")):
        return "no rng_state.pth"
    return None
