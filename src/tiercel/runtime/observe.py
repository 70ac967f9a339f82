"""Tells the telemetry what a fold of an execution changed."""

from __future__ import annotations

from tiercel.engine.plan import FlowPlan
from tiercel.model.execution import Execution
from tiercel.service.telemetry import Telemetry


def observe_fold(
    telemetry: Telemetry,
    before: Execution,
    after: Execution,
    *,
    touched: frozenset[str],
    plan: FlowPlan,
) -> None:
    """Count what has begun and what has ended between the two."""
    if before.version == 0:
        telemetry.execution_started(after)
    for run_id in touched:
        run = after.task_runs.get(run_id)
        if run is None or not run.is_terminated:
            continue
        known = before.task_runs.get(run_id)
        if known is None or not known.is_terminated:
            task = plan.tasks.get(run.task_id)
            telemetry.task_run_ended(after, run, "" if task is None else task.task.type)
    if after.state.is_terminated and not before.state.is_terminated:
        telemetry.execution_ended(after)
