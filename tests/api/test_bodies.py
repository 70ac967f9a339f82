"""What any route with a body, or with labels to seek, refuses: sizes, types, broken bodies."""

from __future__ import annotations

import base64
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx2
import pytest

from tests.api.client import HELLO, PAUSING, Api
from tests.api.refusals import TOO_MANY_PARTS, everything, seed
from tiercel.model.json_types import Json
from tiercel.web.call import Call
from tiercel.web.documented import FORM, JSON, Body
from tiercel.web.http.fitting import Schema, fitted, shape_of
from tiercel.web.http.media_types import URL_FORM, is_strict
from tiercel.web.route import Route

BYTES_MAX = 64
CHUNK = b"x" * 65_536
REQUEST_BYTES_MAX = 16 * len(CHUNK)
FIELD_BYTES_MAX = 4 * len(CHUNK)
Ask = Callable[[Route, dict[str, Json]], Awaitable[httpx2.Response]]


@pytest.fixture
def overrides() -> dict[str, Json]:
    # With a key for secrets: without one they can't be written at all.
    return {
        "encryption": {"secret_key": base64.b64encode(bytes(range(32))).decode()},
        "micronaut": {"server": {"max_request_size": REQUEST_BYTES_MAX}},
    }


@pytest.fixture
async def ask(api: Api) -> Ask:
    """Sends requests to routes, with words in their paths that exist."""
    await seed(api)
    await api.create(PAUSING)
    started = (await api.post("/executions/company.team/pausing")).json()
    paused = await api.until(started["id"], "PAUSED")
    words = {
        "namespace": "company.team",
        "executionId": started["id"],
        "taskRunId": paused["taskRunList"][0]["id"],
        "id": "hello",
        "flowId": "hello",
    }

    async def asking(route: Route, options: dict[str, Json]) -> httpx2.Response:
        path = re.sub(r"{(\w+)(?::rest)?}", lambda found: words.get(found[1], "x"), route.path)
        path = path.replace("/mcp/hello", "/mcp/tools")
        if route.method == "POST" and path.endswith("/kill"):
            path = "/executions/company/kill"  # Then it starts a flow, and takes its inputs.
        query = {
            param.name: (param.schema.get("enum") or ["x"])[0]
            for param in route.params
            if param.required and param.place == "query"
        }
        sent = {**options, "params": {**query, **options.get("params", {})}}
        url = path if route.is_root else f"/api/v1{path}"
        return await api.http.request(route.method, url, **sent)

    return asking


def bodies(api: Api) -> list[tuple[Route, Body]]:
    """But that of the set-up: here there is a user, and then none is looked at."""
    return [
        (route, route.body)
        for route in api.app.routes
        if route.body is not None and route.path != "/setup"
    ]


def is_of_scim(route: Route) -> bool:
    """Whether the statuses and errors of a route are those of the standard that it implements."""
    return "/scim/v2/" in route.path


def typed(body: Body, content: bytes | Endless) -> dict[str, Json]:
    kind = body.types[0]
    boundary = "; boundary=x" if kind == FORM else ""
    return {"content": content, "headers": {"Content-Type": kind + boundary}}


async def wrong(ask: Ask, asked: list[tuple[Route, dict[str, Json]]], status: int) -> list[str]:
    """Routes that answered something else."""
    found = []
    for route, options in asked:
        answer = await ask(route, options)
        if answer.status_code != status:
            found.append(f"{answer.status_code} {route.method} {route.path} {answer.text[:90]}")
        else:
            # Errors of SCIM have it as text, as its standard does.
            assert int(answer.json()["status"]) == status
    return found


async def test_large_bodies(api: Api, ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await everything(api)
    monkeypatch.setattr(Call.body, "__defaults__", (BYTES_MAX,))
    large = b'"%s"' % (b"x" * BYTES_MAX)
    asked = [
        (route, {"files": TOO_MANY_PARTS} if FORM in body.types else typed(body, large))
        for route, body in bodies(api)
    ]
    assert await wrong(ask, asked, 413) == []
    assert await everything(api) == before
    assert len(asked) > 110


class Endless:
    """A body without end, or one that is not what it was announced as; counts what was asked."""

    def __init__(self, start: bytes = b"") -> None:
        self.bytes = 0
        self._start = start

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self._start
        while True:
            self.bytes += len(CHUNK)
            assert self.bytes < 2 * REQUEST_BYTES_MAX
            yield CHUNK


def part(name: str) -> bytes:
    return b"--x\r\nContent-Disposition: form-data; %s\r\n\r\n" % name.encode()


async def test_bodies_without_end_are_not_read_to_it(
    api: Api, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.web.http.multipart.WEB_FORM_FIELD_BYTES_MAX", FIELD_BYTES_MAX)
    before = await everything(api)
    asked: list[tuple[Route, dict[str, Json]]] = []
    for route, body in bodies(api):
        if FORM not in body.types:
            starts = [b""]
        else:
            names = ["fileUpload", "fileContent", "who", "flows"]
            starts = [
                part('name="who"'),
                *(part(f'name="{one}"; filename="a.zip"') for one in names),
            ]
        asked.extend((route, typed(body, Endless(start))) for start in starts)
    assert await wrong(ask, asked, 413) == []
    assert await everything(api) == before
    most = max(options["content"].bytes for _, options in asked)
    assert most <= REQUEST_BYTES_MAX + len(CHUNK)


async def test_bodies_that_are_announced_as_too_large_are_not_read(api: Api, ask: Ask) -> None:
    asked = [(route, typed(body, Endless())) for route, body in bodies(api)]
    for _, options in asked:
        options["headers"]["Content-Length"] = str(REQUEST_BYTES_MAX + 1)
    assert await wrong(ask, asked, 413) == []
    assert max(options["content"].bytes for _, options in asked) == 0


async def test_types_that_no_route_takes(api: Api, ask: Ask) -> None:
    before = await everything(api)
    image = {"content": b"x", "headers": {"Content-Type": "image/png"}}
    asked = [(route, image) for route, body in bodies(api) if is_strict(body)]
    assert await wrong(ask, asked, 415) == []
    assert await everything(api) == before
    assert len(asked) > 80


async def test_the_type_that_clients_send_by_default(api: Api) -> None:
    for headers in ({}, {"Content-Type": "application/ld+json"}):
        made = await api.post("/me/api-tokens", content=b'{"name": "mine"}', headers=headers)
        assert made.status_code == 200
    await api.create(HELLO)
    form = {"content": b"who=me", "headers": {"Content-Type": URL_FORM}}
    assert (await api.post("/executions/company.team/hello", **form)).status_code == 200
    empty = await api.post("/triggers/unlock/by-triggers", headers={"Content-Type": "image/png"})
    assert empty.status_code == 200


async def test_forms_of_browsers_where_json_is_wanted(api: Api, ask: Ask) -> None:
    before = await everything(api)
    form = {"content": b"{}", "headers": {"Content-Type": URL_FORM}}
    asked = [
        (route, form)
        for route, body in bodies(api)
        if is_strict(body) and not {FORM, URL_FORM}.intersection(body.types)
    ]
    assert await wrong(ask, asked, 415) == []
    assert await everything(api) == before
    assert len(asked) > 90


async def test_what_is_to_narrow_is_not_passed_over(api: Api, ask: Ask) -> None:
    before = await everything(api)
    by_query = [
        (route, body)
        for route, body in bodies(api)
        if route.path.endswith("/by-query") and not body.required
    ]
    for odd in (b"1", b'"x"', b'{"filters": {"q": 1}}', b'{"filters": 1}', b"[1]"):
        asked = [(route, typed(body, odd)) for route, body in by_query]
        assert await wrong(ask, asked, 422) == []
    assert await everything(api) == before
    assert len(by_query) > 20


async def test_members_that_a_body_does_not_have_say_nothing(api: Api, ask: Ask) -> None:
    more = []
    for route, body in bodies(api):
        shape = shape_of(body)
        is_named = (
            route.path == "/me/preferences"
        )  # Its members are names, and a wrong one is said.
        if shape is None or shape.get("type") != "object" or is_named:
            continue
        bare, with_more = [await ask(route, {"json": one}) for one in ({}, {"noMember": [1]})]
        more.append(route.path)
        assert with_more.status_code == bare.status_code, (route.path, with_more.text)
    assert len(more) > 25


async def test_one_of_a_list_may_come_alone(api: Api, ask: Ask) -> None:
    """And what is no list may come in one."""
    lists, objects = 0, 0
    for route, body in bodies(api):
        shape = shape_of(body)
        if shape is None or "{executionId}" in route.path or is_of_scim(route):
            continue
        if shape.get("type") == "array":
            one: Json = "none" if shape["items"] == {"type": "string"} else {"namespace": "none"}
            loose, strict = one, [one]
            lists += 1
        elif shape.get("type") == "object":
            loose, strict = [{"q": "none"}], {"q": "none"}
            objects += 1
        else:
            continue
        given, wanted = [await ask(route, {"json": each}) for each in (loose, strict)]
        assert given.status_code == wanted.status_code, (route.path, given.text)
        said = [answer.json() for answer in (given, wanted) if answer.status_code >= 400]
        assert [each["message"] for each in said] == [each["message"] for each in reversed(said)]
        assert given.status_code != 500
    assert lists > 20
    assert objects > 25


@pytest.mark.parametrize(("count", "is_in_thread"), [(1, False), (5_000, True)])
async def test_a_long_body_is_read_in_a_thread(
    api: Api, monkeypatch: pytest.MonkeyPatch, count: int, is_in_thread: bool
) -> None:
    threads: set[int] = set()

    def noting(value: Json, shape: Schema) -> Json:
        threads.add(threading.get_ident())
        return fitted(value, shape)

    monkeypatch.setattr("tiercel.web.call.fitted", noting)
    ids = [f"none{number}" for number in range(count)]
    assert (await api.call("DELETE", "/executions/by-ids", json=ids)).status_code < 500
    assert threads
    assert (threading.get_ident() not in threads) is is_in_thread


async def test_white_space_is_no_json(api: Api, ask: Ask) -> None:
    before = await everything(api)
    headers = {"Content-Type": JSON}
    any_text = re.compile("/webhook/|/validate")
    asked = [
        (route, {"content": blank, "headers": headers})
        for route, body in bodies(api)
        if JSON in body.types and not any_text.search(route.path)
        for blank in (b" ", b"\r\n\t", b"\x0b")
    ]
    assert await wrong(ask, asked, 422) == []
    assert await everything(api) == before
    assert len(asked) > 200


async def test_optional_bodies_may_be_empty(api: Api, ask: Ask) -> None:
    none = {"content": b"", "headers": {"Content-Type": JSON}, "params": {"q": "nothing"}}
    statuses = {
        route.path: (await ask(route, none)).status_code
        for route, body in bodies(api)
        if not body.required and route.path.endswith(("/by-query", "/by-triggers"))
    }
    assert {path for path, status in statuses.items() if status != 200} == set()
    assert len(statuses) > 20


async def test_broken_bodies(api: Api, ask: Ask) -> None:
    before = await everything(api)
    asked = [
        (route, typed(body, b"\xff{"))
        for route, body in bodies(api)
        if body.types[0] != FORM and "webhook" not in route.path
    ]
    # What is to be replaced is looked for first, and there is none.
    of_scim = [each for each in asked if is_of_scim(each[0]) and each[0].method != "PUT"]
    others = [each for each in asked if not is_of_scim(each[0])]
    assert await wrong(ask, others, 422) == []
    assert await wrong(ask, of_scim, 400) == []
    assert len(of_scim) == 6
    assert await everything(api) == before


async def test_broken_forms(api: Api, ask: Ask) -> None:
    before = await everything(api)
    broken = {"content": b"zzz", "headers": {"Content-Type": f"{FORM}; boundary=x"}}
    asked = [(route, broken) for route, body in bodies(api) if FORM in body.types]
    assert await wrong(ask, asked, 400) == []
    assert await everything(api) == before


async def test_labels_that_contradict_themselves(api: Api, ask: Ask) -> None:
    await api.run("hello")
    before = await everything(api)
    twice: dict[str, Json] = {"params": {"labels": ["a:b", "a:c"]}}
    body = {"json": [{"key": "a", "value": "b"}]}
    asked = [
        (route, twice | body if "/labels/" in route.path else twice)
        for route in api.app.routes
        if any(param.name == "labels" for param in route.params)
    ]
    assert await wrong(ask, asked, 409) == []
    assert await everything(api) == before
    assert len(asked) > 20
