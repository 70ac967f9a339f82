"""The functions, one family a file; spec/expressions.md §10."""

from __future__ import annotations

from tiercel.expr.functions import (
    blocks,
    calendar,
    ciphers,
    clock,
    files,
    identifiers,
    iterations,
    outside,
    parsing,
    rendering,
    sequences,
)

FAMILIES = (
    sequences.FUNCTIONS,
    blocks.FUNCTIONS,
    parsing.FUNCTIONS,
    rendering.FUNCTIONS,
    clock.FUNCTIONS,
    calendar.FUNCTIONS,
    identifiers.FUNCTIONS,
    ciphers.FUNCTIONS,
    outside.FUNCTIONS,
    files.FUNCTIONS,
    iterations.FUNCTIONS,
)
