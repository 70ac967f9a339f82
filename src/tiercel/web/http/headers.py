"""Headers of a request as the server hands them over."""

from __future__ import annotations

from starlette.types import Scope

# Where a scope has the first header of each name, once somebody has asked for one.
_FIRST = "tiercel.first_headers"


def header_of(scope: Scope, name: bytes) -> str | None:
    """The first header of that lower-case name."""
    first: dict[bytes, bytes] | None = scope.get(_FIRST)
    if first is None:
        first = scope[_FIRST] = dict(reversed([*scope["headers"]]))
    value = first.get(name)
    return None if value is None else value.decode("latin-1")
