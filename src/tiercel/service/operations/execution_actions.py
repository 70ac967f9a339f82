"""Operations that act on one execution. All answer with the execution as it then is."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.access import SIGNED_IN, Actor, Permission, Resource, of_execution
from tiercel.model.execution import Breakpoint, Execution
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.request import Request
from tiercel.model.state import StateType
from tiercel.plugin.server import DeleteExecution, KillExecution
from tiercel.service.executions.executions import PLAYGROUND
from tiercel.service.executions.replays import ReplayRequest
from tiercel.service.executions.reviews import Review
from tiercel.service.operations.made import AN_EXECUTION
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services


def _may(action: str) -> Permission:
    return Permission(Resource.EXECUTION, action)


class PauseExecution(Request[Execution], frozen=True, kw_only=True):
    """Start no more tasks of it; what runs goes on to its end."""

    execution_id: str


class ResumeFromBreakpoint(Request[Execution], frozen=True, kw_only=True):
    """Go on from a breakpoint, with new ones."""

    execution_id: str
    breakpoints: tuple[Breakpoint, ...] = ()


class RestartExecution(Request[Execution], frozen=True, kw_only=True):
    """Run what failed again: in place, or as a copy under another revision."""

    execution_id: str
    revision: int | None = None


class ReplayExecution(Request[Execution], frozen=True, kw_only=True):
    """Run it as a new execution. Without `inputs` those that it had."""

    execution_id: str
    task_run_id: str | None = None
    revision: int | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    inputs: Mapping[str, Json] | None = None
    is_latest: bool = False


class TryExecution(Request[Execution], frozen=True, kw_only=True):
    """Run it again in the playground: as a new execution of kind PLAYGROUND, with the newest flow.

    Shapes: `outputs` by the id of a task run stand for those that it gave. A task run in
    `task_run_id` is where it begins; it stops before `breakpoints`.
    """

    execution_id: str
    task_run_id: str | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    outputs: Mapping[str, dict[str, Json]] = {}


class ChangeStatus(Request[Execution], frozen=True, kw_only=True):
    """Another end state for an ended execution."""

    execution_id: str
    state: StateType


class ChangeTaskRun(Request[Execution], frozen=True, kw_only=True):
    """Another state for a task run; with `ended_only` in executions that have ended."""

    execution_id: str
    task_run_id: str
    state: StateType
    ended_only: bool = False


class SetLabels(Request[Execution], frozen=True, kw_only=True):
    """Labels of an ended execution: merged, or in place of all but the system's own."""

    execution_id: str
    labels: tuple[Label, ...]
    is_replacing: bool


class UnqueueExecution(Request[Execution], frozen=True, kw_only=True):
    """Take it out of the queue of its flow, into this state."""

    execution_id: str
    state: StateType = StateType.RUNNING


class ForceRunExecution(Request[Execution], frozen=True, kw_only=True):
    """Run it now, whatever it waits for."""

    execution_id: str


class ReviewExecution(Request[Execution], frozen=True, kw_only=True):
    """Approve or deny what a task waits for. Shapes: `decision` is APPROVE or DENY."""

    execution_id: str
    task_run_id: str
    decision: str
    comment: str | None = None
    inputs: Mapping[str, Json] = {}


class MayReview(Request[bool], frozen=True, kw_only=True):
    """Whether whoever asks may decide on an approval."""

    execution_id: str
    task_run_id: str


class CancelApproval(Request[Execution], frozen=True, kw_only=True):
    """Cancel the request for a decision."""

    execution_id: str
    task_run_id: str


@operation("execution.kill", allows=_may("KILL"), scope=of_execution())
async def kill(deps: Services, actor: Actor, ask: KillExecution) -> Execution:
    """Raises: NotFound, Conflict when there is nothing to kill."""
    return await deps.actions.kill(ask.execution_id, cascade=ask.cascade)


@operation("execution.delete", allows=_may("DELETE"), scope=of_execution())
async def delete(deps: Services, actor: Actor, ask: DeleteExecution) -> None:
    """What it still runs is stopped before it goes. Raises: NotFound."""
    await deps.actions.stop([ask.execution_id])
    await deps.executions.delete(
        ask.execution_id, logs=ask.logs, metrics=ask.metrics, files=ask.files
    )


@operation("execution.pause", allows=_may("PAUSE"), scope=of_execution())
async def pause(deps: Services, actor: Actor, ask: PauseExecution) -> Execution:
    """Raises: NotFound, WrongState unless it runs."""
    return await deps.actions.pause(ask.execution_id)


@operation("execution.resume_from_breakpoint", allows=_may("RESTART"), scope=of_execution())
async def resume_from_breakpoint(
    deps: Services, actor: Actor, ask: ResumeFromBreakpoint
) -> Execution:
    """Raises: NotFound, Conflict unless it stands at one."""
    return await deps.actions.resume_from_breakpoint(ask.execution_id, ask.breakpoints)


@operation("execution.restart", allows=_may("RESTART"), scope=of_execution())
async def restart(deps: Services, actor: Actor, ask: RestartExecution) -> Execution:
    """Raises: NotFound, Conflict while it runs, IllegalArgument without cause."""
    if ask.revision is None:
        return await deps.actions.restart(ask.execution_id)
    return await deps.replays.restart_with(ask.execution_id, ask.revision)


@makes(AN_EXECUTION)
@operation(
    "execution.replay",
    allows=(_may("REPLAY"), Permission(Resource.FLOW, "EXECUTE")),
    scope=of_execution(),
)
async def replay(deps: Services, actor: Actor, ask: ReplayExecution) -> Execution:
    """Raises: NotFound, Conflict, Invalid, IllegalArgument."""
    request = ReplayRequest(
        ask.task_run_id, ask.revision, ask.breakpoints, ask.inputs, ask.is_latest
    )
    return await deps.replays.replay(ask.execution_id, request)


@makes(AN_EXECUTION)
@operation(
    "execution.try",
    allows=(_may("REPLAY"), Permission(Resource.FLOW, "EXECUTE")),
    scope=of_execution(),
)
async def try_out(deps: Services, actor: Actor, ask: TryExecution) -> Execution:
    """Raises: NotFound, Conflict, IllegalArgument for task runs that it does not have."""
    request = ReplayRequest(
        ask.task_run_id,
        breakpoints=ask.breakpoints,
        is_latest=True,
        kind=PLAYGROUND,
        outputs=ask.outputs,
    )
    return await deps.replays.replay(ask.execution_id, request)


@operation("execution.change_status", allows=_may("UPDATE"), scope=of_execution())
async def change_status(deps: Services, actor: Actor, ask: ChangeStatus) -> Execution:
    """Raises: NotFound, IllegalArgument, WrongState."""
    return await deps.actions.change_status(ask.execution_id, ask.state)


@operation("execution.change_task_run", allows=_may("UPDATE"), scope=of_execution())
async def change_task_run(deps: Services, actor: Actor, ask: ChangeTaskRun) -> Execution:
    """Raises: NotFound, IllegalArgument, WrongState."""
    actions = deps.actions
    change = actions.change_task_run_of_ended if ask.ended_only else actions.change_task_run
    return await change(ask.execution_id, ask.task_run_id, ask.state)


@operation("execution.set_labels", allows=_may("CHANGE_LABELS"), scope=of_execution())
async def set_labels(deps: Services, actor: Actor, ask: SetLabels) -> Execution:
    """Raises: NotFound, StillRunning, IllegalArgument for labels of the system."""
    return await deps.actions.set_labels(
        ask.execution_id, ask.labels, is_replacing=ask.is_replacing
    )


@operation("execution.unqueue", allows=_may("UNQUEUE"), scope=of_execution())
async def unqueue(deps: Services, actor: Actor, ask: UnqueueExecution) -> Execution:
    """Raises: NotFound, WrongState unless it is queued, IllegalArgument."""
    return await deps.actions.unqueue(ask.execution_id, ask.state)


@operation("execution.force_run", allows=_may("FORCE_RUN"), scope=of_execution())
async def force_run(deps: Services, actor: Actor, ask: ForceRunExecution) -> Execution:
    """Raises: NotFound, WrongState once it has ended, Conflict while it is reviewed."""
    return await deps.actions.force_run(ask.execution_id)


@operation("execution.review", allows=_may("RESUME"), scope=of_execution())
async def review(deps: Services, actor: Actor, ask: ReviewExecution) -> Execution:
    """Raises: NotFound, Conflict, IllegalArgument, Invalid for inputs."""
    decided = Review(ask.task_run_id, ask.decision, ask.comment, ask.inputs, actor.user)
    return await deps.approvals.decide(ask.execution_id, decided)


@operation("execution.cancel_approval", allows=_may("RESUME"), scope=of_execution())
async def cancel_approval(deps: Services, actor: Actor, ask: CancelApproval) -> Execution:
    """Raises: NotFound, Conflict, IllegalArgument."""
    return await deps.approvals.cancel(ask.execution_id, ask.task_run_id)


@operation("execution.may_review", allows=SIGNED_IN, scope=of_execution())
async def may_review(deps: Services, actor: Actor, ask: MayReview) -> bool:
    """Whether the actor is among those who decide. Raises: NotFound, IllegalArgument."""
    return await deps.approvals.allowed(ask.execution_id, ask.task_run_id)
