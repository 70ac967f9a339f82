"""What a page did that no page may do: console messages, and requests that leave its origin."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

LOUD = ("error", "warning")
LOCAL = ("data:", "blob:", "about:")
# What says something of the machine alone: interfaces that come and go beside it, and that it is
# slow at the moment.
OF_THE_MACHINE = (
    "net::ERR_NETWORK_CHANGED",
    "was preloaded using link preload but not used within",
)


class Watch:
    """Listens to all pages of a context."""

    def __init__(self, context: BrowserContext, origin: str) -> None:
        self._origin = origin
        self._allowed: list[re.Pattern[str]] = []
        self._messages: list[str] = []
        self._foreign: list[str] = []
        self.requests: list[str] = []
        context.on("page", self._listen)
        context.on("request", self._on_request)

    def allow(self, pattern: str) -> None:
        """Expect console messages, such as those of a call that a test lets fail."""
        self._allowed.append(re.compile(pattern))

    def calls(self, part: str = "/api/") -> list[str]:
        """The requests so far whose address has this part, as `GET /path?query`."""
        return [one for one in self.requests if part in one]

    def check(self) -> None:
        """Fail on anything that no page may do."""
        loud = [
            text
            for text in self._messages
            if not any(pattern.search(text) for pattern in self._allowed)
        ]
        assert not loud, "the console says: " + "\n".join(loud)
        assert not self._foreign, "requests left the origin: " + ", ".join(self._foreign)

    def _listen(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self._messages.append(f"uncaught: {error}"))

    def _on_console(self, message: ConsoleMessage) -> None:
        is_of_page = not any(text in message.text for text in OF_THE_MACHINE)
        if message.type in LOUD and is_of_page:
            place = message.location.get("url", "")
            self._messages.append(f"{message.type}: {message.text} ({place})")

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(LOCAL):
            return
        if request.url.startswith(self._origin + "/"):
            self.requests.append(f"{request.method} {request.url.removeprefix(self._origin)}")
        else:
            self._foreign.append(request.url)
