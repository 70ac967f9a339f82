"""The checkers see each kind of wrong: on executions made by hand."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from tests.build import a_state, a_task_run, an_execution, at
from tests.simulation.checkers import Checkers, Violated, check_end
from tiercel.model.execution import Attempt, Caller, Execution
from tiercel.model.job import Job

replace = msgspec.structs.replace
LIMITED = {("company.team", "flow"): 1}
WAITING = Job("j1", "doomed", "tr-a-0", 0, at(0))
JOBS = {"doomed": [WAITING], "dying": [replace(WAITING, worker_id="w1")]}


def tables(*executions: Execution) -> Any:
    return SimpleNamespace(
        executions={execution.id: execution for execution in executions},
        task_runs={execution.id: execution.task_runs for execution in executions},
        timers={},
        announcements={},
        inbox=[],
        jobs=SimpleNamespace(of=lambda execution_id: JOBS.get(execution_id, [])),
    )


def look(*rounds: list[Execution], revived: str | None = None) -> list[str]:
    checkers = Checkers(LIMITED)
    if revived is not None:
        checkers.revived.add(revived)
    lines: list[str] = []
    for executions in rounds:
        lines += checkers.after_tick(tables(*executions))
    return lines


def test_a_usual_life_is_fine() -> None:
    running = an_execution(a_task_run("a", "RUNNING"))
    ended = an_execution(a_task_run("a"), state="SUCCESS", version=1, is_settled=True)
    assert look([running], [ended]) == [
        "flow/ion1 RUNNING a=RUNNING",
        "flow/ion1 SUCCESS settled a=SUCCESS",
    ]


def test_an_end_is_an_end() -> None:
    ended = an_execution(state="SUCCESS")
    again = replace(ended, state=a_state("CREATED", "RUNNING", "SUCCESS", "RUNNING"), version=1)
    with pytest.raises(Violated, match="went on after its end"):
        look([ended], [again])
    assert look([ended], [again], revived="execution1")


def test_a_kill_leaves_nothing_for_workers_to_begin() -> None:
    assert look([an_execution(id="dying", state="KILLING")])
    assert look([an_execution(id="doomed")])
    with pytest.raises(Violated, match=r"workers may begin \['j1'\]"):
        look([an_execution(id="doomed", state="KILLING")])


def test_a_failed_task_run_may_be_retried() -> None:
    failed = an_execution(a_task_run("a", "FAILED"))
    retried = a_task_run("a", state=a_state("CREATED", "RUNNING", "FAILED", "RETRYING"))
    assert look([failed], [an_execution(retried, version=1)])


def test_a_history_is_never_rewritten() -> None:
    before = an_execution(state="RUNNING")
    after = replace(before, state=a_state("CREATED", "QUEUED"), version=1)
    with pytest.raises(Violated, match="rewritten"):
        look([before], [after])


def test_an_attempt_before_the_last_is_over() -> None:
    live = Attempt(a_state("CREATED", "RUNNING"))
    run = a_task_run("a", "RUNNING", attempts=(live, live))
    with pytest.raises(Violated, match="attempt before the last"):
        look([an_execution(run)])


def test_a_parent_outlives_its_children() -> None:
    parent = a_task_run("seq", "SUCCESS", 0)
    child = a_task_run("a", "RUNNING", 1, parent_id=parent.id)
    with pytest.raises(Violated, match="under seq"):
        look([an_execution(parent, child)])


def test_a_settled_execution_has_no_open_task_run() -> None:
    with pytest.raises(Violated, match="settled before"):
        look([an_execution(a_task_run("a", "RUNNING"), state="SUCCESS", is_settled=True)])


def test_a_caller_waits_for_its_child() -> None:
    run = a_task_run("sub", "SUCCESS")
    child = an_execution(id="child", flow_id="other", caller=Caller("execution1", run.id))
    with pytest.raises(Violated, match="before its child"):
        look([an_execution(run), child])
    patient = replace(child, caller=Caller("execution1", run.id, waits=False))
    assert look([an_execution(run), patient])


def test_slots_never_exceed_the_limit() -> None:
    first = an_execution(id="one", has_slot=True)
    second = an_execution(id="two", has_slot=True)
    with pytest.raises(Violated, match="2 slots are held"):
        look([first, second])
    checkers = Checkers(LIMITED)
    checkers.forced.add("two")
    assert checkers.after_tick(tables(first, second))


def test_a_settled_execution_holds_no_slot() -> None:
    with pytest.raises(Violated, match="still holds its slot"):
        look([an_execution(state="SUCCESS", is_settled=True, has_slot=True)])


def test_two_task_runs_never_share_a_place() -> None:
    with pytest.raises(Violated, match="same place"):
        look([an_execution(a_task_run("a"), a_task_run("b"))])


def test_nothing_is_left_at_the_end() -> None:
    done = an_execution(state="SUCCESS", is_settled=True)
    check_end(tables(done), (0, 0), 0)
    for left in (
        {"jobs": (1, 0)},
        {"jobs": (0, 1)},
        {"live_attempts": 1},
    ):
        with pytest.raises(Violated, match="left at the end"):
            check_end(tables(done), left.get("jobs", (0, 0)), left.get("live_attempts", 0))  # type: ignore[arg-type]
    with pytest.raises(Violated, match="never ended"):
        check_end(tables(an_execution()), (0, 0), 0)
