"""Orders of Shopify, and records of Odoo."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.asking import HttpService, Repeats, given
from tiercel.plugin.services.fetching import FETCH_TYPE, Counted, FetchType, Rows, fetched
from tiercel.plugin.services.logins import KeyedService
from tiercel_business.limits import PAGES_MAX, SHOPIFY_PAGE

_NEXT = re.compile(r'<[^>]*[?&]page_info=([^&>]+)[^>]*>; rel="next"')


class Orders(Output):
    """The orders."""

    uri: Annotated[str, Prop("A file with a row for each.")]
    size: Annotated[int, Prop("How many there are.")]


@plugin(
    "io.kestra.plugin.shopify.orders.List",
    title="Read the orders of a shop of Shopify.",
    examples=["storeDomain: acme.myshopify.com\naccessToken: \"{{ secret('SHOPIFY_TOKEN') }}\""],
)
class ListOrders(KeyedService, RunnableTask[Orders]):
    """In any status, all pages."""

    service = "Shopify"
    key_field = "access_token"
    key_header = "X-Shopify-Access-Token"
    key_word = ""

    store_domain: Annotated[str, Prop("The domain of the shop: acme.myshopify.com.")]
    access_token: Annotated[str, Prop("A token of the administration, best from a secret.")]

    def repeats(self, request: HttpRequest) -> Repeats:
        """What is only read may be asked again."""
        return Repeats(4)

    def run(self, ctx: RunContext) -> Orders:
        """Raises: PluginError for what the shop refuses."""
        counted = Counted(self._orders(ctx))
        uri = ctx.blobs.put_new(lines_of_rows(counted), "ion")
        return Orders(uri=uri, size=counted.count)

    def _orders(self, ctx: RunContext) -> Iterator[Json]:
        domain = self.store_domain.removeprefix("https://").strip("/")
        if not re.fullmatch(r"[\w.-]+(:\d+)?", domain):
            raise PluginError("`storeDomain` must be a domain, such as acme.myshopify.com")
        path = "/admin/api/2025-01/orders.json"
        params = {"limit": str(SHOPIFY_PAGE), "status": "any"}
        for _ in range(PAGES_MAX):
            request = HttpRequest(url=f"https://{domain}{path}", params=params)
            answer: HttpAnswer = self.answer(ctx, f"GET {path}", request)
            page: Any = answer.json()
            yield from page["orders"]
            following = _NEXT.search(answer.header("Link") or "")
            if following is None:
                return
            params = {"limit": str(SHOPIFY_PAGE), "page_info": following[1]}


class Found(Rows):
    """What was done."""

    ids: Annotated[list[int] | None, Prop("Ids of what was found, made or changed.")] = None


Operation = Literal["SEARCH_READ", "READ", "CREATE", "WRITE", "UNLINK", "SEARCH", "SEARCH_COUNT"]


@plugin(
    "io.kestra.plugin.odoo.Query",
    title="Read or write records of Odoo.",
    examples=[
        (
            "url: https://acme.odoo.com\ndb: acme\nusername: flows@example.com\n"
            "password: \"{{ secret('ODOO_KEY') }}\"\nmodel: res.partner\noperation: SEARCH_READ\n"
            "filters:\n  - [is_company, '=', true]\nfields: [name, email]\nlimit: 50\n"
            "fetchType: FETCH"
        )
    ],
)
class OdooQuery(HttpService, RunnableTask[Found]):
    """One method of a model."""

    service = "Odoo"

    url: Annotated[str, Prop("The address of the server.")]
    db: Annotated[str, Prop("The name of the database on the server.")]
    username: Annotated[str, Prop("The user who asks, by the name to sign in with.")]
    password: Annotated[str, Prop("The password, or a key of the API, best from a secret.")]
    model: Annotated[str, Prop("The model, such as res.partner.")]
    operation: Annotated[Operation, Prop("Which method of the model is called.")]
    filters: Annotated[
        list[Json] | None, Prop("Conditions of a search: [field, operator, value] each.")
    ] = None
    fields: Annotated[list[str] | None, Prop("Fields that rows have; all by default.")] = None
    ids: Annotated[list[int] | None, Prop("Ids, for READ, WRITE and UNLINK.")] = None
    values: Annotated[dict[str, Json] | None, Prop("Fields, for CREATE and WRITE.")] = None
    limit: Annotated[int | None, Prop("How many to read at most.")] = None
    offset: Annotated[int | None, Prop("How many to leave out at the beginning.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"

    def secrets(self) -> tuple[str | None, ...]:
        return (self.password,)

    def run(self, ctx: RunContext) -> Found:
        """Raises: PluginError for a wrong login, and for what the server refuses."""
        words, options = self._words()
        user = self._call(ctx, "common", "authenticate", self.db, self.username, self.password, {})
        if not user:
            raise PluginError("Odoo: signing in failed: a wrong database, user or password")
        method = self.operation.lower()
        who = (self.db, user, self.password, self.model)
        found = self._call(ctx, "object", "execute_kw", *who, method, words, options)
        match self.operation:
            case "SEARCH_READ" | "READ":
                rows = fetched(ctx, iter(found), self.fetch_type)
                return Found(**dict(rows), ids=[each["id"] for each in found])
            case "SEARCH":
                return Found(ids=found, size=len(found))
            case "SEARCH_COUNT":
                return Found(size=found)
            case "CREATE":
                return Found(ids=found if isinstance(found, list) else [found], size=1)
        return Found(ids=self.ids, size=len(self.ids or ()))

    def _words(self) -> tuple[list[Json], dict[str, Json]]:
        """What the method takes. Raises: PluginError for what it lacks."""
        page = given(limit=self.limit, offset=self.offset)
        match self.operation:
            case "SEARCH_READ":
                return [self.filters or []], given(fields=self.fields, **page)
            case "SEARCH":
                return [self.filters or []], page
            case "SEARCH_COUNT":
                return [self.filters or []], {}
            case "READ":
                return [self._needed("ids")], given(fields=self.fields)
            case "UNLINK":
                return [self._needed("ids")], {}
            case "CREATE":
                return [self._needed("values")], {}
        return [self._needed("ids"), self._needed("values")], {}

    def _needed(self, name: str) -> Json:
        found: Json = getattr(self, name)
        if not found:
            raise PluginError(f"`operation: {self.operation}` needs `{name}`")
        return found

    def _call(self, ctx: RunContext, service: str, method: str, *words: Json) -> Any:
        params = {"service": service, "method": method, "args": list(words)}
        body = {"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}
        url = f"{self.url.rstrip('/')}/jsonrpc"
        request = HttpRequest(url=url, method="POST", json=body)
        found = self.ask_for(ctx, f"{service}.{method}", request)
        if "error" in found:
            error = found["error"]
            words_of = (error.get("data") or {}).get("message") or error.get("message")
            raise self.failed(f"{service}.{method}", request, str(words_of))
        return found.get("result")
