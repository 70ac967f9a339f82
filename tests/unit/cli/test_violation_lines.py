"""The one form in which commands show what is wrong."""

from __future__ import annotations

from tiercel.cli.violation_lines import violation_line
from tiercel.model.errors import Violation

HINT = "did you mean 'message'?"


def test_a_place_comes_first_and_the_hint_last() -> None:
    violation = Violation("tasks[0].mesage", "is unknown", 2, 5, HINT)
    line = violation_line(violation, file="a.yaml", first_line=10)
    assert line == f"a.yaml:11:5: tasks[0].mesage: is unknown ({HINT})"


def test_what_is_not_known_is_left_out() -> None:
    assert violation_line(Violation("", "must be a map")) == "must be a map"
    assert violation_line(Violation("id", "is empty"), file="a.yaml") == "a.yaml: id: is empty"
    assert violation_line(Violation("id", "is empty", 3, 1)) == "id: is empty"


def test_with_advice_the_known_properties_are_left_out() -> None:
    message = 'Unrecognized field "mesage" (class io.kestra.Log), not marked as ignorable (9 known'
    assert violation_line(Violation("x", message, hint=HINT)) == (
        f'x: Unrecognized field "mesage" ({HINT})'
    )
    assert "9 known" in violation_line(Violation("x", message))
