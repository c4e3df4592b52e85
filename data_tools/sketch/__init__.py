"""Draws manga faces of all eight moods, from clean ink with screentone to a shaky mouse sketch.

`face(mood, seed)` decides what a face is, `render` makes its picture; the same seed gives the same bytes.
`python -m data_tools.sketch --sheet docs/faces_drawn.png` makes the contact sheet of the README.
"""

from data_tools.sketch.files import draw, write
from data_tools.sketch.people import face
from data_tools.sketch.render import face_box, render
from data_tools.sketch.sheet import blind_sheet, contact_sheet
from data_tools.sketch.spec import Face
from data_tools.sketch.style import HELD_OUT_STYLES, STYLES, TRAINING_STYLES

__all__ = [
    "HELD_OUT_STYLES",
    "STYLES",
    "TRAINING_STYLES",
    "Face",
    "blind_sheet",
    "contact_sheet",
    "draw",
    "face",
    "face_box",
    "render",
    "write",
]
