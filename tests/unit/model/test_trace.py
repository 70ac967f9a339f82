"""Places in a trace follow from headers and ids."""

from __future__ import annotations

import pytest

from tests.build import a_task_run, an_execution
from tiercel.model.trace import (
    SpanContext,
    attempt_place,
    below,
    execution_place,
    read_trace_parent,
)

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
HEADER = f"00-{TRACE}-00f067aa0ba902b7-01"


def test_a_header_is_read_and_written_again() -> None:
    place = read_trace_parent(HEADER)
    assert place == SpanContext(TRACE, "00f067aa0ba902b7")
    assert place.trace_parent == HEADER
    quiet = read_trace_parent(HEADER[:-2] + "00")
    assert quiet is not None
    assert not quiet.is_sampled


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "00",
        HEADER.upper(),
        "ff" + HEADER[2:],
        f"00-{'0' * 32}-00f067aa0ba902b7-01",
        f"00-{TRACE}-{'0' * 16}-01",
    ],
)
def test_what_is_no_header_is_passed_over(text: str | None) -> None:
    assert read_trace_parent(text) is None


def test_an_execution_continues_the_trace_of_its_request() -> None:
    place = execution_place(an_execution(trace_parent=HEADER))
    assert (place.trace_id, place.parent_id) == (TRACE, "00f067aa0ba902b7")


def test_an_execution_without_a_caller_begins_a_trace() -> None:
    one, two = (execution_place(an_execution(id=name)) for name in ("one", "two"))
    assert one.parent_id is None
    assert one.trace_id != two.trace_id
    assert one == execution_place(an_execution(id="one"))


def test_attempts_are_below_the_task_run_that_holds_them() -> None:
    outer, inner = a_task_run("outer"), a_task_run("inner", parent_id="tr-outer-0", seq=1)
    execution = an_execution(outer, inner, trace_parent=HEADER)
    holder = attempt_place(execution, outer.id)
    assert holder.parent_id == execution_place(execution).span_id
    assert attempt_place(execution, inner.id).parent_id == holder.span_id
    again = attempt_place(execution, inner.id, 1)
    assert again.span_id != attempt_place(execution, inner.id).span_id


def test_what_is_not_recorded_stays_so() -> None:
    assert not below(SpanContext(TRACE, "00f067aa0ba902b7", None, False), "x").is_sampled
