"""The execution while a step works on it: moves that keep state, index and decisions together."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

import msgspec

from tiercel.engine.env import Env
from tiercel.engine.index import (
    EMPTY_SCOPE,
    ExecutionIndex,
    Scope,
    counted,
    indexed,
    member_key,
    tree_set,
)
from tiercel.engine.plan import AFTER, LISTENERS, ROOT, TaskPlan
from tiercel.model.decisions import Announce, Decision, WriteLog
from tiercel.model.execution import Attempt, Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.limits import START_LEAD_MS_MAX
from tiercel.model.log import Level
from tiercel.model.shape import Each
from tiercel.model.state import CREATED_STATES, RUNNING_STATES, TERMINATED, StateType, new_state

replace = msgspec.structs.replace
_STEP = timedelta(milliseconds=1)
_LEAD_MAX = timedelta(milliseconds=START_LEAD_MS_MAX)


class Draft:
    """A working copy of one execution; `finish` gives the new execution back.

    `dirty` queues the owners (task run ids, "" for the execution) whose branches must be looked
    at again. Nothing here decides: it moves and counts.
    """

    def __init__(self, execution: Execution, env: Env) -> None:
        self.execution = execution
        self.env = env
        self.plan = env.plan
        self.now: datetime = env.now
        loop_run = execution.loop_run
        # The owner of the top-level task runs, and the task whose branches they stand in: a loop
        # iteration runs the branches of its Loop, everything else those of the flow.
        self.root = ROOT if loop_run is None else loop_run.task_run_id
        self.root_plan = None if loop_run is None else env.plan.tasks.get(loop_run.task_id)
        self._load(execution)
        self.touched: set[str] = set()
        self.removed: set[str] = set()
        self.decisions: list[Decision] = []
        self.dirty: deque[str] = deque()
        # Loop members that ended in this step, by owner; or every one must be looked at again.
        self.ended_members: dict[str, list[TaskRun]] = {}
        self.is_rescan = False
        self._queued: set[str] = set()

    def _load(self, execution: Execution) -> None:
        index: ExecutionIndex = execution.index
        self.runs = execution.task_runs.mutate()
        self.scopes = index.scopes.mutate()
        self.running = index.running.mutate()
        self.created = index.created.mutate()
        self.outputs = index.outputs
        self.newest = index.newest

    def reindex(self) -> None:
        """Count everything anew, after task runs were taken out or put back in bulk."""
        execution = replace(self.execution, task_runs=self.runs.finish(), index=None)
        self._load(indexed(execution, self.plan.last_tasks))

    def snapshot(self) -> Execution:
        """The execution as it stands; the draft can still be worked on."""
        execution = self.finish()
        self._load(execution)
        return execution

    # Reading

    @property
    def current(self) -> StateType:
        """The state of the execution."""
        return self.execution.current

    def run(self, task_run_id: str) -> TaskRun | None:
        """A task run by id."""
        return self.runs.get(task_run_id)

    def plan_of(self, task_run: TaskRun) -> TaskPlan | None:
        """The task of a task run, None when the flow no longer has it."""
        return self.plan.tasks.get(task_run.task_id)

    def created_runs(self) -> list[TaskRun]:
        """Task runs that have not begun, in creation order."""
        created = self.created.finish()
        self.created = created.mutate()
        return sorted((self.runs[key] for key in created), key=lambda run: run.seq)

    def running_runs(self) -> list[TaskRun]:
        """Task runs that have begun and not ended, in creation order."""
        running = self.running.finish()
        self.running = running.mutate()
        return sorted((self.runs[key] for key in running), key=lambda run: run.seq)

    def each_alive(self) -> Iterator[TaskRun]:
        """Task runs that have not ended, in no order, without collecting them all."""
        running, created = self.running.finish(), self.created.finish()
        self.running, self.created = running.mutate(), created.mutate()
        for task_run_id in chain(running, created):
            yield self.runs[task_run_id]

    def alive_runs(self) -> list[TaskRun]:
        """Task runs that have not ended, in creation order."""
        alive = self.created_runs() + self.running_runs()
        return sorted(alive, key=lambda run: run.seq)

    def scope(self, owner: str, branch: str) -> Scope:
        """The counters of a branch."""
        return self.scopes.get((owner, branch), EMPTY_SCOPE)

    def parent(self, task_run: TaskRun) -> TaskRun | None:
        """The task run above."""
        return self.runs.get(task_run.parent_id) if task_run.parent_id else None

    # Moving the execution

    def set(self, **changes: Json) -> None:
        """Replace fields of the execution."""
        self.execution = replace(self.execution, **changes)

    def move(self, state: StateType) -> None:
        """The execution enters a state; entering the current one changes nothing."""
        execution = self.execution
        if execution.current is state:
            return
        self.execution = replace(execution, state=execution.state.moved(state, self.now))
        self.decide(Announce(execution.id, state.value))

    def decide(self, decision: Decision) -> None:
        """Ask the runtime for something."""
        self.decisions.append(decision)

    def log(
        self,
        level: Level,
        message: str,
        task_run: TaskRun | None = None,
        attempt: int | None = None,
    ) -> None:
        """Write to the log of the execution."""
        if task_run is not None and attempt is None:
            attempt = max(len(task_run.attempts) - 1, 0)
        self.decisions.append(
            WriteLog(level, message, task_run.id if task_run is not None else None, attempt)
        )

    def mark(self, owner: str) -> None:
        """Look at the branches of an owner again."""
        if owner not in self._queued:
            self._queued.add(owner)
            self.dirty.append(owner)

    def next_dirty(self) -> str | None:
        """The owner to look at next."""
        if not self.dirty:
            return None
        owner = self.dirty.popleft()
        self._queued.discard(owner)
        return owner

    # Moving task runs

    def create(
        self,
        plan: TaskPlan,
        owner: str,
        *,
        value: str | None = None,
        iteration: int | None = None,
    ) -> TaskRun:
        """A new task run in state CREATED below `owner`."""
        fresh = self._made(plan, owner, self.env.ids.next())
        if value is not None or iteration is not None:
            fresh = replace(fresh, value=value, iteration=iteration)
        self.adopt(fresh)
        return fresh

    def create_named(self, plan: TaskPlan, owner: str, task_run_id: str) -> TaskRun:
        """As `create`, under an id that somebody else has given it already."""
        named = self._made(plan, owner, task_run_id)
        self.adopt(named)
        return named

    def _made(self, plan: TaskPlan, owner: str, task_run_id: str) -> TaskRun:
        execution = self.execution
        above = self.runs.get(owner) if owner else None
        is_after = plan.owner is None and plan.branch in (AFTER, LISTENERS)
        task_run = TaskRun(
            id=task_run_id,
            task_id=plan.task.id,
            seq=execution.next_seq,
            state=new_state(StateType.CREATED, self._next_start()),
            branch=plan.branch,
            parent_id=owner or None,
            force_execution=is_after or (above is not None and above.force_execution),
        )
        self.execution = replace(execution, next_seq=execution.next_seq + 1)
        return task_run

    def _next_start(self) -> datetime:
        """The start of the next task run: later than that of the one before, by a millisecond.

        Compat: pages order task runs by their starts, of which they see milliseconds, and turn
        round those that are equal. A burst of very many comes ahead of the clock by a second at
        most; from there on starts are equal.
        """
        now, newest = self.now, self.newest
        if newest is None:
            self.newest = now
            return now
        date = newest + _STEP
        if date <= now:
            date = now
        elif date > now + _LEAD_MAX:
            # Equal to the one before, unless that one is of a clock that was ahead.
            return min(newest, now + _LEAD_MAX)
        self.newest = date
        return date

    def adopt(self, task_run: TaskRun) -> None:
        """Add a task run that does not exist in the execution yet."""
        key = (task_run.parent_id or "", task_run.branch)
        scope = self.scopes.get(key, EMPTY_SCOPE)
        self.scopes[key] = replace(
            counted(scope, None, task_run.current),
            members=scope.members + 1,
            last=task_run.id,
            runs=scope.runs.set(member_key(task_run), task_run.id),
        )
        self.runs[task_run.id] = task_run
        self.touched.add(task_run.id)
        self._sort_in(task_run.id, task_run.current)
        path = self._path(task_run)
        self.outputs = tree_set(self.outputs, path, task_run.id)

    def begin_turn(self, owner: str, branch: str) -> None:
        """Count one more started value of a loop."""
        scope = self.scope(owner, branch)
        self.scopes[(owner, branch)] = replace(scope, turns_started=scope.turns_started + 1)

    def change(self, task_run: TaskRun, **fields: Json) -> TaskRun:
        """Replace fields of a task run other than its state."""
        task_run = replace(self.runs[task_run.id], **fields)
        self.runs[task_run.id] = task_run
        self.touched.add(task_run.id)
        return task_run

    def enter(self, task_run: TaskRun, state: StateType, **fields: Json) -> TaskRun:
        """A task run enters a state (dated now), perhaps with other fields changed too."""
        return self.enter_at(task_run, state, self.now, **fields)

    def enter_at(
        self, task_run: TaskRun, state: StateType, date: datetime, **fields: Json
    ) -> TaskRun:
        """A task run enters a state at a date; counters follow."""
        old = self.runs[task_run.id]
        history = old.state
        date = max(date, history.last)
        new = replace(old, state=history.moved(state, date), **fields)
        self.runs[new.id] = new
        self.touched.add(new.id)
        if old.current is not state:
            self._recount(old, new)
            self._sort_in(new.id, state)
            if new.value is not None and new.parent_id is not None and state in TERMINATED:
                self.ended_members.setdefault(new.parent_id, []).append(new)
        return new

    def _recount(self, old: TaskRun, new: TaskRun) -> None:
        key = (new.parent_id or "", new.branch)
        scope = counted(self.scopes[key], old.current, new.current)
        has_turned = new.value is not None and old.is_terminated != new.is_terminated
        if has_turned and self._is_last_of_turn(new):
            by = 1 if new.is_terminated else -1
            scope = replace(scope, turns_done=scope.turns_done + by)
        self.scopes[key] = scope

    def _is_last_of_turn(self, task_run: TaskRun) -> bool:
        parent = self.parent(task_run)
        if parent is None or not isinstance(parent.shape, Each):
            return False
        tasks = self.plan.branch(self.plan_of(parent), task_run.branch)
        return bool(tasks) and tasks[-1].task.id == task_run.task_id

    def _sort_in(self, task_run_id: str, state: StateType) -> None:
        if state in CREATED_STATES:
            self.created[task_run_id] = None
            self.running.pop(task_run_id, None)
            return
        self.created.pop(task_run_id, None)
        if state in TERMINATED:
            self.running.pop(task_run_id, None)
        else:
            self.running[task_run_id] = None

    def _path(self, task_run: TaskRun) -> tuple[str, ...]:
        path = [task_run.value] if task_run.value is not None else []
        parent = self.parent(task_run)
        while parent is not None:
            if parent.value is not None:
                path.append(parent.value)
            parent = self.parent(parent)
        path.append(task_run.task_id)
        path.reverse()
        return tuple(path)

    def begin_attempt(self, task_run: TaskRun, *, worker_id: str | None = None) -> TaskRun:
        """Open an attempt [CREATED, RUNNING] dated now."""
        state = new_state(StateType.CREATED, self.now).moved(StateType.RUNNING, self.now)
        return self.change(
            task_run, attempts=(*self.runs[task_run.id].attempts, Attempt(state, worker_id))
        )

    def close_attempt(self, task_run: TaskRun, state: StateType) -> TaskRun:
        """Close the open attempt, if there is one."""
        attempts = self.runs[task_run.id].attempts
        if not attempts or attempts[-1].state.current not in RUNNING_STATES:
            return self.runs[task_run.id]
        closed = replace(attempts[-1], state=attempts[-1].state.moved(state, self.now))
        return self.change(task_run, attempts=(*attempts[:-1], closed))

    def remove(self, task_run: TaskRun) -> None:
        """Take a task run and all below it out of the execution."""
        for child in self.children_of(task_run):
            self.remove(child)
        task_run = self.runs[task_run.id]
        self._uncount(task_run)
        self.outputs = tree_set(self.outputs, self._path(task_run), None)
        del self.runs[task_run.id]
        self.created.pop(task_run.id, None)
        self.running.pop(task_run.id, None)
        self.touched.discard(task_run.id)
        self.removed.add(task_run.id)

    def children_of(self, task_run: TaskRun) -> list[TaskRun]:
        """Task runs directly below, in creation order."""
        plan = self.plan_of(task_run)
        branches = plan.branches if plan is not None else {}
        found = [
            self.runs[child_id]
            for branch in branches
            for child_id in self.scope(task_run.id, branch).runs.values()
        ]
        return sorted(found, key=lambda child: child.seq)

    def living_children_of(self, task_run: TaskRun) -> list[TaskRun]:
        """Those of them that have not ended; branches that are over are not walked."""
        plan = self.plan_of(task_run)
        found: list[TaskRun] = []
        for branch in plan.branches if plan is not None else ():
            scope = self.scope(task_run.id, branch)
            if scope.alive:
                found += map(self.runs.__getitem__, scope.runs.values())
        return sorted(
            [child for child in found if not child.is_terminated], key=lambda child: child.seq
        )

    def _uncount(self, task_run: TaskRun) -> None:
        key = (task_run.parent_id or "", task_run.branch)
        scope = self.scopes.get(key)
        if scope is None:
            return
        done = task_run.is_terminated and self._is_last_of_turn(task_run)
        runs = scope.runs.delete(member_key(task_run))
        last = scope.last
        if last == task_run.id:
            newest = max((self.runs[i] for i in runs.values()), key=lambda r: r.seq, default=None)
            last = newest.id if newest is not None else ""
        self.scopes[key] = replace(
            counted(scope, task_run.current, None),
            members=scope.members - 1,
            runs=runs,
            last=last,
            turns_done=scope.turns_done - done,
        )

    def finish(self) -> Execution:
        """The new execution with its index."""
        index = ExecutionIndex(
            self.scopes.finish(),
            self.outputs,
            self.running.finish(),
            self.created.finish(),
            self.newest,
        )
        return replace(self.execution, task_runs=self.runs.finish(), index=index)
