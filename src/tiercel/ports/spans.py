"""Where ended spans go."""

from __future__ import annotations

from typing import Protocol

from tiercel.model.trace import Span


class SpanSink(Protocol):
    """Takes spans at once and sends them later."""

    def write(self, span: Span) -> None:
        """Hand a span over; never waits."""

    async def close(self) -> None:
        """Send what is left."""
