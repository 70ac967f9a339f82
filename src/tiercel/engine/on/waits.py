"""Timers that are due: delays, the end of pauses, retries, loop intervals, deadlines."""

from __future__ import annotations

from tiercel.engine import hold, sla, until
from tiercel.engine.draft import Draft
from tiercel.engine.on.asked import resume_execution
from tiercel.engine.on.submitted import begin, look_at_everything
from tiercel.engine.retry import replacement
from tiercel.engine.start import start
from tiercel.engine.turns import any_paused
from tiercel.model.decisions import StartReplacement
from tiercel.model.events import ResumeAsked
from tiercel.model.execution import TaskRun
from tiercel.model.shape import Hold, OneWorker, Until
from tiercel.model.state import StateType


def wait_over(draft: Draft, key: str) -> None:
    """Do what the timer was for, if that still applies."""
    kind, _, name = key.partition(":")
    if kind == "schedule":
        if draft.current is StateType.CREATED:
            begin(draft)
    elif kind == "sla":
        sla.deadline_over(draft, name)
    elif kind == "replace":
        _replace(draft)
    elif kind == "run":
        task_run = draft.run(name)
        if task_run is None:
            return
        if task_run.force_execution or not draft.execution.state.is_terminated:
            _task_run_due(draft, task_run)


def _replace(draft: Draft) -> None:
    if draft.current is StateType.RETRIED:
        fresh = replacement(draft.execution, draft.env.ids.next(), draft.now)
        draft.set(is_replaced=True)
        draft.decide(StartReplacement(fresh))


def _task_run_due(draft: Draft, task_run: TaskRun) -> None:
    if task_run.current is StateType.RETRYING:
        _retry(draft, task_run)
    elif task_run.current is StateType.PAUSED:
        if isinstance(task_run.shape, Until):
            _next_turn(draft, task_run)
        elif isinstance(task_run.shape, Hold):
            _hold_is_over(draft, task_run, task_run.shape)


def _retry(draft: Draft, task_run: TaskRun) -> None:
    plan = draft.plan_of(task_run)
    if isinstance(task_run.shape, OneWorker):
        for child in draft.children_of(task_run):
            draft.remove(child)
    task_run = draft.enter(task_run, StateType.CREATED)
    if plan is None or draft.current not in (StateType.RETRYING, StateType.RUNNING):
        return
    if draft.current is StateType.RETRYING:
        draft.move(StateType.RUNNING)
        look_at_everything(draft)
    else:
        start(draft, plan, task_run)


def _next_turn(draft: Draft, task_run: TaskRun) -> None:
    until.next_turn(draft, task_run)
    if draft.current is StateType.PAUSED and not any_paused(draft):
        draft.move(StateType.RUNNING)
        look_at_everything(draft)


def _hold_is_over(draft: Draft, task_run: TaskRun, shape: Hold) -> None:
    if shape.kind == "approval":
        resume_execution(draft, ResumeAsked(task_run.id, decision="EXPIRED"))
        return
    state = hold.DUE_STATES.get(shape.due_action, StateType.RUNNING)
    resume_execution(draft, ResumeAsked(task_run.id, state=state))
