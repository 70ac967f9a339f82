"""Failing an execution on which the server itself broke, so that it ends and can be seen."""

from __future__ import annotations

from datetime import datetime

from tiercel.engine.draft import Draft
from tiercel.engine.end import close_execution, end_everything
from tiercel.engine.env import EngineConfig, Env
from tiercel.engine.plan import FlowPlan
from tiercel.engine.step import Step
from tiercel.expr import NoLookups, Renderer
from tiercel.model.execution import Execution
from tiercel.model.ids import Ids
from tiercel.model.log import Level
from tiercel.model.state import StateType


def crashed(execution: Execution, plan: FlowPlan, now: datetime, reason: str) -> Step:
    """The execution FAILED with everything in it stopped and the reason in its log."""
    env = Env(
        plan=plan,
        now=now,
        ids=Ids(execution.id, execution.version),
        renderer=Renderer(),
        lookups=NoLookups(),
        config=EngineConfig(),
    )
    draft = Draft(execution, env)
    draft.log(Level.ERROR, reason)
    end_everything(draft, StateType.FAILED)
    if not draft.execution.is_settled:
        close_execution(draft)
    return Step(
        draft.finish(),
        frozenset(draft.touched),
        frozenset(draft.removed),
        tuple(draft.decisions),
    )
