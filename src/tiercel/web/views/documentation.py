"""The documentation as the API shows it."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.service.documentation.documentation import DocHit
from tiercel.service.documentation.pages import DocPage
from tiercel.web.views.view import View


class DocHeadingView(View, frozen=True):
    """A heading; `level` is 1 for the title of a page."""

    level: int
    title: str
    anchor: str


class DocPageView(View, frozen=True):
    """A page in a table of contents."""

    path: str
    title: str
    headings: list[DocHeadingView]


class DocTextView(View, frozen=True):
    """A page with its text in Markdown; its headings come in the order of the text."""

    path: str
    title: str
    headings: list[DocHeadingView]
    markdown: str


class DocHitView(View, frozen=True):
    """A section that a search has found."""

    path: str
    page: str
    title: str
    anchor: str
    excerpt: str


class DocListView(View, frozen=True):
    """All pages; with a text to search for also the sections that have it."""

    pages: list[DocPageView]
    hits: list[DocHitView]


def list_view(pages: Sequence[DocPage], hits: Sequence[DocHit]) -> DocListView:
    """The table of contents."""
    return DocListView(
        [DocPageView(page.path, page.title, _headings(page)) for page in pages],
        [
            DocHitView(
                hit.page.path, hit.page.title, hit.section.title, hit.section.anchor, hit.excerpt
            )
            for hit in hits
        ],
    )


def text_view(page: DocPage) -> DocTextView:
    """A page to read."""
    return DocTextView(page.path, page.title, _headings(page), page.markdown)


def _headings(page: DocPage) -> list[DocHeadingView]:
    return [DocHeadingView(each.level, each.title, each.anchor) for each in page.sections]
