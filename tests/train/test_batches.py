"""Which faces a batch holds, and how its chance is tied to seed and place."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from train.augment import Augment
from train.batches import Order, TrainFaces, mix
from train.classic import FiveFold, fold, looks
from train.faces import Faces
from train.targets import class_weights, soft_rows, teach

NAMES = ("happy", "sad", "shock")


def some_faces(counts=(30, 8, 2), seed: int = 0) -> Faces:
    labels = np.repeat(np.arange(3), counts)
    pixels = np.random.default_rng(seed).integers(0, 256, (len(labels), 1, 24, 24), np.uint8)
    return Faces(pixels, labels, np.arange(len(labels)) % 2 == 0, NAMES, "x")


def train_faces(
    balance: float = 0.0, seed: int = 0, augment=None, shares=(None,), copies: int = 1
) -> TrainFaces:
    sets = [some_faces(seed=place) for place in range(len(shares))]
    targets = [teach(faces, NAMES, None, 0.0) for faces in sets]
    order = Order(targets, list(shares), balance, copies, seed)
    ink = Augment(16)
    return TrainFaces(sets, targets, augment or (lambda batch, chance, copies: ink(batch, chance)), order)


def test_a_batch_is_a_function_of_seed_epoch_and_faces():
    faces = train_faces()
    faces.order.set_epoch(3)
    keys = list(faces.order)[:8]
    first = faces.__getitems__(keys)["pixels"]
    torch.rand(100)  # what else was drawn meanwhile makes no difference
    assert torch.equal(first, train_faces().__getitems__(keys)["pixels"])
    assert not torch.equal(first, train_faces(seed=1).__getitems__(keys)["pixels"])
    later = [(epoch + 1, face, copy) for epoch, face, copy in keys]
    assert not torch.equal(first, faces.__getitems__(later)["pixels"])


def test_every_epoch_goes_through_all_faces_in_another_order():
    order = train_faces().order
    first = [face for _, face, _ in order]
    order.set_epoch(1)
    second = [face for _, face, _ in order]
    assert sorted(first) == sorted(second) == list(range(40)) and first != second


def test_balance_draws_rare_moods_more_often():
    faces = train_faces(balance=1.0)
    drawn = []
    for epoch in range(30):
        faces.order.set_epoch(epoch)
        drawn += [faces.sets[0].labels[face] for _, face, _ in faces.order]
    counts = np.bincount(drawn) / len(drawn)
    assert counts == pytest.approx([1 / 3] * 3, abs=0.05)


def test_a_share_of_every_epoch_comes_from_the_second_set():
    order = train_faces(shares=(None, 0.25)).order
    drawn = [face for _, face, _ in order]
    assert len(order) == len(drawn) == 53 and sum(face >= 40 for face in drawn) == 13
    assert len({face for face in drawn if face >= 40}) == 13, "none twice before all were taken"


def test_surer_faces_are_drawn_more_often():
    faces = train_faces()
    weights = [np.where(found.certain, 3.0, 1.0) for found in faces.sets]
    order = Order(faces.targets, [None], 0.0, 1, 0, weights)
    drawn = []
    for epoch in range(30):
        order.set_epoch(epoch)
        drawn += [faces.sets[0].certain[face] for _, face, _ in order]
    assert len(order) == 40 and np.mean(drawn) == pytest.approx(0.75, abs=0.05)


def test_surer_faces_of_one_set_among_several_are_drawn_more_often():
    faces = train_faces(shares=(None, None, 0.25))
    weights = [np.full(40, 3.0), np.ones(40), np.where(faces.sets[2].certain, 3.0, 1.0)]
    order = Order(faces.targets, [None, None, 0.25], 0.0, 1, 0, weights)
    drawn = np.concatenate([[face for _, face, _ in order if face < 80] for _ in range(30)])
    assert np.mean(drawn < 40) == pytest.approx(0.75, abs=0.05)
    alike = Order(faces.targets, [None, None, 0.25], 0.0, 1, 0, [np.ones(40), np.ones(40), weights[2]])
    assert sorted(face for _, face, _ in alike if face < 80) == list(range(80)), "each face once"


def test_of_two_views_some_are_each_others_mirror_image_and_some_are_coarser():
    faces = replace(train_faces(), twice=True)
    batch = faces.__getitems__([(0, face, 0) for face in range(40)])
    one, other = batch["pixels"].chunk(2)
    mirrored = sum(torch.equal(a, b.flip(-1)) for a, b in zip(one, other, strict=True))
    assert 8 <= mirrored <= 24
    assert not any(torch.equal(a, b) for a, b in zip(one, other, strict=True))
    smooth = [torch.nn.functional.avg_pool2d(part, 4) for part in (one, other)]
    near = (smooth[0] - smooth[1]).abs().flatten(1).mean(1) < 0.04
    assert 3 <= int(near.sum()) <= 14, "the same picture with fewer pixels"
    assert torch.equal(*batch["targets"].chunk(2))


def test_a_clean_share_of_the_faces_stays_as_it_is_but_for_a_mirror():
    faces = torch.from_numpy(some_faces((200, 0, 0)).pixels)
    seen = Augment(24, clean=0.5)(faces, torch.Generator().manual_seed(0))
    still = faces / 255
    same = sum(torch.equal(a, b) for a, b in zip(seen, still, strict=True))
    mirrored = sum(torch.equal(a, b.flip(-1)) for a, b in zip(seen, still, strict=True))
    assert 35 <= same <= 65 and 35 <= mirrored <= 65


def test_mixup_lays_faces_over_one_another_with_their_targets():
    pixels, targets = torch.rand(6, 1, 4, 4), torch.eye(6)
    targets[5] = 0
    mixed, taught = mix(pixels, targets, 0.4, torch.Generator().manual_seed(0))
    assert torch.equal(mixed[0], pixels[0]) and torch.equal(mixed[5], pixels[5]), "no label, no mixing"
    share = taught[1, 1].item()
    assert 0.5 <= share < 1 and torch.allclose(
        mixed[1], share * pixels[1] + (1 - share) * pixels[4], atol=1e-6
    )


def test_unsure_faces_are_taught_their_neighbours():
    names = ("angry", "happy", "neutral", "pleased", "sad")
    rows = soft_rows(names, 0.7)
    assert np.allclose(rows.sum(1), 1) and np.allclose(np.diag(rows), 0.7)
    assert rows[1, 3] > rows[1, 0] > 0, "happy is rather pleased than angry"
    assert np.allclose(soft_rows(names, None), np.eye(5))


def test_certain_faces_keep_hard_targets():
    faces = some_faces()
    rows = teach(faces, NAMES, 0.7, 0.0)
    assert np.allclose(rows[faces.certain].max(1), 1) and np.allclose(rows[~faces.certain].max(1), 0.7)
    faces.labels[0] = -1
    assert not teach(faces, NAMES, 0.7, 0.1)[0].any()


def test_class_weights_are_one_for_the_average_face():
    rows = teach(some_faces(), NAMES, None, 0.0)
    weights = class_weights(rows, 1.0)
    assert weights[2] > weights[1] > weights[0]
    assert (rows @ weights.numpy()).mean() == pytest.approx(1, abs=1e-5)


def test_five_fold_copies():
    faces = train_faces(augment=FiveFold(24), copies=5)
    assert len(faces) == 200 and len({key[1:] for key in faces.order}) == 200
    face = torch.rand(1, 24, 24)
    copies = [fold(face, copy) for copy in range(5)]
    assert torch.equal(copies[0], face) and torch.equal(copies[1], face.flip(-1))
    assert torch.allclose(copies[3], fold(face.flip(-1), 2).flip(-1), atol=1e-5), "left and right mirror"
    assert torch.allclose(copies[4], fold(copies[1], 2))
    assert copies[2][0, 0, 0] == 1, "white where it turned away"


def test_classic_looks_sharpen_and_bend():
    flat = np.full((1, 1, 8, 8), 100, np.uint8)
    assert (looks(flat, gamma=0.5) > flat).all()
    edge = np.repeat(np.array([100, 140], np.uint8), 4)[None, None, None].repeat(8, 2)
    assert np.ptp(looks(edge, gamma=1.0)) > np.ptp(edge)
