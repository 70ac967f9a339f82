"""Memory of large executions is freed bit by bit.

To free 50,000 task runs at once takes a fifth of a second, in which no thread runs, whichever does
it: so a thread that is not waited for drops the last reference to each, a few at a time.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterable
from queue import SimpleQueue

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import RELEASED_AT_ONCE, RELEASED_SLOWLY_MIN

# It may be put into while the collector runs, in any thread.
_waiting: SimpleQueue[list[TaskRun]] = SimpleQueue()
_known: set[int] = set()
_start = threading.Lock()
_has_thread = False


def release_slowly(executions: Iterable[Execution]) -> None:
    """Keep the task runs of large ones until nobody has the execution, and some time longer."""
    for execution in executions:
        if len(execution.task_runs) > RELEASED_SLOWLY_MIN:
            _ensure_thread()
            key = id(execution.task_runs)
            if key not in _known:
                _known.add(key)
                kept = list(execution.task_runs.values())
                weakref.finalize(execution.task_runs, _gone, key, kept).atexit = False


def _gone(key: int, kept: list[TaskRun]) -> None:
    _known.discard(key)
    _waiting.put(kept)


def _ensure_thread() -> None:
    global _has_thread  # noqa: PLW0603 - one thread for the process, as the memory is one.
    with _start:
        if not _has_thread:
            threading.Thread(target=_release, name="tiercel-release", daemon=True).start()
            _has_thread = True


def _release() -> None:
    while True:
        kept = _waiting.get()
        while kept:
            del kept[-RELEASED_AT_ONCE:]
            time.sleep(0)
