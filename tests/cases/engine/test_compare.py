"""The comparer sees each kind of difference: on executions made by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.engine.api import Api
from tests.cases.engine.driver import Answer
from tests.cases.engine.executions import check_execution, plain_histories
from tests.cases.engine.match import at_path, is_subset, unmatched
from tests.cases.engine.observed import Observed, Refs
from tests.cases.engine.refusals import refusal_problems
from tests.cases.engine.task_runs import check_task_runs
from tests.cases.engine.timing import Span, at_once_max, check_timing, date_of

NO_API: Api = None  # type: ignore[assignment]


def a_wire_state(*entries: tuple[str, int]) -> dict[str, Any]:
    histories = [
        {"state": state, "date": f"2026-03-01T12:00:{second:02}Z"} for state, second in entries
    ]
    return {"current": entries[-1][0], "histories": histories}


def a_wire_run(task_id: str, *entries: tuple[str, int], **fields: Any) -> dict[str, Any]:
    run = {"id": f"tr-{task_id}-{fields.get('value')}", "taskId": task_id, "attempts": []}
    return {**run, "outputs": {}, "state": a_wire_state(*entries), **fields}


def a_wire_execution(*runs: dict[str, Any], **fields: Any) -> dict[str, Any]:
    state = a_wire_state(("CREATED", 0), ("RUNNING", 1), ("SUCCESS", 9))
    execution = {"id": "e1", "flowId": "f", "namespace": "n", "state": state, "labels": []}
    return {**execution, "taskRunList": list(runs), **fields}


DONE = (("CREATED", 0), ("RUNNING", 1), ("SUCCESS", 2))


def seen(*executions: dict[str, Any]) -> Observed:
    return Observed(Refs(flows=[("n", "f")], main="e1"), NO_API, list(executions))


def test_task_runs_are_compared_in_order() -> None:
    execution = a_wire_execution(a_wire_run("a", *DONE), a_wire_run("b", *DONE))
    wanted = [{"id": "a", "state": "SUCCESS"}, {"id": "b", "state": "SUCCESS"}]
    assert check_task_runs({"taskRuns": wanted}, execution) == []
    assert check_task_runs({"taskRuns": wanted[::-1]}, execution) != []
    assert check_task_runs({"taskRuns": wanted[::-1], "ordered": False}, execution) == []


def test_a_surplus_task_run_is_a_difference_unless_a_subset_is_asked() -> None:
    execution = a_wire_execution(a_wire_run("a", *DONE), a_wire_run("b", *DONE))
    wanted = [{"id": "a", "state": "SUCCESS"}]
    assert check_task_runs({"taskRuns": wanted}, execution) != []
    assert check_task_runs({"taskRuns": wanted, "ordered": False}, execution) != []
    assert check_task_runs({"taskRuns": wanted, "exact": False}, execution) == []


def test_submitted_is_ignored_in_task_run_histories() -> None:
    run = a_wire_run("a", ("CREATED", 0), ("SUBMITTED", 0), ("RUNNING", 1), ("SUCCESS", 2))
    wanted = [{"id": "a", "histories": ["CREATED", "RUNNING", "SUCCESS"]}]
    assert check_task_runs({"taskRuns": wanted}, a_wire_execution(run)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "FAILED"),
        ("value", "v"),
        ("parent", "p"),
        ("attempts", 1),
        ("attemptStates", ["SUCCESS"]),
        ("iteration", 0),
        ("histories", ["CREATED"]),
        ("outputs", {"value": 1}),
        ("outputsMatch", {"value": "^1$"}),
        ("attemptsRange", [1, 2]),
        ("colour", "red"),
    ],
)
def test_each_field_of_a_task_run_counts(field: str, value: Any) -> None:
    execution = a_wire_execution(a_wire_run("a", *DONE))
    assert check_task_runs({"taskRuns": [{"id": "a", field: value}]}, execution) != []


def test_the_parent_is_the_task_id_of_the_parent_task_run() -> None:
    parent = a_wire_run("seq", *DONE)
    child = a_wire_run("a", *DONE, parentTaskRunId=parent["id"])
    wanted = [{"id": "seq"}, {"id": "a", "parent": "seq"}]
    assert check_task_runs({"taskRuns": wanted}, a_wire_execution(parent, child)) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", "FAILED"),
        ("histories", ["CREATED", "SUCCESS"]),
        ("historiesContain", ["PAUSED"]),
        ("taskRunCount", 1),
        ("outputs", {"x": 1}),
        ("inputs", {"x": 1}),
        ("inputsExact", {"x": 1}),
        ("labels", {"x": "1"}),
        ("labelsExact", {"x": "1"}),
        ("trigger", {"id": "t"}),
        ("triggerKeys", ["date"]),
        ("metadata", {"attemptNumber": 2}),
        ("duration", {"min": 10}),
        ("duration", {"max": 8}),
        ("startDelay", {"min": 2}),
        ("flowRevision", 2),
        ("parentId", "e0"),
        ("colour", "red"),
    ],
)
def test_each_field_of_an_execution_counts(field: str, value: Any) -> None:
    execution = a_wire_execution()
    assert check_execution({field: value}, execution, seen(execution)) != []


def test_what_must_not_be_there_is_seen() -> None:
    execution = a_wire_execution(
        a_wire_run("a", *DONE), labels=[{"key": "k", "value": "v"}], inputs={"s": "clear"}
    )
    for expected in ({"absent": ["a"]}, {"noLabels": ["k"]}, {"inputNotEqual": {"s": "clear"}}):
        assert check_execution(expected, execution, seen(execution)) != []


def test_a_failed_that_only_precedes_a_retry_is_ignored() -> None:
    quirk = ["CREATED", "RUNNING", "FAILED", "RETRYING", "RUNNING", "FAILED"]
    assert plain_histories(quirk) == ["CREATED", "RUNNING", "RETRYING", "RUNNING", "FAILED"]


def test_touching_intervals_do_not_overlap() -> None:
    first = Span(date_of("2026-03-01T12:00:01Z"), date_of("2026-03-01T12:00:02.123456789Z"))
    second = Span(first.end, date_of("2026-03-01T12:00:03Z"))
    third = Span(first.start, second.end)
    assert at_once_max([first, second]) == 1
    assert at_once_max([first, second, third]) == 2


def test_order_and_overlap_come_from_running_intervals() -> None:
    first = a_wire_run("a", ("CREATED", 0), ("RUNNING", 1), ("SUCCESS", 4))
    second = a_wire_run("b", ("CREATED", 0), ("RUNNING", 3), ("SUCCESS", 5), value="v")
    third = a_wire_run("b", ("CREATED", 0), ("RUNNING", 4), ("SUCCESS", 6), value="w")
    one = seen(a_wire_execution(first, second, third))
    assert check_timing({"before": [["a", "b[w]"]], "overlap": {"task": "b"}}, one) == []
    assert check_timing({"before": [["a", "b[v]"]]}, one) != []
    assert check_timing({"before": [["a", "ghost"]]}, one) != []
    assert check_timing({"maxConcurrent": {"task": "b", "max": 1}}, one) != []
    assert check_timing({"overlap": {"task": "a"}}, one) != []
    assert check_timing({"startOrder": ["a", "b[v]", "b[w]"]}, one) == []
    assert check_timing({"startOrder": ["b", "a"]}, one) != []


def test_a_subset_may_leave_out_keys_but_no_items() -> None:
    assert is_subset({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}, "d": 3})
    assert not is_subset({"a": None}, {})
    assert not is_subset([1], [1, 2])
    assert not is_subset({"a": 1}, {"a": True})
    assert is_subset(1, 1.0)


def test_pairing_gives_each_its_own_partner() -> None:
    def fits(wanted: set[int], value: int) -> bool:
        return value in wanted

    assert unmatched([{1, 2}, {1}], [1, 2], fits) == []
    assert unmatched([{1}, {1}], [1, 2], fits) == [{1}]


def test_an_escaped_dot_belongs_to_the_key() -> None:
    assert at_path({"files": {"a.txt": "uri"}}, r"files.a\.txt") == "uri"
    assert at_path({"files": "uri"}, "files.a") is None


def test_ids_are_put_in_at_any_depth() -> None:
    one = seen(a_wire_execution(), a_wire_execution(id="e2", flowId="g"))
    assert one.substitute({"a": ["$main.id", "x $exec.g.id"]}) == {"a": ["e1", "x e2"]}


def test_answers_are_compared_by_status_text_and_body() -> None:
    answer = Answer(422, {}, b'{"message": "Invalid entity: a: bad", "total": 1}')
    assert refusal_problems("x", {"status": 422, "contains": "a: bad"}, answer) == []
    assert refusal_problems("x", {"statusIn": [400, 422], "json": {"total": 1}}, answer) == []
    for wrong in (
        {"status": 400},
        {"statusIn": [400]},
        {"contains": "good"},
        {"json": {"total": 2}},
        {"text": ""},
        {"colour": 1},
    ):
        assert refusal_problems("x", wrong, answer) != []
