"""The conformance cases of the expression language, in both generations.

The folder of cases is taken from TIERCEL_CASES, by default `tests/cases/files`;
every YAML file of the expression format in it is run.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from tests.cases.expressions.case_files import load_cases, untagged
from tests.cases.expressions.services import CaseLookups
from tiercel.expr import ExpressionError, Renderer

DEVIATIONS_MAX = 15
DEVIATIONS: dict[str, str] = yaml.safe_load(
    (Path(__file__).parent / "deviations.yaml").read_text(encoding="utf-8")
)
CASES = load_cases()
BY_NAME = {case["name"]: case for case in CASES}


def outcome(case: dict[str, Any], generation: Literal["2.0", "1.3"]) -> tuple[Any, str | None]:
    """The rendered value, or None and the text of the error with all its causes."""
    context = untagged(case.get("context") or {})
    lookups = CaseLookups(untagged(case.get("services") or {}), context)
    renderer = Renderer(generation=generation, recursive=bool(case.get("recursive")))
    render = renderer.render_typed if case.get("typed") else renderer.render
    try:
        return render(case["template"], context, lookups), None
    except ExpressionError as error:
        texts = []
        cause: BaseException | None = error
        while cause is not None:
            texts.append(str(cause))
            cause = cause.__cause__
        return None, "\n".join(texts)


def passes(case: dict[str, Any], generation: Literal["2.0", "1.3"]) -> tuple[bool, str]:
    """Whether the case holds in a generation, and what happened."""
    value, failure = outcome(case, generation)
    if "error_contains" in case:
        holds = failure is not None and case["error_contains"] in failure
        return holds, f"got {value!r} / {failure}"
    expected = case["expect"]
    if generation == "1.3":
        expected = case.get("expect_before_2_0", expected)
    expected = untagged(expected)
    same = failure is None and type(value) is type(expected) and value == expected
    return same, f"got {value!r} / {failure}, expected {expected!r}"


def applies(case: dict[str, Any], generation: Literal["2.0", "1.3"]) -> bool:
    """Whether the case says something about a generation."""
    return generation == "2.0" or str(case.get("since")) not in ("2.0", "unreleased")


@pytest.mark.parametrize("name", list(BY_NAME))
def test_case_renders_as_generation_2_0(name: str) -> None:
    holds, text = passes(BY_NAME[name], "2.0")
    assert holds is (name not in DEVIATIONS), text


@pytest.mark.parametrize("name", [n for n, case in BY_NAME.items() if applies(case, "1.3")])
def test_case_renders_as_generation_1_3(name: str) -> None:
    holds, text = passes(BY_NAME[name], "1.3")
    assert holds is (name not in DEVIATIONS), text


def test_deviations_are_few_and_each_has_a_reason() -> None:
    assert len(DEVIATIONS) <= DEVIATIONS_MAX
    assert all(reason.strip() for reason in DEVIATIONS.values())


def test_deviations_are_only_from_cases_that_allow_it() -> None:
    for name in DEVIATIONS.keys() & BY_NAME.keys():
        case = BY_NAME[name]
        unsure = case.get("certainty") == "likely" or case.get("since") == "unreleased"
        assert case.get("quirk") or unsure, name
