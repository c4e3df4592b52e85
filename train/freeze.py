"""Which weights learn: all, the last layer only, or one more stage every epoch from the top down."""

from timm.models import group_parameters
from torch import nn
from transformers import TrainerCallback

from train.network import Network


def freeze_backbone(network: Network) -> None:
    """A linear probe: only the last layer learns, batch-norm statistics stay."""
    _learn(network, set(_head(network)))


class GradualUnfreezing(TrainerCallback):
    """The last layer alone for `wait` epochs, then one more group of layers each epoch, from the top down."""

    def __init__(self, network: Network, wait: int) -> None:
        self.network, self.wait = network, wait
        self.stages = stages(network)

    def on_epoch_begin(self, args, state, control, **_) -> None:
        opened = max(0, round(state.epoch or 0) - self.wait + 1)
        learning = set(_head(self.network))
        for names in self.stages[:opened]:
            learning |= set(names)
        _learn(self.network, learning)
        self.network.train()


def stages(network: Network) -> list[list[str]]:
    """Names of the backbone's weights in groups, from the last stage to the stem."""
    head = set(_head(network))
    names = [name for name, _ in network.named_parameters()]
    if hasattr(network.backbone, "group_matcher"):
        groups = group_parameters(network.backbone, network.backbone.group_matcher(coarse=True))
        listed = [[f"backbone.{name}" for name in groups[key]] for key in sorted(groups, reverse=True)]
    else:
        top: dict[str, list[str]] = {}
        for name in names:
            key = name[: name.find(".", name.find("layer"))] if "layer" in name else name.rsplit(".", 1)[0]
            top.setdefault(key, []).append(name)
        listed = list(top.values())[::-1]
    left = [[name for name in group if name not in head] for group in listed]
    return [group for group in left if group]


def _head(network: Network) -> list[str]:
    ours = {id(weight) for weight in network.head.parameters()}
    return [name for name, weight in network.named_parameters() if id(weight) in ours]


def _learn(network: Network, learning: set[str]) -> None:
    for name, weight in network.named_parameters():
        weight.requires_grad_(name in learning)
    network.frozen = [part for part in network.modules() if _still(part)]


def _still(part: nn.Module) -> bool:
    """True for a layer whose own weights are all frozen."""
    own = list(part.parameters(recurse=False))
    return bool(own) and not any(weight.requires_grad for weight in own)
