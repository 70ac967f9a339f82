"""Lists as CSV downloads (flows.md §2.17, executions.md §3, triggers.md §2)."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

from msgspec import to_builtins
from starlette.responses import Response

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.lists.resource import Resource
from tiercel.model.lists.resources import EXECUTIONS, FLOWS, TRIGGERS
from tiercel.model.trigger import StoredTrigger
from tiercel.ports.clock import Clock
from tiercel.service.operations import executions, triggers
from tiercel.service.operations.flows import bulk as flows
from tiercel.service.operations.operation import AnyOperation
from tiercel.web import filters
from tiercel.web.call import Call
from tiercel.web.documented import Answer
from tiercel.web.http.csv_rows import csv_answer
from tiercel.web.param_kinds import sought
from tiercel.web.route import Handler, Route
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
    "overdue",
    "lastEvaluation.date",
    "lastEvaluation.seconds",
    "lastEvaluation.error",
    "lastEvaluation.failures",
    "executionId",
    "backfill",
)
T = TypeVar("T")
Rows = AsyncIterator[Mapping[str, Json]]


class ExportRoutes:
    """One page of the store at a time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        csv = (Answer(schema={"type": "string"}, type="text/csv"),)
        lists: dict[str, tuple[Handler, Resource, AnyOperation]] = {
            "flows": (self.flows, FLOWS, flows.stream),
            "executions": (self.executions, EXECUTIONS, executions.stream),
            "triggers": (self.triggers, TRIGGERS, triggers.stream),
        }
        return [
            Route(
                "GET",
                f"/{name}/export/by-query/csv",
                handler,
                f"Matching {name} as CSV.",
                name.capitalize(),
                sought(resource, "q", "namespace", "labels", "hasError", "overdue"),
                answers=csv,
                errors=(400, 422),
                runs=(runs,),
            )
            for name, (handler, resource, runs) in lists.items()
        ]

    async def flows(self, call: Call) -> Response:
        """By namespace and id."""
        wanted = filters.filters_of(call, FLOWS, self._clock.now())
        found = await call.run(flows.StreamFlows(filters=wanted))
        return await csv_answer(FLOW_COLUMNS, _rows(found, flow_view), "flows.csv")

    async def executions(self, call: Call) -> Response:
        """Newest first."""
        wanted = filters.filters_of(call, EXECUTIONS, self._clock.now())
        found = await call.run(executions.StreamExecutions(filters=wanted))

        def view(execution: Execution) -> View:
            return execution_view(execution, self._clock.now())

        return await csv_answer(EXECUTION_COLUMNS, _rows(found, view), "executions.csv")

    async def triggers(self, call: Call) -> Response:
        """By namespace, flow and id."""
        wanted = filters.filters_of(call, TRIGGERS, self._clock.now())
        found = await call.run(triggers.StreamTriggers(filters=wanted))

        def view(row: StoredTrigger) -> View:
            return trigger_view(row, self._clock.now())

        return await csv_answer(TRIGGER_COLUMNS, _rows(found, view), "triggers.csv")


async def _rows(found: AsyncIterator[T], view: Callable[[T], View]) -> Rows:
    async for each in found:
        yield _members(view(each))


def _members(view: View) -> Mapping[str, Json]:
    """A row by name; times and numbers are written as cells are."""
    found: dict[str, Json] = to_builtins(view, builtin_types=(datetime, Decimal))
    return found
