"""Requests to services of models: errors in the words of the service, without the key."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

import msgspec

from tiercel.plugin import Json, Level, Metric, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest

MESSAGE_CHARS_MAX = 1000
# Tries of a request that the service is too busy for, and how long it waits at most between them.
TRIES_MAX = 4
PAUSE_SECONDS_MAX = 60.0
BUSY = frozenset({429, 500, 502, 503, 529})

USED = [
    Metric("usage.input.tokens", "counter", "token", "How many tokens were read."),
    Metric("usage.output.tokens", "counter", "token", "How many tokens were written."),
]


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A request. Shapes: `operation` is what errors call it; `body` None sends none."""

    operation: str
    url: str
    body: Json = None
    method: Literal["GET", "POST", "DELETE"] = "POST"
    params: Mapping[str, str] = {}
    headers: Mapping[str, str] = {}


class Service(Plugin):
    """A service that knows who asks by a key."""

    service: ClassVar[str]

    api_key: Annotated[str, Prop("The key of the service, best from a secret.")]

    def headers(self) -> dict[str, str]:
        """What says who asks."""
        return {"Authorization": f"Bearer {self.api_key}"}

    def patience(self) -> timedelta:
        """How long the service may be silent."""
        return timedelta(minutes=5)

    def ask(self, ctx: RunContext, request: Ask) -> dict[str, Json]:
        """The answer, an object; a busy service is asked again.

        Raises: PluginError with host, operation and the message of the service.
        """
        found = self.answer(ctx, request).json()
        if not isinstance(found, dict):
            raise PluginError(f"{self.place(request)}: the answer is no JSON object")
        return found

    def answer(self, ctx: RunContext, request: Ask) -> HttpAnswer:
        """As `ask`, as it came. Raises: PluginError."""
        sent = HttpRequest(
            url=request.url,
            method=request.method,
            params=request.params,
            headers={**self.headers(), **request.headers},
            json=msgspec.UNSET if request.body is None else request.body,
            read_timeout=self.patience(),
        )
        sent = self.prepared(sent)
        for number in range(TRIES_MAX):
            try:
                answer = ctx.http.send(sent)
            except PluginError as error:
                raise PluginError(f"{self.place(request)}: {self.masked(str(error))}") from None
            if answer.status not in BUSY or number == TRIES_MAX - 1:
                break
            seconds = pause_seconds(answer, number)
            ctx.log.write(Level.DEBUG, f"{self.service} is busy: again in {seconds:.1f} s")
            ctx.pause(timedelta(seconds=seconds))
        if answer.status >= 300:
            message = self.masked(message_of(answer))
            raise PluginError(f"{self.place(request)}: {answer.status} {message}".rstrip())
        return answer

    def prepared(self, request: HttpRequest) -> HttpRequest:
        """A request as it goes out."""
        return request

    def place(self, request: Ask) -> str:
        """How errors begin."""
        return f"{self.service} at {urlsplit(request.url).hostname}: {request.operation} failed"

    def masked(self, text: str) -> str:
        """A text without the key."""
        return text.replace(self.api_key, "****") if self.api_key else text


def pause_seconds(answer: HttpAnswer, number: int) -> float:
    """How long to wait: as the service says, else longer each time, with chance in it."""
    try:
        return min(float(answer.header("Retry-After") or ""), PAUSE_SECONDS_MAX)
    except ValueError:
        return min(2.0**number, PAUSE_SECONDS_MAX) * random.uniform(0.5, 1.0)


def message_of(answer: HttpAnswer) -> str:
    """What the service says of an error, in one of the usual forms."""
    try:
        found: Any = msgspec.json.decode(answer.content)
    except msgspec.DecodeError:
        return answer.text.strip()[:MESSAGE_CHARS_MAX]
    for name in ("error", "detail", "message"):
        if isinstance(found, dict) and found.get(name):
            found = found[name]
    return (found if isinstance(found, str) else msgspec.json.encode(found).decode())[
        :MESSAGE_CHARS_MAX
    ]


def given(**values: Json) -> dict[str, Json]:
    """The members that have a value."""
    return {name: value for name, value in values.items() if value is not None}


def json_of(text: str, name: str) -> Json:
    """The value of a JSON text in a property. Raises: PluginError."""
    try:
        return msgspec.json.decode(text)
    except msgspec.DecodeError as error:
        raise PluginError(f"`{name}` must be JSON: {error}") from None


def count_tokens(ctx: RunContext, read: Json, written: Json) -> None:
    """Publish how many tokens were used; None is unknown."""
    for metric, value in zip(USED, (read, written), strict=True):
        if isinstance(value, int):
            ctx.metrics.counter(metric.name, value)
