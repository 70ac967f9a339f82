"""Why an execution waits, with what its workers, its flow and other executions say of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from tiercel.engine.plan import FlowPlan
from tiercel.engine.waiting import waiting_reasons
from tiercel.engine.waiting_texts import text_of
from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution
from tiercel.model.failure import Failure
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    HEARTBEAT_TIMEOUT_S,
    WAITING_EXECUTIONS_MAX,
    WAITING_POSITION_MAX,
    WAITING_QUEUES_MAX,
    WAITING_REASONS_MAX,
    WORKER_SILENT_S,
)
from tiercel.model.state import StateType
from tiercel.model.stored.records import MEMBERS
from tiercel.model.waiting import (
    AwaitedExecution,
    AwaitedInput,
    Cause,
    LimitUse,
    Queue,
    WaitingReason,
)
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.pauses import inputs_of
from tiercel.service.flows.cache import FlowCache
from tiercel.service.instance.worker_groups import WorkerGroupRegistry
from tiercel.service.off_loop import by_rows


class Explained(msgspec.Struct, frozen=True):
    """A reason, and its words as of now."""

    reason: WaitingReason
    text: str


class Waiting(msgspec.Struct, frozen=True):
    """An execution and all that it waits for, the first WAITING_REASONS_MAX of `total`.

    Shapes: `failure` says why it failed, if it did.
    """

    execution: Execution
    reasons: tuple[Explained, ...] = ()
    total: int = 0
    failure: Failure | None = None


class ExecutionWaits:
    """Reads points and short stretches of indexes only, however long the queues are."""

    def __init__(self, store: Store, flow_cache: FlowCache, clock: Clock) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._clock = clock

    async def get(self, execution_id: str) -> Waiting:
        """Of one execution; one that has ended waits for nothing. Raises: NotFound."""
        async with self._store.transaction() as tx:
            execution = await tx.executions.get(execution_id)
        if execution is None:
            raise NotFound.of("Execution", execution_id)
        return await self.of(execution)

    async def of(self, execution: Execution, limit: int = WAITING_REASONS_MAX) -> Waiting:
        """Of an execution as it was read; at most so many reasons are looked into."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            timers = await tx.timers.of(execution.id)
            if execution.is_settled and not timers:
                return Waiting(execution)
            jobs = await tx.jobs.of(execution.id)
            plan = await self._flow_cache.plan(
                tx, execution.namespace, execution.flow_id, execution.flow_revision
            )
            rows = len(execution.task_runs)
            found = await by_rows(rows, waiting_reasons, execution, jobs, timers, plan)
            servers = await _servers(tx)
            executors = sum("executor" in each.parts for each in servers if each.is_alive(now))
            is_ignored = not executors and await tx.inbox.waits(execution.id)
            if is_ignored or (not found and not execution.is_settled):
                found.insert(0, WaitingReason(cause=Cause.EXECUTOR, executors=executors))
            groups = self._flow_cache.worker_groups
            look = _Look(tx, execution, jobs, plan, servers, groups, now)
            reasons = [await look.at(reason) for reason in found[:limit]]
        explained = tuple(Explained(reason, text_of(reason, now)) for reason in reasons)
        return Waiting(execution, explained, len(found))


class _Server(msgspec.Struct, frozen=True):
    """A server as its last heartbeat says; places are 0 where it has no worker."""

    heard: datetime
    is_up: bool
    parts: tuple[str, ...]
    hostname: str | None
    worker_id: str | None
    group: str | None
    places: int

    def is_alive(self, now: datetime) -> bool:
        """Whether it was heard of lately and has not said goodbye."""
        return self.is_up and now - self.heard < timedelta(seconds=HEARTBEAT_TIMEOUT_S)


async def _servers(tx: Tx) -> list[_Server]:
    return [_server(document) for document in (await tx.records(MEMBERS).all()).values()]


def _server(document: dict[str, Json]) -> _Server:
    details = document.get("details", {})
    metrics = details.get("metrics", {})
    parts = tuple(document.get("parts", ()))
    is_taking = "worker" in parts and metrics.get("admitted", True)
    return _Server(
        heard=datetime.fromisoformat(document["heard"]),
        is_up=document.get("state", "RUNNING") != "TERMINATED",
        parts=parts,
        hostname=details.get("hostname"),
        worker_id=metrics.get("workerId"),
        group=metrics.get("group"),
        places=metrics.get("places", 0) if is_taking else 0,
    )


class _Look:
    """One look at what the reasons of an execution depend on."""

    def __init__(  # noqa: PLR0913  What one transaction has read.
        self,
        tx: Tx,
        execution: Execution,
        jobs: Sequence[Job],
        plan: FlowPlan | None,
        servers: Sequence[_Server],
        groups: WorkerGroupRegistry,
        now: datetime,
    ) -> None:
        self._tx = tx
        self._execution = execution
        self._jobs = {job.task_run_id: job for job in jobs}
        self._plan = plan
        self._servers = servers
        self._groups = groups
        self._now = now
        self._queues = 0

    async def at(self, reason: WaitingReason) -> WaitingReason:
        """The reason with its numbers."""
        match reason.cause:
            case Cause.PLACE:
                return await self._queued(reason)
            case Cause.ATTEMPT:
                return self._claimed(reason)
            case Cause.CONCURRENCY:
                return replace(reason, limit=await self._limit())
            case Cause.RESUME | Cause.DECISION:
                return replace(reason, inputs=self._inputs(reason))
            case Cause.EXECUTIONS:
                return await self._awaited(reason)
            case _:
                return reason

    async def _queued(self, reason: WaitingReason) -> WaitingReason:
        job = self._jobs.get(reason.task_run_id or "")
        if job is None or self._queues >= WAITING_QUEUES_MAX:
            return reason
        self._queues += 1
        position, taken = await self._tx.jobs.queue_of(job, WAITING_POSITION_MAX)
        workers = [
            each
            for each in self._servers
            if each.places
            and each.is_alive(self._now)
            and self._groups.serves(each.group, job.worker_group)
        ]
        places = sum(each.places for each in workers)
        queue = Queue(job.worker_group, len(workers), places, min(taken, places), max(position, 1))
        return replace(reason, cause=Cause.PLACE if workers else Cause.WORKER, queue=queue)

    def _claimed(self, reason: WaitingReason) -> WaitingReason:
        worker = reason.worker
        assert worker is not None
        server = next((each for each in self._servers if each.worker_id == worker.id), None)
        if server is None:
            return reason
        known = replace(worker, hostname=server.hostname, heard=server.heard)
        silent_s = (self._now - server.heard).total_seconds()
        is_silent = not server.is_up or silent_s > WORKER_SILENT_S
        return replace(reason, cause=Cause.LEASE if is_silent else reason.cause, worker=known)

    async def _limit(self) -> LimitUse:
        executions, flow = self._tx.executions, (self._execution.namespace, self._execution.flow_id)
        holders = await executions.slot_holders(*flow, WAITING_EXECUTIONS_MAX)
        queued = await executions.oldest_queued(*flow, WAITING_POSITION_MAX)
        before = queued.index(self._execution.id) if self._execution.id in queued else len(queued)
        concurrency = None if self._plan is None else self._plan.flow.concurrency
        return LimitUse(
            limit=None if concurrency is None else concurrency.limit,
            taken=await executions.count_slots(*flow),
            holders=tuple(holders),
            position=before + 1,
        )

    def _inputs(self, reason: WaitingReason) -> tuple[AwaitedInput, ...]:
        task_run = self._execution.task_runs.get(reason.task_run_id or "")
        if task_run is None or self._plan is None or reason.cause is Cause.DECISION:
            return ()
        return tuple(
            AwaitedInput(each.id, each.type, each.required)
            for each in inputs_of(self._plan, task_run)
        )

    async def _awaited(self, reason: WaitingReason) -> WaitingReason:
        """The newest of them, with their states; those that have ended are left out."""
        found = []
        for each in reason.executions[-WAITING_EXECUTIONS_MAX:]:
            head = await self._tx.executions.head(each.id)
            if head is None:
                found.append(each)
            elif not head.is_settled or head.current is StateType.RETRIED:
                known = AwaitedExecution(each.id, head.current, head.namespace, head.flow_id)
                found.append(known)
        return replace(reason, executions=tuple(found))
