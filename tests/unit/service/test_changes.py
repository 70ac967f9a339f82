"""What is reported of an execution that changes."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from tests.ports.values import NOW, a_state, a_task_run, an_execution
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.ports import memory_ports
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.limits import FOLLOW_COMPARED_INLINE_MAX, FOLLOW_TASK_RUNS_MAX
from tiercel.model.maps import Map
from tiercel.model.state import StateType
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.executions.changes import Change, ExecutionChanges
from tiercel.service.executions.follow import Follower
from tiercel.service.executions.release import SlowRelease


class Replayed(Follower):
    """A follower that sees these states, the first of them at once."""

    def __init__(self, *states: Execution) -> None:
        super().__init__(memory_ports(VirtualClock(NOW), Catalog([])), SlowRelease())
        self._states = states

    async def appear(self, execution_id: str, seconds: float) -> Execution | None:
        return self._states[0] if self._states else None

    async def changes(self, execution_id: str) -> AsyncIterator[Execution]:  # type: ignore[override]
        for state in self._states:
            yield state


async def changes_of(*states: Execution, seen: int | None = None) -> list[Change]:
    news = await ExecutionChanges(Replayed(*states)).follow("x", seen)
    return [change async for change in news]


def next_of(execution: Execution, **fields: object) -> Execution:
    return replace(execution, version=execution.version + 1, **fields)  # type: ignore[arg-type]


def ended(execution: Execution) -> Execution:
    return next_of(execution, state=a_state(StateType.SUCCESS), is_settled=True)


def names(changes: list[Change]) -> list[tuple[str, list[str], tuple[str, ...]]]:
    return [(each.kind.value, [run.id for run in each.task_runs], each.removed) for each in changes]


async def test_changed_and_new_task_runs_are_reported_and_those_that_went() -> None:
    first = an_execution("x", a_task_run("a", 0), a_task_run("b", 1), a_task_run("gone", 2))
    runs = {
        "a": a_task_run("a", 0),
        "b": a_task_run("b", 1, outputs={"n": 1}),
        "c": a_task_run("c", 3),
    }
    second = next_of(first, task_runs=Map(runs))
    found = await changes_of(first, second, ended(second))
    assert names(found) == [
        ("snapshot", ["a", "b", "gone"], ()),
        ("progress", ["b", "c"], ("gone",)),
        ("end", [], ()),
    ]


async def test_a_version_that_is_known_is_not_reported_again() -> None:
    first = an_execution("x", a_task_run("a"), version=7)
    assert names(await changes_of(first, ended(first), seen=7)) == [("end", [], ())]
    assert names(await changes_of(first, ended(first), seen=6))[0] == ("snapshot", ["a"], ())


async def test_many_changes_come_in_parts() -> None:
    first = an_execution("x", version=1)
    many = [a_task_run(f"r{n:05}", n) for n in range(FOLLOW_COMPARED_INLINE_MAX + 1)]
    second = ended(replace(first, task_runs=Map((run.id, run) for run in many)))
    found = await changes_of(first, second)
    assert [(each.kind.value, len(each.task_runs)) for each in found] == [
        ("snapshot", 0),
        ("taskRuns", FOLLOW_TASK_RUNS_MAX),
        ("taskRuns", FOLLOW_TASK_RUNS_MAX),
        ("end", 1),
    ]


async def test_what_does_not_appear_is_not_found() -> None:
    with pytest.raises(NotFound):
        await changes_of()
