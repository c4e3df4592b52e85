"""Answers as plain data (what JSON can hold): the same on the command line, in the app and over MCP."""

from moods.images import Source, open_picture
from moods.reader import Face, MoodReader, Reading


def told_reading(reading: Reading, top: int | None = None) -> dict:
    """`mood` (None when not clear), `clear`, and the `top` most likely moods (all if None)."""
    return {"mood": reading.mood, "clear": reading.clear, "moods": reading.top(top or len(reading.moods))}


def told_face(face: Face, top: int | None = None) -> dict:
    """`box` in pixels (x0, y0, x1, y1), the finder's `score`, and the reading."""
    return {"box": list(face.box), "score": face.score, **told_reading(face.reading, top)}


def told_page(reader: MoodReader, picture: Source, ltr: bool = False, top: int | None = None) -> dict:
    """The size in pixels of the upright page and its faces in reading order."""
    page = open_picture(picture)
    faces = reader.page(page, ltr=ltr)
    return {
        "width": page.width,
        "height": page.height,
        "faces": [told_face(face, top) for face in faces],
    }
