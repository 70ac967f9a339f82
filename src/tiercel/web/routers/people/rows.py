"""How the routes of people are written: a row each, and the members of their bodies."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from tiercel.model.authorization.limits import AUTOCOMPLETE_MAX
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.service.operations.people import users
from tiercel.web.bodies import flag_in, text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.documented import Body, Param
from tiercel.web.people_payloads import OwnerInput
from tiercel.web.route import EMPTY, Handler, Route, Row, routes_of

# Other words for the same, which the API document leaves out.
OLDER = ("/instance-owner", "/acls/actions")


def people_routes(group: str, rows: Iterable[Row], **lists: tuple[Param, ...]) -> list[Route]:
    """As `routes_of`, without older words in the document."""
    return [
        replace(each, is_hidden=each.path.endswith(OLDER))
        for each in routes_of(group, rows, **lists)
    ]


async def offered(call: Call) -> Query:
    """A few that have the text of a body; `ids` are asked for by their own path."""
    body = await call.json_map("sought")
    texts_in(body, "ids")
    words = Filter("q", Operation.EQUALS, text_in(body, "q") or "")
    return Query((words,), size=AUTOCOMPLETE_MAX)


async def chosen_ids(call: Call) -> tuple[str, ...]:
    """The ids that a body has."""
    return tuple(texts_in(await call.json_map("ids"), "ids"))


def owner_rows(one: str, handler: Handler, noun: str, errors: tuple[int, ...]) -> list[Row]:
    """Making somebody an owner of the server, by its name of today and by the older one."""
    about = f"Make {noun} an owner of the server, or none."
    return [
        ("PATCH", f"{one}/{word}", handler, users.update, about, Body(OwnerInput), EMPTY, errors)
        for word in ("superadmin", "instance-owner")
    ]


def owner_in(body: dict[str, Json]) -> bool:
    """Whether somebody is to own the server, under either name."""
    return flag_in(body, "superAdmin") or flag_in(body, "instanceOwner")
