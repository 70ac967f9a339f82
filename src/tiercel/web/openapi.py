"""The OpenAPI 3.1 document, made of the route table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus

from tiercel import __version__
from tiercel.model.json_types import Json
from tiercel.web.components import Described, components_of, described
from tiercel.web.documented import (
    BINARY,
    EVENTS,
    FORM,
    IDEMPOTENCY_KEY,
    JSON,
    SCIM,
    TEXT,
    Answer,
    Body,
    Param,
)
from tiercel.web.http.media_types import given_types, is_strict
from tiercel.web.param_kinds import DURATION
from tiercel.web.route import Route
from tiercel.web.views.report import ErrorView

API = "/api/v1"
PLAIN = (TEXT, BINARY, FORM)
# A source in a form that is parsed; whether it is a right one, the answer says.
PARSED: dict[str, Json] = {
    "type": ["object", "array", "string", "number", "boolean", "null"],
    "items": {},
    "description": "The source.",
}
EVENT: dict[str, Json] = {
    "type": "object",
    "description": "One event; `id` names it and `data` is a JSON text.",
    "properties": {"id": {"type": "string"}, "data": {"type": "string"}},
}
ABOUT = (
    "Every path may also be called with the tenant: /api/v1/main/…\n\n"
    "Any route may answer 401 or 429 without the right credentials, 403 without the permission that"
    " it takes and to a change that a page of another site asks for, 421 under a name that is not"
    " the server's, and 503 while too much is"
    " being sent."
)
# Whatever the parts are called, each is a source.
SOURCES_IN_PARTS: dict[str, Json] = {
    "type": "object",
    "properties": {"flows": {"type": "string"}},
    "additionalProperties": False,
}
REPLAYED: dict[str, Json] = {
    "Idempotency-Replayed": {
        "description": "true when the answer is of an earlier request with the same key.",
        "schema": {"type": "string", "enum": ["true"]},
    }
}
# As the errors of these call themselves. From Python 3.13 on the library has other names for them.
REASONS = {413: "Request Entity Too Large", 422: "Unprocessable Entity"}
_PATH_PARAM = re.compile(r"\{([^}:]+)(?::rest)?\}")


def document(routes: Iterable[Route], server_url: str = "") -> dict[str, Json]:
    """All routes that are not hidden, by path and method."""
    paths: dict[str, dict[str, Json]] = {}
    ids: set[str] = set()
    shown = [route for route in routes if not route.is_hidden]
    for route in shown:
        prefix = "" if route.is_root else API
        path = prefix + _PATH_PARAM.sub(r"{\1}", route.path)
        operation = _operation(route)
        if operation["operationId"] in ids:
            # Two spellings of a path: with a hyphen, and with a slash in its place.
            operation["operationId"] += "2"
        ids.add(operation["operationId"])
        paths.setdefault(path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tiercel",
            "version": __version__,
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": server_url or "/"}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components_of(_all_described(shown)),
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
        "security": [{}, {"basic": []}, {"token": []}],
    }


def _all_described(routes: Iterable[Route]) -> Iterator[Described]:
    """The types that routes are declared with."""
    yield described(ErrorView, is_answer=True)
    for route in routes:
        for answer in route.answers:
            if answer.schema is not None:
                yield described(answer.schema, is_answer=True)
        if route.body is not None:
            yield described(route.body.schema, is_answer=False)


def _operation(route: Route) -> dict[str, Json]:
    operation: dict[str, Json] = {
        "operationId": _operation_id(route),
        "summary": route.summary,
        "tags": [route.group],
        "responses": _responses(route),
    }
    described = {param.name for param in route.params if param.place == "path"}
    asked = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PATH_PARAM.findall(route.path)
        if name not in described
    ]
    asked.extend(_parameter(param) for param in route.params)
    if route.makes:
        asked.append(_parameter(IDEMPOTENCY_KEY))
    if asked:
        operation["parameters"] = asked
    if route.body is not None:
        operation["requestBody"] = _request_body(route.body)
    if route.is_open:
        operation["security"] = [{}]
    return operation


def _operation_id(route: Route) -> str:
    words = [word for word in re.split(r"[^a-zA-Z0-9]+", route.path) if word and word != "rest"]
    return route.method.lower() + "".join(word[0].upper() + word[1:] for word in words)


def _parameter(param: Param) -> dict[str, Json]:
    found: dict[str, Json] = {
        "name": param.name,
        "in": param.place,
        "description": param.description,
        "required": param.required,
        "schema": param.schema,
    }
    is_plain = param.schema.get("type") in ("boolean", "integer")
    is_plain = is_plain or "enum" in param.schema or "enum" in param.schema.get("items", {})
    if param.place == "query" and not param.required and (is_plain or _is_time(param.schema)):
        # Compat: `?size=` asks for nothing, as if it was not there.
        found["allowEmptyValue"] = True
    return found


def _is_time(schema: dict[str, Json]) -> bool:
    return schema.get("format") == "date-time" or schema.get("pattern") == DURATION


def _request_body(body: Body) -> dict[str, Json]:
    schema = described(body.schema, is_answer=False).schema
    content = {kind: _content(_schema_in(schema, kind), body.example) for kind in body.types}
    return {"required": body.required, "content": content}


def _schema_in(schema: dict[str, Json], kind: str) -> dict[str, Json]:
    """The schema; a text may say anything where the media type is one that can be parsed."""
    is_text = schema.get("type") == "string"
    if is_text and kind == FORM:
        return SOURCES_IN_PARTS
    if not is_text:
        return {"type": "string"} if kind == TEXT else schema
    return schema if kind in PLAIN else PARSED


def _responses(route: Route) -> dict[str, Json]:
    found: dict[str, Json] = {}
    error = described(ErrorView, is_answer=True)
    for answer in route.answers:
        response = _response(answer)
        if route.makes:
            response["headers"] = REPLAYED
        there = found.setdefault(str(answer.status), response)
        if there is not response:
            _add(there, response.get("content", {}))
    for status in sorted(usual_errors(route).union(route.errors)):
        response = {"description": _reason(status)}
        if status not in (301, 401):
            response["content"] = {JSON: _content(error.schema, None)}
        found.setdefault(str(status), response)
    return found


def _reason(status: int) -> str:
    return REASONS.get(status) or HTTPStatus(status).phrase


def _add(response: dict[str, Json], content: dict[str, Json]) -> None:
    """One more thing that a response may carry."""
    there = response.setdefault("content", {})
    for kind, added in content.items():
        if kind in there:
            schema = there[kind]["schema"]
            options = [*schema.get("anyOf", [schema]), added["schema"]]
            there[kind] = {**there[kind], "schema": {"anyOf": options}}
        else:
            there[kind] = added


def usual_errors(route: Route) -> set[int]:
    """What any route with such parameters and such a body may refuse them with."""
    found = {422} if any(param.is_typed for param in route.params) else set()
    found |= {406} if given_types(route) else set()
    if route.makes:
        # A key that is none, and one that was used for another request.
        found |= {409, 422}
    if any(param.name == "labels" for param in route.params):
        # A label that is sought with two values has none that fits.
        found |= {409, 422}
    if route.body is not None:
        # Of what a form holds, and of a message of SCIM, only the routes know what there is to
        # refuse.
        is_own = route.body.types == (FORM,) or SCIM in route.body.types
        found |= {413} if is_own else {413, 422}
        found |= {415} if is_strict(route.body) else set()
        # A form may be broken before anything in it can be looked at.
        found |= {400} if FORM in route.body.types else set()
    return found


def _response(answer: Answer) -> dict[str, Json]:
    about = answer.description or _reason(answer.status)
    response: dict[str, Json] = {"description": about}
    if answer.schema is not None:
        schema = described(answer.schema, is_answer=True).schema
        schema = EVENT if answer.type == EVENTS else _schema_in(schema, answer.type)
        response["content"] = {answer.type: _content(schema, answer.example)}
    return response


def _content(schema: dict[str, Json], example: Json) -> dict[str, Json]:
    found: dict[str, Json] = {"schema": schema}
    if example is not None:
        found["example"] = example
    return found
