"""transformers' Trainer with our loss, our order of faces, averaged weights and the best model kept apart."""

from contextlib import nullcontext
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from transformers import EvalPrediction, Trainer

from moods.errors import ModelError
from train.ema import Average
from train.even import Evening
from train.network import Network


class FaceTrainer(Trainer):
    """Trains a `Network` on `TrainFaces`; `RUN/best/model.safetensors` always holds the best so far."""

    def __init__(self, *args, weights: torch.Tensor | None = None, agree: float = 0.0,
                 average: float | None = None, evening: Evening | None = None, **kwargs) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.weights = None if weights is None else weights.to(self.args.device)
        self.agree = agree
        self.average = Average(self.model, average) if average else None
        if self.average:
            self.add_callback(self.average)
        self.evening = evening
        if evening:
            evening.average = self.average

    def _get_train_sampler(self, train_dataset=None):
        return (train_dataset or self.train_dataset).order

    def compute_loss(self, model, inputs, return_outputs=False, num_items_in_batch=None):
        """Cross-entropy against soft targets; where faces come twice, both readings should agree."""
        logits = model(inputs["pixels"])
        if "targets" in inputs:
            loss = taught_loss(logits, inputs["targets"], self.weights, self.agree)
        else:
            loss = F.cross_entropy(logits.float(), inputs["labels"] // 2)
        return (loss, {"loss": loss, "logits": logits}) if return_outputs else loss

    def training_step(self, model, inputs, num_items_in_batch=None):
        """One step; stops the run by name when the loss is no number any more."""
        loss = super().training_step(model, inputs, num_items_in_batch)
        if not torch.isfinite(loss):
            raise ModelError(
                f"The loss is no number any more (step {self.state.global_step + 1}, learning rate "
                f"{self._get_learning_rate():.2g}): lower --lr (`python -m train lr` suggests one)."
            )
        return loss

    def evaluation_loop(self, *args, **kwargs):
        """Validation, by the averaged weights where they are kept."""
        own = self.accelerator.unwrap_model(self.model)
        with self.average.worn_by(own) if self.average else nullcontext():
            return super().evaluation_loop(*args, **kwargs)

    def _determine_best_metric(self, metrics, trial):
        if self.evening and self.evening.left(self.state.global_step, self.state.max_steps):
            return False
        better = super()._determine_best_metric(metrics, trial)
        if better and self.args.should_save:
            own = self.average.average.module if self.average else self.accelerator.unwrap_model(self.model)
            save_best(own, Path(self.args.output_dir) / "best")
        return better

    def _save(self, output_dir=None, state_dict=None) -> None:
        weights = state_dict if state_dict is not None else self.model.state_dict()
        # Safetensors takes no tensor with its channels innermost.
        super()._save(output_dir, {key: value.contiguous() for key, value in weights.items()})
        if self.average and self.args.should_save:
            self.average.save(output_dir or self.args.output_dir)

    def _load_from_checkpoint(self, resume_from_checkpoint, model=None) -> None:
        super()._load_from_checkpoint(resume_from_checkpoint, model)
        if self.average:
            self.average.load(resume_from_checkpoint)


def taught_loss(logits: torch.Tensor, targets: torch.Tensor, weights: torch.Tensor | None,
                agree: float = 0.0) -> torch.Tensor:  # fmt: skip
    """Loss of a batch; `agree` weighs the gap between its first half and its second, the same faces."""
    logits = logits.float()
    loss = F.cross_entropy(logits, targets, weight=weights)
    if not agree:
        return loss
    one, other = logits.log_softmax(1).chunk(2)
    return loss + agree * ((one.exp() - other.exp()) * (one - other)).sum(1).mean() / 2


def save_best(network: Network, folder: Path) -> None:
    """Writes the backbone's weights so that the old file stays until the new one is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "model.safetensors.part"
    weights = {key: value.detach().cpu().contiguous() for key, value in network.backbone.state_dict().items()}
    save_file(weights, part)
    part.replace(folder / "model.safetensors")


def scores(prediction: EvalPrediction) -> dict[str, float]:
    """Accuracy and macro F1 over all validation faces and over the certain ones."""
    from sklearn.metrics import f1_score

    labels, certain = prediction.label_ids // 2, prediction.label_ids % 2 == 1
    guesses = np.asarray(prediction.predictions).argmax(1)
    found = {}
    for prefix, rows in (("", np.ones(len(labels), bool)), ("sure_", certain)):
        if rows.any():
            found[f"{prefix}accuracy"] = float((guesses == labels)[rows].mean())
            classes = np.unique(labels[rows])
            found[f"{prefix}macro_f1"] = float(
                f1_score(labels[rows], guesses[rows], labels=classes, average="macro", zero_division=0)
            )
    return found
