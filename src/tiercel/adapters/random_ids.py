"""Ids from the random numbers of the operating system."""

from __future__ import annotations

import os

from tiercel.model.ids import friendly_id


class RandomIds:
    """See `ports.clock.IdSource`: 128 random bits."""

    def new_id(self) -> str:
        """22 characters of base 62."""
        return friendly_id(int.from_bytes(os.urandom(16), "big"))
