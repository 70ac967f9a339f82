"""An execution as it changes, as server-sent events (executions.md §3.1)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.service.executions.changes import Change
from tiercel.service.executions.follow import is_over
from tiercel.service.executions.follow_related import Related
from tiercel.service.operations.execution_reports import FollowChanges, changes
from tiercel.service.operations.executions import (
    FollowExecution,
    FollowRelated,
    follow,
    follow_related,
)
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import EVENTS, Answer, Param, flag
from tiercel.web.execution_answers import change_raw, execution_raw
from tiercel.web.http.sse import NumberedEvent, events
from tiercel.web.route import Route
from tiercel.web.views.execution import ExecutionStatusView, state_view
from tiercel.web.views.execution_change import ExecutionChangeView

FLAGS = (
    flag("destinationOnly", "Wait for no flow that the one of the execution leads to."),
    flag("expandAll", "Wait for the flows that those lead to as well."),
)


VERSION = re.compile(r"[0-9]{1,18}")
DELTA = flag("delta", "Tell the whole execution once, in parts, then only what changed.")
LAST_EVENT = Param(
    "Last-Event-ID",
    "With `delta` the version that the client knows: it gets no snapshot of that one.",
    {"type": "string"},
    place="header",
)


class FollowRoutes:
    """One stream a client."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._shown: tuple[tuple[str, int], msgspec.Raw] | None = None

    def routes(self) -> list[Route]:
        return [
            Route(
                "GET",
                "/executions/{executionId}/follow",
                self.follow,
                "An execution as it changes.",
                "Executions",
                (DELTA, LAST_EVENT),
                answers=(
                    Answer(
                        schema=str | ExecutionChangeView,
                        type=EVENTS,
                        description="Events `start`, `progress` and `end`, each with the whole"
                        " execution. With `delta`: `snapshot`, `taskRuns`, `progress` and `end`,"
                        " whose id is the version of the execution.",
                    ),
                ),
                errors=(404, 422),
                runs=(follow, changes),
            ),
            Route(
                "GET",
                "/executions/{executionId}/follow-dependencies",
                self.follow_related,
                "The executions of one correlation as they change.",
                "Executions",
                FLAGS,
                answers=(Answer(schema={"type": "string"}, type=EVENTS),),
                errors=(404,),
                runs=(follow_related,),
            ),
        ]

    async def follow(self, call: Call) -> Response:
        """`start`, then a `progress` a change, then `end`; with `delta` less of each."""
        execution_id = call.params["executionId"]
        if params.boolean(call, "delta"):
            news = await call.run(FollowChanges(execution_id=execution_id, seen=_known(call)))
            return events(self._numbered(news), call.closing)
        first, later = await call.run(FollowExecution(execution_id=execution_id))
        return events(self._changes(first, later), call.closing)

    async def follow_related(self, call: Call) -> Response:
        """`progress` and `end` per execution, then `end-all`."""
        request = FollowRelated(
            execution_id=call.params["executionId"],
            expands=params.boolean(call, "expandAll"),
            waits_for_flows=not params.boolean(call, "destinationOnly"),
        )
        first, related = await call.run(request)
        return events(self.related_changes(first, related), call.closing)

    async def related_changes(
        self, first: Execution, changes: AsyncIterator[Related]
    ) -> AsyncIterator[tuple[str, Json]]:
        """The events of all that belongs to that execution."""
        yield "start", _status(first, self._clock.now())
        async for related in changes:
            yield "end" if related.is_settled else "progress", _status(related, self._clock.now())
        yield "end-all", _status(first, self._clock.now())

    async def _numbered(self, news: AsyncIterator[Change]) -> AsyncIterator[NumberedEvent]:
        async for change in news:
            data = await change_raw(change, self._clock.now())
            yield NumberedEvent(change.kind.value, change.execution.version, data)

    async def _changes(
        self, first: Execution, later: AsyncIterator[Execution]
    ) -> AsyncIterator[tuple[str, Json]]:
        if not is_over(first):
            yield "start", await self._json(first)
        async for execution in later:
            if is_over(execution):
                yield "end", await self._json(execution)
                return
            yield "progress", await self._json(execution)

    async def _json(self, execution: Execution) -> Json:
        """Encoded once for all who follow the same change."""
        key = (execution.id, execution.version)
        if self._shown is None or self._shown[0] != key:
            shown = (key, await execution_raw(execution, self._clock.now()))
            self._shown = shown
            return shown[1]
        return self._shown[1]


def _known(call: Call) -> int | None:
    """The version that a client has seen; what is no number was not sent by us."""
    seen = call.header(b"last-event-id") or ""
    return int(seen) if VERSION.fullmatch(seen) else None


def _status(execution: Execution | Related, now: datetime) -> ExecutionStatusView:
    return ExecutionStatusView(
        execution.id,
        TENANT,
        execution.namespace,
        execution.flow_id,
        state_view(execution.state, now),
    )
