"""Requests that the documents show with curl: the API has such a route, and takes such a body."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from jsonschema import Draft202012Validator

from tiercel.bootstrap import build
from tiercel.settings import Settings
from tiercel.web.documented import JSON
from tiercel.web.openapi import document
from tiercel.web.routing import API, TENANT

# Options with a value that says nothing of the request itself.
_PASSED_OVER = ("-u",)
_ADDRESS = re.compile(rf"^(?:https?://)?(?:\$SERVER|localhost:8080)({API}/.+)$")


class ShownRequest(msgspec.Struct, kw_only=True):
    """What a line of curl asks for; a body that is read from a file is None."""

    method: str
    path: str
    headers: dict[str, str]
    body: str | None


def request_of(words: list[str]) -> ShownRequest:
    """The request of the words after `curl`. Raises: AssertionError for one that is not ours."""
    found: dict[str, str] = {}
    headers: dict[str, str] = {}
    rest = iter(words)
    for word in rest:
        if word == "-H":
            name, _, value = next(rest).partition(": ")
            headers[name.lower()] = value
        elif word in ("-X", "-d"):
            found[word] = next(rest)
        elif word in _PASSED_OVER:
            next(rest)
        else:
            address = _ADDRESS.match(word)
            assert address, f"curl {word}"
            found["path"] = address[1].replace(f"{API}/{TENANT}/", f"{API}/", 1)
    body = found.get("-d")
    return ShownRequest(
        method=found.get("-X", "GET" if body is None else "POST").lower(),
        path=found["path"],
        headers=headers,
        body=None if body is None or body.startswith("@") else body,
    )


def faults_of(request: ShownRequest) -> list[str]:
    """What the document of the API does not know of a request."""
    operation = _operation(request)
    if operation is None:
        return [f"no route for {request.method.upper()} {request.path}"]
    if request.body is None:
        return []
    if request.headers.get("content-type") != JSON:
        return ["curl sends a form unless a header says that it is JSON"]
    schema = operation["requestBody"]["content"][JSON]["schema"]
    return list(_faults_in(schema, json.loads(request.body)))


def _faults_in(schema: dict[str, Any], body: Any) -> Iterator[str]:
    components = _document()["components"]
    validator = Draft202012Validator({**schema, "components": components})
    yield from (each.message for each in validator.iter_errors(body))
    known = components["schemas"].get(schema.get("$ref", "").rpartition("/")[2], {})
    if isinstance(body, dict) and "properties" in known:
        yield from (f"unknown member {name}" for name in body.keys() - known["properties"])


def _operation(request: ShownRequest) -> dict[str, Any] | None:
    for path, operations in _document()["paths"].items():
        pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(path))
        if re.fullmatch(pattern, request.path) and request.method in operations:
            found: dict[str, Any] = operations[request.method]
            return found
    return None


@cache
def _document() -> dict[str, Any]:
    in_memory = Settings.model_validate({"repository": {"type": "memory"}})
    return document(asyncio.run(build(in_memory)).app.routes)
