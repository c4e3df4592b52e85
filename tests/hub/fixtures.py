"""The fixture `hub`, for every room that talks to the Hub."""

from collections.abc import Iterator

import pytest
from huggingface_hub import constants

from tests.hub.local import LocalHub


@pytest.fixture
def hub(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalHub]:
    """A fresh, empty, healthy Hub on this machine; clients in this process use it, too."""
    folder = tmp_path_factory.mktemp("hub")
    local = LocalHub(folder)
    # The client copies its environment into constants when it is imported: too early for a test.
    template = f"{local.url}/{{repo_id}}/resolve/{{revision}}/{{filename}}"
    monkeypatch.setattr(constants, "ENDPOINT", local.url)
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(folder / "cache"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_TOKEN_PATH", str(folder / "token"))
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_PROGRESS_BARS", True)
    monkeypatch.setenv("HF_TOKEN", local.token)
    # The token's old name, which counts as soon as a test takes HF_TOKEN away.
    monkeypatch.delenv("HUGGING_FACE_HUB_TOKEN", raising=False)
    yield local
    local.close()
