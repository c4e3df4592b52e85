"""The bench of training: both sides train the same faces with the same network, and are timed alike."""

import pytest

from bench.train import STEPS, drawn_set, in_turns, ours, peer, seconds


@pytest.fixture(scope="module")
def asked(tmp_path_factory) -> tuple:
    """Data, a place for runs, backbone, size and batch."""
    place = tmp_path_factory.mktemp("bench")
    return drawn_set(place, 72, 48), place, "test_efficientnet", 32, 8


def test_both_train_the_same(asked):
    import datasets

    one, other = peer(*asked), ours(*asked)
    trained = datasets.load_from_disk(str(asked[0]))["train"].num_rows
    assert len(one.train_dataset) == len(other.train_dataset) == trained == 40
    assert one.args.per_device_train_batch_size == other.args.per_device_train_batch_size == 8
    weights = [sum(weight.numel() for weight in trainer.model.parameters()) for trainer in (one, other)]
    # The peer reads colours, ours one channel.
    assert weights[0] - weights[1] == 2 * other.model.backbone.conv_stem.weight.numel()
    for trainer in (one, other):
        found = seconds(trainer)
        assert len(found) == STEPS and min(found) > 0


def test_each_has_its_turns(asked):
    took = in_turns({"transformers' loop": peer, "train fit": ours}, asked, count=1)
    assert list(took) == ["transformers' loop", "train fit"] and min(took.values()) > 0
