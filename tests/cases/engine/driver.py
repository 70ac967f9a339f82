"""How a case reaches a server: one interface for virtual time and for a real process."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, TypeVar

T = TypeVar("T")

API = "/api/v1"


@dataclass(frozen=True)
class Request:
    """One HTTP request; `params` is the query, in order."""

    method: str
    path: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """One HTTP response."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    @property
    def json(self) -> Any:
        """The body as a JSON value."""
        return json.loads(self.body)


class Driver(Protocol):
    """A server under test and its clock."""

    def call(self, request: Request) -> Answer:
        """Send a request and wait for the response."""

    def now(self) -> datetime:
        """The time of the server."""

    def sleep(self, seconds: float) -> None:
        """Let the server work for so long."""

    def wait_until(self, probe: Callable[[], T], timeout_s: float) -> T:
        """The first true value of the probe, or the last one when the time is over."""

    def restart_server(self) -> None:
        """End the server as `kill -9` does and start it on the same data."""

    def crash_worker(self) -> None:
        """Lose the worker with what it is doing; another one is there."""


class Refused(Exception):
    """A call that a case relies on was refused."""

    def __init__(self, request: Request, answer: Answer) -> None:
        super().__init__(f"{request.method} {request.path}: {answer.status} {answer.text[:500]}")
        self.answer = answer


def multipart(fields: Mapping[str, str], files: Mapping[str, str]) -> tuple[tuple[str, str], bytes]:
    """Header and body of a form with text parts and file parts."""
    boundary = "----case-boundary-7d1f"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'
        for name, text in fields.items()
    ]
    parts += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n{text}\r\n"
        for name, text in files.items()
    ]
    header = ("content-type", f"multipart/form-data; boundary={boundary}")
    return header, "".join([*parts, f"--{boundary}--\r\n"]).encode()
