"""Submitted: the execution begins, or is to be looked at as a whole."""

from __future__ import annotations

from tiercel.engine import sla
from tiercel.engine.draft import Draft
from tiercel.engine.end import end_execution, enter_end, notify_caller
from tiercel.engine.settle import may_move
from tiercel.engine.start import start
from tiercel.model.decisions import AskSlot, StartTimer
from tiercel.model.log import Level
from tiercel.model.state import StateType

# Created, and its job is with the workers already.
SENT = frozenset({StateType.SUBMITTED, StateType.RESUBMITTED})


def submitted(draft: Draft) -> None:
    """Begin a CREATED execution; go on with a RESTARTED or running one.

    One that has settled reports its end once more: it may have been created ended, or its caller
    may wait for news that were lost.
    """
    state = draft.current
    if draft.execution.is_settled:
        notify_caller(draft)
    elif state is StateType.CREATED:
        begin(draft)
    elif state is StateType.RESTARTED:
        _admit(draft)
    else:
        look_at_everything(draft)


def begin(draft: Draft) -> None:
    """Refuse, wait for the scheduled date, ask for a slot, or run."""
    execution = draft.execution
    if draft.plan.flow.exception is not None:
        draft.log(Level.ERROR, f"Cannot execute an invalid flow: {draft.plan.flow.exception}")
        enter_end(draft, StateType.FAILED)
        return
    if execution.schedule_date is not None and execution.schedule_date > draft.now:
        draft.decide(StartTimer("schedule", execution.schedule_date))
        return
    _admit(draft)


def _admit(draft: Draft) -> None:
    concurrency = draft.plan.flow.concurrency
    if concurrency is None or draft.execution.loop_run is not None or draft.execution.has_slot:
        run(draft)
    else:
        draft.decide(AskSlot(concurrency.limit))


def run(draft: Draft) -> None:
    """The execution runs from here on."""
    if draft.current in (StateType.CREATED, StateType.QUEUED):
        sla.watch(draft)
    if draft.current is StateType.CREATED and not _has_tasks(draft):
        end_execution(draft)
        return
    draft.move(StateType.RUNNING)
    look_at_everything(draft)


def _has_tasks(draft: Draft) -> bool:
    return bool(draft.plan.branch(draft.root_plan, "tasks"))


def look_at_everything(draft: Draft) -> None:
    """Start what was created and not begun, and look at every owner again."""
    draft.is_rescan = True
    for task_run in draft.created_runs():
        plan = draft.plan_of(task_run)
        # One that starts may end the others.
        is_waiting = task_run.id in draft.created and task_run.current not in SENT
        if plan is not None and is_waiting and may_move(draft, task_run):
            start(draft, plan, task_run)
    draft.mark(draft.root)
    for task_run in draft.running_runs():
        plan = draft.plan_of(task_run)
        if plan is not None and not plan.is_runnable:
            draft.mark(task_run.id)
