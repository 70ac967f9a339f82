"""Figures of use cases: what is not an operation yet."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.web.permissions import TABLE


def routes_without_operation() -> Sequence[str]:
    """Routes whose handlers call services by themselves."""
    return sorted(TABLE)


def writing_routes_without_operation() -> Sequence[str]:
    """Those of them that are not read with GET; some only read all the same."""
    return [name for name in sorted(TABLE) if not name.startswith("GET ")]
