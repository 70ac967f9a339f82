"""Everything in a database, kind by kind: the same statements and rows for every dialect."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, cast

import msgspec
from msgspec.structs import replace

from tiercel.adapters.rows import (
    FLOW_COLUMNS,
    LOG_COLUMNS,
    METRIC_COLUMNS,
    flow_of_cells,
    from_micros,
    log_entry,
)
from tiercel.adapters.sql.records import documents
from tiercel.model.execution import Execution
from tiercel.model.job import InboxEvent, Job, Timer
from tiercel.model.log import MetricEntry
from tiercel.model.stored.codec import (
    decode_event,
    decode_execution,
    decode_job,
    decode_json,
    decode_kv,
    decode_trigger,
)
from tiercel.model.stored.moving import Announcement, Document, MovedKind, Stored

Row = tuple[Any, ...]

EXECUTION_BODIES = "SELECT id, body FROM executions ORDER BY id"
# In the order of the executions, so that one pass over both finds what belongs together.
TASK_RUN_BODIES = "SELECT execution_id, body FROM task_runs ORDER BY execution_id, id"
TASK_RUN_COUNT = "SELECT count(*) FROM task_runs"


class Listing(msgspec.Struct, frozen=True):
    """All rows of a table in order, and what each of them stands for."""

    table: str
    columns: str
    order: str
    read: Callable[[Row], Stored]

    @property
    def text(self) -> str:
        return f"SELECT {self.columns} FROM {self.table} ORDER BY {self.order}"


def count_text(kind: MovedKind, listings: Mapping[MovedKind, Listing]) -> str:
    """The statement that counts a kind."""
    table = "executions" if kind is MovedKind.EXECUTIONS else listings[kind].table
    return f"SELECT count(*) FROM {table}"


async def executions(
    bodies: AsyncIterator[Row], run_bodies: AsyncIterator[Row]
) -> AsyncIterator[Execution]:
    """Executions with their task runs, of two streams in the same order."""
    run = await anext(run_bodies, None)
    async for execution_id, body in bodies:
        runs: list[bytes] = []
        # Rows of a deleted execution that are left over come before it, if there are any.
        while run is not None and run[0] <= execution_id:
            if run[0] == execution_id:
                runs.append(run[1])
            run = await anext(run_bodies, None)
        yield decode_execution(body, runs)


def _job(row: Row) -> Job:
    worker_id, lease_until, fence, body = row
    lease = None if lease_until is None else from_micros(lease_until)
    return replace(decode_job(body), worker_id=worker_id, lease_until=lease, fence=fence)


def _metric(row: Row) -> MetricEntry:
    cells = dict(zip(METRIC_COLUMNS, row, strict=False))
    cells["timestamp"] = from_micros(cells["timestamp"])
    return MetricEntry(**cells, tags=cast("dict[str, str]", decode_json(row[-1])))


LISTINGS: dict[MovedKind, Listing] = {
    MovedKind.FLOWS: Listing(
        "flows", ", ".join(FLOW_COLUMNS), "namespace, id, revision", flow_of_cells
    ),
    MovedKind.DOCUMENTS: Listing(
        documents(), "key, body", "key", lambda row: Document(row[0], decode_json(row[1]))
    ),
    MovedKind.KV: Listing("kv", "body", "namespace, key", lambda row: decode_kv(row[0])),
    MovedKind.TRIGGERS: Listing(
        "triggers", "body", "namespace, flow_id, trigger_id", lambda row: decode_trigger(row[0])
    ),
    MovedKind.TIMERS: Listing(
        "timers",
        "execution_id, key, due",
        "execution_id, key",
        lambda row: Timer(row[0], row[1], from_micros(row[2])),
    ),
    MovedKind.JOBS: Listing("jobs", "worker_id, lease_until, fence, body", "seq", _job),
    MovedKind.INBOX: Listing(
        "inbox",
        "seq, execution_id, event",
        "seq",
        lambda row: InboxEvent(row[0], row[1], decode_event(row[2])),
    ),
    MovedKind.ANNOUNCEMENTS: Listing(
        "announcements", "execution_id, state", "seq", lambda row: Announcement(*row)
    ),
    MovedKind.LOGS: Listing("logs", ", ".join(LOG_COLUMNS), "seq", log_entry),
    MovedKind.METRICS: Listing("metrics", ", ".join((*METRIC_COLUMNS, "tags")), "seq", _metric),
}
