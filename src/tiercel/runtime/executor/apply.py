"""Carrying decisions out: rows for the transaction, and answers for the step's own queue."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import assert_never

import msgspec

from tiercel.engine.storage_paths import path_of
from tiercel.engine.waiting import children_waited_for
from tiercel.model import decisions as d
from tiercel.model.events import (
    ChildEnded,
    ChildRefused,
    ChildStarted,
    Event,
    FlowChanged,
    JobEnded,
    KillAsked,
    RestartAsked,
    ResumeAsked,
    Submitted,
)
from tiercel.model.execution import Execution
from tiercel.model.job import Job, Timer, cancelling, first_fence
from tiercel.model.json_types import Json
from tiercel.model.log import LogEntry
from tiercel.model.state import StateType
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Tx
from tiercel.runtime.executor.slots import SlotRegistry
from tiercel.runtime.executor.start_child import StartChild, is_doomed
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.service.executions.insertion import log_entry
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.turns import Turns

LOG = logging.getLogger("tiercel.executor")
# Whether anybody wants to hear that an execution entered a state.
Interest = Callable[[Tx, Execution, str], Awaitable[bool]]


class Outgoing:
    """Everything that the fold of one execution wants written, and what is to be folded next.

    Shapes: `writes` are calls on the transaction, made only when the whole fold is good;
    `events` answers for the execution itself; `inline` jobs that run in place; `sent` jobs for
    workers, by id; `stops` task runs whose attempts must stop after the commit. `is_doomed` is
    None until somebody wanted to know whether a kill from above is on its way.
    """

    __slots__ = ("children", "events", "inline", "is_doomed", "logs", "sent", "stops", "writes")

    def __init__(self) -> None:
        self.writes: list[tuple[Callable[..., None], tuple[Json, ...]]] = []
        self.events: deque[Event] = deque()
        self.inline: deque[d.SendJob] = deque()
        self.sent: dict[str, Job] = {}
        self.logs: list[LogEntry] = []
        self.stops: list[str] = []
        self.children: list[str] = []
        self.is_doomed: bool | None = None

    def write(self, call: Callable[..., None], *arguments: Json) -> None:
        """Remember a call on the transaction."""
        self.writes.append((call, arguments))


class ApplyContext(msgspec.Struct, frozen=True):
    """Where decisions are carried out: the date, the rows so far, the slots of this batch.

    Shapes: `limit` is the flow's concurrency limit, None when it has none (any more).
    """

    now: datetime
    out: Outgoing
    slots: SlotRegistry
    limit: int | None


class Applier:
    """Carries out the decisions of a step: rows of the transaction, and what follows its commit."""

    def __init__(
        self,
        blobs: BlobStorage,
        stop_registry: StopRegistry,
        start_child: StartChild,
        is_wanted: Interest,
        telemetry: Telemetry | None = None,
    ) -> None:
        self._blobs = blobs
        self._stop_registry = stop_registry
        self._start_child = start_child
        self._is_wanted = is_wanted
        self._telemetry = telemetry or Telemetry()

    @property
    def stop_registry(self) -> StopRegistry:
        """Where attempts learn that they must stop."""
        return self._stop_registry

    async def apply(  # noqa: C901
        self, tx: Tx, execution: Execution, decision: d.Decision, place: ApplyContext
    ) -> None:
        """Carry one decision out."""
        # Flat, with the frequent decisions first: the type checker proves that none is missing.
        out = place.out
        match decision:
            case d.WriteLog():
                out.logs.append(log_entry(execution, decision, place.now))
            case d.Announce():
                await self._announce(tx, execution, decision.state, out)
            case d.SendJob():
                self._send(tx, execution, decision, place)
            case d.StartTimer():
                out.write(tx.timers.put, Timer(execution.id, decision.key, decision.due))
            case d.StopTimer():
                out.write(tx.timers.delete, execution.id, decision.key)
            case d.ServerLog():
                LOG.info(decision.message, extra={"execution_id": execution.id})
            case d.NotifyParent():
                _notify_parent(tx, execution, decision, out)
            case d.StopJobs():
                await self._stop(tx, execution, decision, place)
            case d.AskSlot():
                out.events.append(await place.slots.ask(tx, execution, decision.limit))
            case d.FreeSlot():
                freed = 1 if decision.had_slot else 0
                for waiting in await place.slots.free(tx, execution, place.limit, freed):
                    out.write(tx.inbox.put, waiting, FlowChanged())
            case d.CaptureFile():
                await self._blobs.write(path_of(decision.uri), decision.text.encode())
            case d.StartFlow():
                await self._start_flow(tx, execution, decision, place)
            case d.StartIteration():
                owner = decision.child.loop_run
                run_id = "" if owner is None else owner.task_run_id
                self._insert(tx, self._traced(execution, run_id, decision.child), out)
            case d.StartReplacement():
                self._insert(tx, decision.execution, out)
            case d.RestartChild():
                await self._restart(tx, execution, decision, out)
            case d.ResumeChild():
                out.write(tx.inbox.put, decision.child_id, ResumeAsked())
            case d.KillChildren():
                await self._kill(tx, execution, decision, out)
            case _:
                assert_never(decision)

    async def _announce(self, tx: Tx, execution: Execution, state: str, out: Outgoing) -> None:
        if await self._is_wanted(tx, execution, state):
            out.write(tx.announcements.put, execution.id, state)

    def _send(self, tx: Tx, execution: Execution, decision: d.SendJob, place: ApplyContext) -> None:
        if decision.is_inline:
            place.out.inline.append(decision)
            return
        job = Job(
            id=f"{decision.task_run_id}:{decision.attempt}",
            execution_id=execution.id,
            task_run_id=decision.task_run_id,
            attempt=decision.attempt,
            created=place.now,
            namespace=execution.namespace,
            flow_id=execution.flow_id,
            worker_group=decision.worker_group,
            fence=first_fence(place.now),
            handle=decision.handle,
        )
        if decision.is_cancel:
            place.out.write(tx.jobs.put, cancelling(job, job.task_run_id, place.now))
            return
        place.out.sent[job.id] = job
        place.out.write(tx.jobs.put, job)

    async def _stop(
        self, tx: Tx, execution: Execution, decision: d.StopJobs, place: ApplyContext
    ) -> None:
        """Take back jobs that nobody has begun; ask the workers of the others to stop."""
        wanted = set(decision.task_run_ids)
        out = place.out
        inline, out.inline = out.inline, deque()
        for each in inline:
            if each.task_run_id in wanted:
                out.events.append(_killed(each.task_run_id, each.attempt, place.now))
            else:
                out.inline.append(each)
        stored = await tx.jobs.of(execution.id)
        waiting = [job for job in stored if job.worker_id is None and job.id not in out.sent]
        turns = Turns()
        for job in (*waiting, *out.sent.values()):
            await turns.turn()
            if job.task_run_id in wanted:
                out.sent.pop(job.id, None)
                out.write(tx.jobs.done, job)
                if job.handle:
                    out.write(tx.jobs.put, cancelling(job, job.task_run_id, place.now))
                out.events.append(_killed(job.task_run_id, job.attempt, place.now))
        out.stops.extend(decision.task_run_ids)
        out.write(tx.jobs.stop, execution.id, decision.task_run_ids)

    async def _start_flow(
        self, tx: Tx, execution: Execution, decision: d.StartFlow, place: ApplyContext
    ) -> None:
        out = place.out
        if out.is_doomed is None:
            out.is_doomed = await is_doomed(tx, execution)
        if out.is_doomed:
            out.events.append(KillAsked())
            return
        created = await self._start_child.child_of(tx, execution, decision, place.now)
        if isinstance(created, str):
            place.out.events.append(ChildRefused(decision.task_run_id, created, decision.index))
            return
        child = created.execution
        self._insert(tx, self._traced(execution, decision.task_run_id, child), place.out)
        if child.is_settled:
            # Created ended, by a check: nobody else would say so.
            place.out.logs.extend(log_entry(child, line, place.now) for line in created.logs)
            await self._announce(tx, child, child.current, place.out)
        place.out.events.append(
            ChildStarted(
                decision.task_run_id,
                child.id,
                decision.index,
                flow_id=child.flow_id,
                namespace=child.namespace,
            )
        )

    def _traced(self, owner: Execution, task_run_id: str, child: Execution) -> Execution:
        """The child, continuing the trace of its owner when there is one."""
        parent = self._telemetry.child_trace(owner, task_run_id)
        return child if parent is None else msgspec.structs.replace(child, trace_parent=parent)

    def _insert(self, tx: Tx, child: Execution, out: Outgoing) -> None:
        out.write(tx.executions.insert, child)
        out.write(tx.inbox.put, child.id, Submitted())
        out.children.append(child.id)

    async def _restart(
        self, tx: Tx, execution: Execution, decision: d.RestartChild, out: Outgoing
    ) -> None:
        """One that is gone has failed, and so has one that would report its end to another caller:
        a replay has the children of what it replays.
        """
        child = await tx.executions.head(decision.child_id)
        if child is not None and (
            child.caller is None or child.caller.execution_id == execution.id
        ):
            out.write(tx.inbox.put, decision.child_id, RestartAsked())
            return
        gone = ChildEnded(
            decision.task_run_id, decision.child_id, StateType.FAILED, index=decision.index
        )
        out.events.append(gone)

    async def _kill(
        self, tx: Tx, execution: Execution, decision: d.KillChildren, out: Outgoing
    ) -> None:
        ids = list(decision.child_ids)
        if decision.is_all:
            ids = [*await tx.executions.children(execution.id), *out.children]
        for child_id in dict.fromkeys(ids):
            out.write(tx.inbox.put, child_id, KillAsked(decision.cascade))
            is_known = decision.is_all or child_id in out.children
            if not is_known and await tx.executions.head(child_id) is None:
                # It was removed: nobody else would report its end to those who wait for it.
                out.events.extend(
                    msgspec.structs.replace(end, state=StateType.KILLED)
                    for end in children_waited_for(execution)
                    if end.child_id == child_id
                )


def _killed(task_run_id: str, attempt: int, now: datetime) -> JobEnded:
    return JobEnded(task_run_id, attempt, StateType.KILLED, now, now)


def _notify_parent(tx: Tx, execution: Execution, decision: d.NotifyParent, out: Outgoing) -> None:
    if decision.parent_id == execution.id:
        out.events.append(decision.event)
    else:
        out.write(tx.inbox.put, decision.parent_id, decision.event)
