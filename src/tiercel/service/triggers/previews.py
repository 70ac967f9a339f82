"""When triggers fire: the next dates of one, a dry run of a backfill, a calendar of all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import islice

import msgspec

from tiercel.engine.storage_paths import Reader
from tiercel.engine.triggers.orders import TriggerEnv
from tiercel.engine.triggers.preview import BackfillDates, backfill_dates, upcoming
from tiercel.engine.triggers.triggers import Mechanism, conditions_of, schedule_rule
from tiercel.expr import Lookups, NoLookups
from tiercel.model.errors import IllegalArgument, TiercelError
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.limits import (
    CALENDAR_DATES_MAX,
    CALENDAR_DATES_TOTAL_MAX,
    CALENDAR_DAYS_MAX,
    CALENDAR_TRIGGERS_MAX,
    PREVIEW_NEXT_MAX,
)
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.trigger import TriggerState
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.lookup_rounds import LookupSource, with_lookups
from tiercel.service.off_loop import in_thread
from tiercel.service.triggers.environment import TriggerEnvs
from tiercel.service.triggers.past_dates import succeeded_dates
from tiercel.service.triggers.triggers import TriggerId, TriggerService, computing


class TriggerPreview(msgspec.Struct, frozen=True):
    """The next dates of a schedule in its time zone, and what a backfill would run."""

    zone: str
    next: tuple[datetime, ...]
    backfill: BackfillDates | None = None


class AskedBackfill(msgspec.Struct, frozen=True):
    """The period of a backfill that nobody has started; without an end up to now."""

    start: datetime
    end: datetime | None = None
    skips_succeeded: bool = False


class Upcoming(msgspec.Struct, frozen=True):
    """A schedule and its next date; `cron` only of one that has such an expression."""

    namespace: str
    flow_id: str
    trigger_id: str
    date: datetime
    cron: str | None
    zone: str


class CalendarRow(msgspec.Struct, frozen=True):
    """The dates of one schedule within a window.

    Shapes: unless `is_complete` there are more; with `is_conditional` a date may yet be passed
    over. `error` says why there are none.
    """

    namespace: str
    flow_id: str
    trigger_id: str
    zone: str
    dates: tuple[datetime, ...] = ()
    is_complete: bool = True
    is_conditional: bool = False
    error: str | None = None


class TriggerCalendar(msgspec.Struct, frozen=True):
    """Schedules by their next date; unless `is_complete` there are more of them."""

    start: datetime
    end: datetime
    rows: tuple[CalendarRow, ...]
    is_complete: bool


class TriggerPreviews:
    """Computes dates, in a thread: a schedule may have very many."""

    def __init__(
        self,
        store: Store,
        triggers: TriggerService,
        envs: TriggerEnvs,
        lookups: LookupSource,
        clock: Clock,
    ) -> None:
        self._store = store
        self._triggers = triggers
        self._envs = envs
        self._lookups = lookups
        self._clock = clock

    async def preview(
        self, trigger_id: TriggerId, count: int, backfill: AskedBackfill | None = None
    ) -> TriggerPreview:
        """Raises: NotFound, IllegalArgument for another trigger than a schedule, UnusableDates."""
        async with self._store.transaction() as tx:
            flow, definition = await self._triggers.definition(tx, trigger_id)
        if self._envs.mechanism(definition.type) is not Mechanism.SCHEDULE:
            raise IllegalArgument(
                f"Trigger {definition.id} is a {definition.type}: only schedules have dates."
            )
        now = self._clock.now()
        last = now if backfill is None or backfill.end is None else backfill.end
        if backfill is not None and backfill.start >= last:
            raise IllegalArgument("The start of a backfill must be before its end.")
        done: frozenset[datetime] = frozenset()
        if backfill is not None and backfill.skips_succeeded:
            done = await succeeded_dates(self._store, trigger_id, backfill.start)

        def run(lookups: Lookups) -> TriggerPreview:
            env = self._envs.env(lookups)
            rule = schedule_rule(definition, flow, env)
            holds = conditions_of(definition, flow, rule, env)
            return TriggerPreview(
                zone_name(definition, env),
                tuple(islice(upcoming(rule, holds, now), min(count, PREVIEW_NEXT_MAX))),
                None
                if backfill is None
                else backfill_dates(rule, holds, backfill.start, last, done),
            )

        with computing():
            reader = Reader(flow.namespace, flow.id)
            return await with_lookups(self._lookups, reader, run, is_long=True)

    async def calendar(
        self, filters: Sequence[Filter], start: datetime | None, end: datetime | None
    ) -> TriggerCalendar:
        """A day from now on unless said. Raises: IllegalArgument for more than a month."""
        first = start or self._clock.now()
        last = end or first + timedelta(days=1)
        if not first < last <= first + timedelta(days=CALENDAR_DAYS_MAX):
            raise IllegalArgument(
                f"A calendar has a day at most {CALENDAR_DAYS_MAX} times: its end must be after"
                " its start, and not later than that."
            )
        due = (
            *filters,
            Filter("nextExecutionDate", Operation.LESS_THAN_OR_EQUAL_TO, last),
            Filter("triggerState", Operation.EQUALS, "ENABLED"),
        )
        query = Query(due, (Sort("nextExecutionDate"),), size=CALENDAR_TRIGGERS_MAX)
        async with self._store.transaction() as tx:
            page = await tx.triggers.find(query)
            known = [(each, await self._triggers.schedule(tx, each)) for each in page.results]

        def rows() -> tuple[CalendarRow, ...]:
            found: list[CalendarRow] = []
            left = CALENDAR_DATES_TOTAL_MAX
            for state, place in known:
                if place is not None:
                    row = self._row(state, *place, (first, last, min(left, CALENDAR_DATES_MAX)))
                    left -= len(row.dates)
                    found.append(row)
            return tuple(found)

        is_complete = page.total <= len(page.results)
        return TriggerCalendar(first, last, await in_thread(rows), is_complete)

    async def soonest(self, filters: Sequence[Filter], count: int) -> tuple[Upcoming, ...]:
        """So many schedules that match, by their next date, among the triggers that come first."""
        due = (
            *filters,
            Filter("nextExecutionDate", Operation.GREATER_THAN_OR_EQUAL_TO, self._clock.now()),
            Filter("triggerState", Operation.EQUALS, "ENABLED"),
        )
        query = Query(due, (Sort("nextExecutionDate"),), size=CALENDAR_TRIGGERS_MAX)
        env = self._envs.env(NoLookups())
        found: list[Upcoming] = []
        async with self._store.transaction() as tx:
            for state in (await tx.triggers.find(query)).results:
                if len(found) == count or state.next_date is None:
                    break
                place = await self._triggers.schedule(tx, state)
                if place is not None:
                    found.append(_upcoming(state, state.next_date, place[1], env))
        return tuple(found)

    def _row(
        self,
        state: TriggerState,
        flow: Flow,
        definition: TriggerDefinition,
        window: tuple[datetime, datetime, int],
    ) -> CalendarRow:
        env = self._envs.env(NoLookups())
        first, last, most = window
        names = (state.namespace, state.flow_id, state.trigger_id, zone_name(definition, env))
        try:
            rule = schedule_rule(definition, flow, env)
            dates = tuple(islice(upcoming(rule, None, first, until=last), most + 1))
        except TiercelError as error:
            return CalendarRow(*names, error=error.message)
        is_conditional = conditions_of(definition, flow, rule, env) is not None
        return CalendarRow(*names, dates[:most], len(dates) <= most, is_conditional)


def _upcoming(
    state: TriggerState, date: datetime, definition: TriggerDefinition, env: TriggerEnv
) -> Upcoming:
    cron = definition.properties.get("cron")
    return Upcoming(
        state.namespace,
        state.flow_id,
        state.trigger_id,
        date,
        cron if isinstance(cron, str) else None,
        zone_name(definition, env),
    )


def zone_name(definition: TriggerDefinition, env: TriggerEnv) -> str:
    """The zone that a schedule is read in."""
    return str(definition.properties.get("timezone") or env.zone)
