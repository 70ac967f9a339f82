"""How messages of the Model Context Protocol get to a server: HTTP, or a program's input."""

from __future__ import annotations

import os
import selectors
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import monotonic
from typing import Any

import msgspec

from tiercel.plugin import Interrupted, Json, PluginError, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import MASK, message_of
from tiercel.plugin.services.foreign import web_page
from tiercel_ai.limits import MCP_LINE_BYTES_MAX, MCP_SECONDS

_STOP_SECONDS = 5


def refused(url: str, headers: Mapping[str, str], answer: HttpAnswer) -> PluginError:
    """The error of a message that the server refuses: what it says, without what headers prove."""
    words = message_of(answer)
    for secret in filter(None, (value.rpartition(" ")[2] for value in headers.values())):
        words = words.replace(secret, MASK)
    return PluginError(f"The MCP server at {url} answers {answer.status} {words}".rstrip())


class HttpTransport:
    """Streamable HTTP: each message is a request, and its response JSON or an event."""

    def __init__(
        self, ctx: RunContext, url: str, headers: Mapping[str, str], timeout: timedelta | None
    ) -> None:
        self._ctx = ctx
        self._url = url
        self._headers = dict(headers)
        self._timeout = timeout or timedelta(seconds=MCP_SECONDS)
        self._session: str | None = None

    def ask(self, message: dict[str, Json]) -> dict[str, Any]:
        content = self._send(message)
        for found in _messages_in(content):
            if found.get("id") == message["id"]:
                return found
        words = web_page(content) or "no response"
        raise PluginError(f"The MCP server at {self._url} gives {words}")

    def notify(self, message: dict[str, Json]) -> None:
        self._send(message)

    def _send(self, message: dict[str, Json]) -> str:
        session = {} if self._session is None else {"Mcp-Session-Id": self._session}
        accepted = {"Accept": "application/json, text/event-stream"}
        answer = self._ctx.http.send(
            HttpRequest(
                url=self._url,
                method="POST",
                headers={**accepted, **session, **self._headers},
                json=message,
                timeout=self._timeout,
            )
        )
        if answer.status >= 300:
            raise refused(self._url, self._headers, answer)
        self._session = answer.header("Mcp-Session-Id") or self._session
        return answer.text


class ProgramTransport:
    """A program of this machine: a message is a line of its input, a response one of its output."""

    def __init__(self, ctx: RunContext, process: subprocess.Popen[bytes]) -> None:
        self._ctx = ctx
        self._process = process
        self._left = b""

    def ask(self, message: dict[str, Json]) -> dict[str, Any]:
        self.notify(message)
        until = monotonic() + MCP_SECONDS
        while True:
            found = _decoded(self._line(until))
            if found is not None and found.get("id") == message["id"]:
                return found

    def notify(self, message: dict[str, Json]) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(msgspec.json.encode(message) + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise PluginError(f"The MCP server has ended: {error.strerror}") from None

    def _line(self, until: float) -> bytes:
        assert self._process.stdout is not None
        stream = self._process.stdout.fileno()
        with selectors.DefaultSelector() as selector:
            selector.register(stream, selectors.EVENT_READ)
            while b"\n" not in self._left:
                if self._ctx.is_stopped:
                    raise Interrupted("The task was stopped")
                if monotonic() > until:
                    raise PluginError(f"The MCP server gives no response in {MCP_SECONDS} s")
                if not selector.select(timeout=0.2):
                    continue
                piece = os.read(stream, 65536)
                if not piece:
                    raise PluginError("The MCP server has ended")
                self._left += piece
                if len(self._left) > MCP_LINE_BYTES_MAX:
                    raise PluginError("The MCP server writes a line that is too long")
        line, _, self._left = self._left.partition(b"\n")
        return line


@contextmanager
def program(
    ctx: RunContext, command: Sequence[str], env: Mapping[str, str]
) -> Iterator[ProgramTransport]:
    """A program that runs within the block. Raises: PluginError for one that is not there."""
    if not command:
        raise PluginError("`command` must name a program")
    try:
        process = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**ctx.environment, **env},
            cwd=ctx.files.path,
        )
    except OSError as error:
        raise PluginError(f"`{command[0]}` can't be started: {error.strerror}") from None
    try:
        yield ProgramTransport(ctx, process)
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for stream in (process.stdin, process.stdout):
        # What was not read before the program ended is of no use to anybody.
        with suppress(BrokenPipeError):
            if stream is not None:
                stream.close()
    try:
        process.wait(timeout=_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _messages_in(content: str) -> Iterator[dict[str, Any]]:
    """The messages of an answer: JSON, or the data of events."""
    if not content.lstrip().startswith(("event:", "data:", "id:", ":", "retry:")):
        found = _decoded(content.encode())
        if found is not None:
            yield found
        return
    for event in content.replace("\r\n", "\n").split("\n\n"):
        lines = [line[5:].strip() for line in event.split("\n") if line.startswith("data:")]
        found = _decoded("\n".join(lines).encode())
        if found is not None:
            yield found


def _decoded(line: bytes) -> dict[str, Any] | None:
    """A message; None for a line that is none, such as one of a log."""
    try:
        found = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return None
    return found if isinstance(found, dict) else None
