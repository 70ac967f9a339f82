"""The filters, one family a file; spec/expressions.md §9."""

from __future__ import annotations

from tiercel.expr.filters import (
    collections,
    dates,
    encoding,
    joining,
    numbers,
    patterns,
    structures,
    substrings,
    texts,
)

FAMILIES = (
    texts.FILTERS,
    substrings.FILTERS,
    patterns.FILTERS,
    encoding.FILTERS,
    collections.FILTERS,
    joining.FILTERS,
    numbers.FILTERS,
    dates.FILTERS,
    structures.FILTERS,
)
