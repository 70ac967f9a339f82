"""Which task run of an execution failed first, for every database."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.model.execution import TaskRun
from tiercel.model.failure import first_failed
from tiercel.model.stored.codec import decode_task_run


def first_failed_of(rows: Iterable[tuple[str, bytes]]) -> dict[str, TaskRun]:
    """By execution id, of the bodies of task runs that may have failed."""
    runs: dict[str, list[TaskRun]] = {}
    for execution_id, body in rows:
        runs.setdefault(execution_id, []).append(decode_task_run(body))
    found = {execution_id: first_failed(several) for execution_id, several in runs.items()}
    return {execution_id: run for execution_id, run in found.items() if run is not None}
