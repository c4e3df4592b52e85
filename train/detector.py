"""`python -m train detector`: composes pages, trains the face finder on them, exports and scores it."""

import argparse
import json
import random
import sys
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from moods.errors import ModelError
from moods.faces import FILE, FaceFinder
from train.finder import score
from train.finder.export import export, set_threshold
from train.finder.fit import Plan, fit, settle
from train.finder.net import FaceNet, start_from
from train.pages import cache
from train.pages.compose import Composer
from train.pages.crops import read_crops

ORDERS = Path(__file__).parents[1] / "docs" / "reading_order.json"
FALSE_A_PAGE = 0.5  # false boxes a page that the stored threshold allows on the annotated pages
THRESHOLD = 0.3  # stored when there are no annotated pages to choose it on


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `python -m train detector`."""
    parser.add_argument("--out", type=Path, help="folder of the run: pages, weights, faces.onnx, score.json")
    parser.add_argument(
        "--faces", type=Path, help="data set of faces built by data_tools; drawn heads only without"
    )
    parser.add_argument("--init", type=Path, help="pretrained mobilenetv2_100 as safetensors")
    parser.add_argument("--resume", type=Path, help="finder.safetensors of an earlier run to go on from")
    parser.add_argument("--pages", type=Path, help="folder of composed pages (default OUT/pages)")
    parser.add_argument("--count", type=int, default=1500, help="pages to compose")
    parser.add_argument("--steps", type=int, default=Plan.steps)
    parser.add_argument("--minutes", type=float, default=Plan.minutes, help="stop earlier, after so long")
    parser.add_argument("--batch", type=int, default=Plan.batch, help="tiles a step")
    parser.add_argument("--side", type=int, default=Plan.side, help="pixels of a tile, a multiple of 32")
    parser.add_argument("--rate", type=float, default=Plan.rate, help="highest learning rate")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="processor threads (0: all)")
    parser.add_argument(
        "--evaluate", type=Path, metavar="PAGES", help="folder of annotated pages to score on"
    )
    parser.add_argument(
        "--model", type=Path, help="faces.onnx to score (default: OUT's, else the embedded one)"
    )
    parser.add_argument("--moods", help="mood model for the end-to-end figure (folder or Hub name)")


def run(args: argparse.Namespace) -> int:
    """Trains when --out is given without --model; scores when --evaluate is given."""
    if args.threads:
        torch.set_num_threads(args.threads)
    if not args.out and not args.evaluate:
        print("error: give --out RUN to train, --evaluate PAGES to score, or both.", file=sys.stderr)
        return 2
    model = args.model
    if args.out and not args.model:
        model = train(args)
    if args.evaluate:
        evaluate(args, model)
    return 0


def train(args: argparse.Namespace) -> Path:
    """Composes what is missing, trains, writes OUT/faces.onnx and returns its path."""
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    plan = Plan(args.steps, args.batch, args.side, args.rate, seed=args.seed, minutes=args.minutes)
    settings = {key: str(value) if isinstance(value, Path) else value for key, value in vars(args).items()}
    (args.out / "run.json").write_text(json.dumps(settings | {"torch": torch.__version__}, indent=1))
    folder = args.pages or args.out / "pages"
    if args.faces or not folder.is_dir():
        crops = read_crops(args.faces) if args.faces else []
        cache.compose(Composer(crops), folder, args.count, args.seed)
    pages = cache.read(folder)
    net = FaceNet()
    if args.resume:
        load(net, args.resume)
    elif args.init:
        start_from(net, args.init)
        settle(net, pages, plan)
    plan.freeze = bool(args.init or args.resume)
    average = fit(net, pages, plan, args.out)
    export(average, args.out / FILE, THRESHOLD)
    print(f"{args.out / FILE}: {(args.out / FILE).stat().st_size / 1e6:.1f} MB")
    return args.out / FILE


def load(net: FaceNet, path: Path) -> None:
    """Loads the weights of an earlier run."""
    try:
        net.load_state_dict(load_file(path))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise ModelError(f"{path} holds no weights of the face finder: {error}.") from error


def evaluate(args: argparse.Namespace, model: Path | None) -> dict:
    """Prints and returns the figures on annotated pages; a new model gets its threshold from them."""
    pages = score.read_pages(args.evaluate)
    finder = FaceFinder(model, args.threads) if model else FaceFinder.load(None, args.threads)
    result = score.score(finder, pages)
    recall, _ = result.recall_at(1.0)
    _, threshold = result.recall_at(FALSE_A_PAGE)
    figures = {"pages": len(pages), "faces": result.faces, "AP50": round(result.average_precision, 3)}
    figures["recall at one false box a page"] = round(recall, 3)
    if args.out and model == args.out / FILE:
        set_threshold(model, threshold)
        finder = FaceFinder(model, args.threads)
    figures["threshold"] = round(finder.threshold, 3)
    orders = json.loads(ORDERS.read_text()) if ORDERS.is_file() else {}
    right, known = score.order_score(pages, orders)
    if known:
        figures["pages in the right order"] = f"{right} of {known}"
    figures |= _mood_figures(args.moods, pages, finder)
    _print(figures)
    if args.out:
        (args.out / "score.json").write_text(json.dumps(figures, indent=1))
    return figures


def _mood_figures(model: str | None, pages: list[score.Annotated], finder: FaceFinder) -> dict:
    """Found and right end to end, where a mood model is at hand."""
    from moods.reader import MoodReader

    try:
        reader = MoodReader.load(model)
        reader.finder = finder
        found, right, total = score.mood_score(reader, pages)
    except ModelError as error:
        return {"moods": f"not measured: {error}"}
    return {
        "found": f"{found} of {total}",
        "found and mood right": f"{right} of {total} ({right / max(total, 1):.2f})",
    }


def _print(figures: dict) -> None:
    for name, value in figures.items():
        print(f"{name:34}{value}")
    print("\nother finders on the pages of docs/faces.md:")
    for name, precision, recall in score.PEERS:
        at_one = "not measured" if recall is None else recall
        print(f"{name:44}AP50 {precision}   recall at one false box a page {at_one}")
