"""Every JSON answer is exactly what the document declares for its route and status.

The application of the tests reads each of its answers as the declared type: a member that is not
declared, that is missing, of another type or in another place ends the test with an error.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from functools import cache

import jsonschema_rs
import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tiercel.model.json_types import Json
from tiercel.web.app import App
from tiercel.web.components import Form, described
from tiercel.web.documented import JSON
from tiercel.web.requests import ROUTE
from tiercel.web.route import Route
from tiercel.web.routing import API
from tiercel.web.views.report import ErrorView

# Compat: a text under the type of JSON.
TEXTS = (b"The execution is not terminated",)
Key = tuple[str, str, bool]


class OtherAnswer(AssertionError):
    """An answer is not what the document says."""


def checked(app: App, inner: ASGIApp) -> ASGIApp:
    """The application, which looks at its own answers."""
    routes: dict[Key, list[Route]] = defaultdict(list)
    for route in app.routes:
        routes[route.method, route.path, route.is_root].append(route)

    async def checking(scope: Scope, receive: Receive, send: Send) -> None:
        start: Message = {}
        body = b""

        async def sending(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start":
                start = message
            elif _is_json(start):
                body += message.get("body", b"")
                if not message.get("more_body", False):
                    _check(routes, scope, start, body)
            await send(message)

        await inner(scope, receive, sending)

    return checking


def _is_json(start: Message) -> bool:
    return dict(start["headers"]).get(b"content-type") == JSON.encode()


def _check(routes: dict[Key, list[Route]], scope: Scope, start: Message, body: bytes) -> None:
    if ROUTE not in scope or scope["method"] == "HEAD":
        return
    found = routes[scope["method"], scope[ROUTE], f"{API}/" not in scope["path"]]
    if not body or body in TEXTS or any(route.is_hidden for route in found):
        return
    if dict(start["headers"]).get(b"content-encoding") == b"gzip":
        body = gzip.decompress(body)
    status = start["status"]
    # A webhook answers with the status that its flow says.
    is_any_status = "/webhook/" in scope[ROUTE]
    declared = [
        answer.schema
        for route in found
        for answer in route.answers
        if answer.status == status or is_any_status
        if answer.type == JSON and answer.schema is not None
    ]
    if status >= 400:
        declared.append(ErrorView)
    problems = [problem(form, body) for form in declared]
    if None not in problems:
        place = f"{scope['method']} {scope[ROUTE]} {status}"
        text = "; ".join(map(str, problems)) or "declared without a body"
        raise OtherAnswer(f"{place}: {text}\n{body[:2000].decode()}")


def problem(form: Form | dict[str, Json] | str, body: bytes) -> str | None:
    """Why a body is not of that type."""
    if isinstance(form, str | dict):
        return None
    validator = _validator(form)
    if validator is not None:
        error = next(validator.iter_errors(msgspec.json.decode(body)), None)
        return None if error is None else f"{error.message} at {error.instance_path}"
    try:
        value = _decoder(form).decode(body)
    except msgspec.ValidationError as error:
        return str(error)
    again = msgspec.json.encode(value)
    return None if again == _bare(body) else f"{form} is only {again[:2000].decode()}"


def _bare(body: bytes) -> bytes:
    return msgspec.json.encode(msgspec.json.decode(body))


@cache
def _decoder(form: Form) -> msgspec.json.Decoder[Json]:
    return msgspec.json.Decoder(form)


@cache
def _validator(form: Form) -> jsonschema_rs.Validator | None:
    """Of a type in which others may add members; any other is decoded."""
    found = described(form, is_answer=True)
    if not any("additionalProperties" in one for one in found.components.values()):
        return None
    closed = {
        name: {"additionalProperties": False, **one} if "properties" in one else one
        for name, one in found.components.items()
    }
    schema = {**found.schema, "components": {"schemas": closed}}
    return jsonschema_rs.validator_for(schema)
