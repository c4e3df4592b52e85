"""One app for all tests of this room."""

import os

os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

import pytest

from tests.app.serving import Served, serve


@pytest.fixture(scope="session")
def served(tmp_path_factory) -> Served:
    """The running app."""
    with serve(tmp_path_factory.mktemp("served")) as running:
        yield running
