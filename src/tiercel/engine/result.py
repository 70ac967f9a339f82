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


def softened(task: Task, state: StateType) -> StateType:
    """The state after `allowFailure` and `allowWarning` of the task."""
    if state is StateType.FAILED and task.allow_failure:
        state = StateType.WARNING
    if state is StateType.WARNING and task.allow_warning:
        state = StateType.SUCCESS
    return state
