"""Triggers: their stored states, switched, unlocked, restarted and backfilled (triggers.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.dates import date_when_enabled
from tiercel.engine.triggers.rules import Rule
from tiercel.engine.triggers.triggers import Mechanism, schedule_rule
from tiercel.expr import Lookups
from tiercel.model.errors import Conflict, IllegalArgument, NotFound, TiercelError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX
from tiercel.model.trigger import Backfill, StoredTrigger, TriggerState
from tiercel.plugin.server import FlowMissing, TriggerMissing
from tiercel.ports.clock import Clock
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookup_rounds import LookupSource, with_lookups
from tiercel.service.triggers.environment import TriggerEnvs
from tiercel.service.triggers.past_dates import succeeded_dates
from tiercel.service.triggers.rows import remove_in
from tiercel.service.unit import after_commit, in_transaction

TriggerId = tuple[str, str, str]  # Namespace, flow, trigger.


class NoBackfill(IllegalArgument):
    """The trigger has no backfill that could be paused, resumed or deleted."""

    def __init__(self) -> None:
        super().__init__("No backfill found")


class UnusableDates(IllegalArgument):
    """The next date of the trigger can't be computed."""


class SwitchOfRealtime(IllegalArgument):
    """A realtime trigger is switched in the flow only."""

    def __init__(self) -> None:
        super().__init__(
            "Realtime triggers can not be disabled through the API, "
            "please edit the trigger from the flow."
        )


class TriggerService:
    """Use cases over the states of triggers; flows are never changed."""

    def __init__(
        self, ports: Ports, flow_cache: FlowCache, envs: TriggerEnvs, lookups: LookupSource
    ) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._notifier = ports.notifier
        self._flow_cache = flow_cache
        self._envs = envs
        self._lookups = lookups

    async def find(self, query: Query) -> Page[StoredTrigger]:
        """A page of states with their definitions."""
        async with self._store.transaction() as tx:
            page = await tx.triggers.find(query)
            known: dict[tuple[str, str], dict[str, TriggerDefinition]] = {}
            rows = [await self._row(tx, state, known) for state in page.results]
        return Page(tuple(rows), page.total)

    async def get(self, trigger_id: TriggerId) -> StoredTrigger:
        """One state with its definition. Raises: NotFound."""
        async with self._store.transaction() as tx:
            state = await tx.triggers.get(*trigger_id)
            if state is None:
                raise _unknown(trigger_id)
            return await self._row(tx, state, {})

    async def all(self) -> list[TriggerState]:
        async with self._store.transaction() as tx:
            return await tx.triggers.all()

    async def all_ids(self, filters: Sequence[Filter]) -> list[TriggerId]:
        """Ids of the states that match."""
        async with self._store.transaction() as tx:
            page = await tx.triggers.find(Query(tuple(filters), size=STORE_PAGE_ROWS_MAX))
        return [(one.namespace, one.flow_id, one.trigger_id) for one in page.results]

    async def set_disabled(self, trigger_id: TriggerId, *, disabled: bool) -> StoredTrigger:
        """Switch off or on. Raises: NotFound, IllegalArgument for realtime triggers."""
        return await self._change(
            trigger_id, lambda place: self._switched(place, disabled=disabled)
        )

    async def update(
        self, trigger_id: TriggerId, *, disabled: bool | None, backfill: Backfill | None
    ) -> StoredTrigger:
        """What the older form can change: the switch and the backfill. Raises: NotFound."""

        done = await self._done(trigger_id, backfill)

        def change(place: _TriggerChange) -> TriggerState:
            state = place.state
            if disabled is not None and disabled is not state.disabled:
                state = self._switched(place, disabled=disabled)
            if backfill is not None:
                state = place.with_backfill(state, backfill, done)
            return msgspec.structs.replace(state, version=place.state.version + 1)

        return await self._change(trigger_id, change, is_long=bool(done))

    async def unlock(self, trigger_id: TriggerId) -> StoredTrigger:
        """Take the lock away. Raises: NotFound, Conflict when there is none."""

        def change(place: _TriggerChange) -> TriggerState:
            if not trigger_state.is_occupied(place.state):
                raise Conflict("Trigger is not locked")
            return trigger_state.unlocked(place.state, self._clock.now())

        return await self._change(trigger_id, change)

    async def restart(self, trigger_id: TriggerId) -> StoredTrigger:
        """Begin anew: no lock, no worker, no last date, no failures. Raises: NotFound."""

        def change(place: _TriggerChange) -> TriggerState:
            fine = trigger_state.succeeded(place.state)
            freed = trigger_state.unlocked(fine, self._clock.now())
            return msgspec.structs.replace(freed, date=None, next_date=place.next_date())

        return await self._change(trigger_id, change)

    async def delete(self, trigger_id: TriggerId) -> None:
        """Forget the state; saving the flow makes a new one. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            if await tx.triggers.get(*trigger_id) is None:
                raise _unknown(trigger_id)
            remove_in(tx, *trigger_id)

        await in_transaction(self._store, write)

    async def create_backfill(self, trigger_id: TriggerId, backfill: Backfill) -> StoredTrigger:
        """Run past dates. Raises: NotFound, Conflict while one runs, IllegalArgument."""
        done = await self._done(trigger_id, backfill)

        def change(place: _TriggerChange) -> TriggerState:
            if place.state.backfill is not None:
                raise Conflict("A backfill is already running")
            return place.with_backfill(place.state, backfill, done)

        return await self._change(trigger_id, change, is_long=bool(done))

    async def _done(self, trigger_id: TriggerId, backfill: Backfill | None) -> frozenset[datetime]:
        """The dates that a backfill skips."""
        if backfill is None or not backfill.skips_succeeded:
            return frozenset()
        return await succeeded_dates(self._store, trigger_id, backfill.start)

    async def pause_backfill(self, trigger_id: TriggerId) -> StoredTrigger:
        """Nothing fires until it goes on. Raises: NotFound, NoBackfill."""
        return await self._change(
            trigger_id, lambda place: trigger_state.with_backfill_paused(place.backfilled())
        )

    async def resume_backfill(self, trigger_id: TriggerId) -> StoredTrigger:
        """Go on. Raises: NotFound, NoBackfill."""
        return await self._change(
            trigger_id,
            lambda place: trigger_state.with_backfill_resumed(place.backfilled(), place.rule()),
        )

    async def delete_backfill(self, trigger_id: TriggerId) -> StoredTrigger:
        """Back to the regular dates. Raises: NotFound, NoBackfill."""
        return await self._change(
            trigger_id,
            lambda place: trigger_state.without_backfill(
                place.backfilled(), place.rule(), self._clock.now()
            ),
        )

    async def _change(
        self,
        trigger_id: TriggerId,
        change: Callable[[_TriggerChange], TriggerState],
        *,
        is_long: bool = False,
    ) -> StoredTrigger:
        namespace, flow_id, name = trigger_id

        async def write(tx: Tx) -> StoredTrigger:
            flow, definition = await self.definition(tx, trigger_id)
            state = await tx.triggers.get(namespace, flow_id, name)
            if state is None:
                raise _unknown(trigger_id)

            def run(lookups: Lookups) -> TriggerState:
                return change(_TriggerChange(state, definition, flow, self, lookups))

            reader = Reader(namespace, flow_id)
            found = await with_lookups(self._lookups, reader, run, is_long=is_long)
            changed = msgspec.structs.replace(found, updated=self._clock.now())
            tx.triggers.put(changed)
            return StoredTrigger(changed, definition, self.kind_of(definition.type))

        row = await in_transaction(self._store, write)
        after_commit(lambda: self._notifier.notify("scheduler"))
        return row

    async def schedule(self, tx: Tx, state: TriggerState) -> tuple[Flow, TriggerDefinition] | None:
        """The flow and the definition of a schedule that can fire; None of other triggers."""
        try:
            flow, definition = await self.definition(
                tx, (state.namespace, state.flow_id, state.trigger_id)
            )
        except (FlowMissing, TriggerMissing):
            return None
        is_off = flow.disabled or definition.disabled
        is_schedule = self._envs.mechanism(definition.type) is Mechanism.SCHEDULE
        return (flow, definition) if is_schedule and not is_off else None

    async def definition(self, tx: Tx, trigger_id: TriggerId) -> tuple[Flow, TriggerDefinition]:
        """A trigger of the newest revision of its flow. Raises: FlowMissing, TriggerMissing."""
        namespace, flow_id, name = trigger_id
        plan = await self._flow_cache.plan(tx, namespace, flow_id)
        if plan is None:
            raise FlowMissing(f"Flow of trigger {name} not found")
        found = next((one for one in plan.flow.triggers if one.id == name), None)
        if found is None:
            raise TriggerMissing(f"Flow {flow_id} has no trigger {name}")
        return plan.flow, found

    async def _row(
        self,
        tx: Tx,
        state: TriggerState,
        known: dict[tuple[str, str], dict[str, TriggerDefinition]],
    ) -> StoredTrigger:
        """The state with its definition; `known` are those of the flows so far, by id."""
        flow = (state.namespace, state.flow_id)
        if flow not in known:
            plan = await self._flow_cache.plan(tx, *flow)
            triggers = () if plan is None else plan.flow.triggers
            known[flow] = {one.id: one for one in reversed(triggers)}
        definition = known[flow].get(state.trigger_id)
        if definition is None:
            return StoredTrigger(state, None, None)
        return StoredTrigger(state, definition, self.kind_of(definition.type))

    def kind_of(self, type_name: str) -> str | None:
        """SCHEDULE, POLLING or REALTIME; None for other triggers."""
        mechanism = self._envs.mechanism(type_name)
        is_scheduled = mechanism in (Mechanism.SCHEDULE, Mechanism.POLLING, Mechanism.REALTIME)
        return mechanism.value if is_scheduled else None

    def _switched(self, place: _TriggerChange, *, disabled: bool) -> TriggerState:
        if place.is_realtime and disabled is not place.state.disabled:
            raise SwitchOfRealtime()
        if disabled:
            return trigger_state.disabled(place.state)
        if not place.state.disabled:
            return trigger_state.changed(place.state)
        return trigger_state.enabled(place.state, place.next_date())

    def now_and_env(self, lookups: Lookups) -> tuple[Clock, TriggerEnvs, Lookups]:
        """What a place needs to compute dates."""
        return self._clock, self._envs, lookups


class _TriggerChange:
    """One trigger while it is changed."""

    def __init__(
        self,
        state: TriggerState,
        definition: TriggerDefinition,
        flow: Flow,
        service: TriggerService,
        lookups: Lookups,
    ) -> None:
        self.state = state
        self.definition = definition
        self.flow = flow
        self._clock, self._envs, self._lookups = service.now_and_env(lookups)

    @property
    def is_realtime(self) -> bool:
        """Whether it is a job that does not end."""
        return self._envs.mechanism(self.definition.type) is Mechanism.REALTIME

    def rule(self) -> Rule:
        """The dates of a schedule. Raises: IllegalArgument for other triggers, UnusableDates."""
        if self._envs.mechanism(self.definition.type) is not Mechanism.SCHEDULE:
            raise IllegalArgument("Only schedules can be backfilled")
        with computing():
            return schedule_rule(self.definition, self.flow, self._envs.env(self._lookups))

    def with_backfill(
        self, state: TriggerState, backfill: Backfill, done: frozenset[datetime]
    ) -> TriggerState:
        """The state with a backfill that skips the dates that are done."""
        rule = self.rule()
        skipped = trigger_state.rows_of(rule, done)
        return trigger_state.with_backfill(
            state, rule, msgspec.structs.replace(backfill, skipped=skipped)
        )

    def next_date(self) -> datetime | None:
        """When it is due once it is switched on."""
        env = self._envs.env(self._lookups)
        now = self._clock.now()
        with computing():
            return date_when_enabled(self.state, self.definition, self.flow, now, env)

    def backfilled(self) -> TriggerState:
        """The state, which must have a backfill."""
        if self.state.backfill is None:
            raise NoBackfill()
        return self.state


def _unknown(trigger_id: TriggerId) -> NotFound:
    namespace, flow_id, name = trigger_id
    return NotFound.of("Trigger", name, f"flow '{namespace}.{flow_id}'")


@contextmanager
def computing() -> Iterator[None]:
    """Raises: UnusableDates for whatever a schedule has that gives no date."""
    try:
        yield
    except TiercelError as error:
        raise UnusableDates(error.message) from error
