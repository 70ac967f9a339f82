"""Fetch log entries of this server, or of another."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Example, Json, Level, Prop, RunContext, RunnableTask, plugin, server
from tiercel.plugin.rows import lines_of_rows, log_map
from tiercel.plugins.core.log.stored_logs import Fetched
from tiercel.plugins.kestra.server import OtherServer, ServerTask, segment


@plugin(
    "io.kestra.plugin.kestra.logs.Fetch",
    title="Write log entries of an execution to a file.",
    examples=[Example('level: WARN\nexecutionId: "{{ trigger.executionId }}"')],
)
class Fetch(ServerTask, RunnableTask[Fetched]):
    """Entries of the own execution, or of another."""

    execution_id: Annotated[str | None, Prop("The execution; the own one if absent.")] = None
    namespace: Annotated[str | None, Prop("The namespace of the execution.")] = None
    flow_id: Annotated[str | None, Prop("The flow of the execution.")] = None
    tasks_id: Annotated[list[str] | None, Prop("Only entries of these tasks.")] = None
    level: Annotated[Level, Prop("Only entries of this level and above.")] = Level.INFO

    def run(self, ctx: RunContext) -> Fetched:
        other = self.other_server(ctx)
        entries = self._here(ctx) if other is None else self._there(ctx, other)
        rows = lines_of_rows(entries)
        return Fetched(size=len(entries), uri=ctx.blobs.put_new(rows, ".ion"))

    def _here(self, ctx: RunContext) -> list[Json]:
        entries = ctx.server.run(
            server.FetchLogs(
                execution_id=self.execution_id,
                task_ids=tuple(self.tasks_id or ()),
                min_level=self.level,
            )
        )
        return [log_map(entry) for entry in entries]

    def _there(self, ctx: RunContext, other: OtherServer) -> list[Json]:
        execution_id = self.execution_id or ctx.vars["execution"]["id"]
        entries = other.get(f"/logs/{segment(execution_id)}", {"minLevel": self.level.value})
        if not self.tasks_id:
            return list(entries)
        return [entry for id_ in self.tasks_id for entry in entries if entry.get("taskId") == id_]
