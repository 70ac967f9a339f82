"""Flows that are right have no mistakes in their expressions: blueprints, examples, the cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases.engine.case_files import all_cases
from tests.unit.engine.expressions.review_of import CATALOG
from tiercel.engine.expressions.review import ExpressionRules, review_source
from tiercel.flowlang.write import split_documents
from tiercel.model.problem import Problem

ROOT = Path(__file__).resolve().parents[4]
# What flows of the cases read in order to fail.
MEANT_TO_FAIL = ("`ko`", "`nothing`", "`missing`")


def sources(folder: str) -> Iterator[str]:
    for path in sorted((ROOT / folder).rglob("*.y*ml")):
        yield from split_documents(path.read_text(encoding="utf-8"))


def found_in(flows: Iterator[str]) -> tuple[int, list[Problem]]:
    """How many flows there are that the language takes, and what their expressions have."""
    count, found = 0, []
    for source in flows:
        without = review_source(source, CATALOG, ExpressionRules("off")).report
        if without.flow is None:
            continue
        count += 1
        report = review_source(source, CATALOG, ExpressionRules()).report
        found.extend(each for each in report.problems if each not in without.problems)
    return count, found


@pytest.mark.parametrize(("folder", "least"), [("src/tiercel/blueprints", 70), ("examples", 1)])
def test_flows_that_users_are_shown_have_neither_mistakes_nor_unknown_names(
    folder: str, least: int
) -> None:
    count, found = found_in(sources(folder))
    assert count >= least
    assert found == []


def test_flows_of_the_cases_have_only_what_they_are_about() -> None:
    count, found = found_in(source for case in all_cases() for source in case.flows)
    assert count > 300
    assert [each for each in found if each.severity == "error"] == []
    assert [each for each in found if not any(name in each.message for name in MEANT_TO_FAIL)] == []
