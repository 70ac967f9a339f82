"""Reports to the telemetry what a fold of an execution changed."""

from __future__ import annotations

from collections.abc import Iterable

from tiercel.engine.plan import FlowPlan
from tiercel.model.execution import Execution
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.turns import Turns


def observe_fold(
    telemetry: Telemetry,
    before: Execution,
    after: Execution,
    *,
    touched: Iterable[str],
    plan: FlowPlan,
) -> None:
    """Count what has begun and what has ended between the two."""
    if before.version == 0:
        telemetry.execution_started(after)
    _observe_runs(telemetry, before, after, touched, plan)
    if after.state.is_terminated and not before.state.is_terminated:
        telemetry.execution_ended(after)


async def observe_large_fold(
    telemetry: Telemetry,
    before: Execution,
    after: Execution,
    *,
    touched: Iterable[str],
    plan: FlowPlan,
) -> None:
    """The same, giving way to others between the task runs."""
    turns = Turns()
    for run_id in touched:
        await turns.turn()
        _observe_runs(telemetry, before, after, (run_id,), plan)
    observe_fold(telemetry, before, after, touched=(), plan=plan)


def _observe_runs(
    telemetry: Telemetry,
    before: Execution,
    after: Execution,
    touched: Iterable[str],
    plan: FlowPlan,
) -> None:
    for run_id in touched:
        run = after.task_runs.get(run_id)
        if run is None or not run.is_terminated:
            continue
        known = before.task_runs.get(run_id)
        if known is None or not known.is_terminated:
            task = plan.tasks.get(run.task_id)
            telemetry.task_run_ended(after, run, "" if task is None else task.task.type)
