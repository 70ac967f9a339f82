"""A web application that is loaded when the first request comes."""

from __future__ import annotations

import asyncio
import threading
from functools import cached_property
from typing import Any, cast

import pytest

from tiercel.cli.serving.application import Application
from tiercel.cli.serving.first_request import LoadedOnFirstRequest


class Web:
    """Notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.is_closed = False

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked.append(scope["path"])

    def close(self) -> None:
        self.is_closed = True


class Wired:
    """A server that notes where its web application was loaded; it fails so many times."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.loaded_in: list[int] = []

    @cached_property
    def app(self) -> Web:
        self.loaded_in.append(threading.get_ident())
        if len(self.loaded_in) <= self.failures:
            raise OSError("no more files")
        return Web()


async def ask(web: LoadedOnFirstRequest, path: str) -> None:
    await web({"type": "http", "path": path}, None, None)


async def test_it_is_loaded_once_and_not_by_the_loop() -> None:
    server = Wired()
    web = LoadedOnFirstRequest(cast("Application", server))
    assert server.loaded_in == []
    await asyncio.gather(*(ask(web, f"/{number}") for number in range(3)))
    await ask(web, "/3")
    assert len(server.loaded_in) == 1
    assert server.loaded_in != [threading.get_ident()]
    assert sorted(server.app.asked) == ["/0", "/1", "/2", "/3"]


async def test_a_server_that_nobody_asked_is_closed_without_it() -> None:
    server = Wired()
    web = LoadedOnFirstRequest(cast("Application", server))
    web.close()
    assert server.loaded_in == []
    await ask(web, "/")
    web.close()
    assert server.app.is_closed


async def test_what_could_not_be_loaded_is_loaded_with_the_next_request() -> None:
    server = Wired(failures=1)
    web = LoadedOnFirstRequest(cast("Application", server))
    with pytest.raises(OSError, match="no more files"):
        await ask(web, "/1")
    await ask(web, "/2")
    assert server.app.asked == ["/2"]
