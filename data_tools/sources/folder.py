"""A folder of class folders: the folder a picture lies in names its label."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from data_tools.record import Item, Origin, Record, is_picture_name
from data_tools.sources.licence import licence_of
from moods.errors import DataError, PictureError


def records(root: Path, origin: Origin | None = None) -> Iterator[Item]:
    """Every picture under `root` in the order of names; links are not followed out of it."""
    origin = origin or Origin(root.name, folder_licence(root))
    files = pictures(root)
    if not files:
        raise DataError(f"{root} holds no pictures.")
    for path in files:
        inside = path.relative_to(root).as_posix()
        yield Record(
            name=f"{root.name}/{inside}",
            read=partial(read_file, path),
            origin=origin,
            word=word_of(inside),
            original_id=inside,
            stamp=stamp_of(path),
        )


def pictures(root: Path) -> list[Path]:
    """All picture files under a folder, sorted by their path inside it."""
    found = (path for path in root.rglob("*") if is_picture_name(path.name) and path.is_file())
    inside = root.resolve()
    return sorted(path for path in found if not path.is_symlink() or inside in path.resolve().parents)


def word_of(inside: str) -> str | None:
    """The label a path inside a source states: its last folder, without a character's name before it.

    FERG calls the anger of its character Aia `aia/aia_anger`.
    """
    folders = PurePosixPath(inside.replace("\\", "/")).parts[:-1]
    if not folders:
        return None
    if len(folders) > 1 and folders[-1].lower().startswith(f"{folders[-2].lower()}_"):
        return folders[-1][len(folders[-2]) + 1 :]
    return folders[-1]


def read_file(path: Path) -> bytes:
    """The bytes of a picture file."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise PictureError(f"{path} cannot be read: {error.strerror}.", "unreadable") from error


def stamp_of(path: Path) -> str:
    """Size in bytes and time of change of a file."""
    stat = path.stat()
    return f"{stat.st_size}-{stat.st_mtime_ns}"


def folder_licence(root: Path) -> str:
    """The licence that a file of a folder states."""
    files = sorted(path for path in root.iterdir() if path.is_file())
    return licence_of({path.name: partial(read_file, path) for path in files})
