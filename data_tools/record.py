"""What every source yields: a picture that is read only when asked for, and what is known about it."""

from collections.abc import Callable
from dataclasses import dataclass, field

NOT_STATED = "not stated"
PICTURE_ENDINGS = (
    *(".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".tif", ".tiff"),
    *(".ppm", ".pgm", ".pbm", ".avif", ".ico", ".tga", ".jp2"),
)


@dataclass(frozen=True)
class Origin:
    """Where a source's pictures come from and what its owner allows."""

    source: str
    licence: str = NOT_STATED
    url: str = ""


@dataclass(frozen=True)
class Record:
    """One picture of a source: `word` is the source's own label, None where it has none.

    `read` works as long as the record is held, also after its source has been walked through.
    """

    name: str
    read: Callable[[], bytes]
    origin: Origin
    word: str | None = None
    certainty: str = "sure"
    kind: str | None = None
    original_id: str = ""
    sha256: str = ""
    """Of the original file, where the source states it; else the picture's own."""
    stamp: str = field(default="", compare=False)
    """Changes when the picture does, without reading it: what a resumed build trusts."""


@dataclass(frozen=True)
class Rejected:
    """A picture left out: its name, a short reason to count by and a sentence that explains it."""

    name: str
    reason: str
    detail: str


Item = Record | Rejected


def is_picture_name(name: str) -> bool:
    """Whether a file's ending says that it is a picture."""
    file = name.replace("\\", "/").rsplit("/", 1)[-1]
    return file.lower().endswith(PICTURE_ENDINGS) and not file.startswith(".")
