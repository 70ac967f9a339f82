"""Makes the attempts of the jobs that a worker has claimed."""

from __future__ import annotations

from typing import Protocol

from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.job import Job
from tiercel.model.shape import OneWorker
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.cancel_attempt import CancelAttempt
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.directory_attempt import DirectoryAttempt
from tiercel.runtime.worker.task_attempt import TaskAttempt
from tiercel.runtime.worker.trigger_attempt import TriggerAttempt
from tiercel.runtime.worker.work import TaskWork, TriggerWork
from tiercel.runtime.worker.work_loader import WorkLoader


class TriggerDefinitions(Protocol):
    """Where the triggers of jobs are found."""

    async def definition_of(self, job: Job) -> tuple[Flow, TriggerDefinition] | None:
        """The trigger of a job and its flow; None when it is gone or switched off."""


class Preparation:
    """Reads what a job is about, and makes the attempt of it."""

    def __init__(
        self, dependencies: AttemptDependencies, tasks: WorkLoader, triggers: TriggerDefinitions
    ) -> None:
        self._dependencies = dependencies
        self._tasks = tasks
        self._triggers = triggers

    async def attempt_of(self, job: Job) -> Attempt | None:
        """The attempt, not begun yet; None when there is nothing to do any more."""
        if job.trigger_id is not None:
            found = await self._triggers.definition_of(job)
            if found is None:
                return None
            return TriggerAttempt(self._dependencies, TriggerWork(job, *found))
        work = await self._tasks.load(job)
        return None if work is None else task_attempt(self._dependencies, job, work)


def task_attempt(dependencies: AttemptDependencies, job: Job, work: TaskWork) -> Attempt:
    """An attempt that runs one task or all children of a WorkingDirectory, or cancels one."""
    if job.cancels:
        return CancelAttempt(dependencies, job, work)
    if isinstance(work.task_run.shape, OneWorker):
        return DirectoryAttempt(dependencies, job, work)
    return TaskAttempt(dependencies, job, work)
