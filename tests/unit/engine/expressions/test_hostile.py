"""Expressions that are made to cost much: the work grows with their length, findings are few."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from tests.hostile.sources import SOURCES
from tests.unit.engine.expressions.review_of import CATALOG
from tiercel.engine.expressions.review import ExpressionRules, review_source
from tiercel.model.limits import (
    FLOW_VIOLATIONS_MAX,
    SOURCE_FINDING_CHARS_MAX,
    SOURCE_WARNINGS_MAX,
)

NAMES = (
    "mistakes",
    "long_mistake",
    "mistaken_tasks",
    "unknown_names",
    "macros",
    "aliased_expressions",
    "open_tags",
    "long_expression",
)
# More than is reported at once, so that advice and places are bounded in both.
SMALL, LARGE = 300, 900
GROWTH_MAX = 4.5


def work_of(source: str) -> int:
    """Calls and lines run while a source is reviewed: a measure that no load disturbs."""
    count = 0

    def trace(_frame: FrameType, _event: str, _argument: object) -> object:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        review_source(source, CATALOG, ExpressionRules())
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", NAMES)
def test_work_grows_with_the_source(name: str) -> None:
    make = SOURCES[name]
    review_source(make(SMALL), CATALOG, ExpressionRules())
    assert work_of(make(LARGE)) <= work_of(make(SMALL)) * GROWTH_MAX


@pytest.mark.parametrize("name", NAMES)
def test_findings_are_few_and_short(name: str) -> None:
    make = SOURCES[name]
    source = make(SOURCE_FINDING_CHARS_MAX * 2 if name == "long_mistake" else LARGE)
    report = review_source(source, CATALOG, ExpressionRules()).report
    assert len(report.violations) <= FLOW_VIOLATIONS_MAX
    assert len(report.problems) <= FLOW_VIOLATIONS_MAX + 2 * SOURCE_WARNINGS_MAX
    parts = [part for each in report.problems for part in (each.path, each.message, each.hint)]
    assert max(map(len, parts), default=0) <= SOURCE_FINDING_CHARS_MAX + 1
