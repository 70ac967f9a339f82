"""Reports with further problems, and what is said when a flow is saved."""

from __future__ import annotations

import pytest

from tests.unit.engine.expressions.review_of import CATALOG, HEAD, message, review
from tiercel.engine.expressions.review import (
    ExpressionRules,
    mistakes_in,
    part_mistakes,
    with_problems,
)
from tiercel.flowlang.source import parse
from tiercel.model.problem import Problem

BAD = message("Hi {{ flow.id | nothing }}")
WARNING = Problem(severity="warning", code="c", path="tasks[0].message", message="Odd", hint="why")


def test_a_warning_leaves_a_flow_valid() -> None:
    report = with_problems(review(message("hi")).report, [WARNING])
    assert report.flow is not None
    assert report.warnings == ("hello.message: Odd (why)",)


def test_an_error_makes_it_invalid_and_stands_before_warnings() -> None:
    error = Problem(severity="error", code="e", path="", message="Bad", line=3, column=1)
    report = with_problems(review(message("hi")).report, [WARNING, error])
    assert report.flow is None
    assert [each.message for each in report.violations] == ["Bad"]
    assert [each.severity for each in report.problems] == ["error", "warning"]


@pytest.mark.parametrize(("verdict", "count"), [("error", 1), ("warn", 0), ("off", 0)])
def test_saving_refuses_what_the_rules_call_an_error(verdict: str, count: int) -> None:
    source = HEAD + BAD
    rules = ExpressionRules(verdict)  # type: ignore[arg-type]
    found = mistakes_in(parse(source).value, source, CATALOG, rules)
    assert [(each.line, each.column) for each in found] == [(4, 80)] * count


@pytest.mark.parametrize(("verdict", "severities"), [("error", ["error"]), ("off", [])])
def test_a_part_is_judged_by_the_same_rules(verdict: str, severities: list[str]) -> None:
    rules = ExpressionRules(verdict)  # type: ignore[arg-type]
    found = part_mistakes(parse(HEAD + BAD).value, CATALOG, rules)
    assert [each.severity for each in found] == severities
