"""The base of requests: what somebody asks a use case for."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

R_co = TypeVar("R_co", covariant=True)


class Request(msgspec.Struct, Generic[R_co], frozen=True, kw_only=True):
    """Asks for one use case; `R_co` is what it answers with."""
