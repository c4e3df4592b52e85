"""A run's options as transformers' TrainingArguments."""

import os
from argparse import Namespace
from pathlib import Path


def settings(options: Namespace, run: Path):
    """Cosine schedule with warm-up; a check and a checkpoint each epoch; half precision on GPUs."""
    import torch
    from transformers import TrainingArguments

    cuda = torch.cuda.is_available() and not options.cpu
    half = torch.cuda.is_bf16_supported() if cuda else options.bf16
    os.environ["TENSORBOARD_LOGGING_DIR"] = str(run / "logs")  # where Trainer looks for it
    made = TrainingArguments(
        output_dir=str(run),
        num_train_epochs=options.epochs,
        learning_rate=options.lr,
        lr_scheduler_type="cosine",
        warmup_steps=min(options.warmup, 0.999),
        weight_decay=options.weight_decay,
        max_grad_norm=1.0,
        eval_strategy="epoch",
        save_strategy="epoch",
        save_total_limit=3,
        load_best_model_at_end=True,
        restore_callback_states_from_checkpoint=True,  # how long it has been patient
        metric_for_best_model=options.best_by,
        greater_is_better=options.best_by != "loss",
        logging_steps=0.02,  # of all steps: fifty points of the training loss, however short the run
        logging_nan_inf_filter=False,
        report_to=["tensorboard"],
        label_names=["labels"],
        remove_unused_columns=False,
        seed=options.seed,
        use_cpu=not cuda,
        bf16=half,
        fp16=cuda and not half,
        dataloader_num_workers=options.workers,
        dataloader_pin_memory=cuda,
        disable_tqdm=options.no_progress,
        ddp_find_unused_parameters=options.unfreeze_after is not None,
    )
    # --batch counts the faces of a step over all processes, so that more processes give the same training.
    share = max(1, options.batch // (made.world_size * max(1, made.n_gpu)))
    made.per_device_train_batch_size = share
    made.per_device_eval_batch_size = max(64, share)
    return made
