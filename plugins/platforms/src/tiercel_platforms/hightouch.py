"""Synchronisations of Hightouch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Annotated

from tiercel.plugin import (
    Json,
    Level,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ONCE, ConfiguredService, Repeats
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.waiting import begun, wait_for

API = "https://api.hightouch.com/api/v1"
_EVERY = timedelta(seconds=2)
_GOOD = ("success", "warning", "completed_with_errors")
_BAD = ("failed", "cancelled", "interrupted")
_CHANGES = ("added", "changed", "removed")
_METRICS = [
    Metric("completion.ratio", "counter", "", "How much is done."),
    *(
        Metric(f"rows.{end}.{change}", "counter", "", f"How many rows {word} {change}.")
        for end, word in (("successfully", "were"), ("failed", "were not"))
        for change in _CHANGES
    ),
]


class ModifiedRows(Part):
    """How many rows."""

    added_count: Annotated[int | None, Prop("Those that are new.")] = None
    changed_count: Annotated[int | None, Prop("Those that are changed.")] = None
    removed_count: Annotated[int | None, Prop("Those that are gone.")] = None


class RunDetails(Part):
    """A run."""

    id: Annotated[int | None, Prop("The number that the service gave the run.")] = None
    status: Annotated[str | None, Prop("The status of the run, such as success or failed.")] = None
    created_at: Annotated[str | None, Prop("When it was asked for.")] = None
    started_at: Annotated[str | None, Prop("When the run began, in ISO 8601.")] = None
    finished_at: Annotated[str | None, Prop("When the run ended; nothing while it goes on.")] = None
    completion_ratio: Annotated[float | None, Prop("How much is done.")] = None
    query_size: Annotated[int | None, Prop("How many rows the query gave.")] = None
    planned_rows: Annotated[
        ModifiedRows | None, Prop("How many rows were to be added, changed and removed.")
    ] = None
    successful_rows: Annotated[
        ModifiedRows | None, Prop("How many rows were added, changed and removed.")
    ] = None
    failed_rows: Annotated[
        ModifiedRows | None, Prop("How many rows could not be added, changed or removed.")
    ] = None
    error: Annotated[str | None, Prop("Why the run failed; nothing when it did not.")] = None


class Synced(Output):
    """The run."""

    run_id: Annotated[int, Prop("The number that the service gave the run.")]
    metadata: Annotated[RunDetails | None, Prop("All of it, when its end was waited for.")] = None


@plugin(
    "io.kestra.plugin.hightouch.Sync",
    title="Start a synchronisation of Hightouch.",
    examples=["token: \"{{ secret('HIGHTOUCH_TOKEN') }}\"\nsyncId: 1127166\nmaxDuration: PT30M"],
    metrics=_METRICS,
)
class Sync(ConfiguredService, RunnableTask[Synced]):
    """The service has no way to cancel one: a kill ends the wait alone."""

    far_work = by_handle("the id of the run")

    service = "Hightouch"

    token: Annotated[str, Prop("The key of the API, best from a secret.")]
    sync_id: Annotated[int, Prop("The id of the synchronisation.")]
    full_resynchronization: Annotated[bool, Prop("Whether all rows are sent again.")] = False
    wait: Annotated[bool, Prop("Whether to wait for the end.")] = True
    max_duration: Annotated[timedelta, Prop("How long it may take.")] = timedelta(minutes=5)

    def secrets(self) -> Iterable[str | None]:
        return (self.token,)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Bearer {self.token}"}

    def repeats(self, request: HttpRequest) -> Repeats:
        """What starts something is asked once: it may have begun before the error."""
        return Repeats(5) if request.method == "GET" else ONCE

    def run(self, ctx: RunContext) -> Synced:
        """Raises: PluginError for what the service refuses, or a run that fails."""
        number = begun(ctx, lambda: self._begin(ctx))
        if not self.wait:
            return Synced(run_id=int(number))
        found = wait_for(
            ctx, lambda: self._end(ctx, number), every=_EVERY, at_most=self.max_duration
        )
        self._count(ctx, found)
        return Synced(run_id=int(number), metadata=found)

    def _begin(self, ctx: RunContext) -> str:
        path = f"/syncs/{self.sync_id}/trigger"
        body: Json = {"fullResync": self.full_resynchronization}
        request = HttpRequest(url=API + path, method="POST", json=body)
        return str(self.ask_for(ctx, f"POST {path}", request, "id")["id"])

    def _end(self, ctx: RunContext, number: str) -> RunDetails | None:
        path = f"/syncs/{self.sync_id}/runs"
        request = HttpRequest(url=API + path, params={"runId": number})
        rows = self.ask_for(ctx, f"GET {path}", request, "data")["data"]
        row = next((each for each in rows if str(each["id"]) == number), None)
        status = None if row is None else str(row["status"])
        if row is None or status not in (*_GOOD, *_BAD):
            return None
        error = row.get("error")
        if status in _BAD:
            raise PluginError(f"The run {number} is {status}: {error or 'no reason is given'}")
        if status != "success":
            line = f"The run {number} has ended with {status}: {error or 'no reason is given'}"
            ctx.log.write(Level.WARN, line)
        return details_of(row)

    def _count(self, ctx: RunContext, found: RunDetails) -> None:
        ctx.metrics.counter("completion.ratio", found.completion_ratio or 0)
        for end, rows in (("successfully", found.successful_rows), ("failed", found.failed_rows)):
            for change in _CHANGES:
                count = getattr(rows, f"{change}_count", None)
                ctx.metrics.counter(f"rows.{end}.{change}", count or 0)


def details_of(row: dict[str, Json]) -> RunDetails:
    """A run as the service has it."""
    names = {each.alias or name for name, each in RunDetails.model_fields.items()}
    counts = {each.alias or name for name, each in ModifiedRows.model_fields.items()}
    found = {name: value for name, value in row.items() if name in names}
    for name, value in found.items():
        if isinstance(value, dict):
            found[name] = {inner: count for inner, count in value.items() if inner in counts}
    return RunDetails.model_validate(found)
