"""Memory of large executions is freed bit by bit.

To free 50,000 task runs at once takes a fifth of a second, in which no thread runs, whichever does
it: so a thread that is not waited for drops the last reference to each, a few at a time.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterable
from queue import Empty, SimpleQueue

from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import RELEASE_IDLE_SECONDS, RELEASED_AT_ONCE, RELEASED_SLOWLY_MIN


class SlowRelease:
    """Keeps the task runs of large executions a little longer than anybody has the execution.

    Its thread begins when it is needed and ends when it has had nothing to do for a while.
    """

    def __init__(self) -> None:
        # It may be put into while the collector runs, in any thread.
        self._waiting: SimpleQueue[list[TaskRun]] = SimpleQueue()
        self._known: set[int] = set()
        self._changes = threading.Lock()
        self._has_thread = False

    def watch(self, executions: Iterable[Execution]) -> None:
        """Free these slowly, once nobody has them; small ones are left alone."""
        for execution in executions:
            if len(execution.task_runs) <= RELEASED_SLOWLY_MIN:
                continue
            self._ensure_thread()
            key = id(execution.task_runs)
            if key not in self._known:
                self._known.add(key)
                kept = list(execution.task_runs.values())
                weakref.finalize(execution.task_runs, self._gone, key, kept).atexit = False

    def _gone(self, key: int, kept: list[TaskRun]) -> None:
        self._known.discard(key)
        self._waiting.put(kept)

    def _ensure_thread(self) -> None:
        with self._changes:
            if not self._has_thread:
                threading.Thread(target=self._work, name="tiercel-release", daemon=True).start()
                self._has_thread = True

    def _work(self) -> None:
        while True:
            try:
                kept = self._waiting.get(timeout=RELEASE_IDLE_SECONDS)
            except Empty:
                with self._changes:
                    # Nobody begins a thread when what is watched is gone, so this one stays.
                    if not self._known and self._waiting.empty():
                        self._has_thread = False
                        return
                continue
            while kept:
                del kept[-RELEASED_AT_ONCE:]
                time.sleep(0)
