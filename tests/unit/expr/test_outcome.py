"""What the command line and the debug endpoint get from an evaluation."""

from __future__ import annotations

from typing import Literal

import pytest

from tiercel.expr import NoLookups, Renderer
from tiercel.expr.outcome import Outcome, evaluate


def outcome_of(source: str, *, is_typed: bool = False) -> Outcome:
    scope = {"user": {"name": "Ada", "phone": None}, "l": [1, None]}
    return evaluate(Renderer(), source, scope=scope, lookups=NoLookups(), is_typed=is_typed)


def test_a_result_is_text() -> None:
    assert outcome_of("{{ user.name }}") == Outcome(result="Ada")


def test_a_typed_result_is_json() -> None:
    assert outcome_of("{{ l }}", is_typed=True) == Outcome(result="[1,null]")


def test_an_error_has_its_place_and_a_hint() -> None:
    outcome = outcome_of("a\nb {{ user.nane }}")
    assert outcome.error == (
        "Unable to find `nane` used in the expression `a\nb {{ user.nane }}` at line 2"
    )
    assert (outcome.line, outcome.column) == (2, 10)
    assert outcome.hint == "did you mean 'name'?"


def test_a_wrong_root_is_compared_with_the_variables() -> None:
    assert outcome_of("{{ usr.name }}").hint == "did you mean 'user'?"
    assert outcome_of("{{ zzz }}").hint == "available: l, user"
    assert outcome_of("{{ secrets.TOKEN }}").hint == "write secret('NAME')"


def test_a_wrong_filter_is_compared_with_the_filters() -> None:
    assert outcome_of("{{ user.name | uper }}").hint == "did you mean 'upper'?"


def test_reasons_behind_an_error_are_kept() -> None:
    outcome = outcome_of("{{ missing + 1 }}")
    assert outcome.error == (
        "Could not perform addition: Unable to find `missing` ({{ missing + 1 }}:1)"
    )
    assert outcome.causes == (
        "Unable to find `missing` used in the expression `{{ missing + 1 }}` at line 1",
    )


@pytest.mark.parametrize("generation", ["2.0", "1.3"])
@pytest.mark.parametrize(
    "operation",
    ["X + 1", "X - 1", "X * 1", "X / 1", "X % 1", "X == 1", "X != 1", "1 == X", "-(X + 1)",
     "X > 1", "X >= 1", "X < 1", "X <= 1", "X ~ 1", "X contains 1", "X and true", "not X",
     "X ? 1 : 2", "X..2", "[X]", "{'a': X}", "X | upper", "1 | default(X)", "X is empty",
     "((X + 1) * 2) == 3", "render(X)", "max(X, 1)"],
)  # fmt: skip
def test_no_operator_hides_what_went_wrong_below_it(
    generation: Literal["2.0", "1.3"], operation: str
) -> None:
    for operand, reason in (("fromJson('{')", "Invalid json"), ("user.nane", "`nane`")):
        if operation == "1 | default(X)" and operand == "user.nane":
            continue
        for template in ("{{ E }}", "{% if E %}x{% endif %}"):
            source = template.replace("E", operation.replace("X", operand))
            outcome = evaluate(
                Renderer(generation=generation),
                source,
                scope={"user": {"name": "Ada"}},
                lookups=NoLookups(),
            )
            assert outcome.error is not None, source
            assert reason in outcome.error, source
            assert source[outcome.column - 1 :].startswith(("fromJson", ".nane")), source
            if operand == "user.nane":
                assert outcome.hint == "did you mean 'name'?", source


def test_types_that_do_not_fit_are_reported() -> None:
    assert outcome_of("{{ 1 + null }}").error == (
        "Could not perform addition: invalid operands for mathematical operation ({{ 1 + null }}:1)"
    )
