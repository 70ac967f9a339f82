"""Actions on many executions: all of them, or none with the reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tiercel.model.errors import Conflict, TiercelError
from tiercel.model.events import (
    Event,
    ForceRunAsked,
    KillAsked,
    LabelsAsked,
    PauseAsked,
    RestartAsked,
    ResumeAsked,
    StateChangeAsked,
)
from tiercel.model.execution import Execution
from tiercel.model.label import Label
from tiercel.model.state import StateType
from tiercel.ports.store import Store
from tiercel.service.bulk import BulkRefused
from tiercel.service.executions.actions import (
    ExecutionActions,
    check_queued_end,
    check_terminal,
    check_user_labels,
    new_labels,
)
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.executions.replays import ExecutionReplays, ReplayRequest
from tiercel.service.executions.waiting import check_forcible, check_resumable, paused_task_run
from tiercel.service.turns import Turns

Refusal = Callable[[Execution], str | None]
UNKNOWN = "execution not found"


class ExecutionBulk:
    """Each use case takes ids and returns how many executions it asked."""

    def __init__(
        self,
        store: Store,
        executions: ExecutionService,
        actions: ExecutionActions,
        replays: ExecutionReplays,
    ) -> None:
        self._store = store
        self._executions = executions
        self._actions = actions
        self._replays = replays

    async def kill(self, ids: Sequence[str]) -> int:
        """Kill each of them, not their children; how many.

        Raises: BulkRefused when one has ended.
        """
        return await self._ask(
            ids, "kill", _unless(_is_open, "execution already finished"), KillAsked(cascade=False)
        )

    async def pause(self, ids: Sequence[str]) -> int:
        """Start nothing new in each of them; how many.

        Raises: BulkRefused when one does not run.
        """
        refusal = _in_state(StateType.RUNNING)
        return await self._ask(ids, "pause", refusal, PauseAsked())

    async def resume(self, ids: Sequence[str]) -> int:
        """Those that are paused, and not for a decision."""
        refusal = _and_so(_in_state(StateType.PAUSED), check_resumable)
        found = await self._checked(ids, "resume", refusal)
        await self._actions.ask_all({execution.id: _resume_of(execution) for execution in found})
        return len(found)

    async def restart(self, ids: Sequence[str]) -> int:
        """Those in which something failed."""

        def refusal(execution: Execution) -> str | None:
            try:
                self._actions.check_restart(execution)
            except TiercelError:
                return "execution not in state FAILED"
            return None

        return await self._ask(ids, "restart", refusal, RestartAsked())

    async def unqueue(self, ids: Sequence[str], state: StateType) -> int:
        """Those that wait in the queue of their flow."""
        check_queued_end(state)
        refusal = _in_state(StateType.QUEUED)
        return await self._ask(ids, "unqueue", refusal, ForceRunAsked(state))

    async def force_run(self, ids: Sequence[str]) -> int:
        """Those that have not ended, and wait for no decision."""
        is_open = _unless(_is_open, "execution in a terminated state")
        refusal = _and_so(is_open, check_forcible)
        return await self._ask(ids, "force run", refusal, ForceRunAsked())

    async def change_status(self, ids: Sequence[str], state: StateType) -> int:
        """Those that have ended. Raises: IllegalArgument unless it is an end state."""
        check_terminal(state)
        refusal = _unless(_is_ended, "execution not in a terminated state")
        return await self._ask(ids, "change execution status", refusal, StateChangeAsked(state))

    async def set_labels(self, ids: Sequence[str], labels: Sequence[Label]) -> int:
        """Those that have ended; other labels stay."""
        found = await self._checked(
            ids, "set labels", _unless(_is_ended, "execution is not terminated")
        )
        for execution in found:
            check_user_labels(labels, execution)
        await self._actions.ask_all(
            {
                execution.id: LabelsAsked(new_labels(execution, labels, is_replacing=False))
                for execution in found
            }
        )
        return len(found)

    async def replay(self, ids: Sequence[str], *, is_latest: bool) -> int:
        """All of them from their start."""
        request = ReplayRequest(is_latest=is_latest)
        found = await self._checked(ids, "replay", lambda _: None)
        refused = [
            (execution.id, reason)
            for execution in found
            if (reason := await self._replays.refusal(execution, request)) is not None
        ]
        if refused:
            raise BulkRefused("invalid bulk replay", refused)
        for execution in found:
            await self._replays.replay(execution.id, request)
        return len(found)

    async def delete(
        self, ids: Sequence[str], *, is_open_too: bool, logs: bool, metrics: bool, files: bool
    ) -> int:
        """Those that have ended, or all of them."""

        def refusal(execution: Execution) -> str | None:
            return None if is_open_too or execution.state.is_terminated else UNKNOWN

        found = await self._checked(ids, "delete", refusal)
        await self._actions.stop([one.id for one in found if not one.state.is_terminated])
        for execution in found:
            await self._executions.delete(execution.id, logs=logs, metrics=metrics, files=files)
        return len(found)

    async def _ask(self, ids: Sequence[str], verb: str, refusal: Refusal, event: Event) -> int:
        found = await self._checked(ids, verb, refusal)
        await self._actions.ask_all({execution.id: event for execution in found})
        return len(found)

    async def _checked(self, ids: Sequence[str], verb: str, refusal: Refusal) -> list[Execution]:
        found: list[Execution] = []
        refused: list[tuple[str, str]] = []
        turns = Turns()
        async with self._store.transaction() as tx:
            for execution_id in dict.fromkeys(ids):
                await turns.turn()
                execution = await tx.executions.get(execution_id)
                reason = UNKNOWN if execution is None else refusal(execution)
                if reason is not None:
                    refused.append((execution_id, reason))
                elif execution is not None:
                    found.append(execution)
        if refused:
            raise BulkRefused(f"invalid bulk {verb}", refused)
        return found


def _is_open(execution: Execution) -> bool:
    return not execution.state.is_terminated


def _is_ended(execution: Execution) -> bool:
    return execution.state.is_terminated


def _unless(holds: Callable[[Execution], bool], reason: str) -> Refusal:
    return lambda execution: None if holds(execution) else reason


def _in_state(state: StateType) -> Refusal:
    return _unless(lambda execution: execution.current is state, f"execution not in state {state}")


def _and_so(refusal: Refusal, check: Callable[[Execution], None]) -> Refusal:
    """What `refusal` says, else what `check` raises."""

    def refused(execution: Execution) -> str | None:
        reason = refusal(execution)
        if reason is not None:
            return reason
        try:
            check(execution)
        except Conflict as error:
            return error.message
        return None

    return refused


def _resume_of(execution: Execution) -> ResumeAsked:
    paused = paused_task_run(execution)
    return ResumeAsked() if paused is None else ResumeAsked(task_run_id=paused.id)
