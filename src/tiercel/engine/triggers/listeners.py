"""Whether the conditions of a listener hold for the execution that ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiercel.engine.draft import Draft
from tiercel.engine.task_scope import draft_source
from tiercel.engine.triggers.conditions import ConditionContext, all_hold
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.model.log import Level


def conditions_hold(draft: Draft, conditions: Sequence[Mapping[str, Json]]) -> bool:
    """All conditions; one that can't be evaluated counts as false and is logged."""
    if not conditions:
        return True
    execution = draft.execution
    context = ConditionContext(
        renderer=draft.env.renderer,
        variables=draft_source(draft).base(),
        lookups=draft.env.lookups,
        flow=(execution.namespace, execution.flow_id),
        execution=draft.snapshot(),
        state=execution.current.value,
    )
    try:
        return all_hold(conditions, context)
    except TiercelError as error:
        draft.log(
            Level.ERROR, f"Unable to evaluate the conditions of a listener: {error.explained}"
        )
        return False
