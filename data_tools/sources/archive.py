"""A zip of class folders, read in place: nothing is unpacked to disk, and bombs are refused by name."""

import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from data_tools.record import Item, Origin, Record, is_picture_name
from data_tools.sources.folder import word_of
from data_tools.sources.licence import licence_of
from moods.errors import DataError, PictureError
from moods.images import MAX_BYTES

MAX_MEMBERS = 500_000
MAX_UNPACKED = 50_000_000_000
# Pictures are packed already: a large member that shrinks more than this is no picture.
MAX_SHRINKING = 100
SMALL = 5_000_000


def records(path: Path) -> Iterator[Item]:
    """Every picture of a zip in the order of names; the zip stays open as long as a record is held."""
    book = open_zip(path)
    texts = {
        info.filename: partial(read_member, book, info, path.name)
        for info in book.infolist()
        if "/" not in info.filename and info.file_size < SMALL
    }
    origin = Origin(path.name, licence_of(texts))
    members = picture_members(book)
    if not members:
        raise DataError(f"{path} holds no pictures.")
    for info in members:
        yield Record(
            name=f"{path.name}/{info.filename}",
            read=partial(read_member, book, info, path.name),
            origin=origin,
            word=word_of(info.filename),
            original_id=info.filename,
            stamp=f"{info.file_size}-{info.CRC}",
        )


def open_zip(path: Path) -> zipfile.ZipFile:
    """A zip whose index has been checked: number of members and size when unpacked."""
    try:
        book = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise DataError(f"{path} cannot be read as a zip: {error}.") from error
    count, unpacked = len(book.infolist()), sum(info.file_size for info in book.infolist())
    if count > MAX_MEMBERS or unpacked > MAX_UNPACKED:
        book.close()
        raise DataError(
            f"{path} is refused as a zip bomb: {count} members, {unpacked / 1e9:.1f} GB unpacked "
            f"(at most {MAX_MEMBERS} and {MAX_UNPACKED / 1e9:.0f} GB)."
        )
    return book


def picture_members(book: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members whose names are pictures', sorted; names never become paths."""
    infos = (info for info in book.infolist() if not info.is_dir() and is_picture_name(info.filename))
    return sorted(
        (info for info in infos if not info.filename.startswith("__MACOSX/")), key=lambda info: info.filename
    )


def read_member(book: zipfile.ZipFile, info: zipfile.ZipInfo, archive: str) -> bytes:
    """The bytes of one member; its stated size is looked at first and never exceeded."""
    name = f"{archive}/{info.filename}"
    shrinking = info.file_size / max(info.compress_size, 1)
    if info.file_size > MAX_BYTES or (info.file_size > SMALL and shrinking > MAX_SHRINKING):
        raise PictureError(
            f"{name} is refused as a zip bomb: {info.compress_size} bytes that unpack to {info.file_size}.",
            "zip bomb",
        )
    if info.flag_bits & 1:
        raise PictureError(f"{name} is locked with a password.", "encrypted")
    try:
        return book.read(info)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise PictureError(f"{name} is damaged inside the zip: {error}.", "damaged") from error
