"""Nonsense in every place of every route: refused, never a server error."""

from __future__ import annotations

import random
from urllib.parse import quote

import pytest

from tests.api.client import HELLO, HOOK, Api
from tiercel.model.json_types import Json
from tiercel.web.route import Route

WORDS = [
    "company.team",
    "hello",
    "x",
    "",
    " ",
    "..",
    "%00",
    "a/b",
    "ü☃",
    "'; drop table--",
    "-1",
    "0",
    "999999999999999999999",
    "1e400",
    "true",
    "null",
    "[]",
    "{}",
    "2024-02-30T00:00:00Z",
    "PT1S",
    "P999999999D",
    "SUCCESS",
    "id:asc",
    "a:b",
    "kestra:///company/team/x",
    "[",
    "*",
    "\\",
    "a" * 3000,
    "\0",
    "x\ny",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "-P1D",
    ".*(a+)+$",
]
BODIES: list[bytes] = [
    b"",
    b"{}",
    b"[]",
    b"null",
    b"1",
    b'"text"',
    b"[1, null, {}]",
    b'{"ids": 1, "keys": [1], "triggers": [{}], "flows": [[]], "expressions": [{}]}',
    b'{"namespace": 1, "id": [], "flowId": {}, "triggerId": null, "backfill": 3}',
    b'[{"namespace": "company.team", "id": "hello", "key": 1, "value": []}]',
    b'{"startDate": "x", "endDate": 5, "name": {}, "username": [], "password": 1}',
    b"id: a\nnamespace: b\ntasks: [{}]",
    b"id: [a\n",
    b"\xff\xfe\x00\x01",
    b"{" * 2000,
]
TYPES = ["application/json", "application/x-yaml", "text/plain", "", "multipart/form-data"]
ROUNDS = 6


def a_request(route: Route, chance: random.Random) -> tuple[str, dict[str, Json]]:
    """A path and options for a route, from words that mean nothing there."""
    segments = []
    for segment in route.path.strip("/").split("/"):
        word = chance.choice(WORDS) if segment.startswith("{") else segment
        segments.append(quote(word or "_", safe=""))
    names = [param.name for param in route.params if param.place == "query"]
    query = [(name, chance.choice(WORDS)) for name in names if chance.random() < 0.5]
    if chance.random() < 0.2:
        query.append(("filters[flowId][EQUALS]", chance.choice(WORDS)))
    options: dict[str, Json] = {"params": query}
    if route.method in ("POST", "PUT", "PATCH", "DELETE") and chance.random() < 0.8:
        options["content"] = chance.choice(BODIES)
        kind = chance.choice(TYPES)
        if kind:
            options["headers"] = {"Content-Type": kind}
    return "/".join(["", *segments]), options


@pytest.mark.parametrize("seed", range(ROUNDS))
async def test_no_request_is_a_server_error(api: Api, seed: int) -> None:
    await api.create(HELLO)
    await api.create(HOOK)
    for route in api.app.routes:
        # What one route is asked does not depend on which others there are.
        chance = random.Random(f"{seed} {route.method} {route.path}")
        if route.is_root or "follow" in route.path or route.path in ("/setup", "/basicAuth"):
            continue
        path, options = a_request(route, chance)
        response = await api.call(route.method, path, **options)
        shown = (route.method, path, options, response.text[:300])
        is_off = response.status_code == 503 and "/ai/" in path
        assert response.status_code < 500 or is_off, shown
        if response.status_code >= 400 and response.content:
            # Errors of SCIM have the member of its standard.
            text = "detail" if "/scim/v2/" in path else "message"
            assert response.json()[text] is not None, shown
