"""Puts a run's parts together: faces in their order, augmentation, loss, optimizer and callbacks."""

from argparse import Namespace

import numpy as np
import torch
from timm.optim import param_groups_weight_decay
from transformers import EarlyStoppingCallback

from train.augment import Augment, plain
from train.batches import Order, PlainFaces, TrainFaces, together
from train.classic import COPIES, FiveFold
from train.even import Evening
from train.freeze import GradualUnfreezing, freeze_backbone
from train.material import Material
from train.network import Network
from train.targets import class_weights
from train.trainer import FaceTrainer, scores


def trainer_for(options: Namespace, made, material: Material, network: Network) -> FaceTrainer:
    """A trainer that is ready to go."""
    taught = np.concatenate(material.targets)
    weights = None if options.class_weights is None else class_weights(taught, options.class_weights)
    if options.freeze:
        freeze_backbone(network)
    # Convolutions over pictures are about a third faster with the channels innermost.
    network.to(memory_format=torch.channels_last)
    # Made before anything is frozen for a while: it must know the weights that will be freed later.
    groups = param_groups_weight_decay(network, options.weight_decay)
    optimizer = torch.optim.AdamW(groups, lr=options.lr)
    callbacks = []
    if options.unfreeze_after is not None:
        callbacks.append(GradualUnfreezing(network, options.unfreeze_after))
    if options.patience:
        callbacks.append(EarlyStoppingCallback(options.patience))
    evening = None if options.even is None else Evening(network, options.even)
    if evening:
        callbacks.append(evening)
    return FaceTrainer(
        model=network,
        args=made,
        train_dataset=train_faces(options, material, network.size),
        eval_dataset=PlainFaces(material.validation, network.size),
        data_collator=together,
        compute_metrics=scores,
        optimizers=(optimizer, None),
        callbacks=callbacks,
        weights=weights,
        agree=options.agree,
        average=options.ema,
        evening=evening,
    )


def train_faces(options: Namespace, material: Material, size: int) -> TrainFaces:
    """The training faces with the augmentation that was asked for."""
    copies = COPIES if options.augment == "classic" else 1
    order = Order(material.targets, material.shares, options.balanced, copies, options.seed, material.weights)
    change = augmentation(options, size, material.scenes)
    return TrainFaces(material.sets, material.targets, change, order, options.mixup, options.agree > 0)


def augmentation(options: Namespace, size: int, scenes: np.ndarray | None = None):
    """A function of uint8 faces, a generator and copy numbers."""
    if options.augment == "classic":
        return FiveFold(size)
    if options.augment == "none":
        return lambda batch, generator, copies: plain(batch, size)
    ink = Augment(size, options.strength, not options.no_framing, scenes, options.clean)
    return lambda batch, generator, copies: ink(batch, generator)
