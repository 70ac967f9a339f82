"""Storing new executions with what moves them on: the one way, whatever created them."""

from __future__ import annotations

from datetime import datetime

from tiercel.engine.creation import Created
from tiercel.model.decisions import WriteLog
from tiercel.model.events import Submitted
from tiercel.model.execution import Execution
from tiercel.model.log import LogEntry
from tiercel.ports.store import Tx


def insert_in(tx: Tx, execution: Execution) -> None:
    """Store a new execution: the executor takes it up, unless it has settled already."""
    tx.executions.insert(execution)
    if execution.is_settled:
        tx.announcements.put(execution.id, execution.current)
    else:
        tx.inbox.put(execution.id, Submitted())


def insert_created(tx: Tx, created: Created, now: datetime) -> None:
    """The same, with the log lines of its creation."""
    insert_in(tx, created.execution)
    if created.logs:
        tx.logs.add(log_entry(created.execution, line, now) for line in created.logs)


def log_entry(execution: Execution, decision: WriteLog, now: datetime) -> LogEntry:
    """The stored form of a log decision."""
    task_run = execution.task_runs.get(decision.task_run_id) if decision.task_run_id else None
    return LogEntry(
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        timestamp=now,
        level=decision.level,
        message=decision.message,
        execution_id=execution.id,
        task_id=task_run.task_id if task_run is not None else None,
        task_run_id=decision.task_run_id,
        attempt_number=decision.attempt,
        kind=execution.kind,
    )
