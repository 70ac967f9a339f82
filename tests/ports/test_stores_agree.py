"""All stores give the same answers to any sequence of use cases."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from tests.ports.postgres import a_schema
from tests.ports.values import (
    NOW,
    a_job,
    a_kv,
    a_log,
    a_state,
    a_task_run,
    a_trigger,
    an_execution,
    at,
    query,
    where,
)
from tests.postgres.server import PackagedServer
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.errors import Stale
from tiercel.model.events import WaitOver
from tiercel.model.job import Job, Timer
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.ports.store import Store, Tx

IDS = st.sampled_from(["a", "b", "c"])
RUNS = st.sampled_from(["r1", "r2", "r3"])
VERSIONS = st.integers(0, 3)
STATES = st.sampled_from([StateType.RUNNING, StateType.QUEUED, StateType.SUCCESS])
SECONDS = st.integers(0, 5)
LABELS = st.dictionaries(st.sampled_from(["k", "l"]), st.sampled_from(["1", "2"]))
FILTERS = st.sampled_from(
    [
        (),
        (where("labels", "EQUALS", {"k": "1"}),),
        (where("labels", "NOT_EQUALS", {"k": "1", "l": "2"}),),
        (where("state", "IN", ["RUNNING", "QUEUED"]),),
        (where("q", "EQUALS", "a"),),
        (where("startDate", "GREATER_THAN", at(2)),),
        (where("state.endDate", "NOT_EQUALS", at(3)),),
    ]
)
SORTS = st.sampled_from(["", "id", "-state.endDate", "state.duration,-id", "-state.current"])
# What a use case does in its transaction, and what it answers.
UseCase = Callable[[Tx], Awaitable[Any]]


class StoresAgree(RuleBasedStateMachine):
    """Each rule is one use case, run against both stores."""

    @initialize()
    def open(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.runner = asyncio.Runner()
        self.stores: list[Store] = [MemoryStore(MemoryNotifier()), self.other_store()]
        for store in self.stores:
            self.runner.run(store.open())

    def other_store(self) -> Store:
        return SqliteStore(Path(self.folder.name) / "store.db", MemoryNotifier())

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            for store in self.stores:
                self.runner.run(store.close())
            self.runner.close()
            self.folder.cleanup()

    def both(self, use_case: UseCase) -> None:
        answers = [self.runner.run(answer(store, use_case)) for store in self.stores]
        assert answers[0] == answers[1]

    @rule(name=IDS, runs=st.sets(RUNS), labels=LABELS, version=VERSIONS, slot=st.booleans())
    def insert(
        self, name: str, runs: set[str], labels: dict[str, str], version: int, slot: bool
    ) -> None:
        task_runs = [a_task_run(run, seq) for seq, run in enumerate(sorted(runs))]

        async def use_case(tx: Tx) -> None:
            tx.executions.insert(
                an_execution(name, *task_runs, labels=labels, version=version, has_slot=slot)
            )
            tx.inbox.put(name, WaitOver("born"))

        self.both(use_case)

    @rule(
        name=IDS,
        version=VERSIONS,
        labels=LABELS,
        state=STATES,
        seconds=SECONDS,
        touched=st.sets(RUNS),
        removed=st.sets(RUNS),
    )
    def save(
        self,
        name: str,
        version: int,
        labels: dict[str, str],
        state: StateType,
        seconds: int,
        touched: set[str],
        removed: set[str],
    ) -> None:
        runs = [a_task_run(run, seq, value="new") for seq, run in enumerate(sorted(touched))]
        execution = an_execution(
            name,
            *runs,
            labels=labels,
            version=version,
            state=a_state(state, end=seconds),
            is_settled=state is StateType.SUCCESS,
        )

        async def use_case(tx: Tx) -> None:
            tx.executions.save(execution, touched, removed - touched)
            tx.logs.add([a_log(f"saved {version}", seconds=seconds, execution_id=name)])

        self.both(use_case)

    @rule(name=IDS)
    def delete(self, name: str) -> None:
        async def use_case(tx: Tx) -> None:
            tx.executions.delete(name)

        self.both(use_case)

    @rule(name=IDS, key=st.sampled_from(["1", "2"]))
    def put_event(self, name: str, key: str) -> None:
        async def use_case(tx: Tx) -> None:
            tx.inbox.put(name, WaitOver(key))

        self.both(use_case)

    @rule(limit=st.integers(1, 3), exclude=st.frozensets(IDS), consumed=st.integers(0, 2))
    def fold(self, limit: int, exclude: frozenset[str], consumed: int) -> None:
        async def use_case(tx: Tx) -> Any:
            claimed = await tx.inbox.claim(limit, exclude)
            for events in claimed.values():
                tx.inbox.done([event.seq for event in events[:consumed]])
            return {key: [event.event for event in events] for key, events in claimed.items()}

        self.both(use_case)

    @rule(
        job=st.sampled_from(["j1", "j2", "j3"]),
        name=IDS,
        run=RUNS,
        group=st.sampled_from([None, "g"]),
    )
    def put_job(self, job: str, name: str, run: str, group: str | None) -> None:
        async def use_case(tx: Tx) -> None:
            tx.jobs.put(a_job(job, execution_id=name, task_run_id=run, worker_group=group))

        self.both(use_case)

    @rule(
        worker=st.sampled_from(["w", "v"]),
        limit=st.integers(1, 2),
        group=st.sampled_from([None, "g"]),
        seconds=SECONDS,
    )
    def claim_jobs(self, worker: str, limit: int, group: str | None, seconds: int) -> None:
        async def use_case(tx: Tx) -> list[Job]:
            return await tx.jobs.claim(worker, limit, at(seconds), group)

        self.both(use_case)

    @rule(worker=st.sampled_from(["w", "v"]), seconds=SECONDS)
    def keep_jobs(self, worker: str, seconds: int) -> None:
        async def use_case(tx: Tx) -> list[str]:
            return await tx.jobs.keep(worker, ["j1", "j3"], at(seconds))

        self.both(use_case)

    @rule(worker=st.sampled_from(["w", "v"]), drift=st.sampled_from([0, 0, 0, 1]))
    def end_jobs(self, worker: str, drift: int) -> None:
        async def use_case(tx: Tx) -> None:
            for job in await tx.jobs.claimed_by(worker):
                tx.jobs.done(replace(job, fence=job.fence + drift))

        self.both(use_case)

    @rule(name=IDS, runs=st.sets(RUNS))
    def forget_jobs(self, name: str, runs: set[str]) -> None:
        async def use_case(tx: Tx) -> None:
            tx.jobs.forget(name, sorted(runs))

        self.both(use_case)

    @rule(name=IDS, key=st.sampled_from(["1", "2"]), seconds=SECONDS, gone=st.booleans())
    def move_timer(self, name: str, key: str, seconds: int, gone: bool) -> None:
        async def use_case(tx: Tx) -> None:
            tx.timers.put(Timer(name, key, at(seconds)))
            if gone:
                tx.timers.delete(name, "1")

        self.both(use_case)

    @rule(version=VERSIONS, disabled=st.booleans(), seconds=SECONDS, gone=st.booleans())
    def put_trigger(self, version: int, disabled: bool, seconds: int, gone: bool) -> None:
        async def use_case(tx: Tx) -> None:
            if gone:
                tx.triggers.delete("company.team", "hello", "daily")
            tx.triggers.put(
                a_trigger(version=version + 1, disabled=disabled, next_date=at(seconds))
            )

        self.both(use_case)

    @rule(revision=st.integers(1, 3), gone=st.booleans())
    def put_kv(self, revision: int, gone: bool) -> None:
        async def use_case(tx: Tx) -> None:
            tx.kv.put(a_kv(revision=revision))
            if gone:
                tx.kv.delete("company.team", "key")

        self.both(use_case)

    @rule(level=st.sampled_from(list(Level)), name=IDS, now=st.booleans())
    def delete_logs(self, level: Level, name: str, now: bool) -> None:
        filters = [where("level", "EQUALS", level), where("executionId", "EQUALS", name)]

        async def use_case(tx: Tx) -> int:
            if now:
                return await tx.logs.delete_now(filters)
            tx.logs.delete(filters)
            return 0

        self.both(use_case)

    @rule(filters=FILTERS, sort=SORTS, page=st.integers(1, 2), size=st.integers(1, 3))
    def search(self, filters: tuple[Any, ...], sort: str, page: int, size: int) -> None:
        async def use_case(tx: Tx) -> Any:
            return await tx.executions.find(query(*filters, sort=sort, page=page, size=size))

        self.both(use_case)

    @invariant()
    def everything_is_the_same(self) -> None:
        if hasattr(self, "stores"):
            self.both(everything)


async def answer(store: Store, use_case: UseCase) -> Any:
    """What the use case answers; `Stale` when it was refused."""
    try:
        async with store.transaction() as tx:
            return await use_case(tx)
    except Stale:
        return Stale


async def everything(tx: Tx) -> Any:
    """All that a reader can see."""
    return (
        [await tx.executions.get(name) for name in "abc"],
        await tx.executions.unsettled("", 9),
        await tx.executions.oldest_queued("company.team", "hello", 9),
        await tx.executions.count_slots("company.team", "hello"),
        [await tx.jobs.of(name) for name in "abc"],
        await tx.jobs.expired(at(3), 9),
        await tx.jobs.count(),
        await tx.timers.due(at(3), 9),
        await tx.timers.next_due(),
        [entry.message for name in "abc" for entry in await tx.logs.of(name)],
        await tx.triggers.all(),
        await tx.triggers.due(at(3), 9),
        await tx.triggers.next_due(),
        await tx.kv.find(query()),
        (await tx.executions.find(query(where("startDate", "LESS_THAN", NOW)))).total,
    )


class PostgresAgrees(StoresAgree):
    """The same against PostgreSQL."""

    url = ""

    def other_store(self) -> Store:
        from tiercel.adapters.postgres.store import PostgresStore

        return PostgresStore(a_schema(self.url), MemoryNotifier())


@pytest.mark.postgres
def test_postgres_agrees(postgres_server: PackagedServer) -> None:
    PostgresAgrees.url = postgres_server.url
    # Each example has a schema of its own, which takes its time.
    run_state_machine_as_test(
        PostgresAgrees, settings=settings(max_examples=10, stateful_step_count=30, deadline=None)
    )


TestStoresAgree = StoresAgree.TestCase
TestStoresAgree.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
