"""`python -m release.links`: links of the built documentation site that lead nowhere.

The tool that builds the site looks at links of Markdown alone. Here every `href` and `src` of every
built page is asked for its file and its place in that file, also those of pages that are made of
the code, and of the theme. Prints each dead one with its page, and fails when there is one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

SITE = Path(__file__).parents[1] / ".cache" / "site" / "html"
INDEX = "index.html"


class Page(HTMLParser):
    """Where a page leads, and the places in it that can be led to."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.targets: dict[str, None] = {}
        self.places: set[str] = set()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag has of both."""
        for name, value in attrs:
            if value is not None and name in ("href", "src"):
                self.targets[value] = None
            elif value and name in ("id", "name"):
                self.places.add(value)


def dead_links(site: Path) -> Iterator[str]:
    """Page and target of each link to a file or a place that the site does not have."""
    pages = {
        each.resolve(): Page(each.read_text(encoding="utf-8"))
        for each in sorted(site.rglob("*.html"))
    }
    for place, page in pages.items():
        for target in page.targets:
            if reason := _fault(site.resolve(), place, target, pages):
                yield f"{place.relative_to(site.resolve()).as_posix()}: {target} {reason}"


def _fault(site: Path, page: Path, target: str, pages: Mapping[Path, Page]) -> str | None:
    """What is wrong with a target; None for nothing, and for one on another host."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    if parts.path.startswith("/"):
        return "is absolute: a server shows the site below /docs"
    file = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    if file.is_dir():
        file /= INDEX
    if not file.is_relative_to(site) or not file.is_file():
        return "has no file"
    place = unquote(parts.fragment)
    if place and file in pages and place not in pages[file].places:
        return "has no such place"
    return None


def main() -> int:
    """Look at all of it, and say what was found; the exit code."""
    found = list(dead_links(SITE))
    sys.stdout.writelines(f"{each}\n" for each in found)
    sys.stdout.write(f"{len(found)} dead links\n")
    return min(len(found), 1)


if __name__ == "__main__":
    sys.exit(main())
