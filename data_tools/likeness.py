"""How alike two pictures are once one is turned, scaled and shifted onto the other."""

import cv2
import numpy as np

from data_tools.signature import Signature

LEAST_MATCHES = 6  # keypoints that must agree on one way of laying the pictures together
LEAST_OVERLAP = 0.2  # share of the picture that both show
SCALES = (0.45, 2.2)
MISSED = 2.5  # pixels by which a keypoint may miss its match
DISC = 0.46  # radius of what is compared, in sides: tilted crops have empty corners
WINDOW = 17  # pixels: about an eye or a mouth; each must look the same
PROMISING = 0.4  # correlation of the whole, above which a finer placing is sought
CONTRAST = 40.0  # squared grey levels under which a window counts as flat


def likeness(one: Signature, other: Signature) -> float:
    """From 0 (nothing fits) to 1 (the same drawing, whatever its crop, tilt and tone)."""
    mine, yours = _matches(one, other)
    placed = _placed(mine, yours)
    return 0.0 if placed is None else _compared(one.thumb, other.thumb, placed)


def _matches(one: Signature, other: Signature) -> tuple[np.ndarray, np.ndarray]:
    """The keypoints of both that are each other's nearest and clearly nearer than the next place."""
    mine, yours = one.points.astype(np.float32), other.points.astype(np.float32)
    if not len(mine) or not len(yours):
        return mine[:0], yours[:0]
    alike = one.descriptors.astype(np.float32) @ other.descriptors.astype(np.float32).T / 512**2
    rows, nearest = np.arange(len(mine)), alike.argmax(1)
    mutual = alike.argmax(0)[nearest] == rows
    best = alike[rows, nearest]
    # Keypoints at the same place are no rivals: SIFT repeats a point for several directions.
    gaps = np.abs(yours[:, None, :2] - yours[None, :, :2]).sum(2)
    alike[gaps[nearest] < 4] = -1
    near, next_best = (np.sqrt(np.maximum(2 - 2 * cosine, 0)) for cosine in (best, alike.max(1)))
    good = mutual & (near < 0.92 * next_best)
    return mine[good], yours[nearest[good]]


def _placed(mine: np.ndarray, yours: np.ndarray) -> np.ndarray | None:
    """The 2 x 3 matrix that lays the other picture onto this one; None when matches disagree."""
    if len(mine) < LEAST_MATCHES:
        return None
    # Each match tells scale, turn and shift by itself: take the one that most others support.
    scale, turn = mine[:, 2] / yours[:, 2], mine[:, 3] - yours[:, 3]
    a, b = (scale * np.cos(turn))[:, None], (scale * np.sin(turn))[:, None]
    x, y = yours[:, 0], yours[:, 1]
    dx = a * (x - x[:, None]) - b * (y - y[:, None]) - (mine[:, 0] - mine[:, 0, None])
    dy = b * (x - x[:, None]) + a * (y - y[:, None]) - (mine[:, 1] - mine[:, 1, None])
    turned = np.abs((turn - turn[:, None] + np.pi) % (2 * np.pi) - np.pi)
    agree = (np.hypot(dx, dy) < 3 * MISSED) & (turned < 0.5) & (np.abs(np.log2(scale / scale[:, None])) < 0.6)
    good = agree[agree.sum(1).argmax()]
    for _ in range(3):
        if good.sum() < LEAST_MATCHES:
            return None
        placed = _fitted(mine[good, :2], yours[good, :2])
        good = np.hypot(*(yours[:, :2] @ placed[:, :2].T + placed[:, 2] - mine[:, :2]).T) < MISSED
    right_size = SCALES[0] < np.hypot(*placed[:, 0]) < SCALES[1]
    return placed if right_size and good.sum() >= LEAST_MATCHES else None


def _fitted(mine: np.ndarray, yours: np.ndarray) -> np.ndarray:
    """The similarity (turn, scale, shift) with the least squared error."""
    here, there = mine.mean(0), yours.mean(0)
    p, q = mine - here, yours - there
    size = max((q * q).sum(), 1e-6)
    a, b = (p * q).sum() / size, (p[:, 1] * q[:, 0] - p[:, 0] * q[:, 1]).sum() / size
    turn = np.array([[a, -b], [b, a]])
    return np.column_stack([turn, here - turn @ there])


def _compared(one: np.ndarray, other: np.ndarray, placed: np.ndarray) -> float:
    """The likeness of two thumbnails, the other one laid onto this one, at first roughly."""
    seen, shown = _disc(one.shape), _disc(other.shape)
    back = cv2.invertAffineTransform(placed).astype(np.float32)
    laid, both = _laid(other, shown, back, seen)
    overlap = both.sum()
    if overlap < LEAST_OVERLAP * one.size or _correlation(one, laid, both) < PROMISING:
        return 0.0
    rough = _worst(one, laid, both)
    stop = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, 25, 1e-3)
    mask = (shown * 255).astype(np.uint8)
    try:
        _, finer = cv2.findTransformECC(one, other, back.copy(), cv2.MOTION_AFFINE, stop, mask, 3)
    except cv2.error:  # It did not converge: the rough placing has to do.
        return rough
    laid, both = _laid(other, shown, finer, seen)
    return max(rough, _worst(one, laid, both)) if both.sum() > 0.8 * overlap else rough


def _disc(shape: tuple[int, int]) -> np.ndarray:
    """1 inside the disc (an ellipse in oblong pictures) that is compared, else 0."""
    y, x = (np.linspace(-0.5, 0.5, length) if length > 1 else np.zeros(1) for length in shape)
    return (np.hypot(y[:, None], x) <= DISC).astype(np.float32)


def _laid(
    other: np.ndarray, shown: np.ndarray, back: np.ndarray, seen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The other picture in the frame of this one, and 1 where both are seen, else 0."""
    size, flags = seen.shape[::-1], cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    both = seen * (cv2.warpAffine(shown, back, size, flags=flags) > 0.99)
    return cv2.warpAffine(other, back, size, flags=flags), both


def _correlation(one: np.ndarray, laid: np.ndarray, both: np.ndarray) -> float:
    a, b = one[both > 0].astype(np.float32), laid[both > 0].astype(np.float32)
    a, b = a - a.mean(), b - b.mean()
    return float(a @ b / max(np.sqrt((a @ a) * (b @ b)), 1e-6))


def _worst(one: np.ndarray, laid: np.ndarray, both: np.ndarray) -> float:
    """The correlation of the whole, or of the window that is worst but for 1 %, from 0 to 1."""
    a, b = one.astype(np.float32), laid.astype(np.float32)

    def mean(values: np.ndarray) -> np.ndarray:
        return cv2.blur(values * both, (WINDOW, WINDOW), borderType=cv2.BORDER_CONSTANT)

    share = mean(np.ones_like(a))
    inside = (share > 0.7) & (both > 0)
    if not inside.any():
        return 0.0
    share = np.maximum(share, 1e-6)
    mean_a, mean_b = mean(a) / share, mean(b) / share
    spread = np.sqrt(
        np.maximum(mean(a * a) / share - mean_a**2, 0) * np.maximum(mean(b * b) / share - mean_b**2, 0)
    )
    # Flat windows are alike whatever their noise.
    windows = (mean(a * b) / share - mean_a * mean_b + CONTRAST) / (spread + CONTRAST)
    return max(0.0, min(_correlation(one, laid, both), float(np.quantile(windows[inside], 0.01))))
