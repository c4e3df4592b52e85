"""What is kept of a picture to find its near-duplicates: details, and a small copy."""

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np

FRAME = 96  # pixels: longest side in which details (keypoints) are sought
THUMB = 64  # pixels: longest side of the small copy, and unit of all positions
KEPT = 80  # details a picture

# A mirrored picture has the same SIFT descriptors with rows and directions in the opposite order.
MIRRORED = np.arange(128).reshape(4, 4, 8)[::-1][:, :, -np.arange(8) % 8].ravel()


@dataclass(frozen=True)
class Signature:
    """What is kept of a picture to compare it: about 15 kB, whatever its size."""

    points: np.ndarray
    """x, y and size of each keypoint in pixels of the thumbnail, its angle in radians (float16)."""
    descriptors: np.ndarray
    """Root-SIFT descriptors of the keypoints (uint8, 128 each)."""
    thumb: np.ndarray
    """The picture at 64 pixels (uint8), slightly blurred."""
    digest: bytes
    """Equal for pictures with the same pixels."""

    def mirrored(self) -> "Signature":
        """The signature of the picture seen in a mirror; the digest stays."""
        points = self.points.copy()
        points[:, 0] = self.thumb.shape[1] - 1 - points[:, 0]
        points[:, 3] = np.pi - points[:, 3]
        thumb = np.ascontiguousarray(self.thumb[:, ::-1])
        return Signature(points, self.descriptors[:, MIRRORED], thumb, self.digest)


def signature(grey: np.ndarray) -> Signature:
    """The signature of one grey picture (uint8, height x width, any size)."""
    grey = np.ascontiguousarray(grey)
    digest = hashlib.sha1(repr(grey.shape).encode() + grey.tobytes()).digest()
    frame = _fit(grey, FRAME)
    sift = cv2.SIFT_create(contrastThreshold=0.02, edgeThreshold=15, enable_precise_upscale=True)
    found, descriptors = sift.detectAndCompute(frame, None)
    thumb = cv2.GaussianBlur(_fit(frame, THUMB), (0, 0), 1.0)
    if not found:
        return Signature(np.zeros((0, 4), np.float16), np.zeros((0, 128), np.uint8), thumb, digest)
    points = np.array([(*key.pt, key.size, np.deg2rad(key.angle)) for key in found], np.float32)
    # Large features outlive blur and rescaling: they count for more than their contrast alone.
    best = np.argsort([-key.response * key.size for key in found], kind="stable")[:KEPT]
    points, descriptors = points[best], descriptors[best]
    ratio = THUMB / FRAME
    points[:, :2] = (points[:, :2] + 0.5) * ratio - 0.5
    points[:, 2] *= ratio
    roots = np.sqrt(descriptors / np.maximum(descriptors.sum(1, keepdims=True), 1)) * 512
    return Signature(
        points.astype(np.float16), np.minimum(roots.round(), 255).astype(np.uint8), thumb, digest
    )


def _fit(grey: np.ndarray, side: int) -> np.ndarray:
    """The picture with `side` pixels on its longest side."""
    scale = side / max(grey.shape)
    height, width = (max(1, round(length * scale)) for length in grey.shape)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return cv2.resize(grey, (width, height), interpolation=way)
