"""What must hold after every tick of a simulated world, and at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, Protocol

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.job import Job
from tiercel.model.state import TERMINATED, State, StateType

S = StateType
# How a terminated execution may go on, when somebody asked for it.
REVIVALS = frozenset({S.RESTARTED, S.RUNNING, S.KILLING, S.PAUSED})


class Violated(AssertionError):
    """Something that must always hold does not."""


class Look(NamedTuple):
    """An execution as stored: its row and its task runs."""

    execution: Execution
    task_runs: Mapping[str, TaskRun]


class Stored(Protocol):
    """What checkers need of the tables of the memory store."""

    executions: dict[str, Execution]
    task_runs: dict[str, Any]
    timers: dict[Any, Any]
    announcements: dict[Any, Any]
    inbox: Any
    jobs: Any


class Checkers:
    """Looks at what changed since the last look; an unchanged execution costs nothing.

    Shapes: `revived` are ids of executions that somebody asked to go on after their end (restart,
    replay, another state), `forced` those that may exceed a concurrency limit, `limits` the limit
    of each flow by namespace and id.
    """

    def __init__(self, limits: Mapping[tuple[str, str], int]) -> None:
        self._seen: dict[str, Look] = {}
        self._limits = limits
        self.revived: set[str] = set()
        self.forced: set[str] = set()

    def after_tick(self, tables: Stored) -> list[str]:
        """Check what changed; the changes, one line each. Raises: Violated."""
        lines: list[str] = []
        for execution_id, execution in tables.executions.items():
            before = self._seen.get(execution_id)
            if before is not None and before.execution is execution:
                continue
            after = Look(execution, tables.task_runs.get(execution_id) or {})
            lines.append(line_of(before, after))
            self._seen[execution_id] = after
            self._check_change(before, after)
            if execution.current is S.KILLING:
                check_kill(execution, tables.jobs.of(execution_id))
        if lines:
            self._check_families(tables)
            check_slots(tables.executions.values(), self._limits, self.forced)
        return lines

    def _check_change(self, before: Look | None, after: Look) -> None:
        may_revive = self._may_revive(after.execution)
        check_shape(after)
        if before is None:
            return
        if after.execution.version <= before.execution.version:
            raise Violated(f"{after.execution.id}: the version must grow")
        what = f"execution {after.execution.id}"
        check_history(what, before.execution.state, after.execution.state, may_revive)
        for run_id, run in after.task_runs.items():
            old = before.task_runs.get(run_id)
            if old is not None and old is not run:
                check_history(f"task run {run.task_id} {run_id}", old.state, run.state, may_revive)

    def _may_revive(self, execution: Execution) -> bool:
        one: Execution | None = execution
        while one is not None:
            if one.id in self.revived:
                return True
            look = self._seen.get(one.caller.execution_id) if one.caller is not None else None
            one = look.execution if look is not None else None
        return False

    def _check_families(self, tables: Stored) -> None:
        for execution in tables.executions.values():
            caller = execution.caller
            if caller is None or not caller.waits or execution.state.is_terminated:
                continue
            if execution.id in self.revived:
                # It had ended; its caller does not wait a second time.
                continue
            owner = tables.executions.get(caller.execution_id)
            if owner is None or owner.state.is_terminated:
                continue
            waiting = (tables.task_runs.get(owner.id) or {}).get(caller.task_run_id)
            if waiting is None or waiting.current is not S.SUCCESS:
                continue
            if not getattr(waiting.shape, "is_failed", False):
                raise Violated(
                    f"task run {waiting.task_id} of {owner.id} ended SUCCESS before its child "
                    f"{execution.id} ({execution.current})"
                )

    def after_all(self, tables: Stored, killed: set[str], kill_time: timedelta) -> None:
        """A kill reached everything below it in that time. Raises: Violated."""
        for child in tables.executions.values():
            caller = child.caller
            owner = tables.executions.get(caller.execution_id) if caller is not None else None
            if owner is None or owner.id not in killed or child.id in self.revived:
                continue
            date = next((e.date for e in owner.state.histories if e.state is S.KILLING), None)
            if date is None or child.state.start > date or owner.id in self.revived:
                continue
            if child.current is not S.KILLED and child.state.last > date + kill_time:
                raise Violated(
                    f"{child.flow_id} {child.id} went on after the kill of its caller:"
                    f" {_arrows(child.state)}"
                )


def check_shape(look: Look) -> None:
    """What must hold of one execution at any time. Raises: Violated."""
    execution, runs = look
    places = [run.seq for run in runs.values()]
    if len(set(places)) != len(places):
        raise Violated(f"{execution.id}: two task runs have the same place: {sorted(places)}")
    for run in runs.values():
        _check_run(execution, run, runs)
    if execution.is_settled:
        _check_settled(execution, runs)


def _check_run(execution: Execution, run: TaskRun, runs: Mapping[str, TaskRun]) -> None:
    what = f"task run {run.task_id} {run.id} of {execution.id}"
    live = [attempt for attempt in run.attempts if not attempt.state.is_terminated]
    live = [attempt for attempt in live if attempt.state.current is not S.RESUBMITTED]
    if len(live) > 1 or (live and live[0] is not run.attempts[-1]):
        raise Violated(f"{what}: an attempt before the last one is not over")
    if run.parent_id is None or execution.loop_run is not None:
        return
    parent = runs.get(run.parent_id)
    if parent is None:
        raise Violated(f"{what}: its parent does not exist")
    if parent.is_terminated and not run.is_terminated:
        raise Violated(f"{what}: {run.current} under {parent.task_id} which is {parent.current}")


def _check_settled(execution: Execution, runs: Mapping[str, TaskRun]) -> None:
    if execution.current not in TERMINATED:
        raise Violated(f"{execution.id}: settled in {execution.current}")
    open_runs = [run.task_id for run in runs.values() if not run.is_terminated]
    if open_runs:
        raise Violated(f"{execution.id}: settled before its task runs {open_runs}")
    if execution.has_slot:
        raise Violated(f"{execution.id}: settled and still holds its slot")


def check_history(what: str, before: State, after: State, may_revive: bool) -> None:
    """Histories only grow, and an end is an end unless somebody asked. Raises: Violated."""
    old, new = before.histories, after.histories
    if new[: len(old)] != old:
        raise Violated(f"{what}: its history was rewritten: {_arrows(before)} to {_arrows(after)}")
    for earlier, later in zip(new[len(old) - 1 :], new[len(old) :], strict=False):
        if earlier.state is later.state:
            raise Violated(f"{what}: entered {later.state} twice: {_arrows(after)}")
        if earlier.state not in TERMINATED or may_revive:
            continue
        if later.state in TERMINATED or later.state is S.RETRYING:
            continue
        raise Violated(f"{what}: went on after its end: {_arrows(after)}")


def check_kill(execution: Execution, jobs: Iterable[Job]) -> None:
    """From a kill on no worker can begin anything. Raises: Violated."""
    waiting = [job.id for job in jobs if job.worker_id is None]
    if waiting:
        raise Violated(f"{execution.id}: it is KILLING, and yet workers may begin {waiting}")


def check_slots(
    executions: Iterable[Execution],
    limits: Mapping[tuple[str, str], int],
    forced: set[str],
) -> None:
    """Never more slots than the limit, those taken by force aside. Raises: Violated."""
    taken: dict[tuple[str, str], int] = {}
    for execution in executions:
        if execution.has_slot and not execution.is_settled and execution.id not in forced:
            uid = (execution.namespace, execution.flow_id)
            taken[uid] = taken.get(uid, 0) + 1
    for uid, count in taken.items():
        if count > limits.get(uid, count):
            raise Violated(f"flow {uid[1]}: {count} slots are held, the limit is {limits[uid]}")


def check_end(tables: Stored, jobs: tuple[int, int], live_attempts: int) -> None:
    """When faults have stopped and time has passed, nothing is left. Raises: Violated."""
    left = [
        f"{execution.flow_id} {execution.id} {_arrows(execution.state)}"
        for execution in tables.executions.values()
        if not execution.is_settled
    ]
    if left:
        raise Violated(f"never ended: {left}")
    problems = {
        "events in inboxes": len(tables.inbox),
        "timers": len(tables.timers),
        "announcements": len(tables.announcements),
        "jobs waiting": jobs[0],
        "jobs claimed": jobs[1],
        "live attempts": live_attempts,
        "slots": sum(execution.has_slot for execution in tables.executions.values()),
    }
    found = {what: count for what, count in problems.items() if count}
    if found:
        raise Violated(f"left at the end: {found}")


def line_of(before: Look | None, after: Look) -> str:
    """One line that says what changed in an execution."""
    old = before.task_runs if before is not None else {}
    changed = [
        f"{run.task_id}{f'[{run.value}]' if run.value is not None else ''}={run.current}"
        for run_id, run in sorted(after.task_runs.items(), key=lambda item: item[1].seq)
        if old.get(run_id) is not run
    ]
    execution = after.execution
    settled = " settled" if execution.is_settled else ""
    return (
        f"{execution.flow_id}/{execution.id[-4:]} {execution.current}{settled} {' '.join(changed)}"
    )


def _arrows(state: State) -> str:
    return ">".join(entry.state for entry in state.histories)
