"""The attempt of a task's job."""

from __future__ import annotations

from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

from tiercel.model.errors import TiercelError
from tiercel.model.job import Job
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome, failed, perform, timeout_of
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.task_cache import TaskCache, cache_of
from tiercel.runtime.worker.work import TaskWork


class TaskAttempt(Attempt):
    """Runs the task of a work, or takes the outputs that an equal run left."""

    __slots__ = ("_dependencies", "_work")

    def __init__(self, dependencies: AttemptDependencies, job: Job, work: TaskWork) -> None:
        context = TaskContext(dependencies, work, job=job, stop=StopSignal())
        super().__init__(job, context, log_to_file=work.log_to_file)
        self._dependencies = dependencies
        self._work = work

    def rendered_timeout(self) -> timedelta | None:
        """The task's timeout, rendered."""
        return timeout_of(self._work, self.context)

    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        dependencies, work, context = self._dependencies, self._work, self.context
        try:
            cache = cache_of(dependencies, work, context)
            found = cache.find() if cache is not None else None
        except TiercelError as error:
            return failed(error, context)
        if found is not None:
            return found
        outcome = perform(dependencies, work, context)
        if cache is None:
            return outcome
        if not isinstance(outcome, Outcome):
            return self._kept(outcome, cache)
        cache.save(outcome, context)
        return outcome

    async def _kept(self, work: Coroutine[Any, Any, Outcome], cache: TaskCache) -> Outcome:
        outcome = await work
        cache.save(outcome, self.context)
        return outcome
