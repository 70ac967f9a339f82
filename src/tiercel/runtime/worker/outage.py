"""Calls of a task that wait for a database that is away, as the loops of the server do."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from tiercel.model.errors import Away
from tiercel.model.limits import OUTAGE_PAUSE_S, OUTAGE_S_MAX
from tiercel.plugin.errors import Interrupted
from tiercel.runtime.worker.dependencies import Driver
from tiercel.runtime.worker.stop_signal import StopSignal

T = TypeVar("T")
_TRIES = round(OUTAGE_S_MAX / OUTAGE_PAUSE_S)
_PAUSE = timedelta(seconds=OUTAGE_PAUSE_S)


class Patience:
    """Asks again while the database is away: that is no failure of the task.

    For calls that may be made twice: a read, a value that is put again.
    """

    __slots__ = ("_driver", "_stop")

    def __init__(self, driver: Driver, stop: StopSignal | None) -> None:
        """Without `stop`, as for what runs in a transaction, nobody waits."""
        self._driver = driver
        self._stop = stop

    def ask(self, make: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """The result of what is made.

        Raises: Away when it lasts longer than OUTAGE_S_MAX, Interrupted when the attempt is
        stopped meanwhile, as it is when its lease is over, and what the call raises.
        """
        tries = 1 if self._stop is None else _TRIES
        while True:
            tries -= 1
            try:
                return self._driver.bridge.wait(make())
            except Away:
                if tries == 0 or self._stop is None:
                    raise
            self._driver.pause(_PAUSE, self._stop)
            if self._stop.is_set:
                raise Interrupted()
