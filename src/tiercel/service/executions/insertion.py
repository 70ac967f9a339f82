"""Storing new executions with what moves them on: the one way, whatever created them."""

from __future__ import annotations

from tiercel.model.events import Submitted
from tiercel.model.execution import Execution
from tiercel.ports.store import Tx


def insert_in(tx: Tx, execution: Execution) -> None:
    """Store a new execution: the executor takes it up, unless it has settled already."""
    tx.executions.insert(execution)
    if execution.is_settled:
        tx.announcements.put(execution.id, execution.current)
    else:
        tx.inbox.put(execution.id, Submitted())
