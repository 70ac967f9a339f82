"""One real server for this folder, asked directly and through each proxy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from tests.e2e.server import Server, running
from tests.proxies.fronts import Missing, haproxy, nginx


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server itself."""
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session")
def behind_nginx(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an nginx before it."""
    yield from _port_of(nginx, tmp_path_factory.mktemp("nginx"), server)


@pytest.fixture(scope="session")
def behind_haproxy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of an HAProxy before it."""
    yield from _port_of(haproxy, tmp_path_factory.mktemp("haproxy"), server)


@pytest.fixture(params=["direct", "nginx", "haproxy"])
def port(request: pytest.FixtureRequest, server: Server) -> int:
    """Where clients ask."""
    if request.param == "direct":
        return server.port
    found: int = request.getfixturevalue(f"behind_{request.param}")
    return found


def _port_of(
    front: Callable[[Path, int], AbstractContextManager[int]], folder: Path, server: Server
) -> Iterator[int]:
    try:
        with front(folder, server.port) as port:
            yield port
    except Missing as error:
        pytest.skip(str(error))
