"""Reads the mood of manga and anime faces: drawings, faces, whole pages."""

import os

# ONNX Runtime's wheels report to their maker unless told not to before they are imported.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

from moods.labels import MOODS
from moods.reader import Face, MoodReader, Reading

__all__ = ["MOODS", "Face", "MoodReader", "Reading"]
