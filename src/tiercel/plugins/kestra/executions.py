"""Count and resume executions of this server, or of another."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    Output,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    StateType,
    plugin,
    server,
)
from tiercel.plugins.core.execution.others import resume
from tiercel.plugins.kestra.server import OtherServer, ServerTask, segment


class Counted(Output):
    """The number of executions."""

    count: Annotated[int, Prop("How many; 0 when the expression refuses the number.")]


@plugin(
    "io.kestra.plugin.kestra.executions.Count",
    title="Count executions.",
    examples=[
        Example(
            "namespaces: [company.team]\nstates: [FAILED]\n"
            "startDate: \"{{ now() | dateAdd(-1, 'DAYS') }}\"",
            title="Failures of the last day.",
        ),
        Example(
            "kestraUrl: https://other.example.com\nauth: {apiToken: \"{{ secret('TOKEN') }}\"}\n"
            "flowId: import",
            title="Executions on another server.",
        ),
    ],
)
class Count(ServerTask, RunnableTask[Counted]):
    """All conditions hold together; without any, everything is counted."""

    namespaces: Annotated[list[str] | None, Prop("Only executions in these namespaces.")] = None
    flow_id: Annotated[str | None, Prop("Only executions of the flow with this id.")] = None
    states: Annotated[list[StateType] | None, Prop("Only executions in these states.")] = None
    start_date: Annotated[str | None, Prop("Only executions that started after this.")] = None
    end_date: Annotated[str | None, Prop("Only executions that ended before this.")] = None
    expression: Annotated[
        Raw[str | None], Prop("It sees `count`, which is 0 unless this is `true`.")
    ] = None

    def run(self, ctx: RunContext) -> Counted:
        other = self.other_server(ctx)
        count = self._here(ctx) if other is None else self._there(other)
        if self.expression is not None:
            kept = ctx.render(self.expression, {"count": count}) or ""
            count = count if kept.strip() == "true" else 0
        return Counted(count=count)

    def _here(self, ctx: RunContext) -> int:
        return ctx.server.run(
            server.TotalExecutions(
                namespaces=tuple(self.namespaces or ()),
                flow_id=self.flow_id,
                states=tuple(self.states or ()),
                start_date=server.moment(self.start_date),
                end_date=server.moment(self.end_date),
            )
        )

    def _there(self, other: OtherServer) -> int:
        page = other.get(
            "/executions/search",
            {
                "page": 1,
                "size": 1,
                "filters[namespace][IN]": _listed(self.namespaces),
                "filters[flowId][EQUALS]": self.flow_id,
                "filters[state][IN]": _listed([each.value for each in self.states or ()]),
                "filters[startDate][GREATER_THAN_OR_EQUAL_TO]": self.start_date,
                "filters[endDate][LESS_THAN_OR_EQUAL_TO]": self.end_date,
            },
        )
        return int(page["total"])


def _listed(values: list[str] | None) -> str | None:
    return ",".join(values) if values else None


@plugin(
    "io.kestra.plugin.kestra.executions.Resume",
    title="Resume a paused execution.",
    examples=[
        Example('executionId: "{{ inputs.waiting }}"\ninputs:\n  approved: true'),
    ],
)
class Resume(ServerTask, RunnableTask[Output]):
    """Resumes one execution."""

    execution_id: Annotated[str | None, Prop("The execution; the own one if absent.")] = None
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs of the resume.")] = None

    def run(self, ctx: RunContext) -> None:
        execution_id = self.execution_id or ctx.vars["execution"]["id"]
        other = self.other_server(ctx)
        if other is not None:
            other.post_form(f"/executions/{segment(execution_id)}/resume", self.inputs or {})
            return
        resume(ctx, execution_id, self.inputs)
