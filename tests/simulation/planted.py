"""Bugs planted on purpose, one at a time: the checkers must catch each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from tests.simulation.faults import QUIET, Rates
from tests.simulation.virtual import VirtualNotifier
from tests.simulation.world import World
from tiercel.adapters.memory.executions import MemoryExecutions
from tiercel.adapters.memory.queues import MemoryInbox, MemoryTimers
from tiercel.engine import end, settle
from tiercel.engine.draft import Draft
from tiercel.engine.index import Scope
from tiercel.engine.on import waits
from tiercel.model import decisions as d
from tiercel.model.events import JobEnded
from tiercel.model.state import StateType
from tiercel.runtime.executor.apply import Applier
from tiercel.runtime.executor.execution_cache import ExecutionCache

Patch = pytest.MonkeyPatch
CRASHES = QUIET._replace(tick_crash=0.01, crash_before_commit=0.02, crash_after_commit=0.02)


class Planted(NamedTuple):
    """A bug: how it is planted, what the checkers say of it, and what goes wrong meanwhile."""

    name: str
    plant: Callable[[Patch], None]
    says: str
    rates: Rates = QUIET


def drop_the_notification(patch: Patch) -> None:
    notify = VirtualNotifier.notify

    def deaf(self: VirtualNotifier, name: str) -> None:
        if name != "executor":
            notify(self, name)

    patch.setattr(VirtualNotifier, "notify", deaf)


def send_jobs_twice(patch: Patch) -> None:
    send = Applier._send

    def twice(self: Applier, tx: Any, execution: Any, decision: Any, place: Any) -> None:
        send(self, tx, execution, decision, place)
        if not decision.is_inline:
            put, (job,) = place.out.writes[-1]
            place.out.write(put, type(job)(**{**_fields(job), "id": f"{job.id}:again"}))

    patch.setattr(Applier, "_send", twice)


def _fields(struct: Any) -> dict[str, Any]:
    return {name: getattr(struct, name) for name in struct.__struct_fields__}


def forget_timers(patch: Patch) -> None:
    patch.setattr(MemoryTimers, "put", lambda self, timer: None)


def lose_events_in_a_crash(patch: Patch) -> None:
    crash = World.crash

    def forgetful(self: World, server: Any) -> None:
        inbox = self.tables.inbox
        inbox.remove(list(inbox._owners))
        crash(self, server)

    patch.setattr(World, "crash", forgetful)


def grant_slots_twice(patch: Patch) -> None:
    async def none_taken(self: Any, namespace: str, flow_id: str) -> int:
        return 0

    patch.setattr(MemoryExecutions, "count_slots", none_taken)


def keep_the_slot(patch: Patch) -> None:
    close = end.close_execution

    def stay_open(draft: Draft) -> None:
        had = draft.execution.has_slot
        close(draft)
        draft.set(has_slot=had)

    patch.setattr(settle, "close_execution", stay_open, raising=False)
    patch.setattr(end, "close_execution", stay_open)


def forget_to_free_slots(patch: Patch) -> None:
    apply = Applier.apply

    async def stingy(self: Applier, tx: Any, execution: Any, decision: Any, place: Any) -> None:
        if not isinstance(decision, d.FreeSlot):
            await apply(self, tx, execution, decision, place)

    patch.setattr(Applier, "apply", stingy)


def end_before_the_children(patch: Patch) -> None:
    patch.setattr(Scope, "alive", property(lambda self: 0))


def kill_without_cascade(patch: Patch) -> None:
    async def spare(self: Applier, tx: Any, execution: Any, decision: Any, out: Any) -> None:
        return None

    patch.setattr(Applier, "_kill", spare)


def kill_without_what_was_just_sent(patch: Patch) -> None:
    send = Applier._send

    def hide(self: Applier, tx: Any, execution: Any, decision: Any, place: Any) -> None:
        send(self, tx, execution, decision, place)
        place.out.sent.clear()

    patch.setattr(Applier, "_send", hide)


def fire_timers_after_the_end(patch: Patch) -> None:
    def due(draft: Draft, key: str) -> None:
        task_run = draft.run(key.partition(":")[2])
        if task_run is not None:
            draft.enter(task_run, StateType.CREATED)
            draft.move(StateType.RUNNING)

    apply = Applier.apply

    async def keeping(self: Applier, tx: Any, execution: Any, decision: Any, place: Any) -> None:
        if not isinstance(decision, d.StopTimer):
            await apply(self, tx, execution, decision, place)

    over = waits.wait_over

    def any_time(draft: Draft, key: str) -> None:
        if key.startswith("run:") and draft.execution.state.is_terminated:
            due(draft, key)
        else:
            over(draft, key)

    patch.setattr(Applier, "apply", keeping)
    patch.setattr("tiercel.engine.step.wait_over", any_time)


def lose_results(patch: Patch) -> None:
    put = MemoryInbox.put

    def sloppy(self: MemoryInbox, execution_id: str, event: Any) -> None:
        if not (isinstance(event, JobEnded) and event.attempt > 0):
            put(self, execution_id, event)

    patch.setattr(MemoryInbox, "put", sloppy)


def leave_attempts_open(patch: Patch) -> None:
    patch.setattr(Draft, "close_attempt", lambda self, run, state: self.runs[run.id])


def save_too_little(patch: Patch) -> None:
    save = MemoryExecutions.save

    def partial(self: Any, execution: Any, touched: Any, removed: Any) -> None:
        save(self, execution, list(touched)[:1], removed)

    patch.setattr(MemoryExecutions, "save", partial)


def write_over_others(patch: Patch) -> None:
    """Neither reads nor saves look at the version: two servers overwrite each other."""

    async def trust(self: ExecutionCache, tx: Any, execution_ids: Any) -> None:
        self._verified = frozenset(execution_ids)

    patch.setattr(ExecutionCache, "verify", trust)
    patch.setattr(MemoryExecutions, "_version", lambda self, execution_id: _Any())


class _Any:
    """Equal to every version."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


STUCK = "waits for nothing|never ended"
BUGS = (
    Planted(
        "the notification of the executor is dropped", drop_the_notification, "everybody sleeps"
    ),
    Planted("a job is sent twice", send_jobs_twice, "two attempts"),
    Planted("timers are forgotten", forget_timers, STUCK),
    Planted("a crash loses events", lose_events_in_a_crash, STUCK, CRASHES),
    Planted("slots are granted twice", grant_slots_twice, "slots are held"),
    Planted("a settled execution keeps its slot", keep_the_slot, "still holds its slot"),
    Planted("freed slots are given to nobody", forget_to_free_slots, STUCK),
    Planted("a parent ends before its children", end_before_the_children, "before its| under "),
    Planted("a kill does not cascade", kill_without_cascade, "after the kill|KILLING"),
    Planted("a kill misses new jobs", kill_without_what_was_just_sent, "workers may begin"),
    Planted("a timer fires after the end", fire_timers_after_the_end, "settled in|after its end"),
    Planted("the result of a second attempt is lost", lose_results, STUCK),
    Planted("attempts stay open", leave_attempts_open, "attempt before the last one"),
    Planted("not every changed task run is saved", save_too_little, "settled before", CRASHES),
    Planted("servers overwrite each other", write_over_others, "version must grow|rewritten"),
)
