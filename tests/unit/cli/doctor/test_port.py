"""A port is free, taken, or a server answers there."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from tiercel.cli.doctor import port
from tiercel.service.instance.finding import Health


@pytest.fixture
def taken() -> Iterator[int]:
    """A port at which something listens that never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        yield listening.getsockname()[1]


def test_a_port_that_another_program_has(taken: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = port.look_at_port("127.0.0.1", taken)
    assert found.health is Health.BROKEN
    assert found.text.startswith(f"Can't listen on 127.0.0.1:{taken}")
    assert "--port" in found.remedy
    monkeypatch.setattr(port, "_answers", lambda host, port: True)
    assert port.look_at_port("127.0.0.1", taken).health is Health.GOOD


def test_a_free_port(taken: int) -> None:
    assert port.look_at_port("127.0.0.1", 0).health is Health.GOOD
    assert port.look_at_port("no such host", 1).health is Health.BROKEN
