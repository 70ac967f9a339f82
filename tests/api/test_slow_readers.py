"""Clients that do not read, over real connections: they cost little, and not for long."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import uvicorn

from tests.api.serving import served
from tiercel.bootstrap import Application
from tiercel.cli.serving.connections import Connections
from tiercel.cli.serving.http_protocol import BoundedProtocol, bounded
from tiercel.model.limits import WEB_EVENT_PIECE_BYTES
from tiercel.model.log import Level, LogEntry

EXECUTION = "e1"
LINE = "x" * 1_000
LINES = 2_000
BATCH = 200
# One piece, and what HTTP writes around it.
BUFFER_BYTES_MAX = WEB_EVENT_PIECE_BYTES + 32
PATIENCE_SECONDS = 20


class Watched:
    """A server on a free port, whose connections can be looked at."""

    def __init__(self, port: int, server: uvicorn.Server, application: Application) -> None:
        self.port = port
        self.streams: list[Stream] = []
        self._server = server
        self._application = application

    @property
    def buffers(self) -> list[int]:
        """Bytes that wait in the process, per connection."""
        return [
            connection.transport.get_write_buffer_size()
            for connection in self._server.server_state.connections
            if isinstance(connection, BoundedProtocol) and not connection.transport.is_closing()
        ]

    async def log(self, count: int, message: str = LINE) -> None:
        """Write that many entries, notifications included."""
        entry = LogEntry("company.team", "hello", datetime.now(UTC), Level.INFO, message, EXECUTION)
        async with self._application.ports.store.transaction() as tx:
            tx.logs.add([entry] * count)

    async def follow(self, path: str = f"/logs/{EXECUTION}/follow") -> Stream:
        """A client that has asked for a stream; what it does not read stays with the server."""
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.setblocking(False)
        await asyncio.get_running_loop().sock_connect(connection, ("127.0.0.1", self.port))
        request = f"GET /api/v1{path} HTTP/1.1\r\nHost: localhost\r\n\r\n"
        await asyncio.get_running_loop().sock_sendall(connection, request.encode())
        stream = Stream(connection)
        self.streams.append(stream)
        return stream

    async def until_open(self, count: int) -> None:
        """Wait until there are so many connections."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if len(self.buffers) == count:
                    return
                await asyncio.sleep(0.01)


class Stream:
    """The side of a client."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    async def lines(self, count: int) -> float:
        """Read until so many entries have come; the seconds that took."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        found = 0
        async with asyncio.timeout(PATIENCE_SECONDS):
            while found < count:
                data = await loop.sock_recv(self._connection, 2**20)
                assert data, "the server closed the connection"
                found += data.count(b"id: progress")
        return loop.time() - began

    async def some(self, size: int) -> None:
        """Read about so many bytes."""
        assert await asyncio.get_running_loop().sock_recv(self._connection, size)

    def close(self) -> None:
        """Leave."""
        self._connection.close()


@pytest.fixture
def stall_seconds() -> float:
    """How long a client may read nothing."""
    return 60.0


@pytest.fixture
async def watched(application: Application, stall_seconds: float) -> AsyncIterator[Watched]:
    impatient = bounded(Connections(100), head_seconds=60.0)
    impatient.stall_seconds = stall_seconds
    async with served(application, impatient) as (port, server):
        watched = Watched(port, server, application)
        try:
            yield watched
        finally:
            for stream in watched.streams:
                stream.close()


async def peak_of(watched: Watched, reader: Stream, lines: int) -> int:
    """The most that waited for any client while so many lines were written and read."""
    peak = 0
    for _ in range(lines // BATCH):
        await watched.log(BATCH)
        await reader.lines(BATCH)
        peak = max(peak, *watched.buffers)
    return peak


async def test_clients_that_do_not_read_cost_the_same_however_much_happens(
    watched: Watched,
) -> None:
    for _ in range(5):
        await watched.follow()
    reader = await watched.follow()
    first = await peak_of(watched, reader, LINES)
    later = await peak_of(watched, reader, 3 * LINES)
    assert 0 < first <= BUFFER_BYTES_MAX
    assert 0 < later <= BUFFER_BYTES_MAX
    assert sum(size > 0 for size in watched.buffers) >= 5


async def test_large_entries_wait_in_pieces(watched: Watched) -> None:
    await watched.follow()
    reader = await watched.follow()
    for _ in range(20):
        await watched.log(10, "y" * 60_000)
        await reader.lines(10)
        assert max(watched.buffers) <= BUFFER_BYTES_MAX


async def test_those_who_read_are_not_slowed(watched: Watched) -> None:
    reader = await watched.follow()
    await watched.log(LINES)
    alone = await reader.lines(LINES)
    for _ in range(20):
        await watched.follow()
    await watched.log(LINES)
    crowded = await reader.lines(LINES)
    # The others take their first lines meanwhile, so it is no exact measure.
    assert crowded < 4 * alone + 2


@pytest.mark.parametrize("stall_seconds", [1.5])
async def test_a_client_that_takes_nothing_is_cut_off_and_its_stream_ends(
    watched: Watched,
) -> None:
    reader = await watched.follow()
    await watched.log(1)
    await reader.lines(1)
    tasks = len(asyncio.all_tasks())
    for path in (f"/logs/{EXECUTION}/follow", f"/logs/{EXECUTION}/follow?minLevel=INFO"):
        await watched.follow(path)
    await watched.until_open(3)
    await peak_of(watched, reader, LINES)
    await watched.until_open(1)
    await peak_of(watched, reader, BATCH)
    assert len(asyncio.all_tasks()) == tasks


@pytest.mark.parametrize("stall_seconds", [1.5])
async def test_a_slow_client_that_takes_something_is_kept(watched: Watched) -> None:
    slow = await watched.follow()
    await watched.log(LINES)
    for _ in range(25):
        await slow.some(20_000)
        await asyncio.sleep(0.1)
    assert len(watched.buffers) == 1
    assert watched.buffers[0] <= BUFFER_BYTES_MAX
