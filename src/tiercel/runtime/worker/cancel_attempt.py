"""The attempt of a job that stops, or removes, what another attempt has left elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from tiercel.model.job import Job
from tiercel.model.limits import CANCEL_TRIES_MAX, CANCEL_WAIT_S
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.plugin.errors import Interrupted
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.handles.remote_work import Remove
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome, built_task, ended_by, message_of, stopped
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.runtime.worker.work import TaskWork


class CancelAttempt(Attempt):
    """Asks the task to cancel, again and again until that is certain or tried often enough.

    The task run is over: what comes of it shows in its log alone. Where its attempt has ended on
    this worker, `remove` is called instead, which that attempt has made with its own values.
    """

    __slots__ = ("_dependencies", "_words", "_work", "remove")

    def __init__(self, dependencies: AttemptDependencies, job: Job, work: TaskWork) -> None:
        context = TaskContext(dependencies, work, job=job, stop=StopSignal())
        super().__init__(job, context, log_to_file=False)
        self._dependencies = dependencies
        self._work = work
        self._words = "Removal" if job.is_removal else "Kill"
        self.remove: Remove | None = None

    def rendered_timeout(self) -> timedelta | None:
        """None: it has its tries."""
        return None

    def perform(self) -> Outcome:
        """Until it is certain that nothing runs any more."""
        handle = self.job.handle.decode()
        try:
            cancel = self._cancel()
            for number in range(CANCEL_TRIES_MAX):
                if number:
                    self.context.pause(timedelta(seconds=CANCEL_WAIT_S * 2 ** (number - 1)))
                if self._is_cancelled(cancel, handle):
                    return Outcome(StateType.SUCCESS)
        except Interrupted:
            return stopped(self.stop)
        except (Exception, SystemExit) as error:  # noqa: BLE001  User code may raise anything.
            return ended_by(error, self.context)
        self.log.write(Level.ERROR, f"{self._words} not confirmed, and given up: {handle}")
        return Outcome(StateType.FAILED)

    def _cancel(self) -> Callable[[], None]:
        if self.remove is not None:
            return partial(self.remove, self.context)
        remembered = self.context.remembered
        assert remembered is not None
        task = built_task(self._dependencies, self._work, self.context)
        return partial(task.cancel, self.context, remembered)

    def _is_cancelled(self, cancel: Callable[[], None], handle: str) -> bool:
        try:
            cancel()
        except Interrupted:
            raise
        except NotImplementedError:
            self.log.write(
                Level.ERROR, f"{self._words} not confirmed, since the task can't cancel: {handle}"
            )
            return True
        except Exception as error:  # noqa: BLE001  User code may raise anything.
            reason = message_of(error)
            self.log.write(Level.WARN, f"{self._words} not confirmed yet: {handle}: {reason}")
            return False
        level = Level.DEBUG if self.job.is_removal else Level.INFO
        self.log.write(level, f"{self._words} confirmed: {handle}")
        return True
