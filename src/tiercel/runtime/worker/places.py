"""The places of a worker: which of them are for the jobs of which queue (assets-apps.md §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

from tiercel.model.job import Job
from tiercel.model.workers.groups import (
    DEFAULT,
    QueueSubscription,
    SubscriptionMode,
    reserved_places,
)

Queues = Callable[[], Sequence[QueueSubscription]]
# Takes so many waiting jobs at most of a queue, by the name that jobs have for it.
Claim = Callable[[str | None, int], Awaitable[list[Job]]]
_ALWAYS = (QueueSubscription(queue_id=DEFAULT),)


def only_default() -> Sequence[QueueSubscription]:
    """For a worker of no group."""
    return _ALWAYS


class Places:
    """Shares the places of a worker among its queues; nothing that runs is ever stopped for it."""

    def __init__(self, slots: int, queues: Queues) -> None:
        self.slots = slots
        self._queues = queues
        self._turn = 0

    async def fill(self, running: Sequence[Job], claim: Claim) -> list[Job]:
        """Jobs for places that are free.

        Each queue has its own places first. What is left is for all of them, beginning with another
        queue each time; places of others that have nothing to do are left to them or not, as their
        mode says.
        """
        queues = self._queues()
        used = Counter(each.worker_group or DEFAULT for each in running)
        own = reserved_places(queues, self.slots)
        taken: list[Job] = []

        def idle(queue: QueueSubscription) -> int:
            return max(own[queue.queue_id] - used[queue.queue_id], 0)

        async def take(queue: QueueSubscription, limit: int) -> None:
            limit = min(limit, self.slots - used.total())
            if limit > 0:
                name = None if queue.queue_id == DEFAULT else queue.queue_id
                jobs = await claim(name, limit)
                used[queue.queue_id] += len(jobs)
                taken.extend(jobs)

        for each in queues:
            await take(each, idle(each))
        self._turn = (self._turn + 1) % max(len(queues), 1)
        for each in (*queues[self._turn :], *queues[: self._turn]):
            kept = [
                idle(other)
                for other in queues
                if other is not each and other.mode is SubscriptionMode.STRICT
            ]
            await take(each, self.slots - used.total() - sum(kept))
        return taken
