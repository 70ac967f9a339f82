"""Values of the wrong kind in every property that the engine itself reads.

Each is refused when the flow is saved, or the execution ends with a reason that says more than the
name of an error of the language.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulation.situations import call, fail, flow, log, nap, pause, typed
from tests.simulation.workload import Document
from tests.unit.engine.player import CATALOG, Player
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.errors import Invalid
from tiercel.model.execution import TaskRun
from tiercel.model.shape import OneWorker, Subflow, Turns
from tiercel.model.state import StateType
from tiercel.plugin.part import written_name

S = StateType
VALUES: list[Any] = [
    *({}, {"a": 1}, {"id": "o"}, {"interval": []}, [], ["x"], [1], [{"id": "q"}], [None], [[1]]),
    *(5, -1, 0, 10**30, 1.5, True, None, "", "text", "{{ 1 }}", "{{ [1] }}", "{{ {'a': 1} }}"),
    *("P9999999999D", "PT-5S", "1e999", "2026-01-01"),
]
OUTPUT = {"id": "o", "type": "STRING", "value": "x"}
TASKS: list[Document] = [
    pause(),
    pause(tasks=[log("b")]),
    typed("a", "flow.Approval", onApprove=[log("b")]),
    typed("s", "flow.Sequential", tasks=[log("b")]),
    typed("p", "flow.Parallel", tasks=[log("b")]),
    typed("d", "flow.Dag", tasks=[{"task": log("b")}]),
    typed("e", "flow.ForEach", values=[1, 2], tasks=[log("b")]),
    typed("es", "flow.EachSequential", value=[1, 2], tasks=[log("b")]),
    typed("ep", "flow.EachParallel", value=[1, 2], tasks=[log("b")]),
    typed("u", "flow.LoopUntil", condition="{{ true }}", tasks=[log("b")]),
    typed("l", "flow.Loop", values=["a"], tasks=[log("b")], outputs=[OUTPUT]),
    typed("i", "flow.If", condition="{{ true }}", then=[log("b")]),
    typed("w", "flow.Switch", value="a", cases={"a": [log("b")]}),
    typed("af", "flow.AllowFailure", tasks=[log("b")]),
    typed("wd", "flow.WorkingDirectory", tasks=[log("b")]),
    typed("fi", "flow.ForEachItem", items="kestra:///f", namespace="n", flowId="f"),
    typed("lb", "execution.Labels", labels={"a": "b"}),
    typed("sv", "execution.SetVariables", variables={"a": 1}),
    typed("uv", "execution.UnsetVariables", variables=["a"]),
    typed("ex", "execution.Exit", state="KILLED"),
    *(call(), nap(), fail()),
]
GENERIC = ("timeout", "retry", "runIf", "when", "allowFailure", "allowWarning", "disabled")
RETRY = {"type": "constant", "interval": "PT1S", "maxAttempts": 3, "maxInterval": "PT10S"}
SLA = {"id": "s", "type": "MAX_DURATION", "behavior": "FAIL", "duration": "PT1S"}
CHECK = {"condition": "{{ true }}", "message": "m", "behavior": "FAIL_EXECUTION"}
ENDS_MAX = 6


def odd_tasks(task: Document) -> Iterator[Document]:
    plugin = CATALOG.class_of(task["type"])
    assert plugin is not None
    own = {written_name(name, field) for name, field in plugin.model_fields.items()}
    for name in sorted({*own, *GENERIC} - {"id", "type"}):
        given = task.get(name)
        for value in VALUES:
            yield {**task, name: value}
            if isinstance(given, list):
                yield {**task, name: [value]}
            elif isinstance(given, dict):
                yield {**task, name: dict.fromkeys(given, value)}
            if given == [OUTPUT]:
                yield from ({**task, name: [{**OUTPUT, key: value}]} for key in OUTPUT)


def odd_parts(key: str, part: Document) -> Iterator[Document]:
    for name in part:
        for value in VALUES:
            odd = {**part, name: value}
            yield flow(nap("failing"), **{key: odd if key in ("retry", "concurrency") else [odd]})


def player(document: Document) -> Player:
    """A player of the flow. Raises: Invalid when it can't be saved."""
    return Player("\n".join(f"{key}: {json.dumps(value)}" for key, value in document.items()))


def play_out(document: Document) -> None:
    """Play the execution of a flow that can be saved, whatever events it takes."""
    try:
        play = player(document)
    except Invalid:
        return
    play.start().happen(e.SlotGranted())
    for _ in range(ENDS_MAX):
        for run in play.execution.task_run_list():
            if not run.is_terminated:
                go_on(play, run)


def go_on(play: Player, run: TaskRun) -> None:
    plan, shape = play.plan.tasks[run.task_id], run.shape
    if run.current is S.PAUSED:
        play.happen(e.ResumeAsked(run.id, decision="APPROVED"))
    elif isinstance(shape, Turns):
        for index, child in shape.children.items():
            play.happen(e.ChildEnded(run.id, child, S.SUCCESS, {"o": 1}, int(index)))
    elif isinstance(shape, Subflow) and shape.child_id:
        play.happen(e.ChildEnded(run.id, shape.child_id, S.SUCCESS))
    elif plan.is_runnable or isinstance(shape, OneWorker):
        state = S.FAILED if "fail" in run.task_id else S.SUCCESS
        play.happen(e.JobEnded(run.id, len(run.attempts), state, play.now, play.now, {}))


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task["id"])
def test_odd_values_in_a_task_break_nothing(task: Document) -> None:
    for odd in odd_tasks(task):
        play_out(flow(odd, log("after")))


@pytest.mark.parametrize(
    ("key", "part"),
    [
        *(("retry", {**RETRY, "type": kind}) for kind in ("constant", "exponential", "random")),
        ("sla", SLA),
        ("checks", CHECK),
        ("concurrency", {"limit": 1, "behavior": "QUEUE"}),
        ("outputs", {**OUTPUT, "required": True}),
        ("inputs", {"id": "i", "type": "STRING", "required": False, "defaults": "x"}),
    ],
    ids=lambda given: given if isinstance(given, str) else None,
)
def test_odd_values_in_a_flow_break_nothing(key: str, part: Document) -> None:
    for odd in odd_parts(key, part):
        play_out(odd)


def iterated(outputs: list[Any]) -> Player:
    """The first iteration of a Loop that declares these outputs. Raises: Invalid."""
    task = typed("l", "flow.Loop", values=["a"], tasks=[log("b")], outputs=outputs)
    play = player(flow(task)).start()
    (asked,) = play.decided(d.StartIteration)
    play.texts["execution"] = play.execution
    play.execution = asked.child
    return play.start().ends("b")


def test_an_iteration_gives_its_outputs() -> None:
    play = iterated([OUTPUT])
    assert (play.state(), play.execution.outputs) == ("SUCCESS", {"o": "x"})


def test_odd_outputs_of_an_iteration_break_nothing() -> None:
    odd = [{**OUTPUT, key: value} for key in (*OUTPUT, "required") for value in VALUES]
    for entry in (*VALUES, *odd):
        with contextlib.suppress(Invalid):
            iterated([entry])


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (flow(pause(timeout={"a": 1})), "expected a text or a number, but got a map"),
        (flow(pause(timeout=True)), "expected a text or a number, but got 'true'"),
        (flow(nap(), concurrency={"limit": 2**70}), "less than or equal to 2147483647"),
        (
            flow(typed("l", "flow.Loop", values=[1], tasks=[log()], outputs=["x"])),
            "expected a map, but got 'x'",
        ),
    ],
)
def test_what_is_wrong_is_said_when_the_flow_is_saved(document: Document, message: str) -> None:
    with pytest.raises(Invalid, match=message):
        player(document)


@pytest.mark.parametrize(
    ("task", "message"),
    [
        (pause(pauseDuration="{{ [1] }}"), "cannot be parsed to a Duration"),
        (pause(pauseDuration="{{ 'P99999D' }}"), "is not a duration of 36500 days at most"),
        (call(scheduleDate="{{ true }}"), "'true' is not a date-time"),
    ],
)
def test_what_is_wrong_is_said_when_it_is_known(task: Document, message: str) -> None:
    play = player(flow(task)).start()
    assert play.state() == "FAILED"
    assert re.search(message, "\n".join(play.log))
