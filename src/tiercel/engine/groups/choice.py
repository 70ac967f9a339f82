"""Which workers may run a task: its worker group, and what happens when nobody is there."""

from __future__ import annotations

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.groups.worker_groups import Choice
from tiercel.engine.plan import TaskPlan
from tiercel.model.state import StateType
from tiercel.model.workers.groups import DEFAULT

_FALLBACK_STATES = {"FAIL": StateType.FAILED, "CANCEL": StateType.CANCELLED}


class Refusal(msgspec.Struct, frozen=True):
    """Why a task is not handed to workers, and the state that it ends in."""

    state: StateType
    message: str


def group_of(draft: Draft, plan: TaskPlan) -> str | None:
    """The queue of the workers that run a task: what it chooses, else what its flow does."""
    return draft.env.worker_groups.queue_of(_choice(draft, plan))


def refusal(draft: Draft, plan: TaskPlan) -> Refusal | None:
    """Why a task can't be handed to its workers; None when it can, or may wait for one."""
    choice, groups = _choice(draft, plan), draft.env.worker_groups
    if choice is None or choice.queue == DEFAULT or choice.queue in groups.live:
        return None
    if choice.queue is None:
        return Refusal(StateType.FAILED, f"Cannot run task. {choice.missing}")
    state = _FALLBACK_STATES.get(choice.fallback)
    if state is None:
        return None
    return Refusal(state, f"Cannot run task. No worker of {choice.asked} is running.")


def _choice(draft: Draft, plan: TaskPlan) -> Choice | None:
    groups = draft.env.worker_groups
    own = groups.choice(plan.task.worker_group)
    return groups.choice_of_flow(draft.plan.flow.worker_group) if own is None else own
