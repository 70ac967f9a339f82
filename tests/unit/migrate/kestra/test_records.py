"""Answers of both generations become the same records."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from tiercel.migrate.kestra import answers, records
from tiercel.model.execution import LoopItem
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


@pytest.mark.parametrize("name", ["date", "lastTriggeredDate"])
def test_what_a_trigger_has_run_stays_run(name: str) -> None:
    state = records.trigger_of(trigger(**{name: "2024-05-01T00:00:00Z"}))
    assert state.date is not None
    assert state.date.isoformat() == "2024-05-01T00:00:00+00:00"


def test_a_backfill_begins_at_its_start() -> None:
    found = records.trigger_of(trigger(backfill={"start": "2024-05-01T00:00:00Z"})).backfill
    assert found is not None
    assert found.current == found.start


def test_a_turn_knows_the_loops_around_it() -> None:
    outer = {"taskId": "outer", "taskRunId": "r0", "index": 2, "value": "c"}
    inner = {"taskId": "inner", "taskRunId": "r1", "index": 0, "value": "1", "key": "k"}
    owner = {"id": "turn", "loopRun": {"parent": {"id": "root"}, **outer}}
    place = {"parent": owner, **inner, "parents": [{"index": 2, "value": "c"}]}
    found = records.execution_of(execution(**history("SUCCESS"), kind="LOOP", loopRun=place))
    run = found.loop_run
    assert run is not None
    assert (run.execution_id, run.root_id, run.task_run_id) == ("turn", "root", "r1")
    assert (run.item, run.parents) == (LoopItem(0, "1", "k"), (LoopItem(2, "c"),))


def test_a_backfill_goes_on_where_it_was() -> None:
    found = records.trigger_of(trigger(backfill=BACKFILL)).backfill
    assert found is not None
    assert (found.current.day, found.paused, found.inputs) == (3, True, {"n": 1})
    assert found.labels == (("team", "red"),)
    assert found.previous_next is not None


@pytest.mark.parametrize("member", ["draft", "disabled", "deleted"])
def test_a_revision_that_does_not_run_does_not_run_here(member: str) -> None:
    flow = {"namespace": "a", "id": "f", "revision": 3, member: True}
    stored = records.flow_of(msgspec.convert(flow, answers.FlowRevision))
    assert [stored.draft, stored.disabled, stored.deleted].count(True) == 1
    assert getattr(stored, member) is True


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
