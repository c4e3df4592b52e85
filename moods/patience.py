"""Limits for what waits on the Hub: the client's own way, outside of downloads, is to wait for ever."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2
from huggingface_hub import HfApi
from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

PATIENCE = 10.0  # seconds for the first answer
SILENCE = 60.0  # seconds without a byte, later on; the client asks again a few times


@contextmanager
def no_waiting_for_ever() -> Iterator[None]:
    """Inside, a Hub that says nothing for SILENCE seconds is given up."""
    session = get_session()
    before, session.timeout = session.timeout, httpx2.Timeout(SILENCE)
    try:
        yield
    finally:
        session.timeout = before


def greet(api: HfApi) -> None:
    """Asks who the token belongs to: a Hub that hangs is found out early."""
    url = f"{api.endpoint}/api/whoami-v2"
    headers = build_hf_headers(token=api.token)
    hf_raise_for_status(get_session().get(url, headers=headers, timeout=PATIENCE))
