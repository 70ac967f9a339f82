"""The function `http` against a server of the test on loopback."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from ipaddress import ip_network
from typing import Any

import pytest
from aiohttp import web

from tiercel.expr import ExpressionError
from tiercel.model.networks import NetworkRules
from tiercel.runtime.http_lookup import HttpLookup

http_lookup = HttpLookup(NetworkRules())


async def echo(request: web.Request) -> web.Response:
    return web.json_response(
        {
            "method": request.method,
            "query": dict(request.query),
            "body": (await request.read()).decode(),
            "agent": request.headers["User-Agent"],
            "type": request.headers.get("Content-Type"),
            "own": request.headers.get("X-Own"),
        }
    )


async def other(request: web.Request) -> web.Response:
    answers: dict[str, Callable[[], web.Response]] = {
        "none": lambda: web.Response(status=204),
        "text": lambda: web.Response(text="plain"),
        "yaml": lambda: web.Response(text="a: 1", content_type="application/yaml"),
        "missing": lambda: web.json_response({"error": "no"}, status=404),
    }
    return answers[request.match_info["name"]]()


@pytest.fixture
async def url() -> AsyncIterator[str]:
    app = web.Application()
    app.router.add_route("*", "/echo", echo)
    app.router.add_get("/{name}", other)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def test_a_request_with_everything(url: str) -> None:
    answer = await http_lookup(
        {
            "uri": f"{url}/echo",
            "method": "POST",
            "query": {"q": "a b", "n": 1, "t": True},
            "body": {"x": [1, 2]},
            "headers": {"X-Own": "yes"},
        }
    )
    assert answer == {
        "method": "POST",
        "query": {"q": "a b", "n": "1", "t": "true"},
        "body": '{"x":[1,2]}',
        "agent": "Kestra",
        "type": "application/json",
        "own": "yes",
    }


@pytest.mark.parametrize(("name", "expected"), [("none", None), ("yaml", {"a": 1})])
async def test_answers(url: str, name: str, expected: Any) -> None:
    assert await http_lookup({"uri": f"{url}/{name}"}) == expected


async def test_other_texts_are_an_error(url: str) -> None:
    with pytest.raises(ExpressionError, match="Failed to execute HTTP request"):
        await http_lookup({"uri": f"{url}/text"})


async def test_an_error_status_is_an_error_unless_allowed(url: str) -> None:
    missing = {"uri": f"{url}/missing"}
    with pytest.raises(ExpressionError, match="server respond with status 404 : Not Found"):
        await http_lookup(missing)
    for options in ({"allowFailed": True}, {"allowedResponseCodes": [404]}):
        assert await http_lookup({**missing, "options": options}) == {"error": "no"}


async def test_a_denied_network_is_an_error(url: str) -> None:
    lookup = HttpLookup(NetworkRules(deny=(ip_network("127.0.0.0/8"),)))
    with pytest.raises(ExpressionError, match=r"in a network that tiercel\.http-tasks\.deny names"):
        await lookup({"uri": f"{url}/none"})


async def test_nobody_listening_is_an_error() -> None:
    with pytest.raises(ExpressionError, match="Failed to execute HTTP request"):
        await http_lookup({"uri": "http://127.0.0.1:1/"})
