"""Several processes train as one does: the same batches, cut in two."""

import json
import os
import subprocess
import sys
from pathlib import Path

from safetensors.torch import load_file

from tests.train.tiny import TINY, fit

ROOT = Path(__file__).parents[2]
WORDS = ("--epochs", "4", "--augment", "none", "--ema", "0.9")


def best(run: Path) -> dict:
    return json.loads((run / "run.json").read_text())["best"]


def test_two_processes_give_the_metrics_of_one(faces_set, tmp_path):
    one, two = tmp_path / "one", tmp_path / "two"
    assert fit(faces_set, "--out", one, *WORDS) == 0
    # --multi_gpu means several processes; --cpu keeps them off any GPU.
    launch = [sys.executable, "-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2"]
    launch += ["--num_machines", "1", "--mixed_precision", "no", "--dynamo_backend", "no"]
    launch += ["--main_process_port", "0", "-m", "train", "fit", str(faces_set), "--out", str(two), "--cpu"]
    done = subprocess.run([*launch, *WORDS, *TINY], cwd=ROOT, capture_output=True, text=True, timeout=800,
                          env=os.environ | {"OMP_NUM_THREADS": "1"})  # fmt: skip
    assert done.returncode == 0, done.stderr[-9000:]
    state = json.loads((two / "checkpoint-24" / "trainer_state.json").read_text())
    assert state["train_batch_size"] == 8, "each of two processes takes half a batch"
    for score in ("eval_macro_f1", "eval_accuracy"):
        assert best(one)[score] >= 0.9 and abs(best(one)[score] - best(two)[score]) <= 0.1
    assert load_file(two / "best" / "model.safetensors")
    assert done.stdout.count("is kept in") == 1, "only one process speaks"
