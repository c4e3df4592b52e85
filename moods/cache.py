"""Where the user's cache lies."""

from pathlib import Path

from moods.errors import DataError


def user_cache(what: str, variable: str) -> Path:
    """`~/.cache`; where there is no home, the variable that names another folder is told."""
    try:
        return Path.home() / ".cache"
    except RuntimeError as error:
        raise DataError(f"There is no home folder to keep {what} in: set {variable} to a folder.") from error
