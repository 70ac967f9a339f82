"""Lists as CSV downloads (flows.md §2.17, executions.md §3, triggers.md §2)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from decimal import Decimal

from msgspec import to_builtins
from msgspec.structs import replace
from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.limits import STORE_PAGE_ROWS_MAX
from tiercel.model.lists.paging import Filter, Query
from tiercel.model.lists.resources import EXECUTIONS, FLOWS, TRIGGERS
from tiercel.ports.clock import Clock
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.flows.flows import FlowService
from tiercel.service.triggers.triggers import TriggerService
from tiercel.web import filters
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.csv_rows import csv_answer
from tiercel.web.param_kinds import sought
from tiercel.web.route import Route
from tiercel.web.views.execution import execution_view
from tiercel.web.views.flow import flow_view
from tiercel.web.views.trigger import trigger_view
from tiercel.web.views.view import View

FLOW_COLUMNS = ("namespace", "id", "revision", "description", "labels", "disabled", "updated")
EXECUTION_COLUMNS = (
    "id",
    "namespace",
    "flowId",
    "flowRevision",
    "state.current",
    "state.startDate",
    "state.endDate",
    "state.duration",
    "labels",
    "inputs",
    "outputs",
    "trigger.id",
    "parentId",
    "originalId",
)
TRIGGER_COLUMNS = (
    "namespace",
    "flowId",
    "triggerId",
    "kind",
    "disabled",
    "locked",
    "date",
    "nextExecutionDate",
    "executionId",
    "backfill",
)
Rows = AsyncIterator[Mapping[str, Json]]


class ExportRoutes:
    """One page of the store at a time."""

    def __init__(
        self,
        flows: FlowService,
        executions: ExecutionService,
        triggers: TriggerService,
        clock: Clock,
    ) -> None:
        self._flows = flows
        self._executions = executions
        self._triggers = triggers
        self._clock = clock

    def routes(self) -> list[Route]:
        csv = (Answer(schema={"type": "string"}, type="text/csv"),)
        lists = {
            "flows": (self.flows, FLOWS),
            "executions": (self.executions, EXECUTIONS),
            "triggers": (self.triggers, TRIGGERS),
        }
        return [
            Route(
                "GET",
                f"/{name}/export/by-query/csv",
                handler,
                f"Matching {name} as CSV.",
                name.capitalize(),
                sought(resource, "q", "namespace", "labels"),
                answers=csv,
                errors=(400, 422),
            )
            for name, (handler, resource) in lists.items()
        ]

    async def flows(self, call: Call) -> Response:
        """By namespace and id."""
        wanted = filters.filters_of(call, FLOWS, self._clock.now())
        return await csv_answer(FLOW_COLUMNS, self._flow_rows(wanted), "flows.csv")

    async def executions(self, call: Call) -> Response:
        """Newest first."""
        wanted = filters.filters_of(call, EXECUTIONS, self._clock.now())
        return await csv_answer(EXECUTION_COLUMNS, self._execution_rows(wanted), "executions.csv")

    async def triggers(self, call: Call) -> Response:
        """By namespace, flow and id."""
        wanted = filters.filters_of(call, TRIGGERS, self._clock.now())
        return await csv_answer(TRIGGER_COLUMNS, self._trigger_rows(wanted), "triggers.csv")

    async def _flow_rows(self, wanted: tuple[Filter, ...]) -> Rows:
        query = Query(wanted, size=STORE_PAGE_ROWS_MAX)
        while True:
            page = await self._flows.find(query)
            for flow in page.results:
                yield _members(flow_view(flow))
            if len(page.results) < query.size:
                return
            query = replace(query, page=query.page + 1)

    async def _execution_rows(self, wanted: tuple[Filter, ...]) -> Rows:
        async for execution in self._executions.stream(wanted):
            yield _members(execution_view(execution, self._clock.now()))

    async def _trigger_rows(self, wanted: tuple[Filter, ...]) -> Rows:
        query = Query(wanted, size=STORE_PAGE_ROWS_MAX)
        while True:
            page = await self._triggers.find(query)
            for row in page.results:
                yield _members(trigger_view(row.state, row.kind))
            if len(page.results) < query.size:
                return
            query = replace(query, page=query.page + 1)


def _members(view: View) -> Mapping[str, Json]:
    """A row by name; times and numbers are written as cells are."""
    found: dict[str, Json] = to_builtins(view, builtin_types=(datetime, Decimal))
    return found
