"""The attempt of a job that stops what a lost attempt has left running elsewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tiercel.model.job import Job
from tiercel.model.limits import CANCEL_TRIES_MAX, CANCEL_WAIT_S
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.plugin.errors import Interrupted
from tiercel.plugin.task import RunnableTask
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome, built_task, ended_by, message_of, stopped
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.work import TaskWork


class CancelAttempt(Attempt):
    """Asks the task to cancel, again and again until that is certain or tried often enough.

    The task run is over: what comes of it shows in its log alone.
    """

    __slots__ = ("_dependencies", "_work")

    def __init__(self, dependencies: AttemptDependencies, job: Job, work: TaskWork) -> None:
        context = TaskContext(dependencies, work, job=job, stop=StopSignal())
        super().__init__(job, context, log_to_file=False)
        self._dependencies = dependencies
        self._work = work

    def rendered_timeout(self) -> timedelta | None:
        """None: it has its tries."""
        return None

    def perform(self) -> Outcome:
        """Until it is certain that nothing runs any more."""
        handle = self.job.handle.decode()
        try:
            task = built_task(self._dependencies, self._work, self.context)
            for number in range(CANCEL_TRIES_MAX):
                if number:
                    self.context.pause(timedelta(seconds=CANCEL_WAIT_S * 2 ** (number - 1)))
                if self._is_cancelled(task, handle):
                    return Outcome(StateType.SUCCESS)
        except Interrupted:
            return stopped(self.stop)
        except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
            return ended_by(error, self.context)
        self.log.write(Level.ERROR, f"Kill not confirmed, and given up: {handle}")
        return Outcome(StateType.FAILED)

    def _is_cancelled(self, task: RunnableTask[Any], handle: str) -> bool:
        remembered = self.context.remembered
        assert remembered is not None
        try:
            task.cancel(self.context, remembered)
        except Interrupted:
            raise
        except NotImplementedError:
            self.log.write(
                Level.ERROR, f"Kill not confirmed, since the task can't cancel: {handle}"
            )
            return True
        except Exception as error:  # noqa: BLE001  User code may raise anything.
            self.log.write(Level.WARN, f"Kill not confirmed yet: {handle}: {message_of(error)}")
            return False
        self.log.write(Level.INFO, f"Kill confirmed: {handle}")
        return True
