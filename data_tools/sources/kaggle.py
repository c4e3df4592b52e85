"""A Kaggle data set, downloaded and kept by kagglehub: a folder of class folders."""

import re
from collections.abc import Iterator
from pathlib import Path

import kagglehub
import requests
from kagglehub.exceptions import BackendError, CredentialError, DataCorruptionError, UnauthenticatedError

from data_tools.record import Item, Origin
from data_tools.sources import folder
from moods.errors import DataError

HANDLE = re.compile(r"[\w.-]+/[\w.-]+(/versions/\d+)?")


def records(handle: str) -> Iterator[Item]:
    """Every picture of `owner/name` (or `owner/name/versions/3`) on Kaggle."""
    if not HANDLE.fullmatch(handle):
        raise DataError(f"kaggle:{handle} is no handle: write kaggle:owner/name.")
    root = _download(handle)
    # Kaggle names the licence on the page only: --licence can state it.
    origin = Origin(
        f"kaggle:{handle}", folder.folder_licence(root), f"https://www.kaggle.com/datasets/{handle}"
    )
    yield from folder.records(root, origin)


def _download(handle: str) -> Path:
    problems = (
        *(BackendError, CredentialError, DataCorruptionError, UnauthenticatedError),
        *(requests.RequestException, OSError, ValueError),
    )
    try:
        return Path(kagglehub.dataset_download(handle))
    except problems as error:
        reason = " ".join(str(error).split()).rstrip(".") or type(error).__name__
        raise DataError(
            f"Kaggle's {handle} cannot be downloaded: {reason}. Download it in a browser instead "
            f"(https://www.kaggle.com/datasets/{handle}) and build from the zip: "
            f"python -m data_tools build {handle.split('/')[1]}.zip --out DIR"
        ) from error
