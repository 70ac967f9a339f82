"""What the server measures of itself, read from the store when somebody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

import msgspec

from tiercel.model.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.json_types import Json
from tiercel.model.limits import METERS_AGE_SECONDS, METERS_GROUPS_MAX
from tiercel.model.state import TERMINATED, StateType
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store

_COUNT = Measure(aggregation=Aggregation.COUNT)
_SECONDS = Measure("DURATION", Aggregation.SUM)
_FLOW = (Measure("NAMESPACE"), Measure("FLOW_ID"))


class Sample(msgspec.Struct, frozen=True):
    """One value of one series; names are without prefix and suffix."""

    name: str
    kind: Literal["counter", "gauge"]
    about: str
    value: float
    labels: dict[str, str] = {}


class MeterService:
    """Counts executions by flow and state, jobs and triggers; an answer is kept for a moment."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._samples: list[Sample] = []
        self._read_at: datetime | None = None

    async def read(self) -> list[Sample]:
        """All samples, at most METERS_AGE_SECONDS old."""
        now = self._clock.now()
        age = None if self._read_at is None else (now - self._read_at).total_seconds()
        if age is None or age > METERS_AGE_SECONDS:
            self._samples = [*await self._executions(), *await self._queues()]
            self._read_at = now
        return self._samples

    async def _executions(self) -> list[Sample]:
        analysis = Analysis(
            Source.EXECUTIONS,
            (*_FLOW, Measure("STATE"), _COUNT, _SECONDS),
            limit=METERS_GROUPS_MAX,
        )
        async with self._store.transaction() as tx:
            rows = await tx.analytics.rows(analysis)
        return list(_execution_samples(rows))

    async def _queues(self) -> list[Sample]:
        async with self._store.transaction() as tx:
            waiting, claimed = await tx.jobs.count()
            triggers = await tx.analytics.rows(Analysis(Source.TRIGGERS, (_COUNT,)))
        return [
            Sample("worker_job_pending", "gauge", "Jobs that wait for a worker.", waiting),
            Sample("worker_job_running", "gauge", "Jobs that a worker holds.", claimed),
            Sample("scheduler_trigger_count", "gauge", "Triggers with a state.", triggers[0][0]),
        ]


def _execution_samples(rows: list[tuple[Json, ...]]) -> Iterator[Sample]:
    """Started ones per flow, then ended and open ones per flow and state."""
    started: Counter[tuple[str, str]] = Counter()
    for namespace, flow_id, _, count, _ in rows:
        started[namespace, flow_id] += count
    for (namespace, flow_id), count in started.items():
        labels = {"namespace_id": namespace, "flow_id": flow_id}
        about = "Executions that were started."
        yield Sample("executor_execution_started_count", "counter", about, count, labels)
    for namespace, flow_id, state, count, seconds in rows:
        labels = {"namespace_id": namespace, "flow_id": flow_id, "state": str(state)}
        if StateType(state) not in TERMINATED:
            about = "Executions that have not ended."
            yield Sample("executor_execution_running_count", "gauge", about, count, labels)
            continue
        about = "Executions that have ended."
        yield Sample("executor_execution_end_count", "counter", about, count, labels)
        about = "Time that ended executions took, in seconds."
        name = "executor_execution_duration_seconds"
        yield Sample(name, "counter", about, float(seconds or 0), labels)
