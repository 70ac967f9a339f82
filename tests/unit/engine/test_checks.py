"""Checks before an execution begins."""

from __future__ import annotations

from tiercel.engine.values.checks import FailedCheck, failed_checks
from tiercel.expr import NoLookups, Renderer
from tiercel.model.flow import Check

SCOPE = {"inputs": {"n": 5}}


def failed(*checks: Check) -> list[FailedCheck]:
    return failed_checks(checks, Renderer(), SCOPE, NoLookups())


def test_only_true_passes() -> None:
    assert failed(Check("{{ inputs.n > 3 }}", "a"), Check("true", "b")) == []
    messages = [each.message for each in failed(Check("{{ 1 }}", "a"), Check("yes", "b"))]
    assert messages == ["a", "b"]


def test_a_condition_that_cannot_be_rendered_blocks() -> None:
    (found,) = failed(Check("{{ nope }}", "a", behavior="CREATE_EXECUTION"))
    assert found.behavior == "BLOCK_EXECUTION"
    assert found.message.startswith("Failed to evaluate check condition. Cause: ")
