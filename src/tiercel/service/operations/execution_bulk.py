"""Operations that act on many executions, all or none; they answer how many were asked."""

from __future__ import annotations

from tiercel.model.access import Actor, Permission, Resource, of_execution
from tiercel.model.label import Label
from tiercel.model.request import Request
from tiercel.model.state import StateType
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_EACH = of_execution("ids")


def _may(action: str) -> Permission:
    return Permission(Resource.EXECUTION, action)


class KillExecutions(Request[int], frozen=True, kw_only=True):
    """Kill them, without their children."""

    ids: tuple[str, ...]


class PauseExecutions(Request[int], frozen=True, kw_only=True):
    """Start nothing new in those that run."""

    ids: tuple[str, ...]


class ResumeExecutions(Request[int], frozen=True, kw_only=True):
    """Let those that are paused go on."""

    ids: tuple[str, ...]


class RestartExecutions(Request[int], frozen=True, kw_only=True):
    """Run again what failed in them."""

    ids: tuple[str, ...]


class ReplayExecutions(Request[int], frozen=True, kw_only=True):
    """Run them as new executions, from their start."""

    ids: tuple[str, ...]
    is_latest: bool = False


class UnqueueExecutions(Request[int], frozen=True, kw_only=True):
    """Take them out of the queues of their flows, into this state."""

    ids: tuple[str, ...]
    state: StateType = StateType.RUNNING


class ForceRunExecutions(Request[int], frozen=True, kw_only=True):
    """Run them now, whatever they wait for."""

    ids: tuple[str, ...]


class ChangeStatuses(Request[int], frozen=True, kw_only=True):
    """Another end state for those that have ended."""

    ids: tuple[str, ...]
    state: StateType


class MergeLabels(Request[int], frozen=True, kw_only=True):
    """Set labels of those that have ended; their other labels stay."""

    ids: tuple[str, ...]
    labels: tuple[Label, ...]


class DeleteExecutions(Request[int], frozen=True, kw_only=True):
    """Remove those that have ended, or all of them, for good."""

    ids: tuple[str, ...]
    is_open_too: bool = False
    logs: bool = True
    metrics: bool = True
    files: bool = True


@operation("executions.kill", allows=_may("KILL"), scope=_EACH)
async def kill(deps: Services, actor: Actor, ask: KillExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.kill(ask.ids)


@operation("executions.pause", allows=_may("PAUSE"), scope=_EACH)
async def pause(deps: Services, actor: Actor, ask: PauseExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.pause(ask.ids)


@operation("executions.resume", allows=_may("RESUME"), scope=_EACH)
async def resume(deps: Services, actor: Actor, ask: ResumeExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.resume(ask.ids)


@operation("executions.restart", allows=_may("RESTART"), scope=_EACH)
async def restart(deps: Services, actor: Actor, ask: RestartExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.restart(ask.ids)


@makes(whole(int))
@operation(
    "executions.replay", allows=(_may("REPLAY"), Permission(Resource.FLOW, "EXECUTE")), scope=_EACH
)
async def replay(deps: Services, actor: Actor, ask: ReplayExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.replay(ask.ids, is_latest=ask.is_latest)


@operation("executions.unqueue", allows=_may("UNQUEUE"), scope=_EACH)
async def unqueue(deps: Services, actor: Actor, ask: UnqueueExecutions) -> int:
    """Raises: BulkRefused, IllegalArgument."""
    return await deps.execution_bulk.unqueue(ask.ids, ask.state)


@operation("executions.force_run", allows=_may("FORCE_RUN"), scope=_EACH)
async def force_run(deps: Services, actor: Actor, ask: ForceRunExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.force_run(ask.ids)


@operation("executions.change_status", allows=_may("UPDATE"), scope=_EACH)
async def change_status(deps: Services, actor: Actor, ask: ChangeStatuses) -> int:
    """Raises: BulkRefused, IllegalArgument."""
    return await deps.execution_bulk.change_status(ask.ids, ask.state)


@operation("executions.merge_labels", allows=_may("CHANGE_LABELS"), scope=_EACH)
async def merge_labels(deps: Services, actor: Actor, ask: MergeLabels) -> int:
    """Raises: BulkRefused, IllegalArgument."""
    return await deps.execution_bulk.set_labels(ask.ids, ask.labels)


@operation("executions.delete", allows=_may("DELETE"), scope=_EACH)
async def delete(deps: Services, actor: Actor, ask: DeleteExecutions) -> int:
    """Raises: BulkRefused."""
    return await deps.execution_bulk.delete(
        ask.ids,
        is_open_too=ask.is_open_too,
        logs=ask.logs,
        metrics=ask.metrics,
        files=ask.files,
    )
