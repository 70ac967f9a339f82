"""The task runs of a large execution outlive it for a while."""

from __future__ import annotations

import threading
import time
import weakref

from tests.ports.values import a_task_run, an_execution
from tiercel.model.execution import Execution
from tiercel.model.limits import RELEASED_SLOWLY_MIN
from tiercel.service.executions.release import SlowRelease


class Output:
    """Something that can be seen to be freed."""


def execution_of(count: int) -> Execution:
    return an_execution("x", *(a_task_run(f"r{n}", n) for n in range(count)))


def threads() -> int:
    return sum(thread.name == "tiercel-release" for thread in threading.enumerate())


def test_small_executions_need_no_thread() -> None:
    before = threads()
    SlowRelease().watch([execution_of(RELEASED_SLOWLY_MIN)])
    assert threads() == before


def test_task_runs_are_freed_once_nobody_has_the_execution() -> None:
    release, output = SlowRelease(), Output()
    large = execution_of(RELEASED_SLOWLY_MIN)
    gone = weakref.ref(output)
    large = an_execution(
        "x", *large.task_runs.values(), a_task_run("last", 0, outputs={"a": output})
    )
    del output
    release.watch([large])
    release.watch([large])
    assert gone() is not None
    del large
    for _ in range(1_000):
        if gone() is None:
            return
        time.sleep(0.01)
    raise AssertionError("the task runs stay in memory")
