"""Models as flat columns: what lists filter and sort by, the same for every store.

Dates are microseconds since 1970, booleans 0 or 1, levels their rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from tiercel.model.execution import Execution
from tiercel.model.failure import ErrorPlace
from tiercel.model.kv import KvEntry
from tiercel.model.label import Label
from tiercel.model.lists.conditions import micros
from tiercel.model.log import LEVEL_ORDER, LogEntry, MetricEntry
from tiercel.model.stored.codec import decode_json, encode_json
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.limits import STORE_DELETE_ROWS
from tiercel.model.text import storable
from tiercel.model.trigger import TriggerState, due_date

Cell = int | float | str | None
Cells = tuple[Cell, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# Sorts after whatever an id may go on with.
LAST_CHARACTER = "\U0010ffff"

# Columns that are fixed at creation, then those that a save may change.
EXECUTION_FIXED = (
    "id",
    "namespace",
    "flow_id",
    "started",
    "parent_id",
    "original_id",
    "trigger_id",
    "trigger_execution_id",
    "owner_id",
    "kind",
    "scheduled",
)
EXECUTION_MOVING = (
    "flow_revision",
    "state",
    "ended",
    "duration",
    "has_slot",
    "is_settled",
    "version",
    "labels",
)
LOG_COLUMNS = (
    "namespace",
    "flow_id",
    "execution_id",
    "task_id",
    "task_run_id",
    "trigger_id",
    "attempt",
    "level",
    "timestamp",
    "message",
    "thread",
    "kind",
)
METRIC_COLUMNS = (
    "namespace",
    "flow_id",
    "execution_id",
    "task_id",
    "task_run_id",
    "type",
    "name",
    "value",
    "timestamp",
)
FLOW_COLUMNS = (
    "namespace",
    "id",
    "revision",
    "source",
    "updated",
    "deleted",
    "disabled",
    "draft",
    "description",
    "labels",
    "author",
    "message",
)
TRIGGER_COLUMNS = (
    "namespace",
    "flow_id",
    "trigger_id",
    "next_date",
    "date",
    "evaluated",
    "updated",
    "execution_id",
    "worker_id",
    "disabled",
    "is_locked",
    "failures",
    "due",
    "version",
)
KV_COLUMNS = ("namespace", "key", "created", "updated", "expires", "revision")


def execution_fixed(execution: Execution) -> Cells:
    """The cells of EXECUTION_FIXED."""
    trigger = execution.trigger
    caller_in_trigger = None if trigger is None else trigger.variables.get("executionId")
    return (
        execution.id,
        execution.namespace,
        execution.flow_id,
        micros(execution.state.histories[0].date),
        execution.parent_id,
        execution.original_id,
        None if trigger is None else trigger.id,
        caller_in_trigger if isinstance(caller_in_trigger, str) else None,
        _owner(execution),
        execution.kind or "NORMAL",
        maybe_micros(execution.schedule_date),
    )


def execution_moving(execution: Execution) -> Cells:
    """The cells of EXECUTION_MOVING."""
    histories = execution.state.histories
    return (
        execution.flow_revision,
        histories[-1].state.value,
        maybe_micros(execution.state.end),
        max(micros(histories[-1].date) - micros(histories[0].date), 0),
        int(execution.has_slot),
        int(execution.is_settled),
        execution.version,
        label_text(execution.labels),
    )


def log_cells(entry: LogEntry) -> Cells:
    """The cells of LOG_COLUMNS."""
    return (
        entry.namespace,
        entry.flow_id,
        entry.execution_id,
        entry.task_id,
        entry.task_run_id,
        entry.trigger_id,
        entry.attempt_number,
        LEVEL_ORDER.index(entry.level),
        micros(entry.timestamp),
        storable(entry.message),
        entry.thread,
        entry.kind,
    )


def log_entry(cells: Cells) -> LogEntry:
    """The entry that the cells of LOG_COLUMNS stand for."""
    namespace, flow_id, execution_id, task_id, task_run_id, trigger_id, *rest = cells
    attempt, level, timestamp, message, thread, kind = rest
    return LogEntry(
        namespace=namespace,  # type: ignore[arg-type]
        flow_id=flow_id,  # type: ignore[arg-type]
        timestamp=from_micros(timestamp),
        level=LEVEL_ORDER[level],  # type: ignore[index]
        message=message,  # type: ignore[arg-type]
        execution_id=execution_id,  # type: ignore[arg-type]
        task_id=task_id,  # type: ignore[arg-type]
        task_run_id=task_run_id,  # type: ignore[arg-type]
        attempt_number=attempt,  # type: ignore[arg-type]
        trigger_id=trigger_id,  # type: ignore[arg-type]
        thread=thread,  # type: ignore[arg-type]
        kind=kind,  # type: ignore[arg-type]
    )


def error_bindings(place: ErrorPlace) -> tuple[str, int, int, str | None]:
    """Execution, first and last date, task run or None."""
    return place.execution_id, micros(place.since), micros(place.until), place.task_run_id


def metric_cells(entry: MetricEntry) -> Cells:
    """The cells of METRIC_COLUMNS."""
    return (
        entry.namespace,
        entry.flow_id,
        entry.execution_id,
        entry.task_id,
        entry.task_run_id,
        entry.type,
        entry.name,
        entry.value,
        micros(entry.timestamp),
    )


def flow_cells(flow: StoredFlow) -> Cells:
    """The cells of FLOW_COLUMNS."""
    return (
        flow.namespace,
        flow.id,
        flow.revision,
        flow.source,
        micros(flow.updated),
        int(flow.deleted),
        int(flow.disabled),
        int(flow.draft),
        flow.description,
        label_text(flow.labels),
        flow.author,
        flow.message,
    )


def flow_of_cells(row: Sequence[Any]) -> StoredFlow:
    """The flow of the cells of FLOW_COLUMNS."""
    cells = dict(zip(FLOW_COLUMNS, row, strict=True))
    cells["updated"] = from_micros(cells["updated"])
    for name in ("deleted", "disabled", "draft"):
        cells[name] = bool(cells[name])
    labels = decode_json(cells.pop("labels"))
    return StoredFlow(**cells, labels=tuple(Label(key, value) for key, value in labels))


def trigger_cells(state: TriggerState) -> Cells:
    """The cells of TRIGGER_COLUMNS."""
    return (
        state.namespace,
        state.flow_id,
        state.trigger_id,
        maybe_micros(state.next_date),
        maybe_micros(state.date),
        maybe_micros(state.evaluated),
        maybe_micros(state.updated),
        state.execution_id,
        state.worker_id,
        int(state.disabled),
        int(state.is_locked or state.execution_id is not None),
        # Absent unless the newest failed: the index has these alone.
        None if state.error is None else state.failures,
        maybe_micros(due_date(state)),
        state.version,
    )


def kv_cells(entry: KvEntry) -> Cells:
    """The cells of KV_COLUMNS."""
    return (
        entry.namespace,
        entry.key,
        micros(entry.created),
        micros(entry.updated),
        maybe_micros(entry.expires),
        entry.revision,
    )


def delete_rows(at_once: int | None) -> int:
    """How many rows one statement of a bulk deletion removes."""
    return max(1, min(at_once or STORE_DELETE_ROWS, STORE_DELETE_ROWS))


def label_text(labels: tuple[Label, ...]) -> str:
    """Labels as a JSON list of pairs."""
    if not labels:
        return "[]"
    return encode_json([(label.key, label.value) for label in labels]).decode()


def maybe_micros(date: datetime | None) -> int | None:
    """Microseconds since 1970, or None."""
    return None if date is None else micros(date)


def from_micros(value: Cell) -> datetime:
    """The date, in UTC."""
    assert isinstance(value, int)
    return _EPOCH + timedelta(microseconds=value)


def _owner(execution: Execution) -> str | None:
    if execution.caller is not None:
        return execution.caller.execution_id
    return None if execution.loop_run is None else execution.loop_run.execution_id
