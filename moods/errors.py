"""The few errors that callers meet; every message is a sentence that a user can act on."""

import errno

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
DISK_FULL = "The disk is full: make room and run the same command again."


def printable(name: object) -> str:
    """A name that every file and terminal can hold: names out of old archives need not be UTF-8."""
    return str(name).encode("utf-8", "replace").decode()


class MoodError(Exception):
    """Anything this project refuses or cannot do."""

    def __str__(self) -> str:
        return printable(super().__str__())


class PictureError(MoodError):
    """A picture that cannot be read; `reason` is a short slug to count rejections by."""

    def __init__(self, message: str, reason: str = "unreadable") -> None:
        super().__init__(message)
        self.reason = reason


class ModelError(MoodError):
    """A model that is missing, incomplete or cannot be fetched."""


class DataError(MoodError):
    """A data set, source, label or option that cannot be used."""
