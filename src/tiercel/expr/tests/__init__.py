"""The tests, as in `x is defined`; spec/expressions.md §8."""

from __future__ import annotations

from tiercel.expr.tests import core

FAMILIES = (core.TESTS,)
