"""comparison.md, comparison.json and the plots of a comparison."""

import json
import os
import platform
import shlex
from argparse import Namespace
from importlib.metadata import version
from pathlib import Path

from train.evaluate import span
from train.peers.field import Field
from train.peers.lineup import SHIPPED, STARTS, Row
from train.peers.plots import PLOTS
from train.report.page import template
from train.report.plots import LIGHT, png

PACKAGES = ("torch", "timm", "torchvision", "scikit-learn", "onnxruntime")
BLANK = "–"


def write_table(args: Namespace, rows: list[Row], results: dict[str, dict], field: Field) -> None:
    """Writes all that docs need, from the rows that are known."""
    known = [row for row in rows if row.key in results]
    found = {
        "made_by": command(args),
        "data": args.data,
        "split": "test",
        "faces": {name: len(side) for name, side in field.sides.items()},
        "labels": "sure" if field.sides["test"].certain.any() else "all",
        "size": args.size,
        "budget_minutes": args.budget,
        "epochs": args.epochs,
        "machine": machine(),
        "rows": [described(row) | results[row.key] for row in known if row.system != "leak"],
        "leak": results.get("leak", {}).get("arms", []),
    }
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    (args.out / "comparison.json").write_text(text, "utf-8")
    (args.out / "comparison.md").write_text(page(found, plots(args.out, found)), "utf-8")


def described(row: Row) -> dict:
    """What a row is, before what it measured."""
    return {"row": row.key, "title": row.title, "start": row.start, "fivefold": row.fivefold}


def plots(out: Path, found: dict) -> dict[str, str]:
    """Writes those plots for which there are figures; their names and what they show."""
    made = {}
    for name, (title, plot, size) in PLOTS.items():
        shape = size(found)
        if shape:
            (out / f"{name}.png").write_bytes(png(plot, found, LIGHT, shape))
            made[name] = title
    return made


def page(found: dict, made: dict[str, str]) -> str:
    """The Markdown page."""
    leak = [arm | {"best": max(arm["accuracy"], key=lambda k: arm["accuracy"][k]["value"])}
            for arm in found["leak"]]  # fmt: skip
    return template("peers/comparison.jinja", span=span).render(
        found
        | {
            "leak": leak,
            "plots": made,
            "lines": [cells(row) for row in found["rows"]],
            "tested": next((row["n"] for row in found["rows"] if "n" in row), 0),
            "sweeps": [row for row in found["rows"] if row.get("sweep")],
        }
    )


def cells(row: dict) -> list[str]:
    """One line of the table."""
    learns = "five copies" if row["fivefold"] else "each face once"
    name = [row["title"], STARTS.get(row["start"], BLANK), learns]
    remark = "; ".join(word for word in (row["status"], row.get("note", "")) if word and word != "complete")
    if "accuracy" not in row:
        return [*name, *[BLANK] * 9, remark]
    millions = row["parameters"] and row["parameters"] / 1e6
    return [
        *name,
        span(row["accuracy"]),
        *(f"{row[key]['value']:.3f}" for key in ("macro_precision", "macro_recall", "macro_f1")),
        told(row["seconds"], "{:.0f} s"),
        told(row["cpu_seconds"], "{:.0f} s"),
        told(row["peak_mb"], "{:.0f} MB"),
        told(millions, "{:.1f} M"),
        told(row["latency_ms"], "{:.1f} ms"),
        remark,
    ]


def told(value: float | None, form: str) -> str:
    """A number in its form, or a dash where nothing was measured."""
    return BLANK if value is None else form.format(value)


def command(args: Namespace) -> str:
    """The command that makes this page again."""
    words = ["python", "-m", "train", "compare", args.data, "--out", str(args.out), "--budget",
             f"{args.budget:g}", "--epochs", str(args.epochs), "--size", str(args.size)]  # fmt: skip
    words += ["--weights-from", str(args.weights_from)] if args.weights_from else []
    words += ["--model", str(args.model)] if args.model != SHIPPED else []
    words += ["--seed", str(args.seed)] if args.seed else []
    return shlex.join(words)


def machine() -> str:
    """What it was measured on; compare seconds only within one table."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()}, " + ", ".join(f"{name} {version(name)}" for name in PACKAGES)
