"""Measures requests, and exports their spans when traces are switched on."""

from __future__ import annotations

import secrets

from starlette.types import Scope

from tiercel.model.trace import SpanContext, read_trace_parent
from tiercel.ports.clock import Clock
from tiercel.service.observability.telemetry import Telemetry

# The key in an ASGI scope under which the path of the route stands.
ROUTE = "tiercel.route"
_PLACE = "tiercel.place"


class Requests:
    """What the application reports of each request."""

    def __init__(self, telemetry: Telemetry, clock: Clock) -> None:
        self._telemetry = telemetry
        self._clock = clock

    @property
    def is_tracing(self) -> bool:
        """Whether spans are wanted."""
        return self._telemetry.is_tracing

    def begin(self, scope: Scope) -> None:
        """A request comes; it continues the trace that its header names."""
        header = next((value for name, value in scope["headers"] if name == b"traceparent"), b"")
        caller = read_trace_parent(header.decode("latin-1"))
        scope[_PLACE] = self._telemetry.request_began(caller, secrets.token_hex(8))

    def end(self, scope: Scope, status: int, seconds: float) -> None:
        key = (scope["method"], scope.get(ROUTE, ""), str(status))
        self._telemetry.request_ended(key, seconds)
        place: SpanContext | None = scope.get(_PLACE)
        if place is not None:
            self._telemetry.request_span(place, key, self._clock.now(), seconds)
