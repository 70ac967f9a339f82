"""Clients that begin and do not go on, over real connections: they are not waited for for ever."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from tests.api.serving import served
from tiercel.bootstrap import Application
from tiercel.cli.serving import http_protocol
from tiercel.cli.serving.connections import Connections
from tiercel.cli.serving.http_protocol import bounded

PATIENCE_SECONDS = 20
PING = b"GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n"
PUT = b"PUT /api/v1/namespaces/a/kv/k HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n1"
LARGE_BYTES = 8_000_000
# An execution that nobody has: that is known before the file is read.
UPLOAD = (
    b"POST /api/v1/executions/nobody/resume HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: multipart/form-data; boundary=edge\r\nContent-Length: %d\r\n\r\n"
) % LARGE_BYTES
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@pytest.fixture
def most() -> int:
    """Connections at once."""
    return 100


@pytest.fixture
def head_seconds() -> float:
    """How long a head may take."""
    return 0.2


@pytest.fixture
def stall_seconds() -> float:
    """How long a body may stand still."""
    return 0.2


@pytest.fixture
async def port(
    application: Application, most: int, head_seconds: float, stall_seconds: float
) -> AsyncIterator[int]:
    protocol = bounded(Connections(most), head_seconds)
    protocol.stall_seconds = stall_seconds
    async with served(application, protocol) as (number, _):
        yield number


@contextlib.asynccontextmanager
async def connected(port: int, first: bytes = b"") -> AsyncIterator[Ends]:
    """A client that has sent something."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(first)
        yield reader, writer
    finally:
        writer.close()


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """What comes until the connection is closed."""
    received = b""
    async with asyncio.timeout(PATIENCE_SECONDS):
        with contextlib.suppress(ConnectionError):
            while piece := await reader.read(1_000):
                received += piece
    return received


async def is_answered(ends: Ends) -> bool:
    """Whether a request on that connection is."""
    reader, writer = ends
    async with asyncio.timeout(PATIENCE_SECONDS):
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            writer.write(PING)
            return await reader.readuntil(b"pong") != b""
    return False


async def test_a_head_that_does_not_end_is_refused(port: int) -> None:
    async with connected(port, PING[:-2]) as (reader, _):
        assert (await rest_of(reader)).startswith(b"HTTP/1.1 408 ")


async def test_a_head_that_comes_in_drops_is_refused(port: int) -> None:
    async with connected(port, PING[:-2]) as (reader, writer):
        closed = asyncio.create_task(rest_of(reader))
        while not closed.done():
            writer.write(b"X: y\r\n")
            await asyncio.sleep(0.02)
        assert b" 200 " not in await closed


async def test_a_client_that_says_nothing_is_left(port: int) -> None:
    async with connected(port) as (reader, _):
        assert await rest_of(reader) == b""


async def test_empty_lines_are_no_request(port: int) -> None:
    async with connected(port, PING) as (reader, writer):
        closed = asyncio.create_task(rest_of(reader))
        while not closed.done():
            writer.write(b"\r\n")
            await asyncio.sleep(0.02)
        assert (await closed).count(b"HTTP/1.1") <= 2


async def test_a_body_that_stands_still_ends_its_request(port: int) -> None:
    async with connected(port, PUT) as (reader, _):
        assert await rest_of(reader) == b""


@pytest.mark.parametrize("stall_seconds", [1.0])
async def test_a_body_that_goes_on_is_read(port: int) -> None:
    async with connected(port, PUT) as (reader, writer):
        for _ in range(8):
            await asyncio.sleep(0.2)
            writer.write(b"1")
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(("most", "head_seconds"), [(3, 600.0)])
async def test_half_open_requests_keep_nobody_out(port: int) -> None:
    async with contextlib.AsyncExitStack() as stack:
        half = [await stack.enter_async_context(connected(port, PING[:9])) for _ in range(10)]
        for _ in range(3):
            async with connected(port) as ends:
                assert await is_answered(ends)
        for reader, _ in half[:7]:
            assert await rest_of(reader) == b""


@pytest.mark.parametrize(("most", "head_seconds", "stall_seconds"), [(2, 600.0, 600.0)])
async def test_a_request_that_is_answered_keeps_its_connection(port: int) -> None:
    asked = PUT.replace(b"\r\n", b"\r\nExpect: 100-continue\r\n", 1)
    async with contextlib.AsyncExitStack() as stack:
        reader, writer = await stack.enter_async_context(connected(port, asked))
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        for _ in range(10):
            await stack.enter_async_context(connected(port))
        writer.write(b"2345678 ")
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize(("head_seconds", "stall_seconds"), [(600.0, 600.0)])
async def test_whoever_sends_all_of_a_refused_body_reads_the_answer_and_goes_on(port: int) -> None:
    async with connected(port, UPLOAD) as (reader, writer):
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert (await reader.readline()).startswith(b"HTTP/1.1 404 ")
            writer.write(b"x" * LARGE_BYTES)
            await writer.drain()
        assert await is_answered((reader, writer))


@pytest.mark.parametrize(("head_seconds", "stall_seconds"), [(600.0, 600.0)])
async def test_a_refused_body_that_does_not_end_is_cut_off(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_protocol, "WEB_LEFTOVER_BYTES_MAX", LARGE_BYTES // 8)
    async with connected(port, UPLOAD) as (reader, writer):
        assert (await reader.readline()).startswith(b"HTTP/1.1 404 ")
        writer.write(b"x" * (LARGE_BYTES // 2))
        await rest_of(reader)
        assert not await is_answered((reader, writer))
