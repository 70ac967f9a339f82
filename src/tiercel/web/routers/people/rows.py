"""How the routes of people are written: a row each, and the members of their bodies."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.service.access.tokens import ApiToken, NewToken
from tiercel.service.operations.operation import AnyOperation
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.call import Call
from tiercel.web.components import Form
from tiercel.web.documented import Answer, Body, Param
from tiercel.web.http.answers import json_answer
from tiercel.web.params import parse_duration
from tiercel.web.route import Handler, Route
from tiercel.web.views.access import TokensView, TokenView, token_view

# Method, path, handler, operation, summary, body, answer and the statuses of refusals.
Row = tuple[str, str, Handler, AnyOperation, str, Body | None, Answer, tuple[int, ...]]

# Other words for the same, which the API document leaves out.
OLDER = ("/instance-owner", "/acls/actions")
TOKENS = Answer(schema=TokensView)
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


def created_token(status: int = 200) -> Answer:
    """A token with its text."""
    return Answer(status, TokenView)


def tokens_answer(tokens: Iterable[ApiToken]) -> Response:
    """All tokens of somebody."""
    found = [token_view(token) for token in tokens]
    return json_answer(TokensView(len(found), found))


async def new_token(call: Call) -> NewToken:
    """What a body asks of a token. Raises: Refused."""
    body = await call.json_map("token")
    age = text_in(body, "maxAge")
    return NewToken(
        name=text_in(body, "name") or "",
        description=text_in(body, "description"),
        max_age=parse_duration("maxAge", age) if age else None,
        extended=flag_in(body, "extended"),
    )


def owner_in(body: dict[str, Json]) -> bool:
    """Whether somebody is to own the server, under either name."""
    return flag_in(body, "superAdmin") or flag_in(body, "instanceOwner")
