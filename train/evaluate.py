"""python -m train evaluate: scores a model the way users meet it and writes a report."""

import argparse
import json
import shlex
from datetime import UTC, datetime
from pathlib import Path

from moods.classifier import MoodClassifier
from moods.errors import DataError, ModelError
from train.report.figures import figures
from train.report.known import known, note_votes, read
from train.sets import on_hub

ONCE = "This is the test split: it is meant to be reported once, for a model chosen on the validation split."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("model", help="a run of `train fit`, or an exported folder such as moods/default")
    parser.add_argument("data", help="a folder made by `python -m data_tools build`, or a Hub data set")
    parser.add_argument("--split", default="validation", help="the split to score (default: validation)")
    parser.add_argument("--votes", type=Path, metavar="CSV",
                        help="what further looks at these faces saw (columns sha256 and votes): "
                        "unsure faces whose label every look names first are scored, too")  # fmt: skip
    parser.add_argument("--out", type=Path, help="where report.html, metrics.json and plots go")


def run(args: argparse.Namespace) -> int:
    """Scores, writes the report and prints the headline."""
    folder = exported(Path(args.model))
    classifier = MoodClassifier(folder, threads=2)
    faces = known(args.data, args.split, classifier.moods)
    if args.votes:
        note_votes(faces, args.votes, args.data)
    if args.split == "test":
        print(ONCE)
    scored = read(classifier, faces)
    where = {"data": args.data, "hub": on_hub(args.data), "split": args.split}
    metrics = where | figures(scored, faces, classifier.threshold)
    metrics |= {
        "model": args.model,
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "made_by": made_by(args, metrics),
    }
    out = args.out or place(Path(args.model), args.split)
    make(out)
    write(out / "metrics.json", metrics)
    keep_with_weights(folder, Path(args.model), metrics)
    from train.report.page import write_report

    write_report(out, metrics, classifier, faces, scored)
    print(told(metrics))
    print(f"{out / 'report.html'}")
    return 0


def exported(model: Path) -> Path:
    """The exported folder meant by a run or by itself."""
    if (model / "config.json").is_file():
        return model
    if (model / "export" / "config.json").is_file():
        return model / "export"
    if (model / "run.json").is_file():
        raise ModelError(f"{model} has not been exported yet: run `python -m train export {model}` first.")
    raise ModelError(f"{model} is neither a run of `python -m train fit` nor an exported folder.")


def place(model: Path, split: str) -> Path:
    """Where a report goes by default: into the run, or under out/ for a folder that is shipped."""
    if (model / "run.json").is_file():
        return model / f"evaluation-{split}"
    return Path("out") / "evaluation" / f"{model.resolve().name}-{split}"


def make(folder: Path) -> None:
    """The folder, made if missing, or an error that says why it cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataError(f"{folder} cannot be made: {error.strerror}. Choose another with --out.") from error


def write(path: Path, metrics: dict) -> None:
    """Writes the figures as readable JSON."""
    path.write_text(json.dumps(metrics, indent=1, ensure_ascii=False) + "\n", "utf-8")


def keep_with_weights(folder: Path, model: Path, metrics: dict) -> None:
    """Puts a run's figures beside its exported weights, for its card; validation never replaces test."""
    path = folder / "metrics.json"
    if folder == model:
        return  # a shipped folder keeps the figures it was shipped with
    if metrics["split"] != "test" and path.is_file():
        try:
            if json.loads(path.read_text("utf-8")).get("split") == "test":
                return
        except ValueError:
            pass  # half written by a run that was killed: to be replaced
    write(path, metrics)


def made_by(args: argparse.Namespace, metrics: dict) -> str:
    """The command that makes these figures again, and which labels the headline counts."""
    words = ["python", "-m", "train", "evaluate", args.model, args.data, "--split", args.split]
    words += ["--votes", str(args.votes)] if args.votes else []
    counted = "on certain labels only" if metrics["labels"] == "sure" else "on all labels"
    return f"{shlex.join(words)} (headline figures {counted})"


def told(metrics: dict) -> str:
    """The headline in a few lines for the terminal."""
    lines = [f"{metrics['split']}: {metrics['n']} faces, labels: {metrics['labels']}"]
    for name, title in (("accuracy", "accuracy"), ("macro_f1", "macro F1"), ("top2", "one of the first two")):
        lines.append(f"  {title:<22} {span(metrics[name])}")
    lines.append(f"  {'calibration error':<22} {metrics['ece']:.3f}")
    clear = metrics["clear"]
    if "accuracy" in clear:
        lines.append(
            f"  {'answered':<22} {clear['answered']:.3f}, of these right {span(clear['accuracy'])}"
            f" (threshold {clear['threshold']:.2f})"
        )
    if "seven" in metrics:
        lines.append(f"  {'seven moods, accuracy':<22} {span(metrics['seven']['accuracy'])}")
    if "seen_alike" in metrics:
        alike = metrics["seen_alike"]
        lines.append(f"  with {alike['more']} unsure faces that further looks confirm, {alike['n']} in all:")
        lines.append(f"  {'accuracy':<22} {span(alike['accuracy'])}")
        for mood, row in alike["per_class"].items():
            if row["n"]:
                recall = {"value": row["recall"], "low": row["recall_low"], "high": row["recall_high"]}
                lines.append(f"  {mood + ', recall':<22} {span(recall)}, {row['n']} faces")
    return "\n".join(lines)


def span(figure: dict[str, float]) -> str:
    """A value with its interval, as in 0.812 (0.790 to 0.833)."""
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"
