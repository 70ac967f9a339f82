"""Kinds of tasks that are requests to the API of a server, made with the rights of who asks.

They never act by `ctx.server`, which may do everything: whoever may save a flow would be an
administrator. This server is asked by its address as another one is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Generic, TypeVar

from msgspec.structs import replace

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.services.asking import HttpCall, Names, given
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, fetched
from tiercel.plugins.kestra.paging import rows_of_pages
from tiercel.plugins.kestra.server import ServerTask, params_of, segment

OutputT = TypeVar("OutputT", bound=Output)


class ByAddress(ServerTask):
    """Asks the server by its address, whichever it is."""

    def root(self) -> str:
        """Nothing: where the API is depends on the context, which `answer` has."""
        return ""

    def answer(self, ctx: RunContext, operation: str, request: HttpRequest) -> HttpAnswer:
        """As of any service."""
        url = self.api_address(ctx) + request.url
        return super().answer(ctx, operation, replace(request, url=url))

    def asked(
        self,
        ctx: RunContext,
        request: str,
        params: Mapping[str, Json] | None = None,
        body: Json = None,
    ) -> Json:
        """The answer to a request such as `GET /groups/search`; a body is JSON.

        Raises: PluginError for what the API refuses.
        """
        method, _, path = request.partition(" ")
        sent = HttpRequest(url=path, method=method, params=params_of(params or {}))
        return self.ask(ctx, request, sent if body is None else replace(sent, json=body))


class Call(ByAddress, HttpCall[OutputT], Generic[OutputT]):
    """One request."""


class Made(Output):
    """What was made or changed."""

    id: Annotated[str | None, Prop("The id of what was made or changed.")] = None


class Listed(Output):
    """Rows, as `fetchType` says; members of subclasses have them."""

    size: Annotated[int | None, Prop("How many there are.")] = None
    uri: Annotated[str | None, Prop("The file of rows, of STORE.")] = None


class Listing(Call[OutputT], Generic[OutputT]):
    """Rows of a list of the API.

    Shapes: `rows_output` is the output that has all rows, or the first alone.
    """

    rows_output: ClassVar[str]

    page: Annotated[int | None, Prop("The number of a page, from 1; without it, all pages.")] = None
    size: Annotated[int, Prop("How many rows a page has.")] = 100
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def run(self, ctx: RunContext) -> OutputT:
        """Raises: PluginError for what the API refuses."""

        def page_of(number: int) -> Sequence[dict[str, Json]]:
            params = {"page": number, "size": self.size, **self.conditions()}
            found: Any = self.asked(ctx, f"GET {self.http_path}", params)
            rows: Sequence[dict[str, Json]] = found["results"]
            return rows

        rows = fetched(ctx, rows_of_pages(page_of, self.page, self.size), self.fetch_type)
        several = rows.rows if rows.row is None else [rows.row]
        values = {"size": rows.size, "uri": rows.uri, self.rows_output: several}
        outputs: Any = outputs_class_of(type(self))
        return outputs.model_validate(given(**values))  # type: ignore[no-any-return]

    def conditions(self) -> Mapping[str, Json]:
        """Parameters that narrow the list."""
        return self.members(self.query_members)


class Setting(Call[Made]):
    """Creates what has no such name yet, changes it where there is one.

    Shapes: `search_path` is the list to look in, `kept` the members of the present one that stay
    where the flow says nothing.
    """

    search_path: ClassVar[str]
    kept: ClassVar[Names] = {}

    def run(self, ctx: RunContext) -> Made:
        """Raises: PluginError for what the API refuses, and for several of that name."""
        body: Any = self.body()
        found = self._present(ctx, body["name"])
        if found is None:
            answer: Any = self.asked(ctx, f"POST {self.http_path}", body=body)
            return Made(id=answer["id"])
        path = f"{self.http_path}/{segment(found)}"
        present: Any = self.asked(ctx, f"GET {path}")
        stays = {name: present.get(place) for name, place in self.kept.items()}
        self.asked(ctx, f"PUT {path}", body={**given(**stays), **body})
        return Made(id=found)

    def _present(self, ctx: RunContext, name: str) -> str | None:
        """The id of the one that has the name. Raises: PluginError for several."""

        def page_of(number: int) -> Sequence[dict[str, Json]]:
            params = {"page": number, "size": 100, "q": name}
            found: Any = self.asked(ctx, f"GET {self.search_path}", params)
            rows: Sequence[dict[str, Json]] = found["results"]
            return rows

        # A service account has its name as its user's.
        ids = [
            str(each["id"])
            for each in rows_of_pages(page_of, None, 100)
            if name in (each.get("name"), each.get("username"))
        ]
        if len(ids) > 1:
            raise PluginError(f"There are {len(ids)} with the name '{name}': {', '.join(ids)}")
        return ids[0] if ids else None
