"""Operations that act on many executions, all or none; they answer how many were asked."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.model.access import Actor, Permission, Resource, of_executions
from tiercel.model.label import Label
from tiercel.model.limits import BULK_IDS_MAX
from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.model.state import StateType
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_EACH = of_executions()


def _may(action: str) -> Permission:
    return Permission(Resource.EXECUTION, action)


class ManyExecutions(Request[int], frozen=True, kw_only=True):
    """A request on many executions.

    Shapes: with `matching` it is on those that meet all of its filters, else on `ids`.
    """

    ids: tuple[str, ...] = ()
    matching: tuple[Filter, ...] | None = None


class KillExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Kill them, without their children."""


class PauseExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Start nothing new in those that run."""


class ResumeExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Let those that are paused go on."""


class RestartExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Run again what failed in them."""


class ReplayExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Run them as new executions, from their start."""

    is_latest: bool = False


class UnqueueExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Take them out of the queues of their flows, into this state."""

    state: StateType = StateType.RUNNING


class ForceRunExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Run them now, whatever they wait for."""


class ChangeStatuses(ManyExecutions, frozen=True, kw_only=True):
    """Another end state for those that have ended."""

    state: StateType


class MergeLabels(ManyExecutions, frozen=True, kw_only=True):
    """Set labels of those that have ended; their other labels stay."""

    labels: tuple[Label, ...]


class DeleteExecutions(ManyExecutions, frozen=True, kw_only=True):
    """Remove those that have ended, or all of them, for good."""

    is_open_too: bool = False
    logs: bool = True
    metrics: bool = True
    files: bool = True


@operation("executions.kill", allows=_may("KILL"), scope=_EACH)
async def kill(deps: Services, actor: Actor, ask: KillExecutions) -> int:
    """How many were asked to end. Raises: BulkRefused when one has ended already."""
    return await deps.execution_bulk.kill(await _ids(deps, ask))


@operation("executions.pause", allows=_may("PAUSE"), scope=_EACH)
async def pause(deps: Services, actor: Actor, ask: PauseExecutions) -> int:
    """How many were asked to pause. Raises: BulkRefused when one does not run."""
    return await deps.execution_bulk.pause(await _ids(deps, ask))


@operation("executions.resume", allows=_may("RESUME"), scope=_EACH)
async def resume(deps: Services, actor: Actor, ask: ResumeExecutions) -> int:
    """How many were asked to go on. Raises: BulkRefused when one is not paused."""
    return await deps.execution_bulk.resume(await _ids(deps, ask))


@operation("executions.restart", allows=_may("RESTART"), scope=_EACH)
async def restart(deps: Services, actor: Actor, ask: RestartExecutions) -> int:
    """How many were asked to run again. Raises: BulkRefused when one has not failed."""
    return await deps.execution_bulk.restart(await _ids(deps, ask))


@makes(whole(int))
@operation(
    "executions.replay", allows=(_may("REPLAY"), Permission(Resource.FLOW, "EXECUTE")), scope=_EACH
)
async def replay(deps: Services, actor: Actor, ask: ReplayExecutions) -> int:
    """How many new executions there are. Raises: BulkRefused when one can't be replayed."""
    return await deps.execution_bulk.replay(await _ids(deps, ask), is_latest=ask.is_latest)


@operation("executions.unqueue", allows=_may("UNQUEUE"), scope=_EACH)
async def unqueue(deps: Services, actor: Actor, ask: UnqueueExecutions) -> int:
    """How many left their queue. Raises: BulkRefused when one is not queued, IllegalArgument."""
    return await deps.execution_bulk.unqueue(await _ids(deps, ask), ask.state)


@operation("executions.force_run", allows=_may("FORCE_RUN"), scope=_EACH)
async def force_run(deps: Services, actor: Actor, ask: ForceRunExecutions) -> int:
    """How many were asked to run. Raises: BulkRefused when one has ended."""
    return await deps.execution_bulk.force_run(await _ids(deps, ask))


@operation("executions.change_status", allows=_may("UPDATE"), scope=_EACH)
async def change_status(deps: Services, actor: Actor, ask: ChangeStatuses) -> int:
    """How many have the new state. Raises: BulkRefused when one runs, IllegalArgument."""
    return await deps.execution_bulk.change_status(await _ids(deps, ask), ask.state)


@operation("executions.merge_labels", allows=_may("CHANGE_LABELS"), scope=_EACH)
async def merge_labels(deps: Services, actor: Actor, ask: MergeLabels) -> int:
    """How many have the labels. Raises: BulkRefused when one runs, IllegalArgument."""
    return await deps.execution_bulk.set_labels(await _ids(deps, ask), ask.labels)


@operation("executions.delete", allows=_may("DELETE"), scope=_EACH)
async def delete(deps: Services, actor: Actor, ask: DeleteExecutions) -> int:
    """How many are gone. Raises: BulkRefused when one may not be removed."""
    return await deps.execution_bulk.delete(
        await _ids(deps, ask),
        is_open_too=ask.is_open_too,
        logs=ask.logs,
        metrics=ask.metrics,
        files=ask.files,
    )


async def _ids(deps: Services, ask: ManyExecutions) -> Sequence[str]:
    if ask.matching is None:
        return ask.ids
    return await deps.executions.find_ids(ask.matching, BULK_IDS_MAX)
