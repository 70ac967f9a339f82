"""One attempt under way on a worker, from its claim to its outcome."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import msgspec

from tiercel.model.errors import TiercelError
from tiercel.model.events import Event
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.state import StateType
from tiercel.runtime.worker.attempt_log import AttemptLog
from tiercel.runtime.worker.run_context import TaskContext
from tiercel.runtime.worker.run_task import Outcome, failed, message_of, stopped, timeout_text
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal


class FinalReport(msgspec.Struct, frozen=True):
    """Entries, metrics and events that an attempt leaves for the transaction of its end."""

    logs: tuple[LogEntry, ...]
    metrics: tuple[MetricEntry, ...]
    events: tuple[Event, ...]


class Limit:
    """The timeout of a child that runs inside a job."""

    __slots__ = ("due", "log", "stop", "timeout")

    def __init__(
        self, started: datetime, timeout: timedelta, stop: StopSignal, log: AttemptLog
    ) -> None:
        self.due = started + timeout
        self.timeout = timeout
        self.stop = stop
        self.log = log

    def expire(self, now: datetime) -> None:
        """Stop the child when its time is over."""
        if now >= self.due and not self.stop.is_set:
            self.log.error(timeout_text(self.timeout))
            self.stop.set(StopReason.TIMED_OUT)


class Attempt(ABC):
    """What the worker knows of a job that it runs: a task, a WorkingDirectory, a trigger.

    Shapes: `events` wait to be delivered to the execution before its end is; `messages` of a
    realtime trigger each start an execution. `more_logs`, `more_metrics` and `inner` are of the
    children of a WorkingDirectory: the limit is that of the child which runs. `deadline` is set
    when the task has a timeout. `outcome` is set once, when the attempt is over.
    """

    __slots__ = (
        "_final_report",
        "_is_spoiled",
        "context",
        "deadline",
        "ended",
        "events",
        "inner",
        "job",
        "log",
        "log_to_file",
        "messages",
        "more_logs",
        "more_metrics",
        "on_deadline",
        "outcome",
        "started",
        "stop",
        "stopped_at",
        "timeout",
    )

    def __init__(self, job: Job, context: TaskContext, *, log_to_file: bool) -> None:
        """`context` is of this attempt, and can be stopped."""
        stop = context.stop_signal
        assert stop is not None
        self.job = job
        self.context = context
        self.log = context.log
        self.stop = stop
        self.started = self.now()
        self.ended = self.started
        self.log_to_file = log_to_file
        self.events: deque[Event] = deque()
        self.messages: deque[dict[str, Json]] = deque()
        self.more_logs: list[AttemptLog] = []
        self.more_metrics: list[MetricEntry] = []
        self.deadline: datetime | None = None
        self.timeout = timedelta()
        self.inner: Limit | None = None
        self.on_deadline: Callable[[], None] | None = None
        self.stopped_at: datetime | None = None
        self.outcome: Outcome | None = None
        self._final_report: FinalReport | None = None
        self._is_spoiled = False

    @property
    def is_listening(self) -> bool:
        """Whether it goes on until it is stopped, as what waits for messages does."""
        return False

    @abstractmethod
    def rendered_timeout(self) -> timedelta | None:
        """How long it may take; None for any time. Raises: TiercelError."""

    @abstractmethod
    def perform(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        """Do it; errors of the task are outcomes."""

    def now(self) -> datetime:
        """The date by the clock of the attempt."""
        return self.log.now()

    def run(self) -> Outcome | Coroutine[Any, Any, Outcome]:
        """Do it all in the calling thread, or give the coroutine that does the rest.

        Whatever is raised on the way is an outcome: nobody but the worker waits for an attempt.
        """
        try:
            timeout = self.rendered_timeout()
            if timeout is not None:
                self.timeout = timeout
                self.deadline = self.started + timeout
                if self.on_deadline is not None:
                    self.on_deadline()
            result = self.perform()
            if isinstance(result, Outcome):
                return self.finish(result)
        except Exception as error:  # noqa: BLE001  User code may raise anything.
            return self.broken(error)
        return self._awaited(result)

    async def _awaited(self, work: Coroutine[Any, Any, Outcome]) -> Outcome:
        try:
            return self.finish(await work)
        except Exception as error:  # noqa: BLE001  User code may raise anything.
            return self.broken(error)

    def broken(self, error: BaseException) -> Outcome:
        """The outcome after an error that nothing else took, with its message in the log."""
        try:
            return self.finish(failed(error, self.context))
        except Exception as worse:  # noqa: BLE001  An error of user code may have no text.
            self.log_to_file = False
            self.log.write(Level.ERROR, f"{type(error).__name__}, then {type(worse).__name__}")
            return Outcome(StateType.FAILED)

    def finish(self, outcome: Outcome) -> Outcome:
        """Close what the attempt opened: its directory, its log file."""
        self.context.close()
        if not self.log_to_file:
            return outcome
        try:
            log_file = store_log(self.log, self.context, self.job.id)
            return msgspec.structs.replace(outcome, log_file=log_file)
        except TiercelError as error:
            self.log_to_file = False
            self.log.write(Level.ERROR, f"Unable to store the log file: {message_of(error)}")
            return outcome

    def expire(self, now: datetime) -> bool:
        """Stop the attempt when its time is over; whether that happened now."""
        if self.inner is not None:
            self.inner.expire(now)
        if self.deadline is None or now < self.deadline or self.stop.is_set:
            return False
        self.log.error(timeout_text(self.timeout))
        self.stop.set(StopReason.TIMED_OUT)
        return True

    def move_limits(self, jump: timedelta) -> None:
        """The clock was set: what counts from a date goes on for as long as before."""
        if self.deadline is not None:
            self.deadline += jump
        if self.inner is not None:
            self.inner.due += jump
        if self.stopped_at is not None:
            self.stopped_at += jump

    def close(self, outcome: Outcome) -> None:
        """The attempt is over; a second outcome of the same attempt is dropped."""
        if self.outcome is None:
            self.ended = max(self.now(), self.started)
            self.outcome = Outcome(StateType.FAILED) if self._is_spoiled else outcome

    def spoil(self, reason: str) -> None:
        """It fails with the reason, whatever it did: what it wrote can't be stored.

        A running one is stopped. Outputs, metrics and events that wait are given up.
        """
        self._is_spoiled = True
        self.events.clear()
        self.messages.clear()
        self.take_logs()
        self.more_metrics.clear()
        if self.context.recorded is not None:
            self.context.recorded.take()
        self._final_report = None
        self.log.error(reason)
        if self.outcome is not None:
            self._final_report = FinalReport(tuple(self.log.take()), (), ())
            self.outcome = Outcome(StateType.FAILED)
        self.stop.set(StopReason.KILLED)

    def abandon(self) -> None:
        """The task did not stop when asked: its end is recorded without it."""
        self.log.let_go()
        if self.outcome is None and self.stop.reason is StopReason.KILLED:
            self.log.write(Level.WARN, "The task did not stop in time: it is left behind.")
        self.close(stopped(self.stop))

    def next_deadline(self) -> datetime | None:
        """When `expire` has something to do."""
        dates = [] if self.deadline is None or self.stop.is_set else [self.deadline]
        inner = self.inner
        if inner is not None and not inner.stop.is_set:
            dates.append(inner.due)
        return min(dates, default=None)

    @property
    def has_news(self) -> bool:
        """Whether something waits to be delivered."""
        logs = () if self.log_to_file else (self.log, *self.more_logs)
        return bool(self.events or self.messages) or any(log.has_entries for log in logs)

    def take_logs(self) -> list[LogEntry]:
        """Entries that were not taken yet; none while they go to a file."""
        entries = [] if self.log_to_file else self.log.take()
        for log in self.more_logs:
            entries += log.take()
        return entries

    def final_report(self) -> FinalReport:
        """What was not delivered before the end; the same again when asked again."""
        if self._final_report is None:
            recorded = self.context.recorded
            self._final_report = FinalReport(
                logs=tuple(self.take_logs()),
                metrics=(*self.more_metrics, *(recorded.take() if recorded is not None else ())),
                events=tuple(self.events),
            )
        return self._final_report

    @property
    def task_run_id(self) -> str:
        """The task run that it is an attempt of; empty for triggers."""
        return self.job.task_run_id

    @property
    def state(self) -> StateType:
        """The state that the attempt ended in."""
        assert self.outcome is not None
        return self.outcome.state


def store_log(log: AttemptLog, context: TaskContext, attempt_id: str) -> str:
    """Store what a log holds as a file of the attempt; its URI. Raises: TiercelError."""
    lines = "".join(_line(entry) for entry in log.take())
    return context.blobs.put(lines.encode(), f"log-{attempt_id[-5:].lower()}.txt")


def _line(entry: LogEntry) -> str:
    stamp = entry.timestamp.strftime("%Y-%m-%d %H:%M:%S") + f",{entry.timestamp:%f}"[:4]
    return f"{stamp} {entry.level.value:<5} {entry.task_run_id or ''} {entry.message}\n"
