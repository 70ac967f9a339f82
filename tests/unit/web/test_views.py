"""Values in the forms of the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from tiercel.model.durations import format_duration
from tiercel.model.execution import Execution, Metadata, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.state import StateType, new_state
from tiercel.service.observability.statistics import Bucket
from tiercel.web.views.execution import execution_view
from tiercel.web.views.flow import input_json, plugin_json
from tiercel.web.views.statistics import DurationsView, executions_view

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "PT0S"),
        (90, "PT1M30S"),
        (0.25, "PT0.25S"),
        (86400, "PT24H"),
        (3600.5, "PT1H0.5S"),
        (-1, "PT-1S"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text


def an_execution() -> Execution:
    state = new_state(StateType.CREATED, NOON)
    return Execution(
        id="e",
        namespace="n",
        flow_id="f",
        flow_revision=1,
        state=state.moved(StateType.RUNNING, NOON + timedelta(milliseconds=1500)),
        original_id="e",
        metadata=Metadata(1, NOON),
        labels=(Label("a", "b"),),
    )


def encoded(value: Json) -> Json:
    return msgspec.json.decode(msgspec.json.encode(value))


def test_an_execution_shows_its_state_and_leaves_out_what_is_empty() -> None:
    body = encoded(execution_view(an_execution(), NOON))
    assert body["state"] == {
        "current": "RUNNING",
        "histories": [
            {"state": "CREATED", "date": "2026-05-01T12:00:00Z"},
            {"state": "RUNNING", "date": "2026-05-01T12:00:01.500000Z"},
        ],
        "duration": "PT1.5S",
        "startDate": "2026-05-01T12:00:00Z",
    }
    assert body["labels"] == [{"key": "a", "value": "b"}]
    assert "inputs" not in body
    assert "taskRunList" not in body
    assert body["deleted"] is False


def test_a_task_run_shows_its_outputs_even_when_null() -> None:
    execution = an_execution()
    run = TaskRun("t", "hello", 0, execution.state)
    execution = msgspec.structs.replace(execution, task_runs=execution.task_runs.set("t", run))
    body = encoded(execution_view(execution, NOON))
    assert body["taskRunList"][0]["outputs"] is None


def test_members_at_their_default_are_left_out_of_tasks() -> None:
    task = {"id": "a", "type": "t", "disabled": False, "runIf": "true", "tasks": [{"type": "u"}]}
    assert plugin_json(task) == {"id": "a", "type": "t", "tasks": [{"type": "u"}]}


def test_inputs_show_that_they_are_required() -> None:
    assert input_json({"id": "a", "type": "STRING", "defaults": "x"}) == {
        "id": "a",
        "type": "STRING",
        "required": True,
        "defaults": "x",
    }


@pytest.mark.parametrize("unit", [1, 17, 1_000, 59_999, 60_000, 61_500, 3_600_000, 86_399_999])
def test_durations_of_statistics_are_shown_as_all_others(unit: int) -> None:
    for millis in (0, -unit, unit, unit * 3, unit * 100):
        shown = executions_view(Bucket(NOON, "day", {"SUCCESS": 1}, total=millis / 1_000))
        assert isinstance(shown.duration, DurationsView)
        assert shown.duration.sum == format_duration(timedelta(milliseconds=millis))
