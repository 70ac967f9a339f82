"""Ship the logs of the server to other stores: those of executions, and the audit log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Example,
    IllegalArgument,
    Json,
    Level,
    NestedMark,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
    server,
)
from tiercel.plugin.nested import nested_plugin
from tiercel.plugin.rows import log_map
from tiercel.plugin.services.log_exports import LogExporter, LogRecord
from tiercel.plugins.kestra.ee.calls import ByAddress
from tiercel.plugins.kestra.paging import (
    PAGE_ROWS_MAX,
    filter_params,
    filters_of,
    rows_of_pages,
)

# Workers write what they log with a delay: what is younger is left for the next time.
SETTLING = timedelta(seconds=10)
_BATCH_SIZE = 1000
# Entries that are deleted at once, or kept when one of their time came late.
_PART_SIZE = 1000
_AUDIT_PAGE = 100


class Window(msgspec.Struct, frozen=True):
    """From when, and until when without that."""

    start: datetime
    end: datetime


class Part(msgspec.Struct, frozen=True):
    """A part of a window, and how many entries a store got of it."""

    start: datetime
    end: datetime
    count: int


class InParts:
    """The entries of a window, oldest first, which are counted in parts as they are read."""

    def __init__(self, records: Iterable[LogRecord], window: Window) -> None:
        self._records = records
        self._window = window
        self.parts: list[Part] = []

    def __iter__(self) -> Iterator[LogRecord]:
        start, count, last = self._window.start, 0, self._window.start
        for record in self._records:
            if count >= _PART_SIZE and record.timestamp != last:
                self.parts.append(Part(start, record.timestamp, count))
                start, count = record.timestamp, 0
            count, last = count + 1, record.timestamp
            yield record
        self.parts.append(Part(start, self._window.end, count))

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(each.count for each in self.parts)


class Shipped(Output):
    """What was sent."""

    size: Annotated[int, Prop("How many entries were sent to each store.")]
    outputs: Annotated[
        dict[str, Json], Prop("What each exporter says, by its `id`: such as `uris` of files.")
    ]


class Shipper(RunnableTask[Shipped]):
    """What is new since the last time goes to all stores, then the date is kept."""

    log_exporters: Annotated[
        list[Json],
        NestedMark("additional", LogExporter),
        Prop("The stores that entries are sent to, each with an `id` of its own."),
    ]
    lookback_period: Annotated[
        timedelta, Prop("How far back the first time begins, when there is no date yet.")
    ] = timedelta(days=1)
    offset_key: Annotated[
        str, Prop("The key in the key-value store of the flow's namespace that has the date.")
    ] = "LogShipper-state"

    @classmethod
    def violations(cls, properties: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        """Exporters of one id would hide each other's outputs."""
        ids = [
            each.get("id")
            for each in properties.get("logExporters") or ()
            if isinstance(each, dict)
        ]
        return [
            (f"logExporters[{number}].id", f"there is another exporter '{name}'")
            for number, name in enumerate(ids)
            if name is not None and name in ids[:number]
        ]

    def records(self, ctx: RunContext, window: Window) -> Iterator[LogRecord]:
        """The entries of a window, oldest first."""
        raise NotImplementedError

    def sent(self, ctx: RunContext, window: Window, shipped: Sequence[InParts]) -> datetime:
        """Where the next time begins, when each store has what it was sent of the window."""
        return window.end

    def run(self, ctx: RunContext) -> Shipped:
        """Raises: PluginError for a store that refuses; all entries come again the next time."""
        exporters = [
            nested_plugin(ctx, f"logExporters[{number}]", value, LogExporter)
            for number, value in enumerate(self.log_exporters)
        ]
        window = self._window(ctx)
        outputs: dict[str, Json] = {}
        shipped: list[InParts] = []
        for exporter in exporters:
            shipped.append(InParts(self.records(ctx, window), window))
            outputs[exporter.id] = dict(exporter.export(ctx, iter(shipped[-1])))
        following = self.sent(ctx, window, shipped)
        ctx.kv.put(self.offset_key, following.isoformat())
        return Shipped(size=shipped[-1].count if shipped else 0, outputs=outputs)

    def _window(self, ctx: RunContext) -> Window:
        end = ctx.now() - SETTLING
        found, value = ctx.kv.get(self.offset_key)
        if not found or value is None:
            return Window(min(ctx.now() - self.lookback_period, end), end)
        try:
            start = value if isinstance(value, datetime) else server.moment(str(value))
        except IllegalArgument as error:
            raise PluginError(f"The key '{self.offset_key}' has no date: {error}") from None
        return Window(start, max(start, end))


@plugin(
    "io.kestra.plugin.ee.core.log.LogShipper",
    title="Ship log entries to other stores.",
    examples=[
        Example(
            "logLevelFilter: INFO\nlookbackPeriod: P1D\nlogExporters:\n  - id: datadog\n"
            "    type: io.kestra.plugin.ee.datadog.LogExporter\n"
            "    basePath: https://http-intake.logs.datadoghq.eu\n"
            "    apiKey: \"{{ secret('DATADOG_KEY') }}\"",
            title="What is new goes to Datadog.",
        ),
        Example(
            "namespace: company.team\ndelete: true\nlogExporters:\n  - id: file\n"
            "    type: io.kestra.plugin.ee.core.log.FileLogExporter\n    format: JSON",
            title="Entries of a namespace move to files.",
        ),
    ],
)
class LogShipper(Shipper):
    """Those of executions and triggers, all since the last time; each comes at least once."""

    namespace: Annotated[
        str | None, Prop("A namespace; those below it count too. All entries without it.")
    ] = None
    log_level_filter: Annotated[Level, Prop("Only entries of this level and above.")] = Level.INFO
    batch_size: Annotated[
        int | None, Prop("How many entries are read at once; 1000 by default."), Field(ge=1)
    ] = None
    delete: Annotated[
        bool, Prop("Whether entries that were sent are deleted here, and none that came late.")
    ] = False

    def records(self, ctx: RunContext, window: Window) -> Iterator[LogRecord]:
        return (
            LogRecord(entry.timestamp, entry.level.value, entry.message, log_map(entry))
            for entry in self._entries(ctx, window)
        )

    def sent(self, ctx: RunContext, window: Window, shipped: Sequence[InParts]) -> datetime:
        """With `delete` the first part of which some store has not all: it is sent again."""
        if not self.delete or not shipped:
            return window.end
        everywhere = set.intersection(*(set(each.parts) for each in shipped))
        kept = [
            part.start
            for part in shipped[0].parts
            if part.count and not (part in everywhere and self._deleted(ctx, part))
        ]
        if kept:
            ctx.log.write(
                Level.WARN,
                f"Entries since {kept[0].isoformat()} are kept and sent again: others were written"
                " late among them",
            )
        return min(kept, default=window.end)

    def _deleted(self, ctx: RunContext, part: Part) -> bool:
        """Whether it was, since it had what was sent and no more."""
        filters = self._filters(part.start, part.end)
        asked = server.DeleteLogs(filters=filters, exactly=part.count)
        return ctx.server.run(asked) == part.count

    def _entries(self, ctx: RunContext, window: Window) -> Iterator[server.LogEntry]:
        """Read from the last date on: a number of a page would be counted from the beginning."""
        start, page, seen = window.start, 1, 0
        size = min(self.batch_size or _BATCH_SIZE, PAGE_ROWS_MAX)
        while True:
            filters, sorts = self._filters(start, window.end), (server.Sort("timestamp"),)
            query = server.Query(filters, sorts, page=page, size=size)
            found = ctx.server.run(server.FindLogs(query=query)).results
            yield from found[seen:]
            if len(found) < size:
                return
            last = found[-1].timestamp
            if last == start:
                page, seen = page + 1, 0
            else:
                start, page, seen = last, 1, sum(each.timestamp == last for each in found)

    def _filters(self, start: datetime, end: datetime) -> tuple[server.Filter, ...]:
        return filters_of(
            ("timestamp", "GREATER_THAN_OR_EQUAL_TO", start),
            ("timestamp", "LESS_THAN", end),
            ("level", "EQUALS", self.log_level_filter),
            ("namespace", "PREFIX", self.namespace),
        )


@plugin(
    "io.kestra.plugin.ee.core.log.AuditLogShipper",
    title="Ship the audit log to other stores.",
    examples=[
        Example(
            "auth: {apiToken: \"{{ secret('AUDITOR_TOKEN') }}\"}\nresources: [FLOW, EXECUTION]\n"
            "logExporters:\n  - id: file\n    type: io.kestra.plugin.ee.core.log.FileLogExporter",
            title="Changes of flows and executions go to a file.",
        )
    ],
)
class AuditLogShipper(ByAddress, Shipper):
    """With the rights of the login in `auth`, who must be allowed to read the audit log."""

    resources: Annotated[
        list[str] | None, Prop("Only entries about these, such as FLOW; all without it.")
    ] = None
    offset_key: Annotated[
        str, Prop("The key in the key-value store of the flow's namespace that has the date.")
    ] = "AuditLogShipper-state"
    delete: Annotated[
        bool, Prop("Must be false: the audit log is sealed, and settings say how long it is kept.")
    ] = False

    @classmethod
    def violations(cls, properties: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        """Nobody shortens the audit log but its retention."""
        found = list(super().violations(properties))
        if properties.get("delete") is True:
            found.append(("delete", "must be false: `tiercel.audit.retention` deletes entries"))
        return found

    def run(self, ctx: RunContext) -> Shipped:
        """Raises: PluginError for `delete`, for a login that may not, for a store that refuses."""
        if self.delete:
            raise PluginError("`delete` must be false: `tiercel.audit.retention` deletes entries")
        return super().run(ctx)

    def records(self, ctx: RunContext, window: Window) -> Iterator[LogRecord]:
        params = {
            **filter_params(
                filters_of(
                    ("startDate", "GREATER_THAN_OR_EQUAL_TO", window.start),
                    ("endDate", "LESS_THAN", window.end),
                )
            ),
            "resources": ",".join(self.resources or ()) or None,
            "sort": "date:asc",
            "size": _AUDIT_PAGE,
        }

        def page_of(number: int) -> Sequence[dict[str, Any]]:
            found: Any = self.asked(ctx, "GET /auditlogs/search", {**params, "page": number})
            rows: Sequence[dict[str, Any]] = found["results"]
            return rows

        return map(_audited, rows_of_pages(page_of, None, _AUDIT_PAGE))


def _audited(row: Mapping[str, Any]) -> LogRecord:
    entry, user = row["auditLog"], row.get("user") or {}
    detail, who = entry["detail"], user.get("username") or entry["userId"]
    message = f"{who}: {entry['type']} {detail['resource']} {detail.get('id', '')}".rstrip()
    return LogRecord(server.moment(entry["date"]), "INFO", message, {**entry, "user": user})
