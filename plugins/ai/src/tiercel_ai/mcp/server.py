"""Servers of the Model Context Protocol at an address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import Plugin, Prop, RunContext
from tiercel_ai.mcp.client import McpClient, silent
from tiercel_ai.mcp.events import EventTransport, events
from tiercel_ai.mcp.transports import HttpTransport


class OverHttp(Plugin):
    """How a server is asked."""

    headers: Annotated[dict[str, str] | None, Prop("Headers of each request.")] = None
    timeout: Annotated[timedelta | None, Prop("How long a response may take; 60 s.")] = None
    log_requests: Annotated[bool, Prop("Whether requests are logged.")] = False
    log_responses: Annotated[bool, Prop("Whether responses are logged.")] = False

    @contextmanager
    def session(self, ctx: RunContext, url: str, *, has_events: bool) -> Iterator[McpClient]:
        """A session within the block, the older way with events. Raises: PluginError."""
        sent = ctx.log.info if self.log_requests else silent
        received = ctx.log.info if self.log_responses else silent
        headers = self.headers or {}
        if has_events:
            with events(EventTransport(ctx, url, headers, self.timeout)) as transport:
                yield McpClient(transport, sent, received)
        else:
            yield McpClient(HttpTransport(ctx, url, headers, self.timeout), sent, received)
