"""Fetch and PurgeLogs: tasks about stored log entries."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import (
    Example,
    Json,
    Level,
    Output,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugin.rows import lines_of_rows, log_map
from tiercel.plugins.core.execution.others import check_target


class Fetched(Output):
    """The file of entries."""

    size: Annotated[int, Prop("How many log entries the file has.")]
    uri: Annotated[str, Prop("A file with one entry per row.")]


@plugin(
    "io.kestra.plugin.core.log.Fetch",
    title="Write log entries of an execution to a file.",
    aliases=["io.kestra.core.tasks.log.Fetch"],
    deprecated=True,
    examples=[Example('level: WARN\nexecutionId: "{{ trigger.executionId }}"')],
)
class Fetch(RunnableTask[Fetched]):
    """Entries of the own execution, or of another."""

    execution_id: Annotated[str | None, Prop("The execution; the own one if absent.")] = None
    namespace: Annotated[
        str | None, Prop("The namespace of the execution that `executionId` names.")
    ] = None
    flow_id: Annotated[
        str | None, Prop("The id of the flow of the execution that `executionId` names.")
    ] = None
    tasks_id: Annotated[list[str] | None, Prop("Only entries of these tasks.")] = None
    level: Annotated[Level, Prop("Only entries of this level and above.")] = Level.INFO
    auth: Annotated[Json, Prop("Ignored: the server asks itself.")] = None

    def run(self, ctx: RunContext) -> Fetched:
        check_target(self.execution_id, self.namespace, self.flow_id)
        entries = ctx.server.run(
            server.FetchLogs(
                execution_id=self.execution_id,
                task_ids=tuple(self.tasks_id or ()),
                min_level=self.level,
            )
        )
        rows = lines_of_rows(log_map(entry) for entry in entries)
        return Fetched(size=len(entries), uri=ctx.blobs.put_new(rows, ".ion"))


class PurgedLogs(Output):
    """How much was deleted."""

    count: Annotated[int, Prop("How many log entries were deleted in all.")]
    execution_logs_count: Annotated[
        int | None, Prop("How many log entries of executions were deleted.")
    ] = None
    non_execution_logs_count: Annotated[
        int | None, Prop("How many log entries of triggers were deleted.")
    ] = None


@plugin(
    "io.kestra.plugin.core.log.PurgeLogs",
    title="Delete old log entries.",
    examples=[Example("endDate: \"{{ now() | dateAdd(-1, 'MONTHS') }}\"")],
)
class PurgeLogs(RunnableTask[PurgedLogs]):
    """Acts on the server."""

    namespace: Annotated[
        str | None, Prop("This namespace and those below; only itself with `flowId`.")
    ] = None
    flow_id: Annotated[
        str | None,
        Prop("The id of the one flow whose log is deleted; all of the namespace unless set."),
    ] = None
    execution_id: Annotated[
        str | None, Prop("The id of the one execution whose log is deleted; all unless set.")
    ] = None
    log_levels: Annotated[
        list[Level] | None, Prop("Levels whose entries are deleted; all levels unless set.")
    ] = None
    start_date: Annotated[str | None, Prop("Only entries after this date.")] = None
    end_date: Annotated[str, Prop("Only entries before this date.")]
    purge_execution_logs: Annotated[bool, Prop("Delete entries of executions.")] = True
    purge_non_execution_logs: Annotated[bool, Prop("Delete entries of triggers.")] = True
    batch_size: Annotated[int | None, Prop("Entries deleted at once.")] = None

    def run(self, ctx: RunContext) -> PurgedLogs:
        gone = ctx.server.run(
            server.PurgeLogs(
                namespace=self.namespace,
                flow_id=self.flow_id,
                execution_id=self.execution_id,
                levels=tuple(self.log_levels or ()),
                start_date=server.moment(self.start_date),
                end_date=server.moment(self.end_date),
                of_executions=self.purge_execution_logs,
                others=self.purge_non_execution_logs,
                batch_size=self.batch_size,
            )
        )
        return PurgedLogs(
            count=gone.of_executions + gone.others,
            execution_logs_count=gone.of_executions,
            non_execution_logs_count=gone.others,
        )
