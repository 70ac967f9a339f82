"""An execution as it changes, as server-sent events (executions.md §3.1)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime

import msgspec
from starlette.responses import Response

from tiercel.engine.graphs.topology import FlowKey
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.limits import FOLLOW_APPEAR_SECONDS
from tiercel.ports.clock import Clock
from tiercel.service.executions.changes import Change
from tiercel.service.executions.follow import Follower, is_over
from tiercel.service.executions.follow_related import Related, RelatedFollower
from tiercel.service.flows.graphs import GraphService
from tiercel.service.operations.execution_reports import FollowChanges, changes
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

    def __init__(
        self, follower: Follower, related: RelatedFollower, graphs: GraphService, clock: Clock
    ) -> None:
        self._follower = follower
        self._related = related
        self._graphs = graphs
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
                runs=(changes,),
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
            ),
        ]

    async def follow(self, call: Call) -> Response:
        """`start`, then a `progress` a change, then `end`; with `delta` less of each."""
        execution_id = call.params["executionId"]
        if params.boolean(call, "delta"):
            news = await call.run(FollowChanges(execution_id=execution_id, seen=_known(call)))
            return events(self._numbered(news), call.closing)
        first = await self._follower.appear(execution_id, FOLLOW_APPEAR_SECONDS)
        if first is None:
            raise NotFound(f"Unable to find the execution {execution_id}")
        return events(self._changes(first), call.closing)

    async def follow_related(self, call: Call) -> Response:
        """`progress` and `end` per execution, then `end-all`."""
        execution_id = call.params["executionId"]
        first = await self._follower.appear(execution_id, FOLLOW_APPEAR_SECONDS)
        if first is None:
            raise NotFound(f"Unable to find the execution {execution_id}")
        return events(self.related_changes(first, await self.expected(call, first)), call.closing)

    async def expected(self, call: Call, first: Execution) -> frozenset[FlowKey]:
        """The flows that must have ended before the stream does."""
        expands = params.boolean(call, "expandAll")
        if params.boolean(call, "destinationOnly"):
            return frozenset()
        return await self._graphs.following(first.namespace, first.flow_id, expands=expands)

    async def related_changes(
        self, first: Execution, expected: frozenset[FlowKey]
    ) -> AsyncIterator[tuple[str, Json]]:
        """The events of all that belongs to that execution."""
        yield "start", _status(first, self._clock.now())
        async for related in self._related.changes(first, expected):
            yield "end" if related.is_settled else "progress", _status(related, self._clock.now())
        yield "end-all", _status(first, self._clock.now())

    async def _numbered(self, news: AsyncIterator[Change]) -> AsyncIterator[NumberedEvent]:
        async for change in news:
            data = await change_raw(change, self._clock.now())
            yield NumberedEvent(change.kind.value, change.execution.version, data)

    async def _changes(self, first: Execution) -> AsyncIterator[tuple[str, Json]]:
        if not is_over(first):
            yield "start", await self._json(first)
        async for execution in self._follower.changes(first.id):
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
