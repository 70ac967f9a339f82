"""Removing executions with what belongs to them: the one way, whoever asks."""

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
METRICS_ALONE = Removed(execution=False, logs=False)


def remove_in(tx: Tx, execution: Execution, what: Removed = EVERYTHING) -> None:
    """Remove parts of a settled execution, unless it has moved since it was read.

    The commit raises: Stale when it was restarted in between.
    """
    if what.execution:
        # Saving has a guard that deleting lacks.
        guarded = msgspec.structs.replace(execution, version=execution.version + 1)
        tx.executions.save(guarded, (), ())
    remove_parts_in(tx, execution.id, what)


def remove_parts_in(tx: Tx, execution_id: str, what: Removed) -> None:
    """Remove parts of an execution in any state, whether it has moved or not."""
    if what.logs:
        tx.logs.delete([Filter("executionId", Operation.EQUALS, execution_id)])
    if what.metrics:
        tx.metrics.delete(execution_id)
    if what.execution:
        tx.executions.delete(execution_id)
