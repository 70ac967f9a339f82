"""Settling: start what can start, end what has ended, from the changed owner up to the root.

An owner is a running flowable, or the execution itself (""). Its body, errors and finally
branches are looked at in the order of spec/engine.md §4; nothing outside the owners that changed
is read.
"""

from __future__ import annotations

from tiercel.engine import end, hold, until
from tiercel.engine.draft import Draft
from tiercel.engine.plan import AFTER, ERRORS, FINALLY, LISTENERS, TaskPlan
from tiercel.engine.siblings import react_to_child_failure
from tiercel.engine.start import start
from tiercel.engine.starts import Member, next_members
from tiercel.model.execution import TaskRun
from tiercel.model.limits import SETTLE_ROUNDS_MAX, STARTS_PER_STEP_MAX
from tiercel.model.shape import (
    Batches,
    Hold,
    OneWorker,
    Patch,
    Sequence,
    Shape,
    Subflow,
    Turns,
    Until,
)
from tiercel.model.state import StateType

BODY = Sequence("tasks")
# States of an execution in which task runs of the normal branches may start and end.
MOVING = frozenset({StateType.RUNNING})
# Shapes whose task runs end by an event, not by their children.
WITHOUT_CHILDREN = (Subflow, Batches, Turns, Patch)


def settle(draft: Draft) -> bool:
    """Work off the dirty owners; whether everything was looked at (False: go on later)."""
    started = 0
    for _ in range(SETTLE_ROUNDS_MAX):
        owner = draft.next_dirty()
        if owner is None:
            return True
        before = draft.execution.next_seq
        _settle_owner(draft, owner)
        started += draft.execution.next_seq - before
        if started >= STARTS_PER_STEP_MAX and draft.dirty:
            return False
    return not draft.dirty


def _settle_owner(draft: Draft, owner: str) -> None:
    if owner == draft.root:
        if draft.current in MOVING:
            _settle_root(draft)
        elif draft.execution.state.is_terminated and not draft.execution.is_settled:
            settle_after(draft)
        return
    task_run = draft.run(owner)
    if task_run is None or task_run.current is not StateType.RUNNING:
        return
    if not may_move(draft, task_run):
        return
    plan = draft.plan_of(task_run)
    if plan is not None:
        _settle_flowable(draft, plan, task_run)


def may_move(draft: Draft, task_run: TaskRun) -> bool:
    """Whether task runs below this one may start: the execution runs, or it is afterExecution."""
    if draft.current in MOVING:
        return True
    return draft.execution.state.is_terminated and task_run.force_execution


def _settle_root(draft: Draft) -> None:
    if _progress(draft, draft.root, draft.root_plan, BODY):
        end.end_execution(draft)
        settle_after(draft)


def settle_after(draft: Draft) -> None:
    """After the end: listeners, then afterExecution, one task after the other; then settled."""
    for branch in (LISTENERS, AFTER):
        scope = draft.scope(draft.root, branch)
        tasks = after_tasks(draft, branch)
        following = next_members(draft, draft.root, tasks, scope, Sequence(branch))
        if scope.alive or following:
            _start_members(draft, draft.root, following)
            return
    end.close_execution(draft)


def after_tasks(draft: Draft, branch: str) -> tuple[TaskPlan, ...]:
    """Tasks that run after the end; loop iterations have none."""
    if draft.execution.loop_run is not None:
        return ()
    if branch == LISTENERS:
        return end.listener_tasks(draft)
    return draft.plan.lists[branch]


def _settle_flowable(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> None:
    shape = task_run.shape
    if isinstance(shape, Hold) and not _settle_before_hold(draft, plan, task_run, shape):
        return
    if task_run.is_broken:
        if _progress_side(draft, task_run.id, plan):
            end.end_flowable(draft, plan, task_run, StateType.FAILED)
        return
    if shape is None or isinstance(shape, WITHOUT_CHILDREN):
        return
    if not _progress(draft, task_run.id, plan, shape):
        return
    task_run = draft.runs[task_run.id]
    if task_run.current is StateType.RUNNING:
        end.end_flowable(draft, plan, task_run)


def _settle_before_hold(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Hold) -> bool:
    """Run what comes before a pause; whether the pause is behind and the rest may go on."""
    if not hold.is_before(task_run, shape):
        return True
    if shape.is_before_awaited and shape.before:
        before = Sequence(shape.before)
        if not _progress(draft, task_run.id, plan, before):
            return False
        if draft.scope(task_run.id, shape.before).failed and not plan.task.allow_failure:
            end.end_flowable(draft, plan, task_run, StateType.FAILED)
            return False
    hold.pause(draft, draft.runs[task_run.id], shape)
    return False


def _progress(draft: Draft, owner: str, plan: TaskPlan | None, shape: Shape) -> bool:
    """Bring the branches of an owner forward; whether the owner has nothing left to do."""
    branch = body_branch(shape)
    body = draft.scope(owner, branch)
    if draft.scope(owner, FINALLY).members:
        return _run_list(draft, owner, plan, FINALLY)
    if body.failed or draft.scope(owner, ERRORS).members:
        react_to_child_failure(draft, owner, shape, body)
        return _progress_side(draft, owner, plan)
    if not _body_is_complete(draft, owner, plan, shape):
        return False
    if isinstance(shape, Until) and not until.is_over(draft, owner, plan, shape):
        return False
    if draft.plan.branch(plan, FINALLY):
        return _run_list(draft, owner, plan, FINALLY)
    return True


def _progress_side(draft: Draft, owner: str, plan: TaskPlan | None) -> bool:
    """Errors, then finally; whether both are done."""
    if draft.scope(owner, FINALLY).members:
        return _run_list(draft, owner, plan, FINALLY)
    if draft.plan.branch(plan, ERRORS) and not _run_list(draft, owner, plan, ERRORS):
        return False
    return not draft.plan.branch(plan, FINALLY) or _run_list(draft, owner, plan, FINALLY)


def _run_list(draft: Draft, owner: str, plan: TaskPlan | None, branch: str) -> bool:
    """Run a branch in order whatever its members' states; whether all have ended."""
    tasks = draft.plan.branch(plan, branch)
    scope = draft.scope(owner, branch)
    following = next_members(draft, owner, tasks, scope, Sequence(branch))
    _start_members(draft, owner, following)
    return not following and scope.alive == 0


def _start_members(draft: Draft, owner: str, members: list[Member]) -> None:
    created = [
        (member.plan, draft.create(member.plan, owner, value=member.value, iteration=member.turn))
        for member in members
    ]
    for plan, task_run in created:
        if draft.current is StateType.BREAKPOINT or not _may_start(draft, task_run):
            return
        start(draft, plan, task_run)


def _may_start(draft: Draft, task_run: TaskRun) -> bool:
    """Whether a created task run may start: a sibling may have ended the execution."""
    return task_run.force_execution or not draft.execution.state.is_terminated


def _body_is_complete(draft: Draft, owner: str, plan: TaskPlan | None, shape: Shape) -> bool:
    """Start what can start of a body; whether nothing of it is alive or follows any more."""
    branch = body_branch(shape)
    body = draft.scope(owner, branch)
    if isinstance(shape, OneWorker):
        attempts = draft.runs[owner].attempts
        return not body.alive and len(attempts) > shape.attempt and attempts[-1].state.is_terminated
    if body.retrying:
        return False
    following = next_members(draft, owner, draft.plan.branch(plan, branch), body, shape)
    _start_members(draft, owner, following)
    return not following and body.alive == 0


def body_branch(shape: Shape) -> str:
    """The branch that a shape runs; "" when there is none."""
    if isinstance(shape, Hold):
        return shape.after
    branch: str = getattr(shape, "branch", "tasks")
    return branch
