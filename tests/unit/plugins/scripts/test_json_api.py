"""The HTTP client of engines and clusters, against a server of one handler."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from tiercel.plugins.scripts.runner.json_api import ApiError, JsonApi
from tiercel.plugins.scripts.runner.ray.jobs import Jobs, RayError


@asynccontextmanager
async def serving(status: int, body: bytes) -> AsyncIterator[tuple[str, list[str]]]:
    seen: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        seen.append(f"{request.method} {request.path_qs} {request.headers.get('X-Key', '')}")
        return web.Response(status=status, body=body)

    server = web.Application()
    server.router.add_route("*", "/{tail:.*}", handle)
    runner = web.AppRunner(server)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}", seen
    finally:
        await runner.cleanup()


@pytest.mark.parametrize(
    ("body", "expected"), [(b'{"a": [1]}', {"a": [1]}), (b"", None), (b"OK", None)]
)
async def test_an_answer_is_its_json_or_nothing(body: bytes, expected: object) -> None:
    async with (
        serving(200, body) as (address, seen),
        JsonApi(f"{address}/", headers={"X-Key": "k"}) as api,
    ):
        assert await api.call("GET", "/x?y=1") == expected
    assert seen == ["GET /x?y=1 k"]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"message": "no such pod"}', "no such pod"),
        (b" broken \n", "broken"),
        (b"", "status 404"),
    ],
)
async def test_a_refusal_has_the_reason_of_the_server(body: bytes, reason: str) -> None:
    async with serving(404, body) as (address, _), JsonApi(address) as api:
        with pytest.raises(ApiError) as raised:
            await api.call("GET", "/x")
        assert (raised.value.message, raised.value.status) == (reason, 404)
        assert await api.call("GET", "/x", fine=(404,)) is None


async def test_a_client_has_its_own_error_and_reason() -> None:
    trace = b"Traceback\n  line\nValueError: no\n"
    async with serving(500, trace) as (address, _), Jobs(address, {}, True) as jobs:
        with pytest.raises(RayError) as raised:
            await jobs.submit({"a": 1})
    assert (raised.value.message, raised.value.status) == ("ValueError: no", 500)


async def test_what_is_gone_is_fine_to_stop() -> None:
    async with serving(404, b"none") as (address, seen), Jobs(address, {}, True) as jobs:
        await jobs.stop("j")
        await jobs.delete("j")
        with pytest.raises(RayError, match="none"):
            await jobs.job("j")
    assert seen == ["POST /api/jobs/j/stop ", "DELETE /api/jobs/j ", "GET /api/jobs/j "]
