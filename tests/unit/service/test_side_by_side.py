"""Two executions side by side."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from tests.ports.values import a_log, a_state, a_task_run, an_execution, at
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import COMPARED_NAMES_MAX, COMPARED_VALUE_BYTES_MAX
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.service.executions.reports.side_by_side import (
    ComparedLogs,
    compared_tasks,
    differing,
    differing_lines,
    side_by_side,
)

NO_LOGS = ComparedLogs((), 0, 0, is_complete=True)


def of_task(task_id: str, run_id: str, seq: int, **fields: Any) -> TaskRun:
    return replace(a_task_run(run_id, seq), task_id=task_id, **fields)


def test_values_that_differ_are_named_and_the_others_counted() -> None:
    found = differing({"a": 1, "b": [1], "gone": None}, {"a": 1, "b": [2], "new": "x"})
    assert [each.name for each in found.differences] == ["b", "gone", "new"]
    assert (found.equal, found.total) == (1, 3)
    b, gone, new = found.differences
    assert b.before is not None
    assert b.before.shown == [1]
    assert gone.now is None
    assert new.before is None


def test_many_and_large_values_are_bounded() -> None:
    large = "x" * COMPARED_VALUE_BYTES_MAX
    left = {f"name_{place:04}": large for place in range(COMPARED_NAMES_MAX + 5)}
    found = differing(left, {})
    assert len(found.differences) == COMPARED_NAMES_MAX
    assert found.total == COMPARED_NAMES_MAX + 5
    value = found.differences[0].before
    assert value is not None
    assert value.size == len(large) + 2
    assert value.shown != large


def test_tasks_come_in_their_order_with_the_runs_of_both_sides() -> None:
    loop = [
        of_task("loop", f"run_{place}", place, state=a_state(state, end=2))
        for place, state in enumerate((StateType.SUCCESS, StateType.FAILED))
    ]
    left = [of_task("old", "old", 0), *loop]
    right = [of_task("loop", "run", 0, state=a_state(StateType.RUNNING, end=1))]
    loops, old = compared_tasks(left, right, at(60))
    assert (loops.task_id, old.task_id, old.right) == ("loop", "old", None)
    assert loops.left is not None
    assert loops.right is not None
    assert loops.left.states == {StateType.SUCCESS: 1, StateType.FAILED: 1}
    assert loops.left.seconds == 4
    # What still runs has taken its time until now.
    assert loops.right.seconds == 60


def test_lines_count_without_what_differs_each_time() -> None:
    left = [a_log("row 1 done"), a_log("row 2 done"), a_log("begin")]
    right = [
        a_log("row 7 done"),
        a_log("begin"),
        a_log("no disk left", level=Level.ERROR),
    ]
    found = differing_lines(left, right)
    assert [(line.message, line.left, line.right) for line in found] == [
        ("no disk left", 0, 1),
        ("row 7 done", 2, 1),
    ]


def test_outputs_are_those_of_tasks_that_ran_once_on_each_side() -> None:
    def side(execution_id: str, value: int) -> Execution:
        return an_execution(
            execution_id,
            of_task("once", f"{execution_id}1", 0, outputs={"n": value}),
            of_task("often", f"{execution_id}2", 1, outputs={"n": 1}),
            of_task("often", f"{execution_id}3", 2, outputs={"n": 2}),
            labels={"day": str(value)},
        )

    found = side_by_side(side("x", 1), side("y", 2), NO_LOGS, at(9))
    assert [each.name for each in found.task_outputs.differences] == ["once.n"]
    assert [each.name for each in found.labels.differences] == ["day"]
