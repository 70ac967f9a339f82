"""When a page has done what it was asked to: nothing on the way to it, nothing moving on it."""

from __future__ import annotations

import re
import time
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request

SECONDS_MAX = 120.0
# Frames from an answer to what is drawn of it, and to what is asked for because of it: a page that
# gets no processor draws none.
QUIET_FRAMES = 15
STREAM = "eventsource"
# A worker that is ended, or cut off, while its script loads never tells so.
WORKER = ".worker-"
LISTEN = """() => {
  window.quietFrames = 0
  new MutationObserver(() => { window.quietFrames = 0 })
    .observe(document, { subtree: true, childList: true, characterData: true })
  const draw = () => {
    window.quietFrames += 1
    requestAnimationFrame(draw)
  }
  requestAnimationFrame(draw)
}"""
IS_QUIET = f"() => window.quietFrames > {QUIET_FRAMES}"
GO = """(to) => {
  window.quietFrames = 0
  history.pushState(null, '', to)
  dispatchEvent(new PopStateEvent('popstate', { state: null }))
}"""

FORGET = """() => {
  const { provides } = document.querySelector('#app').__vue_app__._context
  provides['VUE_QUERY_CLIENT'].clear()
}"""


def await_graph(page: Page) -> None:
    """Until the tasks have their places: a worker finds them, which a busy machine starts late."""
    page.locator(".vue-flow__node").first.wait_for(timeout=SECONDS_MAX * 1_000)


class Settling:
    """Follows the requests of a page; made before its first."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.underway: set[Request] = set()
        page.add_init_script(f"({LISTEN})()")
        page.on("request", self._begin)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)

    def open(self, path: str, *, held: re.Pattern[str] | None = None) -> None:
        """Load the pages at a path below `/ui/`: they know nothing yet. `held`: see wait."""
        self.page.goto(path or ".")
        self.wait(held=held)

    def go(self, path: str, *, held: re.Pattern[str] | None = None) -> None:
        """Follow a link to it: the pages stay loaded. `held`: see wait."""
        before, _, _ = urlsplit(self.page.url).path.partition("/ui/")
        self.page.evaluate(GO, f"{before}/ui/{path}")
        self.wait(held=held)

    def forget(self) -> None:
        """Drop all answers that the pages have, so that the next address knows nothing."""
        self.page.evaluate(FORGET)

    def wait(self, *, held: re.Pattern[str] | None = None) -> None:
        """Until all is drawn, and nothing is on its way but such addresses."""
        deadline = time.monotonic() + SECONDS_MAX
        while time.monotonic() < deadline:
            self.page.wait_for_function(IS_QUIET)
            if all(held is not None and held.search(one.url) for one in self.underway):
                return
        raise AssertionError(f"still on the way: {[one.url for one in self.underway]}")

    def _begin(self, request: Request) -> None:
        if request.resource_type != STREAM and WORKER not in request.url:
            self.underway.add(request)

    def _end(self, request: Request) -> None:
        self.underway.discard(request)
