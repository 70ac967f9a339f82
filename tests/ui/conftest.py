"""A real Chromium before a real server; `make pages` runs these tests."""

from __future__ import annotations

import asyncio
import base64
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Response,
    expect,
    sync_playwright,
)

from tests.e2e.server import Server, running
from tests.ui import chromium
from tests.ui.watch import Watch

BUILT = Path(__file__).parents[2] / "src" / "tiercel" / "webui" / "dist" / "index.html"
# On a machine that does other work as well; nothing is measured by it.
WAIT_MS_MAX = 60_000
SIZE = {"width": 1440, "height": 900}
expect.set_options(timeout=WAIT_MS_MAX)
# A test is a walk of many steps: on such a machine it takes longer than one that calls functions.
TEST_SECONDS_MAX = 480
USER, PASSWORD = "mara@acme.example", "Falcon-Dive-42"
KNOWN = {"Authorization": f"Basic {base64.b64encode(f'{USER}:{PASSWORD}'.encode()).decode()}"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give each of these tests its time, unless it asks for another."""
    for item in items:
        if item.path.parent == Path(__file__).parent and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TEST_SECONDS_MAX))


@pytest.fixture(scope="session")
def program() -> Path:
    """Chromium. CI never goes without."""
    found = chromium.find()
    if found is None and os.environ.get("CI"):
        pytest.fail(chromium.HOW)
    if found is None:
        pytest.skip(chromium.HOW)
    if not BUILT.is_file():
        pytest.fail("The pages are not built: run `make ui`, or `make pages` for all of this.")
    return found


# It is started once, since Node takes as long as a page. While it is, its loop seems to run in this
# thread, in which tests of other modules that run one of their own would fail: so the loop is put
# aside between modules.
@pytest.fixture(scope="session")
def started(program: Path) -> Iterator[tuple[Browser, asyncio.AbstractEventLoop]]:
    with sync_playwright() as playwright:
        loop = asyncio.get_running_loop()
        options = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
        browser = playwright.chromium.launch(executable_path=program, args=options)
        asyncio._set_running_loop(None)
        yield browser, loop
        asyncio._set_running_loop(loop)
        browser.close()


@pytest.fixture(scope="module")
def browser(started: tuple[Browser, asyncio.AbstractEventLoop]) -> Iterator[Browser]:
    browser, loop = started
    asyncio._set_running_loop(loop)
    yield browser
    asyncio._set_running_loop(None)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that asks nobody who he is; all tests of a process share it: use ids of your own."""
    with running(tmp_path_factory.mktemp("open")) as started:
        yield started


@pytest.fixture(scope="session")
def guarded_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that asks for USER and PASSWORD."""
    environ = {
        "KESTRA_SERVER_BASIC_AUTH_USERNAME": USER,
        "KESTRA_SERVER_BASIC_AUTH_PASSWORD": PASSWORD,
    }
    with running(tmp_path_factory.mktemp("guarded"), environ=environ) as started:
        yield started


def _painted(context: BrowserContext) -> Page:
    """A page that is gone to once it can be seen: browsers drop keys before the first frame."""
    context.add_init_script(
        "requestAnimationFrame(() => setTimeout(() => { window.isPainted = true }))"
    )
    page = context.new_page()
    go = page.goto

    def goto(url: str, *, wait_until: Literal["load", "commit"] = "load") -> Response | None:
        answer = go(url, wait_until=wait_until)
        if wait_until == "load":
            page.wait_for_function("() => window.isPainted")
        return answer

    page.goto = goto
    return page


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., tuple[Page, Watch]]]:
    """Makes pages before a server, with what must not happen watched until the test ends."""
    made: list[tuple[BrowserContext, Watch]] = []
    seen: set[str] = set()

    def make(server: Server, *, base: str = "", **options: object) -> tuple[Page, Watch]:
        context = browser.new_context(
            base_url=f"{server.base}{base}/ui/",
            **{"viewport": SIZE, "locale": "en-GB", "timezone_id": "Europe/Berlin", **options},
        )
        context.set_default_timeout(WAIT_MS_MAX)
        if server.base not in seen:
            # Servers keep what the tests before have set.
            context.request.delete(f"{server.base}{base}/api/v1/me/preferences", headers=KNOWN)
            seen.add(server.base)
        watch = Watch(context, server.base)
        made.append((context, watch))
        return _painted(context), watch

    yield make
    for context, watch in made:
        context.close()
        watch.check()


@pytest.fixture
def watch(open_page: Callable[..., tuple[Page, Watch]], server: Server) -> tuple[Page, Watch]:
    return open_page(server)


@pytest.fixture
def page(watch: tuple[Page, Watch]) -> Page:
    """A page before `server`; go to addresses below `/ui/`: `page.goto("flows")`."""
    return watch[0]
