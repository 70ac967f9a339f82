"""Ids from the random numbers of the operating system, and the time."""

from __future__ import annotations

import os
import time

from tiercel.model.ids import ID_LENGTH, TIME_CHARS, friendly_id

ID_BYTES = 16
# Asking the operating system is expensive, so many ids are made of one answer.
STOCK_IDS = 256


class RandomIds:
    """See `ports.clock.IdSource`: 83 random bits, then the millisecond, see `model.ids.by_time`.

    For one process: a fork would repeat ids.
    """

    def __init__(self) -> None:
        self._stock = b""
        self._used = 0
        self._millisecond = 0
        self._time = ""

    def new_id(self) -> str:
        """22 characters of base 62."""
        if self._used >= len(self._stock):
            self._stock = os.urandom(ID_BYTES * STOCK_IDS)
            self._used = 0
        end = self._used + ID_BYTES
        number = int.from_bytes(self._stock[self._used : end], "big")
        self._used = end
        return friendly_id(number)[TIME_CHARS:] + self._now()

    def _now(self) -> str:
        millisecond = time.time_ns() // 1_000_000
        if millisecond != self._millisecond:
            self._time = friendly_id(millisecond)[ID_LENGTH - TIME_CHARS :]
            self._millisecond = millisecond
        return self._time
