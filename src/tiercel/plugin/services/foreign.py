"""What answers are called that come from something else than the service that was meant."""

from __future__ import annotations

import re

__all__ = ["CONTENT", "OTHER_FORM", "WHERE", "web_page"]

WHERE = "is the address that of the service's API?"
CONTENT = f"the answer has a content, where this service gives none: {WHERE}"
OTHER_FORM = "the answer has another form than this service gives: is the address that of its API?"
_PAGE = re.compile(r"\s*(<!--.*?-->\s*)?<(!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<title[^>]*>([^<]*)</title", re.IGNORECASE)
PAGE_CHARS_MAX = 10_000  # Of a page, in which its title is looked for.
TITLE_CHARS_MAX = 200


def web_page(text: str) -> str | None:
    """What a web page is called in a message; None for all other answers."""
    start = text[:PAGE_CHARS_MAX]
    if not _PAGE.match(start):
        return None
    # Its table of entities stays in memory for good.
    from html import unescape

    title = _TITLE.search(start)
    name = " ".join(unescape(title.group(1)).split())[:TITLE_CHARS_MAX] if title else ""
    return f"a web page{f' ({name})' if name else ''}: {WHERE}"
