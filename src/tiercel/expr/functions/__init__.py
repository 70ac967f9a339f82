"""The functions, one family a file; spec/expressions.md §10."""

from __future__ import annotations

from tiercel.expr.functions import (
    blocks,
    iterations,
    parsing,
    ranges,
    rendering,
)

FAMILIES = (
    ranges.FUNCTIONS,
    blocks.FUNCTIONS,
    parsing.FUNCTIONS,
    rendering.FUNCTIONS,
    iterations.FUNCTIONS,
)
