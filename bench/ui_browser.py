"""A Chromium whose processor is slowed, and what it can tell of a page."""

from __future__ import annotations

import contextlib
import urllib.request
from collections.abc import Iterator
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, Request, sync_playwright

from tests.ui import chromium

SLOWER = 4
SIZE = {"width": 1440, "height": 900}
WAIT_MS_MAX = 120_000
REST_MS = 2_000
OPTIONS = ("--no-sandbox", "--disable-dev-shm-usage", "--enable-precise-memory-info")
# Blocks of the main thread as the browser counts them: tasks of 50 ms and more.
LISTEN = """(() => {
  window.blocks = []
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) window.blocks.push(one.duration)
  }).observe({ type: 'longtask', buffered: true })
})()"""
# Milliseconds from the start of the navigation to what is asked for, seen by each frame.
UNTIL = """async (selector) => {
  while (![...document.querySelectorAll(selector)].some((one) => one.checkVisibility())) {
    await new Promise((done) => requestAnimationFrame(done))
  }
  return performance.now()
}"""
PAINTED = """() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"""


class Visit(NamedTuple):
    """A visit of a page: milliseconds and bytes."""

    ms: float
    paint_ms: float
    block_ms: float


class Tab:
    """A page whose processor is slowed, with what it loaded."""

    def __init__(self, context: BrowserContext, slower: float = SLOWER) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(WAIT_MS_MAX)
        self.page.add_init_script(LISTEN)
        self.calls: list[str] = []
        self._files: list[Request] = []
        self._cdp: CDPSession = context.new_cdp_session(self.page)
        self._cdp.send("Emulation.setCPUThrottlingRate", {"rate": slower})
        self._cdp.send("Performance.enable", {"timeDomain": "threadTicks"})
        self.page.on("requestfinished", self._finished)

    def _finished(self, request: Request) -> None:
        if "/api/" in request.url:
            self.calls.append(request.url)
        else:
            self._files.append(request)

    def visit(self, path: str, selector: str) -> Visit:
        """Load an address below `/ui/` until something is seen on it."""
        self.page.goto(path or ".", wait_until="commit")
        ms = self.page.evaluate(UNTIL, selector)
        self.page.wait_for_load_state("load")
        paint_ms = self.page.evaluate(PAINTED)
        return Visit(ms, paint_ms, self.block_ms())

    def click(self, name: str, selector: str) -> float:
        """Follow a link of the open page; milliseconds until something is seen."""
        link = self.page.get_by_role("link", name=name, exact=True).first
        link.wait_for()
        before = self.page.evaluate("() => performance.now()")
        link.evaluate("(link) => link.click()")
        return float(self.page.evaluate(UNTIL, selector)) - float(before)

    def rest(self) -> None:
        """Give it time to end what nobody waits for."""
        self.page.wait_for_timeout(REST_MS)

    def block_ms(self) -> float:
        """The longest block of the main thread so far."""
        return float(self.page.evaluate("() => Math.max(0, ...window.blocks)"))

    def worked_ms(self) -> float:
        """Processor time of the main thread so far, whatever else the machine does.

        A processor that is slowed works the more, and unevenly: ask a tab that is not.
        """
        found = self._cdp.send("Performance.getMetrics")["metrics"]
        return 1000 * next(float(one["value"]) for one in found if one["name"] == "TaskDuration")

    def kilobytes(self, *kinds: str) -> float:
        """Files that it loaded, of such kinds (all when none is named), as gzip packs them.

        What two workers run comes once: the second one has it from the browser's cache.
        """
        self.page.wait_for_load_state("networkidle")
        found = {one.url for one in self._files if not kinds or one.resource_type in kinds}
        return sum(map(packed_bytes, found)) / 1000

    def heap_mb(self) -> float:
        """Memory of scripts after what is not used any more was collected."""
        self._cdp.send("HeapProfiler.collectGarbage")
        return float(self._cdp.send("Runtime.getHeapUsage")["usedSize"]) / 1e6

    def nodes(self) -> int:
        """Nodes that the page holds, those that are not in the document among them."""
        counted = self._cdp.send("Memory.getDOMCounters")
        return int(counted["nodes"])

    def close(self) -> None:
        """Close it."""
        self.page.close()


def packed_bytes(url: str) -> int:
    """What the server sends to a browser that takes gzip, but not what packs better."""
    if not url.startswith("http"):
        return 0
    request = urllib.request.Request(url, headers={"accept-encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return len(answer.read())


@contextlib.contextmanager
def started() -> Iterator[Browser]:
    """The browser of this machine."""
    program = chromium.find()
    if program is None:
        raise SystemExit(chromium.HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield browser
        browser.close()


@contextlib.contextmanager
def anew(browser: Browser, url: str) -> Iterator[BrowserContext]:
    """A browser that has never been here: nothing is cached."""
    context = browser.new_context(base_url=f"{url}/ui/", viewport=SIZE)
    yield context
    context.close()
