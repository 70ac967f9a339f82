"""The documentation that comes with the server: list, read, search."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.limits import DOC_HITS_MAX
from tiercel.model.lists.words import words
from tiercel.service.documentation.pages import DocPage, Section

_EXCERPT_BEFORE = 60
_EXCERPT_CHARS = 200


class DocHit(msgspec.Struct, frozen=True):
    """A section that has all words of a search, with some of its text around the first."""

    page: DocPage
    section: Section
    excerpt: str


class DocumentationService:
    """Use cases over the pages; `load` reads them when somebody asks first."""

    def __init__(self, load: Callable[[], Sequence[DocPage]]) -> None:
        self._load = load
        self._pages: Sequence[DocPage] = ()

    def pages(self) -> Sequence[DocPage]:
        """All pages, in the order of the list."""
        if not self._pages:
            self._pages = self._load()
        return self._pages

    def page(self, path: str) -> DocPage:
        """The page of that path. Raises: NotFound."""
        for each in self.pages():
            if each.path == path:
                return each
        raise NotFound(f"There is no page '{path}'")

    def find(self, text: str) -> list[DocHit]:
        """Sections with all words of the text, those first whose titles have them."""
        tokens = list(dict.fromkeys(token.lower() for token in words(text)))
        if not tokens:
            return []
        hits = [
            DocHit(page, section, _excerpt(section.text, tokens[0]))
            for page in self.pages()
            for section in page.sections
            if _has(f"{page.title} {section.title} {section.text}", tokens)
        ]
        hits.sort(key=lambda hit: not _has(f"{hit.page.title} {hit.section.title}", tokens))
        return hits[:DOC_HITS_MAX]


def _has(text: str, tokens: Sequence[str]) -> bool:
    lowered = text.lower()
    return all(token in lowered for token in tokens)


def _excerpt(text: str, token: str) -> str:
    plain = " ".join(text.split())
    start = max(0, plain.lower().find(token) - _EXCERPT_BEFORE)
    shown = plain[start : start + _EXCERPT_CHARS]
    before = "…" if start else ""
    return before + shown + ("…" if start + _EXCERPT_CHARS < len(plain) else "")
