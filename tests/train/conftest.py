"""Data sets that the tests of training share."""

from pathlib import Path

import pytest

from tests.train.tiny import fit, pencil_set


@pytest.fixture(scope="session", autouse=True)
def own_place(tmp_path_factory):
    """Decoded faces of tests stay out of the user's cache, and training leaves the process as it was."""
    patch = pytest.MonkeyPatch()
    patch.setenv("MANGA_MOOD_CACHE", str(tmp_path_factory.mktemp("cache")))
    # Else memory would be measured in another way by all tests that come after.
    patch.setattr("train.memory.keep_freed", lambda: False)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def faces_set(tmp_path_factory) -> Path:
    """Pencil faces of three moods."""
    return pencil_set(tmp_path_factory.mktemp("data") / "faces")


@pytest.fixture(scope="session")
def fitted(faces_set, tmp_path_factory) -> Path:
    """A run that has learned the pencil faces."""
    run = tmp_path_factory.mktemp("runs") / "fitted"
    assert (
        fit(faces_set, "--out", run, "--epochs", "6", "--augment", "none", "--ema", "0.9", "--soft-labels")
        == 0
    )
    return run
