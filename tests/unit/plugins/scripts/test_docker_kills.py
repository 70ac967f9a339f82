"""Workers that die while a container is made or removed, and engines that put a removal off."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from bench.kills import attempt
from bench.kills.attempt import Plan
from tests.unit.plugins.scripts.fake_engine import DOCKER, FakeEngine, serving
from tiercel.model.json_types import Json
from tiercel.plugin.errors import Interrupted, PluginError
from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.languages import shell
from tiercel.plugins.scripts.runner import late
from tiercel.plugins.scripts.runner.docker import engine as calls
from tiercel.plugins.scripts.runner.docker.docker import place_of
from tiercel.testing import FakeContext, World, run_task

MARK = "0123456789abcdef0123456789abcdef"
NAME = f"tiercel-{MARK}"
SECONDS_MAX = 60.0
CREATE, REMOVE = "POST /containers/create", "DELETE /containers/c1"
LOOK = f"GET /containers/{NAME}/json"


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[FakeEngine]:
    with serving(tmp_path / "engine.sock") as fake:
        yield fake


@pytest.fixture(autouse=True)
def quick_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "LATE_LOOK_SECONDS", 0.001)
    monkeypatch.setattr(calls, "LATE_LOOK_SECONDS", 0.001)


def properties_of(engine: FakeEngine) -> dict[str, Json]:
    runner = {"type": DOCKER, "host": f"unix://{engine.socket}"}
    return {"taskRunner": runner, "warningOnStdErr": False, "commands": ["x"]}


def context_of(remembered: Mapping[str, Json] | None = None) -> FakeContext:
    return FakeContext(World(remembered=remembered, remote_name=MARK))


def task_of(engine: FakeEngine, context: FakeContext) -> shell.Commands:
    rendered = render_properties(shell.Commands, properties_of(engine), context)
    return build_task(shell.Commands, rendered)


def asked_for(engine: FakeEngine) -> Mapping[str, Json]:
    """What an attempt had remembered when the engine was asked for its container."""
    context, found = context_of(), list[Any]()
    engine.on_call = lambda call: found.append(context.remembered) if call == CREATE else None
    task_of(engine, context).run(context)
    engine.on_call = lambda _: None
    engine.calls.clear()
    return dict(found[0])


def test_a_worker_killed_before_it_has_the_id_leaves_no_container(
    engine: FakeEngine, tmp_path: Path
) -> None:
    plan = Plan(
        "tiercel.plugins.scripts.languages.shell:Commands", properties_of(engine), MARK, tmp_path
    )
    process = get_context("spawn").Process(target=attempt.run, args=(plan,))
    is_dead = threading.Event()
    looks: list[str] = []

    def on_call(call: str) -> None:
        if call == CREATE:
            process.kill()
            is_dead.set()
        elif call == LOOK and is_dead.is_set():
            # The engine goes on with what it was asked for, and is done a little later.
            looks.append(call)
            if len(looks) == 3:
                engine.statuses[NAME] = "created"

    engine.on_call = on_call
    process.start()
    assert is_dead.wait(SECONDS_MAX)
    process.join(SECONDS_MAX)
    assert attempt.ended_of(plan) is None
    attempt.cancel(plan)
    assert engine.calls[-1] == REMOVE
    assert not engine.statuses


def test_a_kill_ends_when_the_engine_made_nothing_of_the_request(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "LATE_SECONDS_MAX", 0.01)
    handle = asked_for(engine)
    context = context_of()
    task_of(engine, context).cancel(context, handle)
    assert set(engine.calls) == {"GET /_ping", LOOK}


@pytest.mark.parametrize("is_there", [True, False])
def test_the_attempt_after_it_begins_anew(engine: FakeEngine, is_there: bool) -> None:
    handle = asked_for(engine)
    if is_there:
        engine.statuses[NAME] = "created"
    context = context_of(handle)
    task_of(engine, context).run(context)
    assert (REMOVE in engine.calls) is is_there
    assert engine.calls.count(CREATE) == 1
    assert context.remembered is not None
    assert context.remembered["container"] == "c1"


@pytest.mark.parametrize(
    "answer",
    [
        (409, 'Conflict. The container name "/x" is taken'),
        (500, 'the container name "x" is already in use by c0'),
    ],
)
def test_a_container_that_a_lost_attempt_asked_for_gives_way(
    engine: FakeEngine, answer: tuple[int, str]
) -> None:
    engine.taken = answer

    def on_call(call: str) -> None:
        if engine.calls.count(CREATE) == 1 and call == CREATE:
            engine.statuses[NAME] = "created"

    engine.on_call = on_call
    context = context_of(asked_for_by_name(engine))
    task_of(engine, context).run(context)
    assert engine.calls.count(CREATE) == 2
    assert engine.calls.index(REMOVE) < len(engine.calls) - engine.calls[::-1].index(CREATE)


def test_a_name_that_stays_taken_is_reported(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "LATE_SECONDS_MAX", 0.01)
    engine.taken, engine.statuses = (409, "the name is taken"), {"of-somebody-else": "running"}
    ran = run_task(shell.Commands, properties_of(engine), World(remote_name=MARK))
    assert ran.error is not None
    assert ran.error.message == "Docker execution failed: the name is taken"
    assert REMOVE not in engine.calls


@pytest.mark.parametrize("statuses", [[409, 409], [500], [404]])
def test_a_removal_is_over_when_the_container_is_gone(
    engine: FakeEngine, statuses: list[int]
) -> None:
    engine.removals = list(statuses)
    context = context_of()
    task_of(engine, context).cancel(context, handle_with_id(engine))
    assert engine.removals == []
    again = [each for each in statuses if each != 404]
    assert engine.calls.count(REMOVE) == 1 + len(again)


def test_a_removal_that_fails_is_an_error(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "DOCKER_REMOVE_SECONDS_MAX", 0.0)
    engine.removals = [409]
    context = context_of()
    with pytest.raises(PluginError, match="not now"):
        task_of(engine, context).cancel(context, handle_with_id(engine))


def test_a_container_that_can_not_be_removed_now_is_removed_later(
    engine: FakeEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "DOCKER_REMOVE_SECONDS_MAX", 0.0)
    engine.removals = [500]
    context = context_of()
    engine.on_call = lambda call: context.stop() if call.endswith("/start") else None
    with pytest.raises(Interrupted):
        task_of(engine, context).run(context)
    assert "The container c1 can't be removed yet: not now" in context.log.lines()
    assert context.left == handle_with_id(engine)
    assert engine.calls.count(REMOVE) == 1
    context.end()
    assert engine.calls.count(REMOVE) == 2


def handle_with_id(engine: FakeEngine) -> dict[str, Json]:
    handle = asked_for_by_name(engine)
    del handle["name"]
    return {"container": "c1", **handle}


def asked_for_by_name(engine: FakeEngine) -> dict[str, Json]:
    return {"name": NAME, **place_of(calls.Engine(f"unix://{engine.socket}"))}
