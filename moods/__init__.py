"""Reads the mood of manga and anime faces: drawings, faces, whole pages."""

from moods.labels import MOODS
from moods.reader import Face, MoodReader, Reading

__all__ = ["MOODS", "Face", "MoodReader", "Reading"]
