"""`python -m release.accessibility`: axe over the built documentation site, in both colours.

Every page is asked; of those of types, which are made alike, some. Prints each serious or critical
finding with its page, and fails when there is one.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from tests.ui import chromium
from tests.ui.axe import grave_findings

SITE = Path(__file__).parents[1] / ".cache" / "site" / "html"
TYPES = "reference/types/"
# Of the pages of types each of so many is asked.
TYPES_STEP = 25
# Every page reads an index of all words at once, and makes its search of it: more work than all
# else, and nothing that axe would see.
NOT_LOADED = "**/search/search_index.json"
# Also on a machine that does other work.
WAIT_MS_MAX = 120_000
COLOURS: tuple[Literal["light", "dark"], ...] = ("light", "dark")


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


def pages_of(site: Path) -> list[str]:
    """Paths of the pages that are asked, such as `tour/`."""
    folders = (each.parent.relative_to(site).as_posix() for each in site.rglob("index.html"))
    found = sorted("" if each == "." else f"{each}/" for each in folders)
    alike = [each for each in found if each.startswith(TYPES)]
    return [each for each in found if each not in alike] + alike[::TYPES_STEP]


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a server of the files on a free port, until the block ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site))) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def findings(site: Path) -> Iterator[str]:
    """What axe finds, with colour and page."""
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find())
        for colour in COLOURS:
            # The site keeps the colour of a browser's first visit.
            with browser.new_context(color_scheme=colour, reduced_motion="reduce") as context:
                context.route(NOT_LOADED, lambda route: route.abort())
                page = context.new_page()
                page.set_default_timeout(WAIT_MS_MAX)
                for path in pages_of(site):
                    page.goto(address + path)
                    yield from (f"{colour}, /{path}: {each}" for each in grave_findings(page))
        browser.close()


def main() -> int:
    """Ask all of it, and say what was found; the exit code."""
    pages, count = pages_of(SITE), 0
    if not pages:
        sys.stderr.write("There is no site: make site\n")
        return 1
    for each in findings(SITE):
        sys.stdout.write(f"{each}\n")
        count += 1
    sys.stdout.write(f"{len(pages)} pages in two colours: {count} findings\n")
    return min(count, 1)


if __name__ == "__main__":
    sys.exit(main())
