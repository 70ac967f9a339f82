"""The loop that advances executions: due timers become events, waiting events are folded."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from tiercel.model.errors import Stale
from tiercel.model.events import Submitted, WaitOver
from tiercel.model.job import InboxEvent
from tiercel.model.limits import (
    CLAIMED_EXECUTIONS_MAX,
    IDLE_WAIT_S,
    INLINE_PER_TICK_MAX,
    TIMERS_PER_TICK_MAX,
)
from tiercel.model.stored.limits import STORE_INLINE_ROWS_MAX
from tiercel.ports.store import Notifier, Store, Tx
from tiercel.runtime.executor.advance import Budget, Engine, Folded, advance, give_up
from tiercel.runtime.executor.observe import observe_fold, observe_large_fold
from tiercel.runtime.executor.slots import SlotRegistry
from tiercel.runtime.executor.switches import SwitchWatch
from tiercel.runtime.reasons import is_outage, reason_of
from tiercel.service.observability.telemetry import Telemetry

LOG = logging.getLogger("tiercel.executor")
UNSETTLED_PAGE = 500
# What is done with the waiting events of one execution.
Way = Callable[[Tx, Sequence[InboxEvent], SlotRegistry], Awaitable[Folded | None]]


class Executor:
    """Claims executions with waiting events and folds them, many in one transaction."""

    def __init__(
        self, store: Store, notifier: Notifier, engine: Engine, telemetry: Telemetry | None = None
    ) -> None:
        self._store = store
        self._notifier = notifier
        self._engine = engine
        self._telemetry = telemetry or Telemetry()
        self._next_timer: datetime | None = None
        self._next_look: datetime | None = None
        self._timers_known = False
        self._claimed: tuple[str, ...] = ()
        self._switches = SwitchWatch(engine.switches)
        self._budget = Budget(INLINE_PER_TICK_MAX)
        # Saved, and still to be reported to the telemetry, a few at a time.
        self._large: list[Folded] = []

    async def recover(self) -> None:
        """At start: look at every execution that was left unfinished."""
        after = ""
        while True:
            async with self._store.transaction() as tx:
                ids = await tx.executions.unsettled(after, UNSETTLED_PAGE)
                for execution_id in ids:
                    tx.inbox.put(execution_id, Submitted())
            if len(ids) < UNSETTLED_PAGE:
                return
            after = ids[-1]

    async def tick(self, now: datetime) -> bool:
        """Do what can be done now; whether anything was."""
        did = await self._follow_switches(now)
        did |= await self._fire_timers(now)
        return await self._advance_some() or did

    async def _follow_switches(self, now: datetime) -> bool:
        if not self._switches.has_news(now):
            return False
        async with self._store.transaction() as tx:
            await self._switches.look(tx)
        return True

    def next_due(self) -> datetime | None:
        """When the soonest timer is due, as far as known."""
        return self._next_timer

    async def _fire_timers(self, now: datetime) -> bool:
        if self._timers_known and self._next_timer is not None and self._next_timer > now:
            # Other servers may have set a timer that is due sooner, and be gone by now.
            is_late = self._next_look is None or now >= self._next_look
            if not (self._store.is_shared and is_late):
                return False
        self._next_look = now + timedelta(seconds=IDLE_WAIT_S)
        async with self._store.transaction() as tx:
            due = await tx.timers.due(now, TIMERS_PER_TICK_MAX)
            for timer in due:
                tx.timers.delete(timer.execution_id, timer.key)
                tx.inbox.put(timer.execution_id, WaitOver(timer.key))
            if not due:
                self._next_timer = await tx.timers.next_due()
                self._timers_known = self._next_timer is not None
        return bool(due)

    async def _advance_some(self) -> bool:
        try:
            return await self._advance_batch(CLAIMED_EXECUTIONS_MAX, self._fold)
        except Exception as error:
            if is_outage(error):
                raise
            # One execution of the batch changed under us, or can't be stored; alone it hurts
            # nobody else.
            if not isinstance(error, Stale):
                LOG.warning("executions are advanced one by one: %s", reason_of(error))
        self._engine.cache.clear()
        for _ in range(CLAIMED_EXECUTIONS_MAX):
            if not await self._advance_one():
                break
        return True

    async def _advance_one(self) -> bool:
        try:
            return await self._advance_batch(1, self._fold)
        except Stale:
            self._engine.cache.clear()
            return True
        except Exception as error:
            self._engine.cache.clear()
            if is_outage(error) or not self._claimed:
                raise
            execution_id = self._claimed[0]
            LOG.exception("an execution can't be stored", extra={"execution_id": execution_id})
            await self._give_up(execution_id, error)
            return True

    async def _give_up(self, execution_id: str, cause: Exception) -> None:
        """Fail an execution that can't be stored; when not even that can be, drop its events."""

        async def fail(tx: Tx, waiting: Sequence[InboxEvent], slots: SlotRegistry) -> Folded | None:
            if waiting[0].execution_id != execution_id:
                # Another executor has it meanwhile: this one is left for the next tick.
                raise Stale
            return await give_up(self._engine, tx, waiting, slots, cause)

        async def drop(tx: Tx, waiting: Sequence[InboxEvent], _: SlotRegistry) -> Folded | None:
            if waiting[0].execution_id == execution_id:
                tx.inbox.done(event.seq for event in waiting)
            return None

        for way in (fail, drop):
            try:
                await self._advance_batch(1, way)
            except Stale:
                pass
            except Exception as error:
                if is_outage(error):
                    raise
                LOG.exception("a failure can't be stored", extra={"execution_id": execution_id})
                continue
            return

    async def _advance_batch(self, limit: int, way: Way) -> bool:
        folded: list[Folded] = []
        self._claimed = ()
        try:
            async with self._store.transaction() as tx:
                claimed = await tx.inbox.claim(limit, self._switches.passed)
                if not claimed:
                    return False
                self._claimed = tuple(claimed)
                await self._engine.cache.verify(tx, claimed)
                slots = SlotRegistry()
                self._budget = Budget(INLINE_PER_TICK_MAX)
                for waiting in claimed.values():
                    result = await way(tx, waiting, slots)
                    if result is not None:
                        folded.append(result)
        except BaseException:
            for each in folded:
                self._engine.cache.drop(each.execution.id)
            raise
        self._timers_known = False
        self._telemetry.claims.add()
        self._telemetry.claimed.add(amount=len(claimed))
        self._telemetry.events.add(amount=sum(map(len, claimed.values())))
        for each in folded:
            self._after(each)
        while self._large:
            await self._observe_large(self._large.pop())
        return True

    async def _fold(
        self, tx: Tx, waiting: Sequence[InboxEvent], slots: SlotRegistry
    ) -> Folded | None:
        if not self._engine.switches.is_idle:
            execution = await self._engine.cache.load(tx, waiting[0].execution_id)
            if execution is not None and self._switches.passes_over(execution):
                return None
        return await advance(self._engine, tx, waiting, slots, self._budget)

    def _after(self, folded: Folded) -> None:
        self._engine.cache.put(folded.execution)
        if len(folded.touched) > STORE_INLINE_ROWS_MAX:
            self._large.append(folded)
        else:
            observe_fold(
                self._telemetry,
                folded.before,
                folded.execution,
                touched=folded.touched,
                plan=folded.plan,
            )
        if folded.stops:
            self._engine.applier.stop_registry.stop(folded.stops)
            self._notifier.notify("worker")

    async def _observe_large(self, folded: Folded) -> None:
        await observe_large_fold(
            self._telemetry,
            folded.before,
            folded.execution,
            touched=folded.touched,
            plan=folded.plan,
        )
