"""Counters over the task runs of an execution, kept current so that no step walks them all."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.maps import Map
from tiercel.model.state import CREATED_STATES, TERMINATED, StateType


class Scope(msgspec.Struct, frozen=True, gc=False):
    """One list of task runs below one owner: the members of a branch.

    Shapes: counts of members, of ended ones, and of those in the states that decide the result;
    `created` counts those not begun. `last` is the member created last. `turns_done` counts the
    values of a loop whose last task has ended. `runs` finds a member by task id, or by
    (task id, value) for loops.
    """

    members: int = 0
    ended: int = 0
    created: int = 0
    failed: int = 0
    killed: int = 0
    warned: int = 0
    paused: int = 0
    retrying: int = 0
    turns_started: int = 0
    turns_done: int = 0
    last: str = ""
    runs: Map[Json, str] = Map()

    @property
    def alive(self) -> int:
        """Members that have not ended."""
        return self.members - self.ended


EMPTY_SCOPE = Scope()


class ExecutionIndex(msgspec.Struct, frozen=True):
    """The derived part of an execution.

    Shapes: `scopes` by (owner task run id or "", branch). `outputs` is a tree: task id, then the
    loop values above and of the task run, down to the task run's id. `running` holds the ids of
    task runs with children or a job that have not ended; `created` those not yet begun. `newest` is
    the latest start of all.
    """

    scopes: Map[tuple[str, str], Scope] = Map()
    outputs: Map[str, Json] = Map()
    running: Map[str, None] = Map()
    created: Map[str, None] = Map()
    newest: datetime | None = None


def member_key(task_run: TaskRun) -> Json:
    """How a scope finds the task run."""
    if task_run.value is None:
        return task_run.task_id
    return (task_run.task_id, task_run.value)


def counted(scope: Scope, old: StateType | None, new: StateType | None) -> Scope:
    """The scope after a member went from state `old` (None = new) to `new` (None = removed)."""
    steps = _STEPS[(old, new)]
    if not steps:
        return scope
    return msgspec.structs.replace(scope, **{name: getattr(scope, name) + by for name, by in steps})


def _fields_of(state: StateType) -> tuple[str, ...]:
    fields: list[str] = []
    if state in TERMINATED:
        fields.append("ended")
    if state in CREATED_STATES:
        fields.append("created")
    named = {
        StateType.FAILED: "failed",
        StateType.KILLED: "killed",
        StateType.WARNING: "warned",
        StateType.PAUSED: "paused",
        StateType.RETRYING: "retrying",
    }
    if state in named:
        fields.append(named[state])
    return tuple(fields)


def _steps(old: StateType | None, new: StateType | None) -> tuple[tuple[str, int], ...]:
    """By how much each counter changes between two states."""
    left = set(_fields_of(old)) if old is not None else set()
    entered = set(_fields_of(new)) if new is not None else set()
    return (
        *((name, -1) for name in sorted(left - entered)),
        *((name, 1) for name in sorted(entered - left)),
    )


# Looked up at each change of a state, so it is worked out once for every pair.
_STATES = (None, *StateType)
_STEPS = {(old, new): _steps(old, new) for old in _STATES for new in _STATES}


def value_path(execution_runs: Map[str, TaskRun], task_run: TaskRun) -> tuple[str, ...]:
    """Loop values above the task run, outermost first, then its own."""
    path: list[str] = []
    current: TaskRun | None = task_run
    while current is not None:
        if current.value is not None:
            path.append(current.value)
        current = execution_runs.get(current.parent_id) if current.parent_id else None
    path.reverse()
    return tuple(path)


def tree_set(tree: Map[str, Json], path: tuple[str, ...], leaf: str | None) -> Map[str, Json]:
    """The output tree with a leaf at `path`; None removes it."""
    head, rest = path[0], path[1:]
    if not rest:
        if leaf is None:
            return tree.delete(head) if head in tree else tree
        return tree.set(head, leaf)
    below = tree.get(head)
    if not isinstance(below, Map):
        below = Map()
    below = tree_set(below, rest, leaf)
    if not below:
        return tree.delete(head) if head in tree else tree
    return tree.set(head, below)


def indexed(execution: Execution, last_tasks: dict[tuple[str, str], str]) -> Execution:
    """The execution with its index, built from all its task runs (once after a load).

    `last_tasks` names, for each loop branch (owner task id, branch), the last task of a turn.
    """
    scopes: dict[tuple[str, str], Scope] = {}
    outputs: Map[str, Json] = Map()
    running: dict[str, None] = {}
    created: dict[str, None] = {}
    turns: set[tuple[str, str, str]] = set()
    for task_run in execution.task_run_list():
        key = (task_run.parent_id or "", task_run.branch)
        scope = scopes.get(key, EMPTY_SCOPE)
        turn_done = _ends_turn(execution, task_run, last_tasks)
        turn = (*key, task_run.value or "")
        is_new_turn = task_run.value is not None and turn not in turns
        turns.add(turn)
        scope = msgspec.structs.replace(
            counted(scope, None, task_run.current),
            members=scope.members + 1,
            last=task_run.id,
            turns_started=scope.turns_started + is_new_turn,
            turns_done=scope.turns_done + turn_done,
            runs=scope.runs.set(member_key(task_run), task_run.id),
        )
        scopes[key] = scope
        path = (task_run.task_id, *value_path(execution.task_runs, task_run))
        outputs = tree_set(outputs, path, task_run.id)
        if task_run.current in CREATED_STATES:
            created[task_run.id] = None
        elif not task_run.is_terminated:
            running[task_run.id] = None
    newest = max((run.state.start for run in execution.task_runs.values()), default=None)
    index = ExecutionIndex(Map(scopes), outputs, Map(running), Map(created), newest)
    return msgspec.structs.replace(execution, index=index)


def _ends_turn(
    execution: Execution, task_run: TaskRun, last_tasks: dict[tuple[str, str], str]
) -> bool:
    if task_run.value is None or task_run.parent_id is None or not task_run.is_terminated:
        return False
    parent = execution.task_runs.get(task_run.parent_id)
    if parent is None:
        return False
    return last_tasks.get((parent.task_id, task_run.branch)) == task_run.task_id
