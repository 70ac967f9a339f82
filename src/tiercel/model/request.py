"""The base of requests: what somebody asks a use case for."""

from __future__ import annotations

from typing import Generic, TypeVar

import msgspec

R = TypeVar("R")


class Request(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """Asks for one use case; `R` is what it answers with."""
