"""Near-duplicates are found however they were changed, and nothing else is."""

import io

import cv2
import numpy as np
import pandas as pd
import pytest
from PIL import Image

from data_tools.duplicates import Pair, conflicts, find_pairs, group, match
from data_tools.likeness import likeness
from data_tools.signature import signature
from tests.data_tools.made import Face


def scribble(seed: int, size: int = 128) -> np.ndarray:
    """A grey picture of random strokes and patches."""
    random, picture = np.random.default_rng(seed), np.full((size, size), 255, np.uint8)
    for _ in range(6):
        centre, axes = random.integers(0, size, 2).tolist(), random.integers(4, size // 4, 2).tolist()
        tone, turn = int(random.integers(0, 220)), int(random.integers(180))
        cv2.ellipse(picture, centre, axes, turn, 0, 360, tone, -1, cv2.LINE_AA)
    for _ in range(12):
        points = random.integers(0, size, (3, 2)).astype(np.int32)
        cv2.polylines(picture, [points], False, int(random.integers(0, 120)), 2, cv2.LINE_AA)
    return picture


def cropped(picture: np.ndarray, share: float, x: float = 0.5, y: float = 0.5) -> np.ndarray:
    side = round(len(picture) * share)
    left, top = (round((len(picture) - side) * place) for place in (x, y))
    part = picture[top : top + side, left : left + side]
    return cv2.resize(part, picture.shape, interpolation=cv2.INTER_CUBIC)


def tilted(picture: np.ndarray, degrees: float) -> np.ndarray:
    """Turned about its middle, with empty corners."""
    middle = (len(picture) - 1) / 2
    turn = cv2.getRotationMatrix2D((middle, middle), degrees, 1)
    return cv2.warpAffine(picture, turn, picture.shape, flags=cv2.INTER_CUBIC, borderValue=255)


def resaved(picture: np.ndarray, quality: int) -> np.ndarray:
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "JPEG", quality=quality)
    return np.asarray(Image.open(file))


def everything(picture: np.ndarray) -> np.ndarray:
    changed = cv2.GaussianBlur(tilted(cropped(picture[:, ::-1], 0.8, 0.3, 0.7), 25), (0, 0), 1)
    return resaved(cv2.resize(changed, (80, 80), interpolation=cv2.INTER_AREA), 40)


CHANGES = {
    "same": lambda picture: picture.copy(),
    "mirrored": lambda picture: picture[:, ::-1],
    "cropped to 85 %": lambda picture: cropped(picture, 0.85, 0.1, 0.9),
    "cropped to 70 %": lambda picture: cropped(picture, 0.7, 0.6, 0.4),
    "half the size": lambda picture: cv2.resize(picture, (64, 64), interpolation=cv2.INTER_AREA),
    "three times the size": lambda picture: cv2.resize(picture, (384, 384), interpolation=cv2.INTER_CUBIC),
    "stretched": lambda picture: cv2.resize(picture, (150, 128), interpolation=cv2.INTER_CUBIC),
    "tilted by 20": lambda picture: tilted(picture, 20),
    "tilted by 60": lambda picture: tilted(picture, -60),
    "upside down": lambda picture: picture[::-1, ::-1],
    "blurred": lambda picture: cv2.GaussianBlur(picture, (0, 0), 2),
    "resaved": lambda picture: resaved(picture, 15),
    "darker and flatter": lambda picture: (picture * 0.5 + 20).astype(np.uint8),
    "everything": everything,
}
COUNT = 30


@pytest.mark.parametrize("change", CHANGES)
def test_changed_pictures_are_found_and_no_others(change: str) -> None:
    pictures = [scribble(seed) for seed in range(COUNT)]
    pairs = find_pairs(pictures + [CHANGES[change](picture) for picture in pictures])
    right = {(seed, seed + COUNT) for seed in range(COUNT)}
    found = {(pair.a, pair.b) for pair in pairs}
    assert len(found & right) >= 0.95 * COUNT
    assert found <= right
    assert all(0.85 <= pair.score <= 1 for pair in pairs)


def test_two_crops_that_share_only_a_part_are_found() -> None:
    pictures = [scribble(seed) for seed in range(COUNT)]
    pairs = find_pairs(
        [cropped(picture, 0.8, 0, 0) for picture in pictures]
        + [cropped(picture[:, ::-1], 0.8, 0, 1) for picture in pictures]
    )
    assert {(pair.a, pair.b) for pair in pairs} == {(seed, seed + COUNT) for seed in range(COUNT)}


def test_a_changed_part_makes_another_drawing() -> None:
    before = scribble(3)
    after = before.copy()
    cv2.circle(after, (60, 70), 12, 255, -1)
    cv2.line(after, (52, 78), (68, 62), 0, 3)
    assert find_pairs([before, after]) == []
    assert 0.1 < likeness(signature(before), signature(after)) < 0.85


def test_drawn_faces_of_one_hand_are_not_confused(drawn: list[Face]) -> None:
    faces = [np.asarray(face["picture"].convert("L")) for face in drawn]
    assert find_pairs(faces) == []
    mirrored = [face[:, ::-1] for face in faces]
    found = {(pair.a, pair.b) for pair in find_pairs(faces + mirrored)}
    assert found <= {(face, face + len(faces)) for face in range(len(faces))}
    assert len(found) >= 0.85 * len(faces)


def test_copies_without_any_detail_are_found_by_their_pixels() -> None:
    grey, white = np.full((40, 40), 90, np.uint8), np.full((40, 40), 255, np.uint8)
    assert find_pairs([grey, white, grey.copy(), grey[:20]]) == [Pair(0, 2, 1.0)]


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 2), (7, 5)])
def test_odd_shapes_do_no_harm(shape: tuple[int, int]) -> None:
    odd = np.random.default_rng(1).integers(0, 256, shape, dtype=np.uint8)
    assert find_pairs([odd, scribble(1), scribble(2)]) == []


def test_nothing_gives_nothing() -> None:
    assert find_pairs([]) == []
    assert find_pairs([scribble(1)]) == []
    assert group(0, []) == []


def test_answers_are_the_same_each_time_and_for_any_number_of_workers() -> None:
    pictures = [scribble(seed) for seed in range(20)]
    pictures += [everything(picture) for picture in pictures]
    once = find_pairs(pictures)
    assert once == find_pairs(pictures)
    assert once == find_pairs((picture for picture in pictures), num_proc=3)
    assert once == match([signature(picture) for picture in pictures])


def test_a_signature_is_small_and_mirrors_like_its_picture() -> None:
    picture = scribble(5, 700)
    kept = signature(picture)
    assert kept.points.nbytes + kept.descriptors.nbytes + kept.thumb.nbytes < 16_000
    assert likeness(signature(picture[:, ::-1]), kept.mirrored()) > 0.98


def test_groups_join_chains_and_are_numbered_by_their_first_member() -> None:
    pairs = [Pair(4, 1, 0.9), Pair(1, 5, 0.9), Pair(2, 3, 1.0)]
    assert group(7, pairs) == [0, 1, 2, 2, 1, 1, 3]


def test_conflicts_tell_which_labels_meet_in_a_group() -> None:
    groups, labels = [0, 1, 0, 1, 2, 2, 0], ["sad", "happy", "crying", "happy", None, "sad", "sad"]
    assert conflicts(groups, labels) == [(0, {"sad": [0, 6], "crying": [2]})]


def test_known_pairs_among_real_faces(shared_data) -> None:
    faces = pd.read_parquet(shared_data / "faces.parquet", columns=["image", "sha256"])
    known = pd.read_csv(shared_data / "known_pairs.csv")
    others = faces[~faces.sha256.isin(known.stack())].sample(600, random_state=0)
    chosen = pd.concat([faces[faces.sha256.isin(known.stack())], others])
    greys = [np.asarray(Image.open(io.BytesIO(image["bytes"])).convert("L")) for image in chosen.image]
    pairs = find_pairs(greys, num_proc=2)
    groups = dict(zip(chosen.sha256, group(len(greys), pairs), strict=True))
    assert sum(groups[a] == groups[b] for a, b in zip(known.sha256_a, known.sha256_b, strict=True)) >= 29
    # A few of the others are twins as well; a method that joins what is not alike would find far more.
    assert len(pairs) <= 34 + 25
    sizes = pd.Series(groups.values()).value_counts()
    assert sizes.max() <= 5
