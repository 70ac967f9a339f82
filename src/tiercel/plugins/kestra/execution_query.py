"""List executions of this server, or of another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal

from tiercel.plugin import (
    Example,
    Json,
    Prop,
    RunContext,
    RunnableTask,
    StateType,
    plugin,
    server,
)
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugins.kestra.paging import filter_params, filters_of, rows_of_pages
from tiercel.plugins.kestra.server import OtherServer, ServerTask

SEARCH = "/executions/search"


@plugin(
    "io.kestra.plugin.kestra.executions.Query",
    title="List executions that meet given conditions.",
    examples=[
        Example(
            "namespace: company.team\nstates: [FAILED]\ntimeRange: P1D\nfetchType: FETCH",
            title="What failed since yesterday.",
        ),
        Example(
            "kestraUrl: https://other.example.com\nauth: {apiToken: \"{{ secret('TOKEN') }}\"}\n"
            "labels: {team: data}\nsize: 100",
            title="Executions on another server.",
        ),
    ],
)
class Query(ServerTask, RunnableTask[Rows]):
    """All conditions hold together. Rows are as the lists of the API have them: no task runs."""

    namespace: Annotated[str | None, Prop("A namespace; those below it count too.")] = None
    flow_id: Annotated[str | None, Prop("Only executions of the flow with this id.")] = None
    flow_scopes: Annotated[
        list[Literal["USER", "SYSTEM"]] | None,
        Prop("Flows of users, of the system namespace, or both."),
    ] = None
    states: Annotated[list[StateType] | None, Prop("Only executions in these states.")] = None
    labels: Annotated[dict[str, str] | None, Prop("Labels that an execution must have.")] = None
    start_date: Annotated[datetime | None, Prop("Only executions that started then or later.")] = (
        None
    )
    end_date: Annotated[datetime | None, Prop("Only executions that started then or before.")] = (
        None
    )
    time_range: Annotated[
        timedelta | None, Prop("Only executions that started within this time before now.")
    ] = None
    child_filter: Annotated[
        Literal["CHILD", "MAIN"] | None,
        Prop("Only executions that others started, or only those that none did."),
    ] = None
    trigger_execution_id: Annotated[
        str | None, Prop("Only executions that this execution started.")
    ] = None
    page: Annotated[int | None, Prop("The number of a page, from 1; without it, all pages.")] = None
    size: Annotated[int, Prop("How many executions a page has.")] = 10
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def run(self, ctx: RunContext) -> Rows:
        other, filters = self.other_server(ctx), self._filters(ctx)

        def page_of(number: int) -> Sequence[dict[str, Json]]:
            if other is not None:
                return _there(other, filters, number, self.size)
            return list(_here(ctx, filters, number, self.size))

        return fetched(ctx, rows_of_pages(page_of, self.page, self.size), self.fetch_type)

    def _filters(self, ctx: RunContext) -> tuple[server.Filter, ...]:
        since, until = self.start_date, self.end_date
        if self.time_range is not None:
            earliest = ctx.now() - self.time_range
            since = earliest if since is None else max(since, earliest)
        if until is None and self.page is None:
            # Pages that are read one after the other must not move by what starts meanwhile.
            until = ctx.now()
        return filters_of(
            ("namespace", "PREFIX", self.namespace),
            ("flowId", "EQUALS", self.flow_id),
            ("scope", "EQUALS", self.flow_scopes),
            ("state", "IN", self.states),
            ("labels", "EQUALS", self.labels),
            ("startDate", "GREATER_THAN_OR_EQUAL_TO", since),
            ("endDate", "LESS_THAN_OR_EQUAL_TO", until),
            ("childFilter", "EQUALS", self.child_filter),
            ("triggerExecutionId", "EQUALS", self.trigger_execution_id),
        )


def _there(
    other: OtherServer, filters: tuple[server.Filter, ...], page: int, size: int
) -> Sequence[dict[str, Json]]:
    answer = other.get(SEARCH, {"page": page, "size": size, **filter_params(filters)})
    rows: Sequence[dict[str, Json]] = answer["results"]
    return rows


def _here(
    ctx: RunContext, filters: tuple[server.Filter, ...], page: int, size: int
) -> Iterator[dict[str, Json]]:
    query = server.Query(filters, page=page, size=size)
    found = ctx.server.run(server.FindExecutions(query=query))
    return (execution_map(each) for each in found.results)


def execution_map(execution: server.Execution) -> dict[str, Json]:
    """An execution as a row of a list, what is empty left out."""
    state, trigger = execution.state, execution.trigger
    row: dict[str, Json] = {
        "id": execution.id,
        "namespace": execution.namespace,
        "flowId": execution.flow_id,
        "flowRevision": execution.flow_revision,
        "state": {
            "current": state.current.value,
            "histories": [
                {"state": each.state.value, "date": _text(each.date)} for each in state.histories
            ],
            "startDate": _text(state.start),
            **({} if state.end is None else {"endDate": _text(state.end)}),
        },
        "labels": [{"key": each.key, "value": each.value} for each in execution.labels],
        "inputs": execution.inputs,
        "outputs": execution.outputs,
        "parentId": execution.parent_id,
        "originalId": execution.original_id,
        "kind": execution.kind,
        "scheduleDate": None if execution.schedule_date is None else _text(execution.schedule_date),
    }
    if trigger is not None:
        row["trigger"] = {
            "id": trigger.id,
            "type": trigger.type,
            "variables": trigger.variables,
        }
    return {name: value for name, value in row.items() if value not in (None, {}, [])}


def _text(date: datetime) -> str:
    return date.isoformat().replace("+00:00", "Z")
