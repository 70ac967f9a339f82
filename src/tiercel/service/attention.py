"""What needs somebody now: failures in a row, runs that take too long, triggers, workers."""

from __future__ import annotations

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
    ATTENTION_STREAK_MAX,
    ATTENTION_USUAL,
    USUAL_COUNT_MIN,
)
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.state import TERMINATED, StateType
from tiercel.model.trigger import TriggerState
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.executions.executions import shown
from tiercel.service.executions.failures import ExecutionFailures
from tiercel.service.executions.usual import Durations, Spread
from tiercel.service.instance.servers import ServerService, Service

_FAILED = Filter("state", Operation.IN, [StateType.FAILED])
_RUNNING = Filter("state", Operation.IN, [StateType.RUNNING])
_WRONG = (
    Filter("hasError", Operation.EQUALS, True),
    Filter("triggerState", Operation.EQUALS, "enabled"),
)
_ENDED = Filter("state", Operation.IN, sorted(TERMINATED - {StateType.SKIPPED}))


class FailingFlow(msgspec.Struct, frozen=True):
    """A flow whose last executions all failed: so many, or more from ATTENTION_STREAK_MAX on."""

    last: Execution
    since: datetime
    failures: int
    failure: Failure | None


class LongRun(msgspec.Struct, frozen=True):
    """An execution that runs longer than 95 of 100 of its flow do."""

    execution: Execution
    seconds: float
    usual: Spread


class Attention(msgspec.Struct, frozen=True):
    """Everything that needs somebody, the worst first; never more than ATTENTION_ROWS_MAX each.

    Shapes: `running` counts all executions that run now; `workers` are those that fell silent.
    """

    running: int
    failing: tuple[FailingFlow, ...]
    long_running: tuple[LongRun, ...]
    triggers: tuple[TriggerState, ...]
    workers: tuple[Service, ...]


class Seen(msgspec.Struct, frozen=True):
    """Whose executions and triggers are looked at; workers are shown to who sees all of them."""

    executions: Namespaces
    triggers: Namespaces


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
        running, long_running = await self._running(executions)
        return Attention(
            running,
            await self._failing(in_a_row, executions),
            long_running,
            await self._triggers(seen.triggers.filters()),
            await self._workers() if seen.executions.is_all else (),
        )

    async def _failing(self, in_a_row: int, visible: tuple[Filter, ...]) -> tuple[FailingFlow, ...]:
        since = self._clock.now() - timedelta(days=ATTENTION_DAYS)
        names = (Measure("NAMESPACE"), Measure("FLOW_ID"))
        recent = Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, since)
        question = Analysis(
            Source.EXECUTIONS,
            (*names, Measure(aggregation=Aggregation.COUNT)),
            shown((recent, _FAILED, *visible)),
        )
        async with self._store.transaction() as tx:
            rows = await tx.analytics.rows(question)
            often = sorted(rows, key=lambda row: row[2], reverse=True)
            flows = [(row[0], row[1]) for row in often if row[2] >= in_a_row]
            newest = await tx.executions.newest(
                flows[:ATTENTION_FLOWS_MAX], shown((_ENDED,)), ATTENTION_STREAK_MAX
            )
        streaks = []
        for _, several in groupby(newest, key=lambda each: (each.namespace, each.flow_id)):
            failed = list(takewhile(lambda each: each.current is StateType.FAILED, several))
            if len(failed) >= in_a_row:
                streaks.append(failed)
        streaks.sort(key=lambda streak: (len(streak), streak[0].state.last), reverse=True)
        streaks = streaks[:ATTENTION_ROWS_MAX]
        reasons = await self._failures.of([streak[0] for streak in streaks])
        return tuple(
            FailingFlow(each[0], each[-1].state.last, len(each), reasons.get(each[0].id))
            for each in streaks
        )

    async def _running(self, visible: tuple[Filter, ...]) -> tuple[int, tuple[LongRun, ...]]:
        """How many run, and those of the oldest that take longer than usual."""
        oldest = Query(
            shown((_RUNNING, *visible)), (Sort("startDate"),), size=ATTENTION_RUNNING_MAX
        )
        async with self._store.transaction() as tx:
            page = await tx.executions.find_heads(oldest)
        running = page.results
        flows = list(dict.fromkeys((each.namespace, each.flow_id) for each in running))
        usual = await self._durations.of_flows(flows[:ATTENTION_FLOWS_MAX], ATTENTION_USUAL)
        now = self._clock.now()
        found = []
        for each in running:
            spread = usual.get((each.namespace, each.flow_id))
            seconds = (now - each.state.start).total_seconds()
            if spread and spread.count >= USUAL_COUNT_MIN and seconds > spread.p95_s:
                found.append(LongRun(each, seconds, spread))
        found.sort(key=lambda run: run.seconds / max(run.usual.p95_s, 0.001), reverse=True)
        return page.total, tuple(found[:ATTENTION_ROWS_MAX])

    async def _triggers(self, visible: tuple[Filter, ...]) -> tuple[TriggerState, ...]:
        async with self._store.transaction() as tx:
            page = await tx.triggers.find(Query((*_WRONG, *visible), size=ATTENTION_ROWS_MAX))
        return page.results

    async def _workers(self) -> tuple[Service, ...]:
        services = await ServerService(self._store, self._clock).all()
        return tuple(
            each for each in services if each.type == "WORKER" and each.state == "DISCONNECTED"
        )[:ATTENTION_ROWS_MAX]
