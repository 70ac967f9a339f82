"""Removing ended executions, with what belongs to them: the one way for tasks and retention."""

from __future__ import annotations

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter, Operation
from tiercel.ports.store import Tx


class Removed(msgspec.Struct, frozen=True):
    """What of an execution goes: itself, its log entries, its metrics."""

    execution: bool = True
    logs: bool = True
    metrics: bool = True


EVERYTHING = Removed()


def remove_in(tx: Tx, execution: Execution, what: Removed = EVERYTHING) -> None:
    """Remove parts of a settled execution, unless it has moved since it was read.

    The commit raises: Stale when it was restarted in between.
    """
    if what.execution:
        # Saving has a guard that deleting lacks.
        guarded = msgspec.structs.replace(execution, version=execution.version + 1)
        tx.executions.save(guarded, (), ())
    if what.logs:
        tx.logs.delete([Filter("executionId", Operation.EQUALS, execution.id)])
    if what.metrics:
        tx.metrics.delete(execution.id)
    if what.execution:
        tx.executions.delete(execution.id)
