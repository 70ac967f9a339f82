"""Count, resume, kill and delete executions of this server, or of another."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    Output,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    StateType,
    plugin,
    server,
)
from tiercel.plugins.core.execution.others import resume
from tiercel.plugins.kestra.paging import filter_params, filters_of
from tiercel.plugins.kestra.server import OtherServer, ServerTask, segment


class Counted(Output):
    """The number of executions."""

    count: Annotated[int, Prop("How many; 0 when the expression refuses the number.")]


@plugin(
    "io.kestra.plugin.kestra.executions.Count",
    title="Count executions that meet given conditions.",
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
        conditions = filters_of(
            ("namespace", "IN", self.namespaces),
            ("flowId", "EQUALS", self.flow_id),
            ("state", "IN", self.states),
            ("startDate", "GREATER_THAN_OR_EQUAL_TO", self.start_date),
            ("endDate", "LESS_THAN_OR_EQUAL_TO", self.end_date),
        )
        page = other.get("/executions/search", {"page": 1, "size": 1, **filter_params(conditions)})
        return int(page["total"])


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


@plugin(
    "io.kestra.plugin.kestra.executions.Kill",
    title="Kill an execution that is under way.",
    examples=[Example('executionId: "{{ inputs.stuck }}"\npropagateKill: false')],
)
class Kill(ServerTask, RunnableTask[Output]):
    """Asks for its end; what it runs is told to stop."""

    execution_id: Annotated[str, Prop("The id of the execution to kill.")]
    propagate_kill: Annotated[bool, Prop("Whether executions that it started are killed too.")] = (
        True
    )

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError when there is no such execution, Conflict when it has ended."""
        other = self.other_server(ctx)
        if other is not None:
            path = f"/executions/{segment(self.execution_id)}/kill"
            other.delete(path, {"isOnKillCascade": self.propagate_kill})
            return
        ctx.server.run(
            server.KillExecution(execution_id=self.execution_id, cascade=self.propagate_kill)
        )


@plugin(
    "io.kestra.plugin.kestra.executions.Delete",
    title="Delete an execution with its logs and files.",
    examples=[Example('executionId: "{{ inputs.old }}"\ndeleteStorage: false')],
)
class Delete(ServerTask, RunnableTask[Output]):
    """Removes it for good, with what belongs to it; one that runs is killed first."""

    execution_id: Annotated[str, Prop("The id of the execution to delete.")]
    delete_logs: Annotated[bool, Prop("Whether its log entries go too.")] = True
    delete_metrics: Annotated[bool, Prop("Whether its metrics go too.")] = True
    delete_storage: Annotated[bool, Prop("Whether its files go too.")] = True

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for the own execution, NotFound for an unknown one."""
        other = self.other_server(ctx)
        if other is not None:
            parts = {
                "deleteLogs": self.delete_logs,
                "deleteMetrics": self.delete_metrics,
                "deleteStorage": self.delete_storage,
            }
            other.delete(f"/executions/{segment(self.execution_id)}", parts)
            return
        if self.execution_id == ctx.vars["execution"]["id"]:
            raise PluginError("An execution can't delete itself: name another in `executionId`")
        ctx.server.run(
            server.DeleteExecution(
                execution_id=self.execution_id,
                logs=self.delete_logs,
                metrics=self.delete_metrics,
                files=self.delete_storage,
            )
        )
