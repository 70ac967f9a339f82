"""Folding events: what is saved with the state, tasks run in place, and failures of the server."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from tests.build import NAMESPACE, an_execution
from tests.unit.runtime.forge import CORE, SLEEP, Forge, log
from tiercel.engine.step import Step, step
from tiercel.expr import ExpressionError, Renderer
from tiercel.model import limits
from tiercel.model.errors import Stale, Unavailable
from tiercel.model.events import Event, JobEnded, JobStarted, KillAsked, Submitted
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Query
from tiercel.model.state import StateType
from tiercel.runtime.executor.advance import Budget, advance
from tiercel.runtime.executor.slots import SlotRegistry
from tiercel.runtime.reasons import reason_of
from tiercel.runtime.skips import Skips


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


async def test_an_execution_and_what_it_sends_are_saved_together(forge: Forge) -> None:
    execution = await forge.started(SLEEP)
    (job,) = await forge.jobs()
    (task_run,) = execution.task_run_list()
    assert (execution.current.value, execution.version) == ("RUNNING", 1)
    assert (job.task_run_id, job.attempt, job.namespace) == (task_run.id, 0, NAMESPACE)


async def test_tasks_in_place_run_within_one_transaction(forge: Forge) -> None:
    execution = await forge.started(log("a"), log("b", "{{ execution.id }}"))
    assert (execution.current.value, execution.version) == ("SUCCESS", 1)
    assert await forge.messages() == ["hello", "e1"]


async def test_a_task_in_place_that_fails_fails_the_execution(forge: Forge) -> None:
    execution = await forge.started(log("a", "{{ nothing.there }}"))
    assert execution.current is StateType.FAILED
    assert any("nothing" in message for message in await forge.messages())


async def test_values_from_outside_are_fetched_for_tasks_in_place(forge: Forge) -> None:
    await forge.started(log("a", "{{ secret('TOKEN') == 's3cr3t' }}"))
    assert await forge.messages() == ["true"]


async def test_values_from_outside_are_fetched_for_steps(forge: Forge) -> None:
    task = SLEEP.replace("}", """, runIf: "{{ secret('TOKEN') == 's3cr3t' }}"}""")
    assert len((await forge.started(task)).task_runs) == 1
    assert len(await forge.jobs()) == 1


async def test_a_missing_value_fails_what_asked_for_it(forge: Forge) -> None:
    execution = await forge.started(log("a", "{{ secret('GHOST') }}"))
    assert execution.current is StateType.FAILED


async def test_more_tasks_than_a_transaction_may_run_go_on_in_the_next(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.runtime.executor.executor.INLINE_PER_TICK_MAX", 2)
    execution = await forge.started(*(log(f"t{number}") for number in range(5)))
    assert (execution.current.value, execution.version) == ("SUCCESS", 3)
    assert len(await forge.messages()) == 5


@pytest.mark.parametrize(("event", "is_in_thread"), [(Submitted(), False), (KillAsked(), True)])
async def test_only_what_looks_at_every_task_run_of_a_large_execution_goes_to_a_thread(
    event: Event, is_in_thread: bool, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    await forge.started(*(log(f"t{number}") for number in range(5)), SLEEP)
    monkeypatch.setattr("tiercel.runtime.executor.advance.STORE_INLINE_ROWS_MAX", 3)
    steps = []

    def noted(*arguments: Any) -> Step:
        steps.append(threading.get_ident())
        return step(*arguments)

    monkeypatch.setattr("tiercel.runtime.executor.advance.step", noted)
    await forge.put(event)
    assert (steps[0] != threading.get_ident()) is is_in_thread


async def test_metrics_of_tasks_in_place_are_saved(forge: Forge) -> None:
    await forge.started(f"{{id: m, type: {CORE}debug.Return, format: four}}")
    async with forge.store.transaction() as tx:
        found = (await tx.metrics.find(Query())).results
    assert [(one.name, one.value) for one in found if one.type == "counter"] == [("length", 4)]


async def test_much_that_is_to_be_written_goes_bit_by_bit(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("advance", "executor"):
        monkeypatch.setattr(f"tiercel.runtime.executor.{module}.STORE_INLINE_ROWS_MAX", 2)
    monkeypatch.setattr("tiercel.service.turns.TICK_TURN_SECONDS", 0.0)
    waiting = ", ".join(SLEEP.replace("id: a", f"id: a{n}") for n in range(5))
    await forge.started(f"{{id: all, type: {CORE}flow.Parallel, tasks: [{waiting}]}}")
    async with forge.store.transaction() as tx:
        assert await tx.jobs.count() == (5, 0)
    await forge.put(KillAsked())
    ended = await forge.execution()
    assert ended.current is StateType.KILLED
    assert {run.current for run in ended.task_runs.values()} == {StateType.KILLED}
    async with forge.store.transaction() as tx:
        assert await tx.jobs.count() == (0, 0)


async def test_events_of_unknown_executions_are_dropped(forge: Forge) -> None:
    await forge.put(Submitted(), "ghost")
    async with forge.store.transaction() as tx:
        assert await tx.inbox.claim(10, frozenset()) == {}


async def test_executions_on_the_skip_list_are_left_alone(forge: Forge) -> None:
    forge.changed(skips=Skips(executions=["e1"]))
    assert (await forge.started(SLEEP)).current is StateType.CREATED


async def test_an_execution_without_its_flow_fails(forge: Forge) -> None:
    async with forge.store.transaction() as tx:
        tx.executions.insert(an_execution(state="CREATED", flow_id="ghost"))
    await forge.put(Submitted(), "execution1")
    assert await forge.state("execution1") == "FAILED"
    (message,) = await forge.messages("execution1")
    assert message.startswith("Cannot execute an invalid flow: Unable to find flow")


async def test_a_broken_step_fails_the_execution_alone(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*rest: Any) -> None:
        raise ZeroDivisionError

    await forge.flow(SLEEP)
    await forge.created()
    monkeypatch.setattr("tiercel.runtime.executor.advance.step", broken)
    await forge.run()
    execution = await forge.execution()
    assert (execution.current, execution.is_settled) == (StateType.FAILED, True)
    assert await forge.messages() == [
        "Internal error while advancing the execution (ZeroDivisionError)"
    ]


async def test_an_expression_that_asks_without_end_fails_the_execution(forge: Forge) -> None:
    times = limits.LOOKUP_ROUNDS_MAX + 1
    text = "".join(f"{{{{ kv('k{number}', errorOnMissing=false) }}}}" for number in range(times))
    task = SLEEP.replace("}", f', runIf: "{text}"}}')
    assert (await forge.started(task)).current is StateType.FAILED
    assert "outside values" in (await forge.messages())[0]


@pytest.mark.parametrize("error", [Stale("x"), Unavailable("x")])
async def test_trouble_of_the_store_is_no_fault_of_the_execution(
    forge: Forge, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def broken(*rest: Any) -> None:
        raise error

    await forge.flow(SLEEP)
    await forge.created()
    monkeypatch.setattr("tiercel.runtime.executor.advance.step", broken)
    async with forge.store.transaction() as tx:
        (waiting,) = (await tx.inbox.claim(1, frozenset())).values()
        with pytest.raises(type(error)):
            await advance(forge.engine, tx, waiting, SlotRegistry(), Budget(1))


async def test_a_file_of_a_loop_is_read_for_the_step(forge: Forge) -> None:
    await forge.blobs.write("/company/team/list", b"p\nq\n")
    values = "kestra:///company/team/list"
    await forge.started(f"{{id: x, type: {CORE}flow.Loop, values: '{values}', tasks: [{SLEEP}]}}")
    assert len(await forge.children()) == 1


async def test_a_turn_reads_through_to_the_execution_of_its_loop(forge: Forge) -> None:
    show = log("s", "{{ outputs.first.value }}")
    first = f"{{id: first, type: {CORE}debug.Return, format: seen}}"
    loop = f"{{id: x, type: {CORE}flow.Loop, values: [p], tasks: [{show}]}}"
    execution = await forge.started(first, loop)
    (child,) = await forge.children()
    assert await forge.messages(child) == ["seen"]
    assert execution.current is StateType.SUCCESS


async def test_a_turn_whose_loop_is_gone_fails(forge: Forge) -> None:
    show = log("s", "{{ outputs.first.value }}")
    await forge.flow(f"{{id: x, type: {CORE}flow.Loop, values: [p], tasks: [{show}]}}")
    await forge.created()
    await forge.executor.tick(forge.clock.now())
    (child,) = await forge.children()
    async with forge.store.transaction() as tx:
        tx.executions.delete("e1")
    forge.cache.clear()
    await forge.run()
    assert await forge.state(child) == "FAILED"


async def test_task_runs_that_a_step_removes_are_deleted(forge: Forge) -> None:
    until = (
        f"{{id: x, type: {CORE}flow.LoopUntil, condition: 'false',"
        f" checkFrequency: {{interval: PT1S}}, tasks: [{log('a')}]}}"
    )
    await forge.started(until)
    await forge.run(2)
    execution = await forge.execution()
    assert [run.iteration for run in execution.task_run_list() if run.task_id == "a"] == [1]


async def test_a_kill_takes_back_jobs_and_leaves_wishes_for_workers(forge: Forge) -> None:
    execution = await forge.started(SLEEP)
    (task_run,) = execution.task_run_list()
    await forge.put(KillAsked())
    assert (await forge.jobs(), await forge.state()) == ([], "KILLED")
    assert forge.stop_registry.take() == {task_run.id}


async def test_a_job_is_followed_to_its_end(forge: Forge) -> None:
    (task_run,) = (await forge.started(SLEEP)).task_run_list()
    now = forge.clock.now()
    await forge.put(JobStarted(task_run.id, 0, "w", now))
    await forge.put(JobEnded(task_run.id, 0, StateType.SUCCESS, now, now, {"v": 1}))
    execution: Execution = await forge.execution()
    assert (execution.current.value, execution.version) == ("SUCCESS", 3)
    assert execution.task_runs[task_run.id].outputs == {"v": 1}


def test_errors_of_expressions_are_reported_as_they_are() -> None:
    assert reason_of(ExpressionError("no such variable")) == "no such variable"
    assert reason_of(KeyError("secret"), "looking") == "Internal error while looking (KeyError)"


async def test_a_kill_takes_back_jobs_that_are_sent_in_the_same_transaction(forge: Forge) -> None:
    await forge.flow(SLEEP)
    await forge.created()
    await forge.put(KillAsked())
    assert (await forge.state(), await forge.jobs()) == ("KILLED", [])


async def test_a_slow_task_in_place_is_the_last_of_its_transaction(forge: Forge) -> None:
    slow = "{{ range(0, 99999) | sort | length }}"
    execution = await forge.started(*(log(f"t{n}", slow) for n in range(3)))
    assert execution.current is StateType.SUCCESS
    assert execution.version > 1


async def test_a_condition_that_takes_long_is_rendered_in_a_thread(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    render = Renderer.render

    def noting(self: Renderer, source: str, scope: Any, lookups: Any) -> str | None:
        threads.add(threading.get_ident())
        return render(self, source, scope, lookups)

    monkeypatch.setattr(Renderer, "render", noting)
    condition = "{{ (range(0, 99999) | sort | length) > 5 }}"
    task = SLEEP.replace("}", f""", runIf: "{condition}"}}""")
    assert len((await forge.started(task)).task_runs) == 1
    assert len(threads) == 2
