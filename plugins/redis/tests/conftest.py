"""A server for all tests of a process, whose keys each test names itself."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator

import pytest
from fakeredis import TcpFakeServer

from tests.families.servers import free_port, program, running

PASSWORD = "canary-31cc"


@pytest.fixture(scope="session")
def port() -> Iterator[int]:
    """Of Redis itself."""
    path = program("redis-server", "redis-server")
    asked = ["--save", "", "--bind", "127.0.0.1", "--requirepass", PASSWORD]
    with running(lambda number, folder: [path, "--port", str(number), *asked]) as number:
        yield number


@pytest.fixture(scope="session")
def url(port: int) -> str:
    return f"redis://:{PASSWORD}@127.0.0.1:{port}/0"


@pytest.fixture(scope="session")
def json_url() -> Iterator[str]:
    """Of a stand-in that has the module for JSON, and sets of vectors where it can."""
    number = free_port()
    with TcpFakeServer(("127.0.0.1", number), server_type="redis", server_version=(8,)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"redis://127.0.0.1:{number}/0"
        server.shutdown()
        thread.join()


@pytest.fixture
def key() -> str:
    return f"key-{secrets.token_hex(4)}"
