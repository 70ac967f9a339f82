"""What the server measures of itself: this process' own meters, and what the store counts."""

from __future__ import annotations

from datetime import datetime

from tiercel.model.limits import METERS_AGE_SECONDS, METERS_GROUPS_MAX
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.state import TERMINATED, StateType
from tiercel.model.trigger import overdue_since
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.observability.instruments import Sample
from tiercel.service.observability.telemetry import Telemetry

_COUNT = Measure(aggregation=Aggregation.COUNT)
_FAILING = Filter("hasError", Operation.EQUALS, True)
_OPEN = [state.value for state in StateType if state not in TERMINATED]


class MeterService:
    """Reads meters; what the store counts is kept for a moment, and is the same on all servers."""

    def __init__(
        self, store: Store, clock: Clock, telemetry: Telemetry, *, asks_store: bool = True
    ) -> None:
        self._store = store
        self._clock = clock
        self._telemetry = telemetry
        # Many workers are many scrapes: it is enough when servers with an API ask.
        self._asks_store = asks_store
        self._samples: list[Sample] = []
        self._read_at: datetime | None = None

    async def read(self) -> list[Sample]:
        """All samples; those of the store are at most METERS_AGE_SECONDS old."""
        if not self._asks_store:
            return list(self._telemetry.samples())
        now = self._clock.now()
        age = None if self._read_at is None else (now - self._read_at).total_seconds()
        if age is None or age > METERS_AGE_SECONDS:
            self._samples = [*await self._open_executions(), *await self._queues(now)]
            self._read_at = now
        return [*self._samples, *self._telemetry.samples()]

    async def _open_executions(self) -> list[Sample]:
        analysis = Analysis(
            Source.EXECUTIONS,
            (Measure("NAMESPACE"), Measure("STATE"), _COUNT),
            (Filter("state", Operation.IN, _OPEN),),
            limit=METERS_GROUPS_MAX,
        )
        async with self._store.transaction() as tx:
            rows = await tx.analytics.rows(analysis)
        about = "Executions that have not ended."
        return [
            Sample(
                "executor_execution_running_count",
                "gauge",
                about,
                count,
                {"namespace_id": namespace, "state": str(state)},
            )
            for namespace, state, count in rows
        ]

    async def _queues(self, now: datetime) -> list[Sample]:
        async with self._store.transaction() as tx:
            waiting, claimed = await tx.jobs.count()
            triggers = await tx.analytics.rows(Analysis(Source.TRIGGERS, (_COUNT,)))
            failing = (await tx.triggers.find(Query((_FAILING,), size=1))).total
            late = Filter("overdue", Operation.EQUALS, overdue_since(now))
            overdue = (await tx.triggers.find(Query((late,), size=1))).total
        return [
            Sample("worker_job_pending", "gauge", "Jobs that wait for a worker.", waiting),
            Sample("worker_job_running", "gauge", "Jobs that a worker holds.", claimed),
            Sample("scheduler_trigger_count", "gauge", "Triggers with a state.", triggers[0][0]),
            Sample(
                "scheduler_trigger_failing_count",
                "gauge",
                "Triggers whose last evaluation failed.",
                failing,
            ),
            Sample(
                "scheduler_trigger_overdue_count",
                "gauge",
                "Triggers whose date passed a minute ago or more, unused.",
                overdue,
            ),
        ]
