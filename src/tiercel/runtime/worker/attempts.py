"""Two ways to drive attempts: threads and event loops in real time, or step by step in virtual."""

from __future__ import annotations

import asyncio
import logging
import threading
import types
from collections import deque
from collections.abc import Callable, Coroutine, Generator, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

from tiercel.model.errors import PluginError
from tiercel.model.limits import STOP_GRACE_S
from tiercel.plugin.errors import Interrupted
from tiercel.ports.clock import Clock
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.bridge import Bridge, DirectBridge, LoopBridge
from tiercel.runtime.worker.run_task import Outcome, failed, stopped
from tiercel.runtime.worker.stop_signal import StopSignal

LOG = logging.getLogger("tiercel.worker")


class Attempts(Protocol):
    """Runs attempts; nothing here blocks the caller longer than a step of an attempt takes."""

    @property
    def bridge(self) -> Bridge:
        """How tasks call the server."""

    @property
    def is_threaded(self) -> bool:
        """Whether writers of logs may be made to wait."""

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """`ctx.pause`: block the thread until the time is over or `stop` is set."""

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """`ctx.sleep`: suspend the coroutine; a stop arrives as Interrupted."""

    def start(self, attempt: Attempt) -> None:
        """Begin an attempt; its outcome is found by `step`."""

    def step(self, now: datetime) -> bool:
        """Go on with whatever is due; whether anything was done."""

    def take_ended(self) -> list[Attempt]:
        """Attempts that ended since the last call."""

    def aside(self, work: Callable[[], None]) -> None:
        """Do something of a plugin that may block, whose end nobody waits for."""

    def next_due(self) -> datetime | None:
        """When `step` has something to do, as far as time alone decides."""

    def wake(self) -> None:
        """Let the worker look soon. From any thread."""

    def close(self) -> None:
        """No attempt will be started any more."""


class Wake:
    """What a sleeping coroutine hands to the stepwise driver: how long it wants to sleep."""

    __slots__ = ("duration",)

    def __init__(self, duration: timedelta) -> None:
        self.duration = duration


@types.coroutine
def _wake_after(duration: timedelta) -> Generator[Wake, None, None]:
    yield Wake(duration)


class StepwiseAttempts:
    """For simulation and tests: no thread, no event loop, time is what the clock says.

    Plain tasks run to their end inside `start`; a pause of theirs takes no time. Coroutines are
    resumed by `step` when what they sleep for is over. Use it with ports that never suspend.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bridge = DirectBridge()
        self._ended: list[Attempt] = []
        self._sleeping: list[_Sleeper] = []

    @property
    def bridge(self) -> Bridge:
        return self._bridge

    @property
    def is_threaded(self) -> bool:
        return False

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Takes no time: a plain call can't be suspended."""

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Suspends the coroutine until `step` is called late enough."""
        await _wake_after(duration)

    def start(self, attempt: Attempt) -> None:
        """Begin an attempt; a plain one also ends here."""
        result = attempt.run()
        if isinstance(result, Outcome):
            self._end(attempt, result)
        else:
            self._resume(attempt, result, None)

    def step(self, now: datetime) -> bool:
        """Resume what is due or stopped."""
        ready = [each for each in self._sleeping if each.due <= now or each.attempt.stop.is_set]
        for sleeper in ready:
            self._sleeping.remove(sleeper)
            error = Interrupted() if sleeper.attempt.stop.is_set else None
            self._resume(sleeper.attempt, sleeper.work, error)
        return bool(ready)

    def _resume(
        self, attempt: Attempt, work: Coroutine[Any, Any, Outcome], error: Exception | None
    ) -> None:
        try:
            wake = work.send(None) if error is None else work.throw(error)
        except StopIteration as done:
            self._end(attempt, done.value)
            return
        if not isinstance(wake, Wake):
            work.close()
            problem = PluginError("This task needs a real event loop.")
            self._end(attempt, failed(problem, attempt.context))
            return
        self._sleeping.append(_Sleeper(attempt, work, self._clock.now() + wake.duration))

    def _end(self, attempt: Attempt, outcome: Outcome) -> None:
        attempt.close(outcome)
        self._ended.append(attempt)

    def take_ended(self) -> list[Attempt]:
        """Attempts that ended since the last call."""
        ended, self._ended = self._ended, []
        return ended

    def aside(self, work: Callable[[], None]) -> None:
        """At once."""
        _done_aside(work)

    def next_due(self) -> datetime | None:
        """When the first sleeper wakes."""
        return min((sleeper.due for sleeper in self._sleeping), default=None)

    def wake(self) -> None:
        """Nobody sleeps in virtual time."""

    def close(self) -> None:
        """Drop what still sleeps, as a crash does."""
        for sleeper in self._sleeping:
            sleeper.work.close()
        self._sleeping.clear()


class _Sleeper:
    __slots__ = ("attempt", "due", "work")

    def __init__(self, attempt: Attempt, work: Coroutine[Any, Any, Outcome], due: datetime) -> None:
        self.attempt = attempt
        self.work = work
        self.due = due


class AsyncioAttempts:
    """For production: every attempt begins in a thread of its own.

    Threads are daemons and not pooled: user code that never returns can neither take a place in
    a pool for ever nor keep the process from ending. A coroutine goes on in one event loop that
    all coroutines share, in yet another thread, so that plain calls of handles never block the
    loop of the server.
    """

    def __init__(self, clock: Clock, on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._loop = asyncio.get_running_loop()
        self._bridge = LoopBridge(self._loop)
        self._ended: deque[Attempt] = deque()
        self._running: dict[str, Attempt] = {}
        self._task_loop: asyncio.AbstractEventLoop | None = None
        self._task_thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._is_wake_sent = False

    @property
    def bridge(self) -> Bridge:
        """Calls from other threads."""
        return self._bridge

    @property
    def is_threaded(self) -> bool:
        return True

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Block the thread until the time is over or the attempt must stop."""
        assert stop is not None
        stop.wait(max(duration.total_seconds(), 0.0))

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """Suspend; a stop cancels the coroutine and arrives as Interrupted."""
        try:
            await asyncio.sleep(max(duration.total_seconds(), 0.0))
        except asyncio.CancelledError:
            if stop is not None and stop.is_set:
                raise Interrupted() from None
            raise

    def start(self, attempt: Attempt) -> None:
        """Begin an attempt in a new thread."""
        attempt.on_deadline = self.wake
        self._running[attempt.job.id] = attempt
        name = f"attempt-{attempt.job.id[:8]}"
        thread = threading.Thread(target=self._run, args=(attempt,), name=name, daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            # The machine has no thread left.
            self._end(attempt, attempt.broken(error))

    def _run(self, attempt: Attempt) -> None:
        try:
            result = attempt.run()
        except BaseException as error:  # noqa: BLE001  A thread that ends must have reported it.
            result = attempt.broken(error)
        if isinstance(result, Outcome):
            self._end(attempt, result)
        else:
            asyncio.run_coroutine_threadsafe(self._drive(attempt, result), self._loop_of_tasks())

    async def _drive(self, attempt: Attempt, work: Coroutine[Any, Any, Outcome]) -> None:
        task = asyncio.current_task()
        assert task is not None
        loop = asyncio.get_running_loop()
        attempt.stop.on_set(partial(loop.call_soon_threadsafe, task.cancel))
        try:
            outcome = await work
        except asyncio.CancelledError:
            outcome = attempt.finish(stopped(attempt.stop))
        except BaseException as error:  # noqa: BLE001  As above.
            outcome = attempt.broken(error)
        self._end(attempt, outcome)

    def _end(self, attempt: Attempt, outcome: Outcome) -> None:
        attempt.close(outcome)
        self._ended.append(attempt)
        self.wake()

    def _loop_of_tasks(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._task_loop is None:
                self._task_loop = asyncio.new_event_loop()
                loop = self._task_loop
                self._task_thread = threading.Thread(
                    target=_serve, args=(loop,), name="attempts", daemon=True
                )
                self._task_thread.start()
            return self._task_loop

    def step(self, now: datetime) -> bool:
        """Give up on attempts that did not stop within the grace time."""
        self._is_wake_sent = False
        late = [each for each in self._running.values() if _is_late(each, now)]
        for attempt in late:
            attempt.abandon()
            self._ended.append(attempt)
        return bool(late)

    def take_ended(self) -> list[Attempt]:
        """Attempts that ended since the last call, each once."""
        ended = []
        for _ in range(len(self._ended)):
            attempt = self._ended.popleft()
            # An abandoned attempt that ends after all is not known any more.
            if self._running.pop(attempt.job.id, None) is attempt:
                ended.append(attempt)
        return ended

    def aside(self, work: Callable[[], None]) -> None:
        """In a thread of its own."""
        threading.Thread(target=_done_aside, args=(work,), name="aside", daemon=True).start()

    def next_due(self) -> datetime | None:
        """When the first grace time is over."""
        stopped_at = [each.stopped_at for each in self._running.values() if each.stopped_at]
        return min(stopped_at) + timedelta(seconds=STOP_GRACE_S) if stopped_at else None

    def wake(self) -> None:
        """Notify the worker, at most once until it looks."""
        if self._is_wake_sent:
            return
        self._is_wake_sent = True
        try:
            self._loop.call_soon_threadsafe(self._on_change)
        except RuntimeError:
            # The loop is closed: the server is gone, and its jobs go to another one.
            return

    def close(self) -> None:
        """Stop the loop of the coroutines, and what still runs in it."""
        if self._task_loop is not None and self._task_thread is not None:
            self._task_loop.call_soon_threadsafe(self._task_loop.stop)
            self._task_thread.join(STOP_GRACE_S)
            self._task_loop = None


def _done_aside(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        # User code may raise anything, and there is no attempt any more that would say so.
        LOG.exception("what an attempt has held can't be let go")


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    """Run a loop until it is stopped, then cancel what is left and close it."""
    loop.run_forever()
    loop.run_until_complete(_cancel(asyncio.all_tasks(loop)))
    loop.close()


async def _cancel(tasks: Iterable[asyncio.Task[Any]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _is_late(attempt: Attempt, now: datetime) -> bool:
    if not attempt.stop.is_set:
        return False
    if attempt.stopped_at is None:
        attempt.stopped_at = now
    return now >= attempt.stopped_at + timedelta(seconds=STOP_GRACE_S)
