"""What can go wrong on the way to the Hub: switches around the application."""

import asyncio
import re
from dataclasses import dataclass, field

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass
class Switches:
    """The faults that are on; patterns are searched in "METHOD /path"."""

    hanging: str | None = None
    status: int | None = None
    failing: str | None = None
    after: int = 0
    fail_with: int = 507
    cut: dict[str, tuple[int, bool]] = field(default_factory=dict)
    """path -> (bytes that arrive, whether the server lies about the size too)."""
    closing: bool = False
    pause: float = 0.0
    """Seconds before each piece of a file."""
    requests: list[str] = field(default_factory=list)

    def heal(self) -> None:
        """All faults off; what was asked so far stays on record."""
        self.hanging = self.status = self.failing = None
        self.pause = 0.0
        self.cut.clear()

    def hangs(self, line: str) -> bool:
        return self.hanging is not None and re.search(self.hanging, line) is not None

    def answer(self, line: str) -> int | None:
        """The status with which a request is refused, or None to let it through."""
        if self.status is not None:
            return self.status
        if self.failing is None or not re.search(self.failing, line):
            return None
        self.after -= 1
        return self.fail_with if self.after < 0 else None


class Faults:
    """ASGI middleware that applies the switches to each request."""

    def __init__(self, app: ASGIApp, switches: Switches) -> None:
        self.app = app
        self.switches = switches

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        line = f"{scope['method']} {scope['path']}"
        self.switches.requests.append(line)
        while self.switches.hangs(line):
            if self.switches.closing:
                return  # without an answer: the connection breaks
            await asyncio.sleep(0.02)
        status = self.switches.answer(line)
        if status is not None:
            await PlainTextResponse("switched off", status)(scope, receive, send)
            return
        await self.app(scope, receive, send)
