"""Fixtures that every room shares."""

from pathlib import Path

import pytest

pytest_plugins = ["tests.hub.fixtures"]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real labelled faces, where it lies beside the repository."""
    if not SHARED.is_dir():
        pytest.skip("../shared/data is not here: the same is tested on drawn faces")
    return SHARED
