"""Starting a task run: breakpoint, runIf, then a job, a shape, or a change to the execution."""

from __future__ import annotations

import msgspec

from tiercel.engine import children, hold, patch, turns
from tiercel.engine.draft import Draft
from tiercel.engine.groups.choice import Refusal, group_of, refusal
from tiercel.engine.plan import TaskPlan
from tiercel.engine.task_scope import StartScope
from tiercel.expr import is_truthy
from tiercel.model.decisions import SendJob
from tiercel.model.errors import PluginError, TiercelError
from tiercel.model.execution import TaskRun
from tiercel.model.log import Level
from tiercel.model.shape import Batches, Hold, OneWorker, Patch, Sequence, Shape, Subflow, Turns
from tiercel.model.state import StateType
from tiercel.model.stored.codec import encode_json
from tiercel.plugin.errors import Unresolvable


def start(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> None:
    """Take a CREATED (or RESTARTED) task run as far as it goes without waiting."""
    if _stops_here(draft, task_run):
        draft.enter(task_run, StateType.BREAKPOINT)
        draft.log(Level.INFO, "Flow is suspended at a breakpoint.")
        draft.move(StateType.BREAKPOINT)
        return
    scope = StartScope(draft, plan, task_run)
    if not _may_run(draft, plan, task_run, scope):
        return
    if plan.is_runnable:
        send_job(draft, plan, task_run)
    else:
        _start_shaped(draft, plan, task_run, scope)


def _stops_here(draft: Draft, task_run: TaskRun) -> bool:
    return task_run.current is StateType.CREATED and any(
        point.id == task_run.task_id and (point.value is None or point.value == task_run.value)
        for point in draft.execution.breakpoints
    )


def _may_run(draft: Draft, plan: TaskPlan, task_run: TaskRun, scope: StartScope) -> bool:
    task = plan.task
    if task.run_if == "true":
        return True
    try:
        condition = scope.render(task.run_if)
    except TiercelError as error:
        draft.log(
            Level.ERROR,
            f"Failed to evaluate the {task.run_if_key} condition for task {task.id}."
            f" Cause: {error.explained}",
            task_run,
        )
        draft.enter(task_run, StateType.FAILED)
        draft.mark(task_run.parent_id or draft.root)
        return False
    if is_truthy(condition):
        return True
    task_run = draft.begin_attempt(task_run)
    draft.close_attempt(task_run, StateType.SKIPPED)
    draft.enter(task_run, StateType.SKIPPED)
    draft.mark(task_run.parent_id or draft.root)
    return False


def send_job(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> None:
    """Hand a task run to a worker."""
    refused = refusal(draft, plan)
    if refused is not None:
        _refuse(draft, task_run, refused)
        return
    group = group_of(draft, plan)
    # The executor belongs to no group.
    is_inline = plan.is_inline and group is None
    attempt = len(task_run.attempts)
    here = is_inline and plan.is_known
    draft.decide(SendJob(task_run.id, attempt, is_inline=here, worker_group=group))
    if not is_inline:
        draft.enter(task_run, StateType.SUBMITTED)


def _refuse(draft: Draft, task_run: TaskRun, refused: Refusal) -> None:
    draft.log(Level.ERROR, refused.message, task_run)
    draft.enter(task_run, refused.state)
    draft.mark(task_run.parent_id or draft.root)


def _start_shaped(draft: Draft, plan: TaskPlan, task_run: TaskRun, scope: StartScope) -> None:
    task_run = draft.enter(task_run, StateType.RUNNING)
    try:
        shape = _shape_of(draft, plan, task_run, scope)
    except Unresolvable as error:
        _fail(draft, task_run, error.message, error.level)
        return
    except TiercelError as error:
        _fail(
            draft,
            task_run,
            f"Unable to resolve state from the Flowable task: {error.explained}",
            Level.ERROR,
        )
        return
    _proceed(draft, plan, draft.runs[task_run.id], shape)


def _shape_of(draft: Draft, plan: TaskPlan, task_run: TaskRun, scope: StartScope) -> Shape:
    assert plan.shaped is not None
    shape = checked_shape(plan.shaped.shape(scope))
    if isinstance(shape, OneWorker):
        shape = msgspec.structs.replace(shape, attempt=len(task_run.attempts))
    outputs = plan.shaped.outputs(shape, scope)
    draft.change(task_run, shape=shape, outputs=outputs)
    if not isinstance(shape, OneWorker):
        draft.begin_attempt(task_run)
    return shape


_SHAPES = msgspec.json.Decoder(Shape)


def checked_shape(shape: Shape) -> Shape:
    """The shape, which can be stored and read back: a property may be of any type until here.

    Raises: PluginError with the place.
    """
    if type(shape) is Sequence and type(shape.branch) is str:
        # Most are, and it has no property in it.
        return shape
    try:
        _SHAPES.decode(encode_json(shape))
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise PluginError(f"A property can't be used: {error}") from None
    return shape


def _fail(draft: Draft, task_run: TaskRun, message: str, level: Level) -> None:
    """A task that can't say how it goes on fails; its own errors branch still runs."""
    task_run = draft.begin_attempt(task_run)
    draft.log(level, message, task_run)
    draft.change(task_run, is_broken=True)
    draft.mark(task_run.id)


def _proceed(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Shape) -> None:
    """Begin what the shape asks for first; the rest follows when its owner is settled."""
    if isinstance(shape, Patch):
        patch.apply_patch(draft, plan, task_run, shape)
    elif isinstance(shape, Subflow):
        children.start_subflow(draft, plan, task_run, shape)
    elif isinstance(shape, Batches):
        children.start_batches(draft, plan, task_run, shape)
    elif isinstance(shape, Turns):
        turns.start_turns(draft, plan, task_run, shape)
    elif isinstance(shape, Hold):
        for child in hold.started_before(plan, shape):
            start(draft, child, draft.create(child, task_run.id))
        hold.begin_hold(draft, plan, task_run, shape)
    elif isinstance(shape, OneWorker):
        refused = refusal(draft, plan)
        if refused is not None:
            _refuse(draft, task_run, refused)
            return
        draft.decide(SendJob(task_run.id, shape.attempt, worker_group=group_of(draft, plan)))
    else:
        draft.mark(task_run.id)
