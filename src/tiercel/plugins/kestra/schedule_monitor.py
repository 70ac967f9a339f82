"""Watch schedules of this server, or of another, for dates that pass without an execution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated

import msgspec

from tiercel.plugin import (
    Example,
    Json,
    Output,
    Part,
    PollingTrigger,
    Prop,
    RunContext,
    plugin,
    server,
)
from tiercel.plugins.kestra.paging import filter_params, filters_of, rows_of_pages
from tiercel.plugins.kestra.server import OtherServer, ServerTask

PAGE_SIZE = 100
SCHEDULE = "SCHEDULE"


class TriggerInfo(Part):
    """A schedule that does not run as it should."""

    namespace: Annotated[str, Prop("The namespace of the flow.")]
    flow_id: Annotated[str, Prop("The flow that has the schedule, by its id.")]
    trigger_id: Annotated[str, Prop("The schedule that is late, by its id in the flow.")]
    last_execution: Annotated[
        datetime | None, Prop("The last date for which it started an execution.")
    ] = None
    expected_next: Annotated[datetime | None, Prop("The date that is or was due next.")] = None


class Late(Output):
    """Schedules that do not run as they should."""

    data: Annotated[list[TriggerInfo], Prop("The schedules, by namespace, flow and id.")]


class Watched(msgspec.Struct, frozen=True):
    """A schedule with its dates, whichever server it is of."""

    namespace: str
    flow_id: str
    trigger_id: str
    last: datetime | None
    next: datetime | None
    is_disabled: bool


@plugin(
    "io.kestra.plugin.kestra.triggers.ScheduleMonitor",
    title="Start an execution when schedules do not run.",
    examples=[
        Example(
            "namespace: company\nallowedDelay: PT5M\ninterval: PT10M",
            title="Schedules that are late by five minutes.",
        ),
        Example(
            "flowId: import\nnamespace: company.team\nmaxExecutionInterval: PT2H",
            title="A schedule that has not run for two hours, due or not.",
        ),
    ],
)
class ScheduleMonitor(ServerTask, PollingTrigger[Late]):
    """Each poll that finds some starts an execution, until they run again."""

    namespace: Annotated[str | None, Prop("A namespace; those below it count too.")] = None
    flow_id: Annotated[str | None, Prop("Only schedules of the flow with this id.")] = None
    allowed_delay: Annotated[timedelta, Prop("How long after its date an execution may start.")] = (
        timedelta(minutes=1)
    )
    max_execution_interval: Annotated[
        timedelta | None, Prop("How long ago the last execution may be, whatever is due.")
    ] = None
    include_disabled: Annotated[bool, Prop("Whether disabled schedules count too.")] = False

    def poll(self, ctx: RunContext) -> Late | None:
        """Those that are late now. Raises: PluginError for what the other server refuses."""
        now = ctx.now()
        late = [each for each in self._watched(ctx) if self._is_late(each, now)]
        return Late(data=[_info(each) for each in late]) if late else None

    def _is_late(self, each: Watched, now: datetime) -> bool:
        if each.is_disabled and not self.include_disabled:
            return False
        if each.next is not None and each.next + self.allowed_delay < now:
            return True
        longest = self.max_execution_interval
        return longest is not None and each.last is not None and each.last + longest < now

    def _watched(self, ctx: RunContext) -> Iterator[Watched]:
        other = self.other_server(ctx)
        filters = filters_of(
            ("namespace", "PREFIX", self.namespace), ("flowId", "EQUALS", self.flow_id)
        )

        def page_of(number: int) -> Sequence[Watched | None]:
            if other is not None:
                return _there(other, {"page": number, **filter_params(filters)})
            query = server.Query(filters, page=number, size=PAGE_SIZE)
            rows = ctx.server.run(server.FindTriggers(query=query)).results
            return [_here(row) for row in rows]

        return (each for each in rows_of_pages(page_of, None, PAGE_SIZE) if each is not None)


def _here(row: server.StoredTrigger) -> Watched | None:
    state = row.state
    if row.kind != SCHEDULE or row.definition is None:
        return None
    return Watched(
        state.namespace,
        state.flow_id,
        state.trigger_id,
        state.date,
        state.next_date,
        state.disabled or row.definition.disabled,
    )


def _there(other: OtherServer, params: dict[str, Json]) -> Sequence[Watched | None]:
    found = other.get("/triggers/search", {"size": PAGE_SIZE, **params})["results"]
    return [
        _of_row(row.get("triggerContext") or {}, row.get("abstractTrigger") or {}) for row in found
    ]


def _of_row(state: dict[str, Json], definition: dict[str, Json]) -> Watched | None:
    if ".Schedule" not in str(definition.get("type")):
        return None
    return Watched(
        state["namespace"],
        state["flowId"],
        state["triggerId"],
        server.moment(state.get("date")),
        server.moment(state.get("nextExecutionDate")),
        bool(state.get("disabled") or definition.get("disabled")),
    )


def _info(each: Watched) -> TriggerInfo:
    return TriggerInfo(
        namespace=each.namespace,
        flow_id=each.flow_id,
        trigger_id=each.trigger_id,
        last_execution=each.last,
        expected_next=each.next,
    )
