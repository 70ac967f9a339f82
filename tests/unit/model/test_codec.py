"""The stored forms: what is written is read back, older forms are upgraded, newer ones refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from msgspec.structs import fields

from tiercel.model.errors import Unavailable
from tiercel.model.events import BreakpointResumeAsked, ChildEnded, JobEnded, KillAsked, LabelsAsked
from tiercel.model.execution import (
    Attempt,
    Breakpoint,
    Execution,
    ExecutionTrigger,
    Metadata,
    TaskRun,
)
from tiercel.model.label import Label
from tiercel.model.maps import Map
from tiercel.model.shape import Each, Hold
from tiercel.model.state import StateType, new_state
from tiercel.model.stored import codec
from tiercel.model.stored.codec import (
    FORM,
    NOT_STORED,
    UPGRADES,
    Codec,
    decode_event,
    decode_execution,
    decode_json,
    decode_task_run,
    decode_trigger,
    encode_event,
    encode_execution,
    encode_execution_parts,
    encode_json,
    encode_task_run,
    encode_trigger,
)
from tiercel.model.trigger import Backfill, TriggerState

NOW = datetime(2024, 5, 6, 7, 8, 9, 123456, tzinfo=UTC)
STATE = new_state(StateType.CREATED, NOW).moved(StateType.SUCCESS, NOW)


def an_execution(**fields: Any) -> Execution:
    return Execution("x", "ns", "flow", 1, STATE, "x", Metadata(1, NOW), **fields)


def test_an_execution_is_stored_without_its_task_runs() -> None:
    runs = [TaskRun(f"r{n}", "task", n, STATE) for n in range(3)]
    execution = an_execution(
        labels=(Label("a", "b"),),
        inputs={"n": 2**70, "x": 1.5, "none": None},
        breakpoints=(Breakpoint("t", "v"),),
        task_runs=Map({run.id: run for run in runs}),
        index=object(),
    )
    stored = encode_execution(execution)
    assert b"r0" not in stored
    again = decode_execution(stored, [encode_task_run(run) for run in reversed(runs)])
    assert again == msgspec.structs.replace(execution, index=None)


def test_every_field_of_an_execution_is_stored_unless_named() -> None:
    stored = {field.name for field in fields(codec.StoredExecution)}
    assert {field.name for field in fields(Execution)} - stored == NOT_STORED


def test_defaults_are_not_written() -> None:
    assert b"kill_asked" not in encode_execution(an_execution())
    assert b"kill_asked" in encode_execution(an_execution(kill_asked=True))


@pytest.mark.parametrize("shape", [Each(("a", "b"), concurrency=0), Hold(due=NOW), None])
def test_task_runs_keep_their_shape(shape: Any) -> None:
    run = TaskRun("r", "task", 0, STATE, attempts=(Attempt(STATE, "w"),), shape=shape, outputs={})
    assert decode_task_run(encode_task_run(run)) == run


@pytest.mark.parametrize(
    "event",
    [
        KillAsked(cascade=False),
        JobEnded("r", 0, StateType.FAILED, NOW, NOW, {"a": [1, {"b": None}]}, "w"),
        ChildEnded("r", "c", StateType.SUCCESS, {"x": 1}, has_outputs=True),
        LabelsAsked((Label("a", "b"),)),
        BreakpointResumeAsked((Breakpoint("a"), Breakpoint("b", "1"))),
    ],
)
def test_events_keep_their_kind(event: Any) -> None:
    assert decode_event(encode_event(event)) == event


def test_trigger_states_are_read_back() -> None:
    state = TriggerState("ns", "f", "t", backfill=Backfill(NOW, NOW), memory={"a": [1]}, version=3)
    assert decode_trigger(encode_trigger(state)) == state


def test_a_newer_form_is_refused() -> None:
    with pytest.raises(Unavailable, match="form 99"):
        decode_event(b'{"v":99,"body":{}}')


@pytest.mark.parametrize(
    "stored",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"body":{}}',
        b'{"v":1}',
        b'{"v":0,"body":{}}',
        b'{"v":"x","body":{}}',
        b'{"v":1,"body":{"type":"unknown"}}',
    ],
)
def test_a_damaged_document_is_reported(stored: bytes) -> None:
    for decode in (decode_event, decode_task_run, decode_execution):
        with pytest.raises(Unavailable, match="damaged"):
            decode(stored)


def test_an_older_form_is_upgraded_step_by_step() -> None:
    class Point(msgspec.Struct):
        x: int
        y: int = 0

    def rename(body: dict[str, Any]) -> dict[str, Any]:
        return {"x": body["left"]}

    points: Codec[Point] = Codec(Point, {FORM - 1: rename})
    assert points.decode(b'{"v":%d,"body":{"left":3}}' % (FORM - 1)) == Point(3)
    assert points.decode(points.encode(Point(1, 2))) == Point(1, 2)


def test_every_step_of_an_upgrade_is_there() -> None:
    for name, steps in UPGRADES.items():
        assert set(steps) == set(range(1, FORM)), name


def test_text_that_is_no_unicode_is_cleaned() -> None:
    assert decode_json(encode_json({"k\udfff": ["\ud800", 1, ("x",)]})) == {"k?": ["?", 1, ["x"]]}


@pytest.mark.parametrize(
    "trigger", [None, ExecutionTrigger("hook", "Webhook", {"body": ["ä", None, 1.5]})]
)
def test_an_execution_is_stored_in_two_parts_that_join(trigger: ExecutionTrigger | None) -> None:
    execution = msgspec.structs.replace(an_execution(), trigger=trigger)
    origin, rest = encode_execution_parts(execution)
    assert decode_execution(origin + rest) == decode_execution(encode_execution(execution))
    moved = msgspec.structs.replace(execution, version=7, outputs={"a": 1})
    assert encode_execution_parts(moved)[0] == origin
    assert decode_execution(origin + encode_execution_parts(moved)[1]).outputs == {"a": 1}
