"""Requests to services of models: errors in the words of the service, without the key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Metric, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpService, Repeats

# Of a request that the service is too busy for.
TRIES_MAX = 4

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


class Service(HttpService):
    """A service that knows who asks by a key."""

    api_key: Annotated[str, Prop("The key of the service, best from a secret.")]

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """What says who asks."""
        return {"Authorization": f"Bearer {self.api_key}"}

    def secrets(self) -> Iterable[str | None]:
        """The key."""
        return (self.api_key,)

    def patience(self) -> timedelta:
        """How long the service may be silent."""
        return timedelta(minutes=5)

    def repeats(self, request: HttpRequest) -> Repeats:
        """A busy service is asked again."""
        return Repeats(TRIES_MAX)

    def found(self, ctx: RunContext, request: Ask, *members: str) -> dict[str, Json]:
        """The answer, an object that has one of these members at least.

        Raises: PluginError with the message of the service, and for what has another form.
        """
        return self.ask_for_any(ctx, request.operation, self.request_of(request), *members)

    def sent(self, ctx: RunContext, request: Ask) -> HttpAnswer:
        """As `found`, as it came. Raises: PluginError."""
        return self.answer(ctx, request.operation, self.request_of(request))

    def request_of(self, request: Ask) -> HttpRequest:
        """A request with the time that the service has."""
        return HttpRequest(
            url=request.url,
            method=request.method,
            params=request.params,
            headers=request.headers,
            json=msgspec.UNSET if request.body is None else request.body,
            read_timeout=self.patience(),
        )


def count_tokens(ctx: RunContext, read: Json, written: Json) -> None:
    """Publish how many tokens were used; None is unknown."""
    for metric, value in zip(USED, (read, written), strict=True):
        if isinstance(value, int):
            ctx.metrics.counter(metric.name, value)
