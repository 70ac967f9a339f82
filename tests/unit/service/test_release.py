"""The task runs of a large execution outlive it for a while."""

from __future__ import annotations

import time
from queue import SimpleQueue

import pytest

from tests.ports.values import a_task_run, an_execution
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import RELEASED_SLOWLY_MIN
from tiercel.service import release


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> SimpleQueue[list[TaskRun]]:
    """What waits to be released, without the thread that does it."""
    found: SimpleQueue[list[TaskRun]] = SimpleQueue()
    monkeypatch.setattr(release, "_waiting", found)
    monkeypatch.setattr(release, "_ensure_thread", lambda: None)
    return found


def execution_of(count: int) -> Execution:
    return an_execution("x", *(a_task_run(f"r{n}", n) for n in range(count)))


def test_task_runs_wait_once_nobody_has_the_execution(waiting: SimpleQueue[list[TaskRun]]) -> None:
    execution = execution_of(RELEASED_SLOWLY_MIN + 1)
    release.release_slowly([execution])
    release.release_slowly([execution])
    assert waiting.empty()
    del execution
    assert len(waiting.get_nowait()) == RELEASED_SLOWLY_MIN + 1
    assert waiting.empty()


def test_small_executions_are_left_alone(waiting: SimpleQueue[list[TaskRun]]) -> None:
    release.release_slowly([execution_of(RELEASED_SLOWLY_MIN)])
    assert waiting.empty()


def test_the_thread_frees_all_of_it() -> None:
    release.release_slowly([execution_of(RELEASED_SLOWLY_MIN + 1)])
    kept = [a_task_run("r", 0)] * 1_001
    release.release_slowly([execution_of(RELEASED_SLOWLY_MIN + 1)])
    release._waiting.put(kept)
    for _ in range(1_000):
        if not kept:
            return
        time.sleep(0.01)
    raise AssertionError("the task runs stay in memory")
