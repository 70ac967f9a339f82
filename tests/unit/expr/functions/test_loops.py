"""Functions over the outputs and states of tasks in loops."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.unit.expr.rendering import rendered
from tiercel.expr import ExpressionError
from tiercel.expr.evaluation import VisibleVariables
from tiercel.expr.values import Entry, EnumValue, Instant
from tiercel.model.json_types import Json

SCOPE: dict[str, Json] = {
    "tasks": {
        "a": {"state": "FAILED"},
        "b": {"state": "SUCCESS"},
        "c": {"p": {"state": "FAILED"}, "q": {"state": "SUCCESS"}, "r": {}},
    },
    "outputs": {"outer": {"p": {"v": 1}}, "seq": {"v": 2}, "a": {"x": {"value": 1}, "y": {}}},
    "parents": [
        {"task": {"id": "outer"}, "taskrun": {"value": "p"}},
        {"task": {"id": "seq"}, "taskrun": {}},
    ],
    "taskrun": {"value": "q", "iteration": 1},
    "task": {"id": "a"},
    "rows": [{"outputs": {"o": 1}}, {"outputs": {}}],
    "each": {"p": {"q": {"v": 5}}},
}


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "{{ tasksWithState('failed') }}",
            '[{"taskId":"a","state":"FAILED"},{"taskId":"c","value":"p","state":"FAILED"}]',
        ),
        ("{{ currentEachOutput(each).v }}", "5"),
        ("{{ parentOutput().v ?? 'none' }}", "1"),
        ("{{ parentOutput(0).v ?? 'none' }}", "2"),
        ("{{ parentOutput(1).v ?? 'none' }}", "1"),
        ("{{ iterationOutput() }}", "1"),
        ("{{ iterationOutput('a', 1) ?? 'none' }}", "none"),
        ("{{ iterationOutput('ghost', 1) ?? 'none' }}", "none"),
        ("{{ loopOutputs(rows, 'o') }}", "[1,null]"),
    ],
)
def test_a_function_finds_what_loops_left(template: str, expected: str) -> None:
    assert rendered(template, **SCOPE) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ currentEachOutput(5) }}",
        "{{ parentOutput(7) }}",
        "{{ iterationOutput('a', 9) }}",
        "{{ loopOutputs(null, 'o') }}",
        "{{ loopOutputs(rows) }}",
        "{{ loopOutputs(5, 'o') }}",
        "{{ loopOutputs(rows, 5) }}",
    ],
)
def test_what_is_not_there_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **SCOPE)


def test_without_parents_there_is_no_output_of_one() -> None:
    with pytest.raises(ExpressionError, match="Invalid index: 0"):
        rendered("{{ parentOutput() }}", parents=[])


@pytest.mark.parametrize(
    ("one", "same", "other"),
    [
        (EnumValue("A"), EnumValue("A"), EnumValue("B")),
        (Instant(1, 2), Instant(1, 2), Instant(1, 3)),
        (Entry("k", 1), Entry("k", 1), Entry("k", 2)),
    ],
)
def test_values_are_equal_by_what_they_hold(one: Json, same: Json, other: Json) -> None:
    assert one == same
    assert one != other
    assert one != "text"
    assert len({one, same} - {other}) == 1


def test_an_instant_equals_the_date_that_it_is() -> None:
    assert Instant(0) == datetime(1970, 1, 1, tzinfo=UTC)
    assert Instant(0) != datetime(1970, 1, 2, tzinfo=UTC)


def test_variables_of_inner_scopes_hide_those_of_outer_ones() -> None:
    scopes = SimpleNamespace(root={"a": 1, "b": 2}, scopes=[{"b": 3}, {"c": 4}])
    visible = VisibleVariables(cast(Any, scopes))
    assert dict(visible) == {"a": 1, "b": 3, "c": 4}
    assert len(visible) == 3
