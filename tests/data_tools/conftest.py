"""Faces drawn once for all tests of this room."""

import pytest

from data_tools.sketch import draw


@pytest.fixture(scope="session")
def drawn() -> list[dict]:
    """48 different faces of 64 pixels, the eight moods in turn."""
    return list(draw(48, seed=11, size=64))
