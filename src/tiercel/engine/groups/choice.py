"""Which workers may run a task: its worker group, and what happens when nobody is there."""

from __future__ import annotations

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.groups.worker_groups import group_key
from tiercel.engine.plan import TaskPlan
from tiercel.model.state import StateType

_FALLBACK_STATES = {"FAIL": StateType.FAILED, "CANCEL": StateType.CANCELLED}


class Refusal(msgspec.Struct, frozen=True):
    """Why a task is not handed to workers, and the state that it ends in."""

    state: StateType
    message: str


def group_of(draft: Draft, plan: TaskPlan) -> str | None:
    """The group whose workers run a task: its own, else that of the flow if there is such one."""
    key = group_key(plan.task.worker_group)
    if key is not None:
        return key
    key = group_key(draft.plan.flow.worker_group)
    return key if key in draft.env.worker_groups.known else None


def refusal(draft: Draft, plan: TaskPlan) -> Refusal | None:
    """Why a task can't be handed to its group; None when it can, or may wait for a worker."""
    key, groups = group_of(draft, plan), draft.env.worker_groups
    if key is None or key in groups.live:
        return None
    if key not in groups.known:
        message = f"Cannot run task. No worker group exist for key '{key}'."
        return Refusal(StateType.FAILED, message)
    own = plan.task.worker_group
    chosen = own if group_key(own) else draft.plan.flow.worker_group
    state = _FALLBACK_STATES.get(str(chosen.get("fallback")))
    if state is None:
        return None
    return Refusal(state, f"Cannot run task. No worker of the worker group '{key}' is running.")
