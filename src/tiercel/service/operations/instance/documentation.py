"""Operations on the documentation that comes with the server, for everybody who signs in."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.model.access import SIGNED_IN, TENANT, Actor
from tiercel.model.request import Request
from tiercel.service.documentation.documentation import DocHit
from tiercel.service.documentation.pages import DocPage
from tiercel.service.off_loop import in_thread
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class ListDocPages(Request[Sequence[DocPage]], frozen=True, kw_only=True):
    """All pages with their headings."""


class GetDocPage(Request[DocPage], frozen=True, kw_only=True):
    """One page with its text."""

    path: str


class SearchDocPages(Request[list[DocHit]], frozen=True, kw_only=True):
    """Sections of pages that have all words of a text."""

    text: str


@operation("documentation.list", allows=SIGNED_IN, scope=TENANT)
async def pages(deps: Services, actor: Actor, ask: ListDocPages) -> Sequence[DocPage]:
    """In the order of a table of contents."""
    return await in_thread(deps.documentation.pages)


@operation("documentation.get", allows=SIGNED_IN, scope=TENANT)
async def page(deps: Services, actor: Actor, ask: GetDocPage) -> DocPage:
    """As Markdown. Raises: NotFound."""
    return deps.documentation.page(ask.path)


@operation("documentation.search", allows=SIGNED_IN, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: SearchDocPages) -> list[DocHit]:
    """Those first whose titles have the words; none for a text without words."""
    return await in_thread(deps.documentation.find, ask.text)
