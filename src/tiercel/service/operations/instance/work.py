"""Operations on what the workers and schedulers of all servers are at."""

from __future__ import annotations

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.request import Request
from tiercel.model.trigger import TriggerState
from tiercel.service.flows.insights import RunningJobs
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


class ShowRunningJobs(Request[RunningJobs], frozen=True, kw_only=True):
    """How many jobs workers have claimed, and some of them."""


class ListScheduled(Request[list[TriggerState]], frozen=True, kw_only=True):
    """The states of all triggers that have a next date."""


@operation("work.jobs", allows=OWNER, scope=TENANT)
async def running_jobs(deps: Services, actor: Actor, ask: ShowRunningJobs) -> RunningJobs:
    """Of all servers that share the database."""
    return await deps.insights.running_jobs()


@operation("work.triggers", allows=OWNER, scope=TENANT)
async def scheduled(deps: Services, actor: Actor, ask: ListScheduled) -> list[TriggerState]:
    """By namespace, flow and id; those that are switched off among them."""
    return [state for state in await deps.triggers.all() if state.next_date is not None]
