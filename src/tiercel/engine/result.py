"""The state that a list of task runs adds up to, and how a task softens its own."""

from __future__ import annotations

from tiercel.engine.index import Scope
from tiercel.model.state import StateType
from tiercel.model.task import Task


def guess(scope: Scope) -> StateType:
    """The worst of the members (spec/engine.md §4): killed, failed, warning, paused, success."""
    if scope.killed:
        return StateType.KILLED
    if scope.failed:
        return StateType.FAILED
    if scope.warned:
        return StateType.WARNING
    if scope.paused:
        return StateType.PAUSED
    return StateType.SUCCESS


def ended_state(task: Task, state: StateType, *, earlier: int) -> StateType:
    """The state of a task run whose attempt ended so, after that many earlier ones."""
    retry = task.retry
    if state is StateType.SUCCESS and retry and retry.warning_on_retry and earlier >= 1:
        state = StateType.WARNING
    return softened(task, state)


def softened(task: Task, state: StateType) -> StateType:
    """The state after `allowFailure` and `allowWarning` of the task."""
    if state is StateType.FAILED and task.allow_failure:
        state = StateType.WARNING
    if state is StateType.WARNING and task.allow_warning:
        state = StateType.SUCCESS
    return state
