"""Makes the attempt of a task's job ready to run."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from tiercel.model.errors import TiercelError
from tiercel.model.job import Job
from tiercel.model.shape import OneWorker
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.dependencies import AttemptDependencies, log_of, setting_of
from tiercel.runtime.worker.directory_attempt import directory_attempt
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome, Work, failed, perform, timeout_of
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.task_cache import TaskCache, cache_of

__all__ = ["AttemptDependencies", "task_attempt"]


class TaskBody:
    """Runs the task of a work, or takes the outputs that an equal run left."""

    __slots__ = ("_context", "_dependencies", "_stop", "_work")

    def __init__(
        self, dependencies: AttemptDependencies, work: Work, context: TaskContext, stop: StopSignal
    ) -> None:
        self._dependencies = dependencies
        self._work = work
        self._context = context
        self._stop = stop

    def timeout(self) -> timedelta | None:
        """The task's timeout, rendered."""
        return timeout_of(self._work, self._context)

    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        tools, bridge = self._dependencies.tools, self._dependencies.attempts.bridge
        try:
            cache = cache_of(tools, bridge, self._work, self._context)
            found = cache.find() if cache is not None else None
        except TiercelError as error:
            return failed(error, self._context, self._stop)
        if found is not None:
            return found
        outcome = perform(tools, self._work, self._context, self._stop)
        if cache is None:
            return outcome
        if not isinstance(outcome, Outcome):
            return self._kept(outcome, cache)
        cache.save(outcome, self._context)
        return outcome

    async def _kept(self, work: Coroutine[Any, Any, Outcome], cache: TaskCache) -> Outcome:
        outcome = await work
        cache.save(outcome, self._context)
        return outcome


def task_attempt(dependencies: AttemptDependencies, job: Job, work: Work) -> Attempt:
    """An attempt that runs one task, or all children of a WorkingDirectory."""
    if isinstance(work.task_run.shape, OneWorker):
        return directory_attempt(dependencies, job, work)
    stop = StopSignal()
    log = log_of(dependencies, work)
    context = TaskContext(setting_of(dependencies, work, log, stop=stop))
    attempt = Attempt(
        job, context=context, log=log, stop=stop, now=dependencies.tools.ports.clock.now
    )
    attempt.log_to_file = work.plan.task.log_to_file
    attempt.body = TaskBody(dependencies, work, context, stop)
    return attempt
