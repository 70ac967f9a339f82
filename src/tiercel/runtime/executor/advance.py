"""The only writer of executions: folds their events through the engine and saves the result.

State, consumed events and everything that follows are written in one transaction.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from tiercel.engine.crash import crashed
from tiercel.engine.env import Env
from tiercel.engine.plan import FlowPlan
from tiercel.engine.scope import loop_owners
from tiercel.engine.step import Step, step
from tiercel.engine.storage_paths import Reader, path_of
from tiercel.expr import Lookups
from tiercel.expr import lookups as kinds
from tiercel.model.decisions import SendJob
from tiercel.model.errors import Stale, TiercelError, Unavailable
from tiercel.model.events import (
    Event,
    JobEnded,
    KillAsked,
    PauseAsked,
    RestartAsked,
    ResumeAsked,
    StateChangeAsked,
    Submitted,
)
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.ids import Ids
from tiercel.model.job import InboxEvent
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    INLINE_SECONDS_MAX,
    LOOKUP_LOGS_MAX,
    TICK_TURN_SECONDS,
    TURN_PIECES_MAX,
)
from tiercel.model.log import Level, MetricEntry, log_map
from tiercel.model.stored.limits import STORE_INLINE_ROWS_MAX
from tiercel.ports.store import Tx
from tiercel.runtime.executor.apply import Applier, ApplyContext, Outgoing
from tiercel.runtime.executor.execution_cache import ExecutionCache
from tiercel.runtime.executor.slots import SlotRegistry
from tiercel.runtime.executor.switches import applied_to, without_starts
from tiercel.runtime.reasons import reason_of
from tiercel.runtime.skips import Skips
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.run_task import Outcome, run_inline
from tiercel.runtime.worker.work import TaskWork
from tiercel.service.flows.cache import FlowCache
from tiercel.service.governance.kill_switches import KillSwitchRegistry
from tiercel.service.lookup_rounds import in_lookup_rounds
from tiercel.service.off_loop import by_rows, in_thread
from tiercel.service.turns import Turns

LOG = logging.getLogger("tiercel.executor")
_OF_SEVERAL = frozenset(
    {KillAsked, PauseAsked, ResumeAsked, RestartAsked, StateChangeAsked, Submitted}
)
FetchFor = Callable[[Reader, str, tuple[Json, ...]], Awaitable[Json]]


class OwnerGone(TiercelError):
    """The execution that an iteration of a loop belongs to does not exist any more."""


class Engine(msgspec.Struct, frozen=True, kw_only=True):
    """What folding needs: flows, what tasks are made with that run in place, and the outside."""

    flow_cache: FlowCache
    cache: ExecutionCache
    applier: Applier
    inline: AttemptDependencies
    fetch: FetchFor
    skips: Skips = Skips()
    switches: KillSwitchRegistry = msgspec.field(default_factory=KillSwitchRegistry)


class Budget(Turns):
    """How many tasks may still run in place in this transaction, and whose turn it is.

    To read the clock costs as much as to fold a small event, so it is read after a few of them.
    """

    __slots__ = ("_pieces", "_used_before", "left")

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left
        self._pieces = TURN_PIECES_MAX
        self._used_before = time.process_time()

    def is_over(self) -> bool:
        """Whether others have waited for a while; asked before each piece of work."""
        self._pieces -= 1
        return self._pieces < 0 and self._look() >= TICK_TURN_SECONDS

    async def give_way(self) -> None:
        """Let others do something."""
        await super().give_way()
        self._used_before = time.process_time()

    def spend(self) -> None:
        """A task was run in place; a slow one is the last in this transaction."""
        self.left -= 1
        took = self._look()
        if took >= TICK_TURN_SECONDS:
            self._pieces = 0
            # On a busy machine the time may have gone to others.
            if took > INLINE_SECONDS_MAX and self._used() > INLINE_SECONDS_MAX:
                self.left = 0

    def _used(self) -> float:
        return time.process_time() - self._used_before

    def _look(self) -> float:
        self._pieces = TURN_PIECES_MAX
        return self._seconds() - self._began


class Folded(msgspec.Struct, frozen=True):
    """One execution before and after its fold, and what is to be done after the commit."""

    execution: Execution
    before: Execution
    plan: FlowPlan
    touched: frozenset[str]
    stops: tuple[str, ...] = ()


async def advance(
    engine: Engine, tx: Tx, waiting: Sequence[InboxEvent], slots: SlotRegistry, budget: Budget
) -> Folded | None:
    """Fold the waiting events of one execution in the given transaction.

    While a kill switch acts on the execution that is the first and the last that happens to it.

    None when the execution does not exist any more; its events are consumed all the same.
    Raises: Stale and Unavailable from the store; anything else fails the execution instead.
    """
    execution_id = waiting[0].execution_id
    tx.inbox.done(event.seq for event in waiting)
    execution = await engine.cache.load(tx, execution_id)
    if execution is None:
        return None
    if engine.skips.covers(execution):
        LOG.warning("skipped", extra={"execution_id": execution_id})
        return None
    plan = await _plan_of(engine, tx, execution)
    fold = _Fold(engine, tx, execution, plan, slots)
    try:
        await _run(engine, fold, [each.event for each in waiting], budget)
    except (Stale, Unavailable):
        raise
    except Exception as error:
        # The owner may be deleted at any time, which is no fault of the server.
        if not isinstance(error, OwnerGone):
            what = "an execution could not be advanced"
            LOG.exception(what, extra={"execution_id": execution_id})
        fold = _Fold(engine, tx, execution, plan, slots)
        await fold.crash(error)
        await fold.carry_out_crash()
    return await fold.save()


async def _run(engine: Engine, fold: _Fold, events: list[Event], budget: Budget) -> None:
    applied = applied_to(engine.switches, fold.execution)
    if applied is None:
        await fold.run(deque(events), budget)
        return
    await fold.run(deque([applied, *without_starts(events)]), budget)
    await fold.run(deque([applied]), budget)


async def give_up(
    engine: Engine, tx: Tx, waiting: Sequence[InboxEvent], slots: SlotRegistry, error: Exception
) -> Folded | None:
    """Fail the execution instead of folding its events: what came of them can't be stored.

    One that had ended before keeps its end; its log says what became of the events.
    """
    tx.inbox.done(event.seq for event in waiting)
    execution = await engine.cache.load(tx, waiting[0].execution_id)
    if execution is None:
        return None
    fold = _Fold(engine, tx, execution, await _plan_of(engine, tx, execution), slots)
    await fold.crash(error, "storing the execution")
    await fold.carry_out_crash()
    return await fold.save()


async def _plan_of(engine: Engine, tx: Tx, execution: Execution) -> FlowPlan:
    plan = await engine.flow_cache.plan(
        tx, execution.namespace, execution.flow_id, execution.flow_revision
    )
    if plan is not None:
        return plan
    missing = Flow(
        id=execution.flow_id,
        namespace=execution.namespace,
        revision=execution.flow_revision,
        exception=f"Unable to find flow {execution.uid}, revision {execution.flow_revision}",
    )
    return FlowPlan(missing, engine.flow_cache.catalog)


def _looks_at(event: Event, execution: Execution) -> int:
    """How many task runs the fold of an event may look at, beside its own."""
    index = execution.index
    if type(event) is not Submitted or index is None:
        return len(execution.task_runs)
    # Those that may go on: a large loop asks for this again and again.
    return len(index.created) + len(index.running)


class _Fold:
    """The work on one execution within one transaction."""

    def __init__(
        self, engine: Engine, tx: Tx, execution: Execution, plan: FlowPlan, slots: SlotRegistry
    ) -> None:
        self._engine = engine
        self._tx = tx
        self._before = execution
        self._plan = plan
        self._ports = engine.inline.ports
        self._now = self._ports.clock.now()
        self.execution = execution
        self.touched: set[str] = set()
        self.removed: set[str] = set()
        self.metrics: list[MetricEntry] = []
        self.out = Outgoing()
        self._turn = 0
        concurrency = plan.flow.concurrency
        limit = concurrency.limit if concurrency is not None else None
        self._place = ApplyContext(self._now, self.out, slots, limit)

    async def run(self, events: deque[Event], budget: Budget) -> None:
        """Fold events and run tasks in place until nothing is left or the budget is used up."""
        out = self.out
        while True:
            if budget.is_over():
                await budget.give_way()
            if out.events:
                await self._fold(out.events.popleft())
            elif events:
                await self._fold(events.popleft())
            elif out.inline and budget.left > 0:
                await self._run_in_place(out.inline.popleft())
                budget.spend()
            else:
                break
        if out.inline:
            # What was not run yet is sent again by the engine when it looks at everything.
            out.write(self._tx.inbox.put, self.execution.id, Submitted())

    async def _fold(self, event: Event) -> None:
        self._turn += 1
        ids_turn = self._turn

        def once(lookups: Lookups) -> Step:
            env = Env(
                plan=self._plan,
                now=self._now,
                ids=Ids(self.execution.id, self._before.version, ids_turn),
                renderer=self._ports.renderer,
                lookups=lookups,
                config=self._ports.config,
                worker_groups=self._engine.flow_cache.worker_groups.now,
            )
            return step(self.execution, event, env)

        is_long = (
            type(event) in _OF_SEVERAL and _looks_at(event, self.execution) > STORE_INLINE_ROWS_MAX
        )
        await self._take(await in_lookup_rounds(once, self._fetch, self._now, is_long=is_long))

    async def _take(self, result: Step) -> None:
        self.execution = result.execution
        self.touched |= result.touched
        self.touched -= result.removed
        self.removed |= result.removed
        for decision in result.decisions:
            await self._engine.applier.apply(self._tx, self.execution, decision, self._place)

    async def _run_in_place(self, job: SendJob) -> None:
        task_run = self.execution.task_runs.get(job.task_run_id)
        plan = self._plan.tasks.get(task_run.task_id) if task_run is not None else None
        if task_run is None or plan is None or task_run.is_terminated:
            return
        if len(task_run.attempts) != job.attempt:
            return
        engine = self._engine
        started = self._ports.clock.now()

        def once(lookups: Lookups) -> Outcome:
            owners = loop_owners(self.execution, lookups)
            work = TaskWork(self.execution, self._plan, plan, task_run, job.attempt, owners)
            return run_inline(engine.inline, work, lookups=lookups, now=started)

        outcome = await in_lookup_rounds(once, self._fetch, started)
        self._now = self._ports.clock.now()
        self._place = msgspec.structs.replace(self._place, now=self._now)
        self.out.logs.extend(outcome.logs)
        self.metrics.extend(outcome.metrics)
        await self._fold(
            JobEnded(
                task_run_id=task_run.id,
                attempt=job.attempt,
                state=outcome.state,
                started=started,
                ended=self._now,
                outputs=outcome.outputs,
            )
        )

    async def _fetch(self, kind: str, arguments: tuple[Json, ...]) -> Json:
        if kind == "execution":
            owner = await self._engine.cache.load(self._tx, arguments[0])
            if owner is None:
                raise OwnerGone(f"Execution {arguments[0]} does not exist any more")
            return owner
        if kind == "storage_text":
            return (await self._ports.blobs.read(path_of(arguments[0]))).decode()
        execution = self.execution
        reader = Reader(execution.namespace, execution.flow_id, execution.id)
        found = await self._engine.fetch(reader, kind, arguments)
        return self._with_errors(found) if kind == kinds.ERROR_LOGS else found

    def _with_errors(self, stored: list[Json]) -> list[Json]:
        """Entries of tasks that ran in place are stored when this work is."""
        fresh = [log_map(entry) for entry in self.out.logs if entry.level is Level.ERROR]
        return [*stored, *fresh][:LOOKUP_LOGS_MAX]

    async def crash(self, error: Exception, what: str = "advancing the execution") -> None:
        """Fail the execution: the engine or a port broke on it."""
        reason = reason_of(error, what)
        # It renders what is rendered at an end, without the allowance of a step.
        self._crash = await in_thread(crashed, self.execution, self._plan, self._now, reason)

    async def carry_out_crash(self) -> None:
        """Write what the failure decided."""
        await self._take(self._crash)

    async def save(self) -> Folded:
        """Hand everything over to the transaction."""
        execution = msgspec.structs.replace(self.execution, version=self._before.version + 1)
        tx = self._tx
        known = self._before.task_runs
        removed = [run_id for run_id in self.removed if run_id in known]
        await by_rows(len(self.touched), tx.executions.save, execution, self.touched, removed)
        if self.out.logs:
            tx.logs.add(self.out.logs)
        if self.metrics:
            tx.metrics.add(self.metrics)
        if len(self.out.writes) <= STORE_INLINE_ROWS_MAX:
            for call, arguments in self.out.writes:
                call(*arguments)
        else:
            await self._write_many()
        return Folded(
            execution,
            self._before,
            self._plan,
            frozenset(self.touched),
            tuple(self.out.stops),
        )

    async def _write_many(self) -> None:
        turns = Turns()
        for call, arguments in self.out.writes:
            await turns.turn()
            call(*arguments)
