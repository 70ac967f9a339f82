"""The environment of a step that a use case takes itself, outside of the executor."""

from __future__ import annotations

from datetime import datetime

from tiercel.engine.env import Env
from tiercel.engine.plan import FlowPlan
from tiercel.expr import Lookups
from tiercel.model.ids import Ids
from tiercel.ports.ports import Ports


def step_env(ports: Ports, plan: FlowPlan, now: datetime, ids: Ids, lookups: Lookups) -> Env:
    """What creations, copies and checks of inputs see besides the execution."""
    return Env(
        plan=plan,
        now=now,
        ids=ids,
        renderer=ports.renderer,
        lookups=lookups,
        config=ports.config,
    )
