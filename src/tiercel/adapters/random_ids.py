"""Ids from the random numbers of the operating system."""

from __future__ import annotations

import os

from tiercel.model.ids import friendly_id

ID_BYTES = 16
# Asking the operating system is expensive, so many ids are made of one answer.
STOCK_IDS = 256


class RandomIds:
    """See `ports.clock.IdSource`: 128 random bits. For one process: a fork would repeat ids."""

    def __init__(self) -> None:
        self._stock = b""
        self._used = 0

    def new_id(self) -> str:
        """22 characters of base 62."""
        if self._used >= len(self._stock):
            self._stock = os.urandom(ID_BYTES * STOCK_IDS)
            self._used = 0
        end = self._used + ID_BYTES
        number = int.from_bytes(self._stock[self._used : end], "big")
        self._used = end
        return friendly_id(number)
