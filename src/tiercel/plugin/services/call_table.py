"""Types that are one request of a service each: rows of a table instead of classes by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, TypeVar
from urllib.parse import urlsplit

import msgspec

from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.plugin.decorator import plugin
from tiercel.plugin.fields import Prop
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpCall, HttpService, inside
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.task import Output, Plugin
from tiercel.plugin.variants import variant

__all__ = [
    "NEEDED",
    "CallRow",
    "Member",
    "PagedCall",
    "RowsCall",
    "call_types",
    "here",
    "in_body",
    "in_query",
]

# Pages that one task reads at most: a service that names a further page for ever ends there.
PAGES_MAX = 10_000
OutputT = TypeVar("OutputT", bound=Output)
NEEDED = msgspec.UNSET


class Member(msgspec.Struct, frozen=True):
    """A property, and where its value goes in the request.

    Shapes: `kind` is its type, without None for one that may be absent; NEEDED is no default.
    """

    kind: Any
    text: str
    default: Any = NEEDED
    body: str | None = None
    query: str | None = None

    @property
    def annotation(self) -> Any:
        """As a class writes it."""
        return Annotated[self.kind | None if self.default is None else self.kind, Prop(self.text)]


def here(kind: Any, text: str, default: Any = NEEDED) -> Member:
    """A property that is in the path, or that the type itself uses."""
    return Member(kind, text, default)


def in_body(kind: Any, text: str, sent: str, default: Any = NEEDED) -> Member:
    """A member of the body of that name."""
    return Member(kind, text, default, body=sent)


def in_query(kind: Any, text: str, sent: str, default: Any = NEEDED) -> Member:
    """A parameter of the address of that name."""
    return Member(kind, text, default, query=sent)


class CallRow(msgspec.Struct, frozen=True):
    """A type.

    Shapes: `name` is the end of its name, `request` is method and path, such as
    `GET /orders/{order_id}`. `base` is what its outputs are: a class of `HttpCall`. `places` are
    where they are in the answer; `facts` are further class variables.
    """

    name: str
    title: str
    text: str
    example: str
    request: str
    base: type[HttpCall[Any]]
    members: Mapping[str, Member] = {}
    places: Mapping[str, str] = {}
    facts: Mapping[str, Any] = {}
    aliases: Sequence[str] = ()


class PagedCall(HttpCall[OutputT], Generic[OutputT]):
    """Rows, of all pages of the answer.

    Shapes: `rows_place` is where they are in an answer, `next_place` where the address of a further
    page is; empty for the answer itself and for none.
    """

    rows_place: ClassVar[str] = ""
    next_place: ClassVar[str] = ""
    # Rows are looked for where they should be, on each page.
    known_by: ClassVar[Sequence[str] | None] = ()

    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def rows(self, ctx: RunContext, found: Json) -> Iterator[dict[str, Json]]:
        """The rows of an answer and of the pages after it."""
        for _ in range(PAGES_MAX):
            yield from self.rows_of(found)
            address = inside(found, self.next_place) if self.next_place else None
            if not address:
                return
            request = HttpRequest(url=self.next_page(self.root(), str(address)))
            found = self.ask(ctx, f"GET {urlsplit(request.url).path}", request)

    def rows_of(self, found: Json) -> Iterator[dict[str, Json]]:
        """The rows of one answer; a value that is no row is one with the member `value`.

        Raises: LookupError for an answer without the place of rows: no list is no empty one.
        """
        place = inside(found, self.rows_place) if self.rows_place else found
        if self.rows_place and place is None:
            raise LookupError(self.rows_place)
        for each in place if isinstance(place, list) else [place] if place is not None else []:
            yield each if isinstance(each, dict) else {"value": each}


class RowsCall(PagedCall[Rows]):
    """Rows as `fetchType` says."""

    def result(self, ctx: RunContext, found: Json) -> Rows:
        """Raises: PluginError for what the service refuses."""
        return fetched(ctx, self.rows(ctx, found), self.fetch_type)


def call_types(
    module: str, prefix: str, login: type[HttpService], rows: Iterable[CallRow], first: str = ""
) -> dict[str, type[Any]]:
    """The classes of rows by the ends of their names.

    `login` is who asks, `first` how each example begins. The catalog finds classes by module and
    name: `globals().update({each.__name__: each for each in types.values()})` in the module.
    """
    return {row.name: _type_of(module, prefix, login, row, first) for row in rows}


def _type_of(
    module: str, prefix: str, login: type[HttpService], row: CallRow, first: str
) -> type[Any]:
    method, _, path = row.request.partition(" ")
    body = {name: each.body for name, each in row.members.items() if each.body}
    values: dict[str, Any] = {
        "__doc__": row.text,
        "__annotations__": {name: each.annotation for name, each in row.members.items()},
        "http_method": method,
        "http_path": path,
        "query_members": {name: each.query for name, each in row.members.items() if each.query},
        "output_places": row.places,
        **{name: each.default for name, each in row.members.items() if each.default is not NEEDED},
        **row.facts,
    }
    if body or method in {"POST", "PUT", "PATCH"}:
        values.setdefault("body_members", body)
    class_name = "".join(word[:1].upper() + word[1:] for word in row.name.split("."))
    bases: tuple[type[Plugin], ...] = (login, row.base)
    if issubclass(row.base, login):
        bases = (row.base,)
    made = variant(
        bases, module, f"{prefix.rsplit('.', maxsplit=1)[-1].title()}{class_name}", values
    )
    aliases = list(row.aliases)
    return plugin(
        f"{prefix}.{row.name}", title=row.title, examples=[first + row.example], aliases=aliases
    )(made)
