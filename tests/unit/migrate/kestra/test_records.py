"""Answers of both generations become the same records."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tiercel.migrate.kestra import answers, records
from tiercel.model.label import Label

BACKFILL = {
    "start": "2024-05-01T00:00:00Z",
    "end": "2024-05-09T00:00:00Z",
    "currentDate": "2024-05-03T00:00:00Z",
    "paused": True,
    "inputs": {"n": 1},
    "labels": [{"key": "team", "value": "red"}],
    "previousNextExecutionDate": "2024-06-01T00:00:00Z",
}
STATE = {"current": "SUCCESS", "startDate": "2024-05-01T00:00:00Z"}


def trigger(**members: Any) -> answers.TriggerAnswer:
    place = {"namespace": "a", "flowId": "f", "triggerId": "t"}
    return msgspec.convert({**place, **members}, answers.TriggerAnswer, strict=False)


def execution(**members: Any) -> answers.ExecutionAnswer:
    place = {"id": "x", "namespace": "a", "flowId": "f", "state": STATE}
    return msgspec.convert({**place, **members}, answers.ExecutionAnswer, strict=False)


def history(*states: str) -> dict[str, Any]:
    entries = [{"state": each, "date": "2024-05-01T00:00:00Z"} for each in states]
    return {"state": {"current": states[-1], "histories": entries}}


@pytest.mark.parametrize("name", ["nextExecutionDate", "nextEvaluationDate"])
def test_the_next_date_of_a_trigger_stays(name: str) -> None:
    state = records.trigger_of(trigger(**{name: "2024-05-02T00:00:00Z"}, disabled=True))
    assert state.next_date is not None
    assert state.next_date.isoformat() == "2024-05-02T00:00:00+00:00"
    assert state.disabled


def test_a_backfill_goes_on_where_it_was() -> None:
    found = records.trigger_of(trigger(backfill=BACKFILL)).backfill
    assert found is not None
    assert (found.current.day, found.paused, found.inputs) == (3, True, {"n": 1})
    assert found.labels == (("team", "red"),)
    assert found.previous_next is not None


def test_labels_may_be_a_map() -> None:
    flow = {"namespace": "a", "id": "f", "revision": 3, "labels": {"n": 1}}
    stored = records.flow_of(msgspec.convert(flow, answers.FlowRevision))
    assert stored.labels == (Label("n", "1"),)
    assert stored.updated == records.UNDATED


@pytest.mark.parametrize(
    ("states", "has_ended"),
    [
        (("CREATED", "SUCCESS"), True),
        (("CREATED", "KILLED"), True),
        (("CREATED", "PAUSED"), False),
        (("CREATED",), False),
    ],
)
def test_only_what_has_ended_can_be_copied(states: tuple[str, ...], has_ended: bool) -> None:
    assert records.has_ended(execution(**history(*states))) is has_ended
    assert not records.has_ended(execution())


def test_a_state_that_nobody_knows_is_an_error() -> None:
    with pytest.raises(ValueError, match="NOPE"):
        records.has_ended(execution(**history("NOPE")))


def test_files_are_those_in_the_folder_of_the_execution() -> None:
    own = "kestra:///a/f/executions/x/tasks/t/1/out.txt"
    found = records.execution_of(
        execution(
            **history("CREATED", "SUCCESS"),
            inputs={"file": "kestra:///a/f/executions/x/inputs/file/in.txt"},
            outputs={"list": [own, {"again": own}], "other": "kestra:///a/f/executions/y/z.txt"},
            trigger={"id": "t", "type": "T", "variables": {"n": 1}},
        )
    )
    assert records.own_files(found) == ["kestra:///a/f/executions/x/inputs/file/in.txt", own]
    assert found.is_settled
