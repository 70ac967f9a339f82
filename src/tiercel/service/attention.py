"""What needs somebody now: failures in a row, runs that take too long, triggers, workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby, takewhile

import msgspec

from tiercel.model.authorization.grants import Namespaces
from tiercel.model.execution import Execution
from tiercel.model.failure import Failure
from tiercel.model.limits import (
    ATTENTION_DAYS,
    ATTENTION_FLOWS_MAX,
    ATTENTION_ROWS_MAX,
    ATTENTION_RUNNING_MAX,
    ATTENTION_STARTS,
    ATTENTION_STREAK_MAX,
    ATTENTION_USUAL,
    USUAL_COUNT_MIN,
)
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.lists.paging import Filter, Operation, Page, Query, Sort
from tiercel.model.state import TERMINATED, StateType
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.executions.executions import shown
from tiercel.service.executions.failures import ExecutionFailures
from tiercel.service.executions.reports.late import start_delay
from tiercel.service.executions.usual import GOOD, Durations, Spread, spread_of
from tiercel.service.instance.servers import ServerService, Service
from tiercel.service.triggers.previews import Upcoming

_FAILED = Filter("state", Operation.IN, [StateType.FAILED])
_RUNNING = Filter("state", Operation.IN, [StateType.RUNNING])
_WRONG = (
    Filter("hasError", Operation.EQUALS, True),
    Filter("triggerState", Operation.EQUALS, "enabled"),
)
_ENDED = Filter("state", Operation.IN, sorted(TERMINATED - {StateType.SKIPPED}))


class FailingFlow(msgspec.Struct, frozen=True):
    """A flow whose last executions all failed: these, the newest first.

    Shapes: of ATTENTION_STREAK_MAX there may be more.
    """

    failures: tuple[Execution, ...]
    failure: Failure | None

    @property
    def last(self) -> Execution:
        """The newest of them."""
        return self.failures[0]

    @property
    def since(self) -> datetime:
        """When the first of them had failed."""
        return self.failures[-1].state.last


class FailedFlow(msgspec.Struct, frozen=True):
    """A flow of which so many executions failed within ATTENTION_DAYS.

    Shapes: `newest` are up to ATTENTION_STREAK_MAX that have ended, the newest first; `failure` is
    why the newest of them that failed did.
    """

    newest: tuple[Execution, ...]
    failures: int
    failure: Failure | None

    @property
    def last_success(self) -> Execution | None:
        """The newest of them that went well."""
        return next((each for each in self.newest if each.current in GOOD), None)


class Running(msgspec.Struct, frozen=True):
    """An execution that runs, with how long its flow usually takes if anything is usual."""

    execution: Execution
    usual: Spread | None


class LongRun(msgspec.Struct, frozen=True):
    """An execution that runs longer than 95 of 100 of its flow do."""

    execution: Execution
    seconds: float
    usual: Spread


class ChangedFlow(msgspec.Struct, frozen=True):
    """The newest revision of a flow, with how many executions of it are in which state."""

    flow: StoredFlow
    runs: Mapping[StateType, int]


class Attention(msgspec.Struct, frozen=True):
    """Everything that needs somebody, the worst first; never more than ATTENTION_ROWS_MAX each.

    Shapes: `running` counts all executions that run now, `running_now` are the oldest of them;
    `running_everywhere` counts those outside of the namespace that was asked for as well;
    `failed` are flows with most failures first, in a row or not; `workers` are those that fell
    silent; `upcoming` are schedules by their next date; `changed` are flows that were changed
    within ATTENTION_DAYS, the newest change first; `flows` counts all; `newest` are the newest of
    so many `executions`; `start_delay` is how long after they were to begin the newest
    ATTENTION_STARTS did, as far as they have begun.
    """

    running: int
    running_now: tuple[Running, ...]
    failing: tuple[FailingFlow, ...]
    failed: tuple[FailedFlow, ...]
    long_running: tuple[LongRun, ...]
    triggers: tuple[TriggerState, ...]
    workers: tuple[Service, ...]
    changed: tuple[ChangedFlow, ...] = ()
    upcoming: tuple[Upcoming, ...] = ()
    running_everywhere: int = 0
    executions: int = 0
    newest: tuple[Execution, ...] = ()
    flows: int = 0
    start_delay: Spread | None = None


class Seen(msgspec.Struct, frozen=True):
    """What is looked at; `everywhere` are all executions that are seen, `executions` some of them.

    Workers, which are of no namespace, are shown to who sees all executions.
    """

    flows: Namespaces
    executions: Namespaces
    triggers: Namespaces
    everywhere: Namespaces


class AttentionService:
    """Asks counted days, indexes and small tables only."""

    def __init__(
        self, store: Store, failures: ExecutionFailures, durations: Durations, clock: Clock
    ) -> None:
        self._store = store
        self._failures = failures
        self._durations = durations
        self._clock = clock

    async def now(self, in_a_row: int, seen: Seen) -> Attention:
        """`in_a_row` failures, ATTENTION_STREAK_MAX at most, list a flow."""
        executions = seen.executions.filters()
        running, now = await self._running(executions)
        everywhere = running
        if seen.everywhere != seen.executions:
            everywhere = await self._count_running(seen.everywhere.filters())
        failing, failed = await self._failing(in_a_row, executions)
        newest = await self._newest(executions)
        return Attention(
            running,
            now[:ATTENTION_ROWS_MAX],
            failing,
            failed,
            self._long(now),
            await self._triggers(seen.triggers.filters()),
            await self._workers() if seen.everywhere.is_all else (),
            await self._changed(seen.flows.filters(), executions),
            running_everywhere=everywhere,
            flows=await self._count_flows(seen.flows.filters()),
            executions=newest.total,
            newest=newest.results[:ATTENTION_ROWS_MAX],
            start_delay=self._start_delay(newest.results),
        )

    async def _newest(self, visible: tuple[Filter, ...]) -> Page[Execution]:
        """The newest ATTENTION_STARTS, and how many there are in all."""
        newest = Query(
            shown(visible), (Sort("startDate", is_descending=True),), size=ATTENTION_STARTS
        )
        async with self._store.transaction() as tx:
            return await tx.executions.find_heads(newest)

    def _start_delay(self, newest: Iterable[Execution]) -> Spread | None:
        now = self._clock.now()
        delays = (start_delay(each, now) for each in newest)
        return spread_of(each for each in delays if each is not None)

    async def _failing(
        self, in_a_row: int, visible: tuple[Filter, ...]
    ) -> tuple[tuple[FailingFlow, ...], tuple[FailedFlow, ...]]:
        """Those that fail again and again, and those with most failures."""
        since = self._since()
        names = (Measure("NAMESPACE"), Measure("FLOW_ID"))
        recent = Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, since)
        question = Analysis(
            Source.EXECUTIONS,
            (*names, Measure(aggregation=Aggregation.COUNT)),
            shown((recent, _FAILED, *visible)),
        )
        async with self._store.transaction() as tx:
            rows = await tx.analytics.rows(question)
            often = sorted(rows, key=lambda row: row[2], reverse=True)[:ATTENTION_FLOWS_MAX]
            flows = [(row[0], row[1]) for row in often]
            found = await tx.executions.newest(flows, shown((_ENDED,)), ATTENTION_STREAK_MAX)
        newest = {
            flow: tuple(several)
            for flow, several in groupby(found, key=lambda each: (each.namespace, each.flow_id))
        }
        streaks = [
            streak for several in newest.values() if len(streak := _streak(several)) >= in_a_row
        ]
        streaks.sort(key=lambda streak: (len(streak), streak[0].state.last), reverse=True)
        streaks = streaks[:ATTENTION_ROWS_MAX]
        counted = [(newest.get((row[0], row[1]), ()), row[2]) for row in often[:ATTENTION_ROWS_MAX]]
        last = [each for several, _ in counted if (each := _newest_failed(several))]
        reasons = await self._failures.of([*(streak[0] for streak in streaks), *last])
        return (
            tuple(FailingFlow(tuple(each), reasons.get(each[0].id)) for each in streaks),
            tuple(
                FailedFlow(several, count, reasons.get(each.id))
                for several, count in counted
                if (each := _newest_failed(several))
            ),
        )

    async def _count_running(self, visible: tuple[Filter, ...]) -> int:
        async with self._store.transaction() as tx:
            return (
                await tx.executions.find_heads(Query(shown((_RUNNING, *visible)), size=1))
            ).total

    async def _count_flows(self, visible: tuple[Filter, ...]) -> int:
        async with self._store.transaction() as tx:
            return (await tx.flows.find(Query(visible, size=1))).total

    async def _running(self, visible: tuple[Filter, ...]) -> tuple[int, tuple[Running, ...]]:
        """How many run, and the oldest of them."""
        oldest = Query(
            shown((_RUNNING, *visible)), (Sort("startDate"),), size=ATTENTION_RUNNING_MAX
        )
        async with self._store.transaction() as tx:
            page = await tx.executions.find_heads(oldest)
        running = page.results
        flows = list(dict.fromkeys((each.namespace, each.flow_id) for each in running))
        usual = await self._durations.of_flows(flows[:ATTENTION_FLOWS_MAX], ATTENTION_USUAL)
        spreads = {
            flow: spread for flow, spread in usual.items() if spread.count >= USUAL_COUNT_MIN
        }
        return page.total, tuple(
            Running(each, spreads.get((each.namespace, each.flow_id))) for each in running
        )

    def _long(self, running: tuple[Running, ...]) -> tuple[LongRun, ...]:
        """Those that take longer than usual."""
        now = self._clock.now()
        found = []
        for each in running:
            seconds = (now - each.execution.state.start).total_seconds()
            if each.usual and seconds > each.usual.p95_s:
                found.append(LongRun(each.execution, seconds, each.usual))
        found.sort(key=lambda run: run.seconds / max(run.usual.p95_s, 0.001), reverse=True)
        return tuple(found[:ATTENTION_ROWS_MAX])

    async def _triggers(self, visible: tuple[Filter, ...]) -> tuple[TriggerState, ...]:
        async with self._store.transaction() as tx:
            page = await tx.triggers.find(Query((*_WRONG, *visible), size=ATTENTION_ROWS_MAX))
        return page.results

    async def _changed(
        self, flows: tuple[Filter, ...], executions: tuple[Filter, ...]
    ) -> tuple[ChangedFlow, ...]:
        since = self._since()
        recent = Filter("updated", Operation.GREATER_THAN_OR_EQUAL_TO, since)
        newest = Query(
            (recent, *flows), (Sort("updated", is_descending=True),), size=ATTENTION_ROWS_MAX
        )
        columns = ("NAMESPACE", "FLOW_ID", "FLOW_REVISION", "STATE")
        async with self._store.transaction() as tx:
            found = (await tx.flows.find(newest)).results
            of_these = Filter("flowId", Operation.IN, [each.id for each in found])
            started = Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, since)
            question = Analysis(
                Source.EXECUTIONS,
                (*map(Measure, columns), Measure(aggregation=Aggregation.COUNT)),
                shown((started, of_these, *executions)),
            )
            rows = await tx.analytics.rows(question) if found else ()
        runs: dict[tuple[str, str, int], dict[StateType, int]] = {}
        for namespace, flow_id, revision, state, count in rows:
            runs.setdefault((namespace, flow_id, int(revision)), {})[StateType(state)] = count
        return tuple(
            ChangedFlow(each, runs.get((each.namespace, each.id, each.revision), {}))
            for each in found
        )

    def _since(self) -> datetime:
        return self._clock.now() - timedelta(days=ATTENTION_DAYS)

    async def _workers(self) -> tuple[Service, ...]:
        services = await ServerService(self._store, self._clock).all()
        return tuple(
            each for each in services if each.type == "WORKER" and each.state == "DISCONNECTED"
        )[:ATTENTION_ROWS_MAX]


def _streak(newest: tuple[Execution, ...]) -> list[Execution]:
    """Those at the beginning that failed."""
    return list(takewhile(lambda each: each.current is StateType.FAILED, newest))


def _newest_failed(newest: tuple[Execution, ...]) -> Execution | None:
    return next((each for each in newest if each.current is StateType.FAILED), None)
