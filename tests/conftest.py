"""Fixtures that every room shares."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from tests.hub import SURROUNDINGS

# Now, since clients read it when they are imported; child processes inherit it.
os.environ |= SURROUNDINGS
# A folder of each process's own: workers side by side must not see each other's uploads.
os.environ["GRADIO_TEMP_DIR"] = tempfile.mkdtemp(prefix="manga-mood-tests-")
atexit.register(shutil.rmtree, os.environ["GRADIO_TEMP_DIR"], ignore_errors=True)

pytest_plugins = ["tests.hub.fixtures"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real labelled faces, where it lies beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: the same is tested on drawn faces")
    return SHARED
