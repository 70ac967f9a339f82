"""How the routes of people are written: a row each, and the members of their bodies."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.model.json_types import Json
from tiercel.model.limits import AUTOCOMPLETE_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.service.operations.operation import AnyOperation
from tiercel.service.operations.people import users
from tiercel.web.bodies import flag_in, text_in, texts_in
from tiercel.web.call import Call
from tiercel.web.components import Form
from tiercel.web.documented import Answer, Body, Param
from tiercel.web.people_payloads import OwnerInput
from tiercel.web.route import Handler, Route

# Method, path, handler, operation, summary, body, answer and the statuses of refusals.
Row = tuple[str, str, Handler, AnyOperation, str, Body | None, Answer, tuple[int, ...]]

# Other words for the same, which the API document leaves out.
OLDER = ("/instance-owner", "/acls/actions")
EMPTY, GONE = Answer(200), Answer(204)


def routes_of(group: str, rows: Iterable[Row], **lists: tuple[Param, ...]) -> list[Route]:
    """Routes of rows; `lists` has the parameters of those whose operation ends with its word.

    What is posted has its words in the body.
    """
    return [
        Route(
            method,
            path,
            handler,
            summary,
            group,
            () if method == "POST" else lists.get(runs.name.rpartition(".")[2], ()),
            body,
            (answer,),
            errors,
            (runs,),
            is_hidden=path.endswith(OLDER),
        )
        for method, path, handler, runs, summary, body, answer, errors in rows
    ]


def shape(form: Form, status: int = 200) -> Answer:
    """An answer of that form."""
    return Answer(status, form)


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
