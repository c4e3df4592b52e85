"""The model card: `model_card.md` filled from config.json, metrics.json and what is known of the data."""

import math
import re
from pathlib import Path

from huggingface_hub import EvalResult, ModelCardData
from jinja2 import Environment
from safetensors import SafetensorError, safe_open

from moods.errors import ModelError
from train.provenance import HUB_NAME

TEMPLATE = Path(__file__).parents[1] / "model_card.md"
TAGS = ("manga", "anime", "facial-expressions", "emotions", "onnx", "safetensors")
STATISTICS = ("running_mean", "running_var", "num_batches_tracked")
HEADLINE = (
    ("accuracy", "accuracy", "accuracy"),
    ("macro_f1", "macro F1", "f1"),
    ("macro_precision", "macro precision", "precision"),
    ("macro_recall", "macro recall", "recall"),
    ("weighted_f1", "weighted F1", None),
    ("top2", "right among the first two", None),
)  # key in metrics.json, words, type in the Hub's model-index


def card(repo: str, folder: Path, config: dict, metrics: dict, facts: dict, examples: list[str]) -> str:
    """The whole README.md: YAML head and text; what is not known is left out."""
    shape = config.get("pretrained_cfg") or config.get("manga_mood", {})
    ours = config.get("manga_mood", {})
    known = {
        "repo": repo,
        "title": facts.get("title", repo.split("/")[1]),
        "moods": config["label_names"],
        "library": library(config),
        "architecture": config.get("architecture") or config.get("model_type"),
        "parameters": parameters(folder / "model.safetensors"),
        "size": shape["input_size"][-1],
        "mean": three(shape["mean"]),
        "std": three(shape["std"]),
        "onnx_mb": (folder / "model.onnx").stat().st_size / 1e6,
        "threshold": ours.get("clear_threshold"),
        "calibrated_on": ours.get("calibrated_on"),
        "faces_onnx": (folder / "faces.onnx").is_file(),
        "metrics": metrics,
        "data_name": measured_on(metrics),
        "headline": [(words, metrics[key]) for key, words, _ in HEADLINE if key in metrics],
        "start": facts.get("start"),
        "sources": facts.get("sources"),
        "datasets": facts.get("datasets"),
        "licence_text": facts.get("licence_text"),
    }
    environment = Environment(trim_blocks=True, lstrip_blocks=True, autoescape=False)
    text = environment.from_string(TEMPLATE.read_text("utf-8")).render(known)
    head = data(repo, config, metrics, facts, examples).to_yaml()
    text = re.sub(r"\n{3,}", "\n\n", text).strip()  # parts left out leave their blank lines
    return f"---\n{head}\n---\n\n{text}\n"


def data(repo: str, config: dict, metrics: dict, facts: dict, examples: list[str]) -> ModelCardData:
    """The YAML head: what the Hub shows, filters by and lists as results."""
    base = config.get("manga_mood", {}).get("base_model", "").removeprefix("hf_hub:").removeprefix("hf-hub:")
    tags = [library(config), *TAGS] if library(config) == "timm" else list(TAGS)
    head = ModelCardData(
        library_name=library(config),
        pipeline_tag="image-classification",
        license=facts.get("licence", "other"),
        tags=tags,
        datasets=facts.get("datasets") or None,
        base_model=base if HUB_NAME.fullmatch(base) and not Path(base).exists() else None,
        model_name=facts.get("title", repo.split("/")[1]) if results(metrics) else None,
        eval_results=results(metrics) or None,
    )
    if examples:
        place = f"https://huggingface.co/{repo}/resolve/main"
        head["widget"] = [{"src": f"{place}/{path}", "example_title": Path(path).stem} for path in examples]
    return head


def results(metrics: dict) -> list[EvalResult]:
    """The headline figures as the Hub's model-index has them."""
    name = measured_on(metrics)
    return [
        EvalResult(
            task_type="image-classification",
            dataset_type=name,
            dataset_name=name,
            dataset_split=metrics.get("split"),
            metric_type=hub_type,
            metric_name=words,
            metric_value=metrics[key]["value"],
        )
        for key, words, hub_type in HEADLINE
        if hub_type and key in metrics
    ]


def library(config: dict) -> str:
    """The library that the Hub names for loading."""
    return "timm" if "architecture" in config else "transformers"


def parameters(weights: Path) -> int:
    """Number of learned parameters in a safetensors file; a damaged file is refused."""
    try:
        with safe_open(weights, "np") as tensors:
            learned = [name for name in tensors.keys() if not name.endswith(STATISTICS)]  # noqa: SIM118
            return sum(math.prod(tensors.get_slice(name).get_shape()) for name in learned)
    except (OSError, SafetensorError) as error:
        raise ModelError(f"{weights} is damaged ({error}): export the run again.") from error


def three(values: list[float]) -> list[float]:
    """Scaling of the three channels, short enough to print."""
    return [round(value, 6) for value in (values if len(values) == 3 else list(values) * 3)]


def measured_on(metrics: dict) -> str:
    """The data set's name: its full name on the Hub, the folder's own name otherwise."""
    name = str(metrics.get("data", "faces"))
    return name if metrics.get("hub") else Path(name).name
