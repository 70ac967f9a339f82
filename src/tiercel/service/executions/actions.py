"""What users ask of one execution: an event in its inbox, then a look at what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from tiercel.engine.replay import (
    NOTHING_TO_RESTART,
    check_given,
    check_restartable,
    restart,
    set_state,
)
from tiercel.model.errors import Conflict, IllegalArgument, NotFound
from tiercel.model.events import (
    BreakpointResumeAsked,
    Event,
    ForceRunAsked,
    KillAsked,
    LabelsAsked,
    PauseAsked,
    RestartAsked,
    ResumeAsked,
    StateChangeAsked,
)
from tiercel.model.execution import Breakpoint, Execution
from tiercel.model.label import Label, merged
from tiercel.model.limits import ACTION_WAIT_SECONDS, STOP_WAIT_SECONDS
from tiercel.model.state import TERMINATED, StateType
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.follow import Follower
from tiercel.service.executions.moments import ExecutionMoments
from tiercel.service.executions.waiting import check_forcible
from tiercel.service.unit import in_transaction

Check = Callable[[Execution], None]
NOT_TERMINAL = "You can only change the status of an execution to a terminal state."


class ExecutionActions:
    """Each action checks what it needs, asks, and returns the execution as it then is."""

    def __init__(self, store: Store, follower: Follower, moments: ExecutionMoments) -> None:
        self._store = store
        self._follower = follower
        self._moments = moments

    async def kill(self, execution_id: str, *, cascade: bool = True) -> Execution:
        """Kill it, and its children. Raises: Conflict when there is nothing to kill."""

        def check(execution: Execution) -> None:
            if execution.state.is_terminated and not cascade:
                raise Conflict("Execution is already finished, can't kill it")

        return await self._ask(
            execution_id,
            check,
            KillAsked(cascade),
            lambda now: now.kill_asked or now.state.is_terminated,
        )

    async def stop(self, execution_ids: Sequence[str]) -> None:
        """Kill those that have not ended, and wait a while until nothing of them runs.

        So their slots are free, and those who wait for them are notified, before they are removed.
        """
        async with self._store.transaction() as tx:
            heads = [await tx.executions.head(execution_id) for execution_id in execution_ids]
        ids = [one.id for one in heads if one is not None and _has_a_future(one)]
        await self.ask_all({execution_id: KillAsked(cascade=False) for execution_id in ids})
        await self._follower.all_over(ids, STOP_WAIT_SECONDS)

    async def pause(self, execution_id: str) -> Execution:
        """Start nothing new. Raises: WrongState unless it runs."""

        def check(execution: Execution) -> None:
            if execution.current is not StateType.RUNNING:
                raise WrongState("The execution is not running")

        return await self._ask(execution_id, check, PauseAsked(), _left(StateType.RUNNING))

    async def resume(self, execution_id: str, asked: ResumeAsked) -> Execution:
        """Go on after a pause. Raises: Conflict unless it is paused."""

        def is_done(now: Execution) -> bool:
            # With several pauses open the execution stays paused.
            run = now.task_runs.get(asked.task_run_id or "")
            is_left = run is not None and run.current is not StateType.PAUSED
            return is_left or now.current is not StateType.PAUSED

        return await self._ask(execution_id, check_paused, asked, is_done)

    async def resume_from_breakpoint(
        self, execution_id: str, breakpoints: Sequence[Breakpoint]
    ) -> Execution:
        """Go on from a breakpoint, with new ones. Raises: Conflict unless it stands at one."""

        def check(execution: Execution) -> None:
            if execution.current is not StateType.BREAKPOINT:
                raise Conflict("Execution is not suspended")
            if not execution.breakpoints:
                raise Conflict("No breakpoint defined")

        asked = BreakpointResumeAsked(tuple(breakpoints))
        return await self._ask(execution_id, check, asked, _left(StateType.BREAKPOINT))

    async def restart(self, execution_id: str) -> Execution:
        """Run what failed again; as it is restarted, not as it then goes on.

        Raises: Conflict while it runs, IllegalArgument without cause.
        """
        before, after = await self._asked(execution_id, self.check_restart, RestartAsked(), None)
        return await self._moments.restarted(before, after, restart)

    def check_restart(self, execution: Execution) -> None:
        """Raises: Conflict while it runs, IllegalArgument when nothing would run again."""
        check_restartable(execution, only_failed=self._moments.restarts_failed_only)

    async def change_status(self, execution_id: str, state: StateType) -> Execution:
        """Another end state for an ended one. Raises: IllegalArgument, WrongState."""

        def check(execution: Execution) -> None:
            if not execution.state.is_terminated:
                raise WrongState("You can only change the status of a terminated execution.")

        check_terminal(state)
        return await self._ask(
            execution_id, check, StateChangeAsked(state), lambda now: now.current is state
        )

    async def change_task_run(
        self, execution_id: str, task_run_id: str, state: StateType
    ) -> Execution:
        """Another state for a task run; as it is restarted by it, not as it then goes on.

        Raises: IllegalArgument.
        """

        def check(execution: Execution) -> None:
            if task_run_id not in execution.task_runs:
                raise IllegalArgument(NOTHING_TO_RESTART)
            check_given(execution.task_runs[task_run_id], state)

        event = StateChangeAsked(state, task_run_id)
        before, after = await self._asked(execution_id, check, event, None)
        return await self._moments.restarted(
            before, after, lambda draft: set_state(draft, task_run_id, state)
        )

    async def change_task_run_of_ended(
        self, execution_id: str, task_run_id: str, state: StateType
    ) -> Execution:
        """The same once the execution has ended, unless it was killed. Raises: WrongState too."""
        async with self._store.transaction() as tx:
            head = await tx.executions.head(execution_id)
        if head is None:
            raise NotFound.of("Execution", execution_id)
        if not head.state.is_terminated or head.current is StateType.KILLED:
            raise WrongState(
                "Execution must be terminated, and not killed, to change the state of a task run, "
                f"current state is '{head.current}' !"
            )
        return await self.change_task_run(execution_id, task_run_id, state)

    async def set_labels(
        self, execution_id: str, labels: Sequence[Label], *, is_replacing: bool
    ) -> Execution:
        """Labels of an ended execution: merged, or in place of all but the system's own."""

        def check(execution: Execution) -> None:
            if not execution.state.is_terminated:
                raise StillRunning()
            check_user_labels(labels, execution)

        def event(execution: Execution) -> Event:
            return LabelsAsked(new_labels(execution, labels, is_replacing=is_replacing))

        return await self._ask(execution_id, check, event, None)

    async def unqueue(self, execution_id: str, state: StateType) -> Execution:
        """Take it out of the queue. Raises: WrongState unless it is QUEUED, IllegalArgument."""

        def check(execution: Execution) -> None:
            if execution.current is not StateType.QUEUED:
                raise WrongState("Only QUEUED execution can be unqueued")

        check_queued_end(state)
        return await self._ask(execution_id, check, ForceRunAsked(state), _left(StateType.QUEUED))

    async def force_run(self, execution_id: str) -> Execution:
        """Run it now. Raises: WrongState once it has ended, Conflict while it is reviewed."""

        def check(execution: Execution) -> None:
            if execution.state.is_terminated:
                raise WrongState("Only non terminated executions can be forced run.")
            check_forcible(execution)

        return await self._ask(execution_id, check, ForceRunAsked(), None)

    async def ask_all(self, events: Mapping[str, Event]) -> None:
        """Put an event in each inbox, all of them or none."""

        async def write(tx: Tx) -> None:
            for execution_id, event in events.items():
                tx.inbox.put(execution_id, event)

        await in_transaction(self._store, write)

    async def _ask(
        self,
        execution_id: str,
        check: Check,
        event: Event | Callable[[Execution], Event],
        is_done: Callable[[Execution], bool] | None,
    ) -> Execution:
        _, after = await self._asked(execution_id, check, event, is_done)
        return after

    async def _asked(
        self,
        execution_id: str,
        check: Check,
        event: Event | Callable[[Execution], Event],
        is_done: Callable[[Execution], bool] | None,
    ) -> tuple[Execution, Execution]:
        """The execution before it was asked, and once it has done it."""

        async def write(tx: Tx) -> Execution:
            execution = await tx.executions.get(execution_id)
            if execution is None:
                raise NotFound.of("Execution", execution_id)
            check(execution)
            tx.inbox.put(execution_id, event(execution) if callable(event) else event)
            return execution

        before = await in_transaction(self._store, write)

        def is_folded(now: Execution) -> bool:
            return now.version > before.version and (is_done is None or is_done(now))

        return before, await self._follower.until(execution_id, is_folded, ACTION_WAIT_SECONDS)


class WrongState(IllegalArgument):
    """The execution is in a state that the action is not for.

    Compat: older paths answer an illegal argument, newer ones as a conflict.
    """


class StillRunning(Conflict):
    """The execution has not ended."""

    def __init__(self) -> None:
        super().__init__("The execution is not terminated")


def check_paused(execution: Execution) -> None:
    """Raises: Conflict unless it is paused."""
    if execution.current is not StateType.PAUSED:
        raise Conflict(f"Execution '{execution.id}' is not paused, can't resume it")


def check_queued_end(state: StateType) -> None:
    """Raises: IllegalArgument for an end that a queued execution can't have."""
    if state is StateType.RETRIED:
        # Nothing takes its place, so whoever waits for it would wait for ever.
        raise IllegalArgument("A queued execution can't be given the state RETRIED")


def check_terminal(state: StateType) -> None:
    """Raises: IllegalArgument unless it is an end state."""
    if state not in TERMINATED:
        raise IllegalArgument(NOT_TERMINAL)


def check_user_labels(labels: Sequence[Label], execution: Execution) -> None:
    """Raises: IllegalArgument for a new or changed system label."""
    own = {(label.key, label.value) for label in execution.labels}
    for label in labels:
        if label.is_system and (label.key, label.value) not in own:
            raise IllegalArgument(
                "System labels can only be set by Kestra itself, offending label: "
                f"{label.key}={label.value}"
            )


def new_labels(
    execution: Execution, labels: Sequence[Label], *, is_replacing: bool
) -> tuple[Label, ...]:
    """The labels that an execution then has."""
    kept = execution.labels
    if is_replacing:
        kept = tuple(label for label in kept if label.is_system)
    return merged(kept, *labels)


def _has_a_future(execution: Execution) -> bool:
    """Whether it goes on, or another one in its place."""
    return not execution.state.is_terminated or execution.awaits_replacement


def _left(state: StateType) -> Callable[[Execution], bool]:
    return lambda execution: execution.current is not state
