"""What a server does when a signal comes, from its first moment on."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from typing import Any

LOG = logging.getLogger("tiercel.server")
# Whoever closes a terminal or presses a key wants a stop as good as that of a supervisor.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
SHOWING = signal.SIGUSR1
PLACES_MAX = 20
IGNORED = (signal.SIGUSR2, signal.SIGALRM)


class Signals:
    """The first stopping signal sets `leaving`; what `then` is set to hears of every one."""

    def __init__(self) -> None:
        self.leaving = asyncio.Event()
        self.then: Callable[[], None] | None = None

    @contextlib.contextmanager
    def handled(self) -> Iterator[None]:
        """While the block runs, signals do not end the process."""
        loop = asyncio.get_running_loop()
        # `nohup` has the first one ignored, and wants that to stay.
        numbers = [each for each in STOPPING if signal.getsignal(each) is not signal.SIG_IGN]
        for number in numbers:
            loop.add_signal_handler(number, self._stop)
        loop.add_signal_handler(SHOWING, show_work)
        for number in IGNORED:
            # Handled rather than ignored: programs that are started would inherit the latter.
            loop.add_signal_handler(number, _do_nothing)
        try:
            yield
        finally:
            for number in (*numbers, SHOWING, *IGNORED):
                loop.remove_signal_handler(number)

    def _stop(self) -> None:
        self.leaving.set()
        if self.then is not None:
            self.then()


def show_work() -> None:
    """Write to the log where every task of the loop waits, and what every thread does."""
    for task in sorted(asyncio.all_tasks(), key=lambda each: each.get_name()):
        LOG.info("task %s at %s", task.get_name(), " > ".join(_places(task.get_coro())))
    for thread, frame in sys._current_frames().items():
        lines = "".join(traceback.format_stack(frame, limit=8))
        LOG.info("thread %s:\n%s", thread, lines)


def _places(waiting: Any) -> list[str]:
    """Where a coroutine waits, and where what it waits for does, to the innermost."""
    places: list[str] = []
    while (frame := getattr(waiting, "cr_frame", None)) is not None and len(places) < PLACES_MAX:
        places.append(f"{frame.f_code.co_qualname}:{frame.f_lineno}")
        waiting = waiting.cr_await
    return places


def _do_nothing() -> None:
    """For signals that mean nothing here."""
