"""Which task runs of a branch come next, by the shape that runs it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.index import Scope
from tiercel.engine.plan import TaskPlan
from tiercel.model.limits import INLINE_WINDOW, STARTS_PER_STEP_MAX
from tiercel.model.shape import Each, Graph, Parallel, Shape, Until

Tasks = tuple[TaskPlan, ...]


class Member(msgspec.Struct, frozen=True):
    """A task run to create: its task, and the loop value and turn it belongs to."""

    plan: TaskPlan
    value: str | None = None
    turn: int | None = None


def next_members(
    draft: Draft, owner: str, tasks: Tasks, scope: Scope, shape: Shape
) -> list[Member]:
    """Task runs that can be created now below `owner`, in the order of creation."""
    if not tasks:
        return []
    if isinstance(shape, Each):
        if shape.is_flat:
            return _next_pairs(draft, owner, tasks, scope, shape)
        return _next_of_turns(draft, owner, tasks, scope, shape)
    if isinstance(shape, Parallel):
        return _next_parallel(tasks, scope, shape.concurrency)
    if isinstance(shape, Graph):
        return _next_in_graph(draft, owner, tasks, scope, shape)
    turn = _turn_of_until(draft, owner) if isinstance(shape, Until) else None
    return _next_in_sequence(draft, tasks, scope, turn)


def _next_in_sequence(draft: Draft, tasks: Tasks, scope: Scope, turn: int | None) -> list[Member]:
    if scope.alive:
        return []
    place = 0
    if scope.last:
        last = draft.plan_of(draft.runs[scope.last])
        place = last.place + 1 if last is not None else scope.members
    return [Member(tasks[place], turn=turn)] if place < len(tasks) else []


def _turn_of_until(draft: Draft, owner: str) -> int:
    return draft.runs[owner].iteration or 0


def _next_parallel(tasks: Tasks, scope: Scope, concurrency: int) -> list[Member]:
    if scope.members >= len(tasks):
        return []
    missing = [plan for plan in tasks if plan.task.id not in scope.runs]
    free = len(missing) if concurrency <= 0 else max(concurrency - scope.alive, 0)
    return [Member(plan) for plan in missing[:free]]


def _next_in_graph(
    draft: Draft, owner: str, tasks: Tasks, scope: Scope, shape: Graph
) -> list[Member]:
    plan = draft.plan_of(draft.runs[owner])
    dependencies = plan.task.dependencies if plan is not None else {}
    enabled = {task.task.id for task in tasks}

    def is_ready(task: TaskPlan) -> bool:
        return all(
            needed not in enabled or _has_ended(draft, scope, needed)
            for needed in dependencies.get(task.task.id, ())
        )

    ready = [Member(task) for task in tasks if task.task.id not in scope.runs and is_ready(task)]
    if shape.concurrency <= 0:
        return ready
    return ready[: max(shape.concurrency - scope.alive, 0)]


def _has_ended(draft: Draft, scope: Scope, task_id: str) -> bool:
    task_run_id = scope.runs.get(task_id)
    return task_run_id is not None and draft.runs[task_run_id].is_terminated


def _next_pairs(draft: Draft, owner: str, tasks: Tasks, scope: Scope, shape: Each) -> list[Member]:
    total = len(tasks) * len(shape.values)
    limit = shape.concurrency if shape.concurrency > 0 else _window(tasks)
    count = min(limit - scope.alive, total - scope.members, STARTS_PER_STEP_MAX)
    members = []
    for number in range(scope.members, scope.members + max(count, 0)):
        turn, place = divmod(number, len(tasks))
        members.append(Member(tasks[place], shape.values[turn], turn))
    if len(members) == STARTS_PER_STEP_MAX:
        draft.mark(owner)
    return members


def _next_of_turns(
    draft: Draft, owner: str, tasks: Tasks, scope: Scope, shape: Each
) -> list[Member]:
    members = list(_continued_turns(draft, owner, tasks, scope, shape))
    limit = shape.concurrency if shape.concurrency > 0 else _window(tasks)
    active = scope.turns_started - scope.turns_done
    fresh = min(limit - active, len(shape.values) - scope.turns_started, STARTS_PER_STEP_MAX)
    for turn in range(scope.turns_started, scope.turns_started + max(fresh, 0)):
        draft.begin_turn(owner, shape.branch)
        members.append(Member(tasks[0], shape.values[turn], turn))
    if fresh == STARTS_PER_STEP_MAX:
        draft.mark(owner)
    return members


def _window(tasks: Tasks) -> int:
    """How many turns an unlimited loop begins at once.

    Tasks that run in place end before anything else happens, so a window changes nothing but
    the memory that waiting ones would take.
    """
    return INLINE_WINDOW if all(plan.is_inline for plan in tasks) else 1_000_000_000


def _continued_turns(
    draft: Draft, owner: str, tasks: Tasks, scope: Scope, shape: Each
) -> Iterator[Member]:
    if len(tasks) < 2:
        return
    if draft.is_rescan:
        yield from _all_continued(draft, tasks, scope, shape)
        return
    for ended in draft.ended_members.pop(owner, ()):
        plan = draft.plan_of(ended)
        if plan is None or ended.branch != shape.branch or plan.place + 1 >= len(tasks):
            continue
        following = tasks[plan.place + 1]
        if (following.task.id, ended.value) not in scope.runs:
            yield Member(following, ended.value, ended.iteration)


def _all_continued(draft: Draft, tasks: Tasks, scope: Scope, shape: Each) -> Iterator[Member]:
    for turn, value in enumerate(shape.values[: scope.turns_started]):
        for plan in tasks:
            task_run_id = scope.runs.get((plan.task.id, value))
            if task_run_id is None:
                yield Member(plan, value, turn)
                break
            if not draft.runs[task_run_id].is_terminated:
                break
