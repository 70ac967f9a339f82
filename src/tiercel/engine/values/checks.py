"""Checks: conditions on the inputs that may forbid, or fail, an execution before it begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.expr import ExpressionError, Lookups, Renderer
from tiercel.model.flow import Check
from tiercel.model.json_types import Json

BLOCK = "BLOCK_EXECUTION"
FAIL = "FAIL_EXECUTION"


class FailedCheck(msgspec.Struct, frozen=True):
    """A check that does not hold."""

    message: str
    style: str
    behavior: str


def failed_checks(
    checks: Sequence[Check], renderer: Renderer, scope: Mapping[str, Json], lookups: Lookups
) -> list[FailedCheck]:
    """The checks that do not hold, in order; `scope` has the inputs in their stored form.

    A condition holds only if it renders to true; one that can't be rendered blocks.
    Raises: LookupMissing.
    Source: spec/flow-language.md §11, spec/dialect-2.0.md §4.
    """
    failed = []
    for each in checks:
        try:
            value = renderer.render_typed(each.when, scope, lookups)
        except ExpressionError as error:
            message = f"Failed to evaluate check condition. Cause: {error.explained}"
            failed.append(FailedCheck(message, each.style, BLOCK))
            continue
        if value is not True and value != "true":
            failed.append(FailedCheck(each.message, each.style, each.behavior))
    return failed
