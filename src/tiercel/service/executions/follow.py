"""Waiting for executions: until something holds, or for every change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress

from tiercel.model.errors import NotFound, Unavailable
from tiercel.model.execution import Execution
from tiercel.model.limits import FOLLOW_POLL_SECONDS, WAIT_SECONDS_MAX
from tiercel.ports.ports import Ports
from tiercel.service.executions.release import SlowRelease
from tiercel.service.executions.watch import Watches


class Follower:
    """Looks at an execution whenever it is notified, and now and then without that."""

    def __init__(self, ports: Ports, release: SlowRelease) -> None:
        self._store = ports.store
        self._release = release
        self._notifier = ports.notifier
        self._clock = ports.clock
        self._watches = Watches(self.get, self.version, ports.notifier)

    async def get(self, execution_id: str) -> Execution | None:
        """The execution as it is stored now."""
        async with self._store.transaction() as tx:
            execution = await tx.executions.get(execution_id)
        if execution is not None:
            self._release.watch((execution,))
        return execution

    async def version(self, execution_id: str) -> int | None:
        """The stored version of the execution, which each change raises; None without one."""
        async with self._store.transaction() as tx:
            return (await tx.executions.versions((execution_id,))).get(execution_id)

    async def until(
        self, execution_id: str, holds: Callable[[Execution], bool], seconds: float
    ) -> Execution:
        """The first state for which `holds`, or the state after that many seconds.

        Raises: NotFound when there is no such execution (any more).
        """
        began = self._clock.now()
        while True:
            execution = await self.get(execution_id)
            if execution is None:
                raise NotFound.of("Execution", execution_id)
            left = seconds - (self._clock.now() - began).total_seconds()
            if holds(execution) or left <= 0:
                return execution
            await self._notifier.wait(
                [notification_of(execution_id)], min(left, FOLLOW_POLL_SECONDS)
            )

    async def all_over(self, execution_ids: Sequence[str], seconds: float) -> None:
        """Wait until all have ended and nothing takes their place, so long in all at most."""

        def is_done(execution: Execution) -> bool:
            return execution.is_settled and not execution.awaits_replacement

        began = self._clock.now()
        for execution_id in execution_ids:
            left = seconds - (self._clock.now() - began).total_seconds()
            with suppress(NotFound):
                await self.until(execution_id, is_done, max(left, 0))

    async def appear(self, execution_id: str, seconds: float) -> Execution | None:
        """The execution, waited for a little when it is not there yet."""
        began = self._clock.now()
        while True:
            execution = await self.get(execution_id)
            left = seconds - (self._clock.now() - began).total_seconds()
            if execution is not None or left <= 0:
                return execution
            await self._notifier.wait(
                [notification_of(execution_id)], min(left, FOLLOW_POLL_SECONDS)
            )

    async def until_ended(self, execution_id: str) -> Execution:
        """The execution once nothing follows any more. Raises: NotFound, Unavailable."""
        began = self._clock.now()
        while True:
            async with self._store.transaction() as tx:
                head = await tx.executions.head(execution_id)
            if head is None:
                raise NotFound.of("Execution", execution_id)
            if is_over(head):
                break
            left = WAIT_SECONDS_MAX - (self._clock.now() - began).total_seconds()
            if left <= 0:
                raise Unavailable("The execution did not end in time.")
            await self._notifier.wait(
                [notification_of(execution_id)], min(left, FOLLOW_POLL_SECONDS)
            )
        execution = await self.get(execution_id)
        if execution is None:
            raise NotFound.of("Execution", execution_id)
        return execution

    def changes(self, execution_id: str) -> AsyncIterator[Execution]:
        """The state now, then every later one that was seen, up to the end."""
        return self._watches.changes(execution_id)


def is_over(execution: Execution) -> bool:
    """Whether it has ended for good: its last tasks are done too."""
    return execution.is_settled


def notification_of(execution_id: str) -> str:
    """The name that is notified when the execution changed."""
    return f"follow:{execution_id}"
