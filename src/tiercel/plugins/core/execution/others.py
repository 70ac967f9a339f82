"""Tasks about other executions: Count, Resume, PurgeExecutions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    NotFound,
    Output,
    Part,
    PluginError,
    Prop,
    Raw,
    RunContext,
    RunnableTask,
    StateType,
    plugin,
    server,
)


class FlowName(Part):
    """A flow."""

    namespace: Annotated[str, Prop("The namespace of the flow.")]
    flow_id: Annotated[str, Prop("The flow whose executions are meant, by its id.")]


class CountResult(Part):
    """How many executions a flow had."""

    namespace: Annotated[str, Prop("The namespace of the flow that was counted.")]
    flow_id: Annotated[str, Prop("The id of the flow that was counted.")]
    count: Annotated[int, Prop("How many executions of the flow matched.")]


class Counted(Output):
    """The flows whose count the expression accepted."""

    results: Annotated[
        list[CountResult],
        Prop("The flows whose counts satisfied `expression`, each with its count."),
    ]
    total: Annotated[int, Prop("The sum of the counts of all flows in `results`.")]


def check_target(execution_id: str | None, namespace: str | None, flow_id: str | None) -> None:
    """An execution is named by id, namespace and flow together, or not at all.

    Raises: PluginError.
    """
    if execution_id is not None and (namespace is None) != (flow_id is None):
        raise PluginError("Both `namespace` and `flowId` must be set when `executionId` is set.")
    if execution_id is None and (namespace is not None or flow_id is not None):
        raise PluginError("`namespace` and `flowId` should only be set when `executionId` is set.")


@plugin(
    "io.kestra.plugin.core.execution.Count",
    title="Count executions of flows.",
    aliases=["io.kestra.core.tasks.executions.Counts"],
    deprecated=True,
    examples=[
        Example(
            'namespaces: [company]\nstates: [FAILED]\nexpression: "{{ count > 0 }}"\n'
            "startDate: \"{{ now() | dateAdd(-1, 'DAYS') }}\"",
            title="Flows that failed during the last day.",
        )
    ],
)
class Count(RunnableTask[Counted]):
    """Asks for flows, or for all flows of namespaces."""

    flows: Annotated[list[FlowName] | None, Prop("The flows to count.")] = None
    namespaces: Annotated[list[str] | None, Prop("Count all flows of these.")] = None
    states: Annotated[list[StateType] | None, Prop("Only executions in these states.")] = None
    start_date: Annotated[str, Prop("Only executions that started after this.")]
    end_date: Annotated[str | None, Prop("Only executions that started before this.")] = None
    expression: Annotated[Raw[str], Prop("Keeps a flow when `true`; it sees `count`.")]
    auth: Annotated[Json, Prop("Ignored: the server asks itself.")] = None

    def run(self, ctx: RunContext) -> Counted:
        """Count. Raises: PluginError when no filter is given."""
        if not self.flows and not self.namespaces:
            raise PluginError("You must provide a list of flows or namespaces")
        counts = ctx.server.run(
            server.CountExecutions(
                flows=tuple((flow.namespace, flow.flow_id) for flow in self.flows or ()),
                namespaces=tuple(self.namespaces or ()),
                states=tuple(self.states or ()),
                start_date=server.moment(self.start_date),
                end_date=server.moment(self.end_date),
            )
        )
        results = [
            CountResult(namespace=each.namespace, flow_id=each.flow_id, count=each.count)
            for each in counts
            if (ctx.render(self.expression, {"count": each.count}) or "").strip() == "true"
        ]
        return Counted(results=results, total=sum(each.count for each in results))


@plugin(
    "io.kestra.plugin.core.execution.Resume",
    title="Resume a paused execution.",
    deprecated=True,
    examples=[Example('executionId: "{{ trigger.executionId }}"')],
)
class Resume(RunnableTask[Output]):
    """Resumes one execution."""

    execution_id: Annotated[str | None, Prop("The execution; the own one if absent.")] = None
    namespace: Annotated[
        str | None, Prop("The namespace of the execution that `executionId` names.")
    ] = None
    flow_id: Annotated[
        str | None, Prop("The id of the flow of the execution that `executionId` names.")
    ] = None
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs of the resume.")] = None
    auth: Annotated[Json, Prop("Ignored: the server asks itself.")] = None

    def run(self, ctx: RunContext) -> None:
        check_target(self.execution_id, self.namespace, self.flow_id)
        resume(ctx, self.execution_id or ctx.vars["execution"]["id"], self.inputs)


def resume(ctx: RunContext, execution_id: str, inputs: Mapping[str, Json] | None) -> None:
    """Resume an execution of this server. Raises: NotFound, Conflict, Invalid."""
    try:
        ctx.server.run(server.ResumeExecution(execution_id=execution_id, inputs=inputs or {}))
    except NotFound:
        raise NotFound(f"No execution found for execution id {execution_id}") from None


class PurgedExecutions(Output):
    """How much was deleted."""

    executions_count: Annotated[int, Prop("How many executions were deleted.")] = 0
    logs_count: Annotated[int, Prop("How many log entries were deleted.")] = 0
    storages_count: Annotated[int, Prop("How many files in internal storage were deleted.")] = 0
    metrics_count: Annotated[int, Prop("How many metrics were deleted.")] = 0
    task_outputs_count: Annotated[int | None, Prop("Outputs of task runs.")] = None
    execution_outputs_count: Annotated[
        int | None, Prop("How many executions' outputs were deleted.")
    ] = None


@plugin(
    "io.kestra.plugin.core.execution.PurgeExecutions",
    title="Delete old executions with their logs, metrics and files.",
    aliases=[
        "io.kestra.core.tasks.storages.Purge",
        "io.kestra.plugin.core.storage.Purge",
        "io.kestra.plugin.core.storage.PurgeExecutions",
    ],
    examples=[
        Example(
            "namespace: company\nstates: [SUCCESS]\n"
            "endDate: \"{{ now() | dateAdd(-1, 'MONTHS') }}\"",
        )
    ],
)
class PurgeExecutions(RunnableTask[PurgedExecutions]):
    """Acts on the server."""

    namespace: Annotated[
        str | None, Prop("This namespace and those below; only itself with `flowId`.")
    ] = None
    flow_id: Annotated[
        str | None,
        Prop(
            "The id of the one flow whose executions are deleted; all of the namespace unless set."
        ),
    ] = None
    start_date: Annotated[str | None, Prop("Only executions after this date.")] = None
    end_date: Annotated[str, Prop("Only executions before this date.")]
    states: Annotated[list[StateType] | None, Prop("Only executions in these states.")] = None
    purge_execution: Annotated[bool, Prop("Whether the executions themselves are deleted.")] = True
    purge_log: Annotated[bool, Prop("Whether log entries of the executions are deleted.")] = True
    purge_metric: Annotated[bool, Prop("Whether metrics of the executions are deleted.")] = True
    purge_storage: Annotated[
        bool, Prop("Whether files of the executions in internal storage are deleted.")
    ] = True
    batch_size: Annotated[int, Prop("Executions deleted at once.")] = 100

    def run(self, ctx: RunContext) -> PurgedExecutions:
        gone = ctx.server.run(
            server.PurgeExecutions(
                namespace=self.namespace,
                flow_id=self.flow_id,
                start_date=server.moment(self.start_date),
                end_date=server.moment(self.end_date),
                states=tuple(self.states or ()),
                execution=self.purge_execution,
                logs=self.purge_log,
                metrics=self.purge_metric,
                files=self.purge_storage,
                batch_size=self.batch_size,
            )
        )
        return PurgedExecutions(
            executions_count=gone.executions,
            logs_count=gone.logs,
            storages_count=gone.files,
            metrics_count=gone.metrics,
            task_outputs_count=0,
            execution_outputs_count=0,
        )
