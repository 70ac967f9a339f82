"""What this server knows of worker groups; the heartbeat keeps it fresh.

A group becomes known with its first worker and stays so: a flow that names it goes on being valid
while no worker of the group runs.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from tiercel.engine.groups.worker_groups import TaggedQueue, WorkerGroups
from tiercel.model.json_types import Json
from tiercel.model.limits import HEARTBEAT_TIMEOUT_S
from tiercel.model.stored.records import MEMBERS, WORKER_GROUPS
from tiercel.model.workers.groups import (
    DEFAULT,
    RESERVED_QUEUES,
    QueueSubscription,
    WorkerGroup,
)
from tiercel.ports.store import Tx
from tiercel.service.workers.stored import stored_groups, stored_queues

_ALWAYS = (QueueSubscription(queue_id=DEFAULT),)


class WorkerGroupRegistry:
    """The groups as of the last look."""

    def __init__(self) -> None:
        self.now = WorkerGroups()
        self._served: dict[str, tuple[QueueSubscription, ...]] = {}

    async def look(self, tx: Tx, now: datetime) -> None:
        """Read which groups there are, and write down those that are new."""
        groups, queues = await stored_groups(tx), await stored_queues(tx)
        members = await tx.records(MEMBERS).all()
        live = frozenset(_groups(members.values(), now))
        for name in sorted(live - groups.keys()):
            tx.records(WORKER_GROUPS).put((name,), {})
            groups[name] = WorkerGroup(id=name, name=name)
        self._served = {name: _served(group, queues.keys()) for name, group in groups.items()}
        tagged = sorted(
            (each for each in queues.values() if each.tags and each.is_usable),
            key=lambda each: (len(each.tags), each.id),
        )
        self.now = WorkerGroups(
            known=frozenset(queues.keys() | groups.keys()) - frozenset(RESERVED_QUEUES),
            live=frozenset(each.queue_id for name in live for each in self._served[name])
            - {DEFAULT},
            tagged=tuple(TaggedQueue(each.id, frozenset(each.tags)) for each in tagged),
        )

    def queues_of(self, group: str | None) -> tuple[QueueSubscription, ...]:
        """The queues that workers of a group serve; of one that is not known its own alone."""
        if group is None:
            return self._served.get(DEFAULT, _ALWAYS)
        return self._served.get(group, (QueueSubscription(queue_id=group),))

    def serves(self, group: str | None, queue: str | None) -> bool:
        """Whether workers of a group take the jobs of a queue, None being the default one."""
        return any(each.queue_id == (queue or DEFAULT) for each in self.queues_of(group))


def _served(group: WorkerGroup, queues: Collection[str]) -> tuple[QueueSubscription, ...]:
    """The queues of a group, with what names the group itself unless a queue has that id."""
    if group.id == DEFAULT or group.id in queues:
        return group.subscriptions
    return (*group.subscriptions, QueueSubscription(queue_id=group.id))


def _groups(documents: Iterable[dict[str, Json]], now: datetime) -> Iterable[str]:
    for document in documents:
        heard = datetime.fromisoformat(document["heard"])
        is_silent = now - heard > timedelta(seconds=HEARTBEAT_TIMEOUT_S)
        if is_silent or document.get("state", "RUNNING") == "TERMINATED":
            continue
        metrics = document.get("details", {}).get("metrics", {})
        # A drained worker takes no job of its group, and neither does one that may not.
        is_taking = not metrics.get("draining") and metrics.get("admitted", True)
        if is_taking and "worker" in document.get("parts", ()):
            yield metrics.get("group") or DEFAULT
