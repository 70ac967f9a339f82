"""Failed executions by what went wrong."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.ports.values import NOW, a_state, a_task_run, an_execution, at, where
from tiercel.model.failure import Failure
from tiercel.model.state import StateType
from tiercel.service.executions.reports.error_groups import Span, bounds_of, grouped, signature


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("timed out after 30.5 s", "timed out after 7 s"),
        ("row 2024-05-06T07:08:09.123Z is bad", "row 2023-01-01T00:00:00Z is bad"),
        ("no file 4fZk3AbcDEFG9hij8klmNo", "no file 9aZk3AbcDEFG9hij8klmXx"),
        (
            "job 123e4567-e89b-12d3-a456-426614174000 failed",
            "job 00000000-e89b-12d3-a456-426614174999 failed",
        ),
        ("at 0x7f8e", "at 0x1234abcd"),
    ],
)
def test_what_differs_each_time_does_not_count(one: str, other: str) -> None:
    assert signature(one) == signature(other)


def test_other_words_are_another_error() -> None:
    assert signature("connection refused by host a") != signature("connection reset by host a")
    assert signature("column configuration is missing") == "column configuration is missing"


def test_the_largest_group_is_first() -> None:
    run = a_task_run("run", 3)
    failed = [
        (execution, Failure(execution.id, run, reason))
        for execution, reason in (
            (an_execution("d", state=a_state(StateType.FAILED, end=9)), "exit 9"),
            (an_execution("c", state=a_state(StateType.FAILED, end=5)), "exit 7"),
            (an_execution("b", state=a_state(StateType.FAILED, end=4)), "gone"),
        )
    ]
    whole = replace(an_execution("a"), state=a_state(StateType.FAILED, end=1))
    groups = grouped([*failed, (whole, Failure("a"))])
    assert [(each.task_id, each.signature, each.count) for each in groups] == [
        ("task_3", "exit <n>", 2),
        ("task_3", "gone", 1),
        (None, None, 1),
    ]
    assert groups[0].reason == "exit 9"
    assert groups[0].execution_ids == ("d", "c")
    assert groups[0].first < groups[0].last


def test_groups_are_counted_in_buckets_of_time() -> None:
    span = Span(at(0), at(40), 4)
    failed = [
        (an_execution(name, state=a_state(StateType.FAILED, end=end)), Failure(name, None, "gone"))
        for name, end in (("d", 99), ("c", 35), ("b", 10), ("a", 9))
    ]
    (group,) = grouped(failed, span)
    assert group.counts == (1, 1, 0, 2)
    assert Span(NOW, NOW, 3).counts([NOW]) == (1, 0, 0)


def test_the_time_is_what_the_filters_ask_for() -> None:
    asked = [
        where("startDate", "GREATER_THAN_OR_EQUAL_TO", at(-60)),
        where("startDate", "GREATER_THAN_OR_EQUAL_TO", at(-30)),
        where("endDate", "LESS_THAN_OR_EQUAL_TO", at(-10)),
        where("flowId", "EQUALS", "hello"),
    ]
    assert bounds_of(asked, NOW, is_open=True) == (at(-30), at(-10))
    # Of those before the oldest that was read nothing is known.
    assert bounds_of(asked, NOW, is_open=False) == (None, at(-10))
    assert bounds_of([], NOW, is_open=True) == (None, NOW)
