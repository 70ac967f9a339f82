"""Worker groups: which there are, and of which queues their workers take jobs.

Source: spec/assets-apps.md §7. A group is there once somebody creates it or a worker names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import msgspec
from msgspec.structs import replace

from tiercel.model.errors import Conflict, IllegalArgument, Invalid, NotFound, Violation
from tiercel.model.lists.matching import matching
from tiercel.model.lists.paging import Filter
from tiercel.model.lists.workers import WORKER_GROUPS as LISTED
from tiercel.model.stored.records import WORKER_GROUPS
from tiercel.model.workers.groups import (
    DEFAULT,
    GROUP_PATTERN,
    QueueSubscription,
    WorkerGroup,
    WorkerQueue,
    WorkerToken,
    group_of_record,
)
from tiercel.model.workers.limits import (
    PERCENT_MAX,
    WORKER_GROUPS_MAX,
    WORKER_SUBSCRIPTIONS_MAX,
)
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.workers.changes import WorkerChanges
from tiercel.service.workers.live import LiveWorkers
from tiercel.service.workers.stored import known_group, stored_groups, stored_queues
from tiercel.service.workers.texts import named
from tiercel.service.workers.tokens import drop_tokens, tokens_of


class UndeletableGroup(IllegalArgument):
    """The default group is always there."""


class GroupDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says of a group beside its id."""

    name: str
    description: str = ""
    subscriptions: tuple[QueueSubscription, ...] = ()


class DescribedGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group with the queues that it serves, by id, and its tokens."""

    group: WorkerGroup
    queues: Mapping[str, WorkerQueue]
    tokens: tuple[WorkerToken, ...] = ()


class WorkerGroupService:
    """Use cases over worker groups. All of them raise NotFound for a group that is not there."""

    def __init__(self, ports: Ports, live: LiveWorkers, changes: WorkerChanges) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._live = live
        self._changes = changes

    async def find(self, filters: Sequence[Filter]) -> list[DescribedGroup]:
        """Those that match, the default one first."""
        async with self._store.transaction() as tx:
            groups = await stored_groups(tx)
            rows = [({"id": each.id, "name": each.name}, each) for each in groups.values()]
            found = [group for _, group in matching(rows, LISTED, filters)]
            return [await _described(tx, each) for each in found]

    async def get(self, group_id: str) -> DescribedGroup:
        """One with its queues and tokens."""
        async with self._store.transaction() as tx:
            return await _described(tx, await known_group(tx, group_id))

    async def create(self, group_id: str, draft: GroupDraft) -> DescribedGroup:
        """A new one; one that only a worker has named so far counts as new.

        Raises: Invalid, NotFound for a queue, Conflict when it is there.
        """
        if not re.fullmatch(GROUP_PATTERN, group_id):
            raise Invalid([Violation("id", "must be 1 to 63 letters, digits, '_' and '-'")])
        now = self._clock.now().isoformat()

        async def write(tx: Tx) -> DescribedGroup:
            groups = await stored_groups(tx)
            before = groups.get(group_id)
            if before is not None and (before.created is not None or group_id == DEFAULT):
                raise Conflict(f"Worker group '{group_id}' already exists")
            if before is None and len(groups) >= WORKER_GROUPS_MAX:
                raise Conflict(f"There are already {WORKER_GROUPS_MAX} worker groups")
            return await _put(tx, _drafted(WorkerGroup(id=group_id, created=now), draft), now)

        return await self._changes.change(write)

    async def update(self, group_id: str, draft: GroupDraft) -> DescribedGroup:
        """Replace all that is said of it. Raises: Invalid, NotFound for a queue too."""
        return await self._changed(group_id, lambda group: _drafted(group, draft))

    async def subscribe(self, group_id: str, subscription: QueueSubscription) -> DescribedGroup:
        """Serve one more queue. Raises: NotFound for it, Conflict when it does already, Invalid."""

        def change(group: WorkerGroup) -> WorkerGroup:
            if any(each.queue_id == subscription.queue_id for each in group.subscriptions):
                raise Conflict(
                    f"Worker group '{group_id}' serves the queue '{subscription.queue_id}' already"
                )
            return replace(group, subscriptions=(*group.subscriptions, subscription))

        return await self._changed(group_id, change)

    async def reserve(self, group_id: str, queue_id: str, percent: int | None) -> DescribedGroup:
        """Reserve other places for a queue. Raises: NotFound unless it is served, Invalid."""

        def change(group: WorkerGroup) -> WorkerGroup:
            _check_served(group, queue_id)
            changed = [
                replace(each, reserved_percent=percent) if each.queue_id == queue_id else each
                for each in group.subscriptions
            ]
            return replace(group, subscriptions=tuple(changed))

        return await self._changed(group_id, change)

    async def unsubscribe(self, group_id: str, queue_id: str) -> DescribedGroup:
        """Take no more jobs of a queue.

        Raises: NotFound unless it is served, Conflict for the default queue of the default group.
        """

        def change(group: WorkerGroup) -> WorkerGroup:
            _check_served(group, queue_id)
            if group_id == queue_id == DEFAULT:
                raise Conflict(f"The group '{DEFAULT}' always serves the queue '{DEFAULT}'")
            left = [each for each in group.subscriptions if each.queue_id != queue_id]
            return replace(group, subscriptions=tuple(left))

        return await self._changed(group_id, change)

    async def delete(self, group_id: str, *, is_forced: bool = False) -> None:
        """Remove it with its tokens; a worker that goes on naming it makes it known again.

        Raises: UndeletableGroup for the default one, Conflict while workers of it run, unless
        `is_forced`.
        """
        if group_id == DEFAULT:
            raise UndeletableGroup(f"The worker group '{DEFAULT}' can't be deleted")
        running = 0 if is_forced else len(await self._live.of(group_id))

        async def write(tx: Tx) -> None:
            await known_group(tx, group_id)
            if running:
                raise Conflict(f"{running} workers of the group '{group_id}' run")
            tx.records(WORKER_GROUPS).delete(group_id)
            drop_tokens(tx, group_id, [each.id for each in await tokens_of(tx, group_id)])

        await self._changes.change(write)

    async def _changed(
        self, group_id: str, change: Callable[[WorkerGroup], WorkerGroup]
    ) -> DescribedGroup:
        now = self._clock.now().isoformat()

        async def write(tx: Tx) -> DescribedGroup:
            group = change(await known_group(tx, group_id))
            return await _put(tx, replace(group, created=group.created or now), now)

        return await self._changes.change(write)


async def _described(tx: Tx, group: WorkerGroup) -> DescribedGroup:
    queues, served = await stored_queues(tx), {each.queue_id for each in group.subscriptions}
    return DescribedGroup(
        group=group,
        queues={name: queue for name, queue in queues.items() if name in served},
        tokens=tuple(await tokens_of(tx, group.id)),
    )


async def _put(tx: Tx, group: WorkerGroup, now: str) -> DescribedGroup:
    queues = await stored_queues(tx)
    for each in group.subscriptions:
        if each.queue_id not in queues:
            raise NotFound.of("Worker queue", each.queue_id)
    violations = _violations(group)
    if violations:
        raise Invalid(violations)
    document = msgspec.to_builtins(replace(group, updated=now))
    tx.records(WORKER_GROUPS).put((document.pop("id"),), document)
    return await _described(tx, group_of_record(group.id, document))


def _drafted(group: WorkerGroup, draft: GroupDraft) -> WorkerGroup:
    changed = replace(
        group,
        name=draft.name,
        description=draft.description,
        subscriptions=draft.subscriptions,
    )
    # The default group serves its queue whether somebody says so or not.
    return group_of_record(group.id, msgspec.to_builtins(changed))


def _check_served(group: WorkerGroup, queue_id: str) -> None:
    if not any(each.queue_id == queue_id for each in group.subscriptions):
        raise NotFound.of("Worker queue", queue_id, f"worker group '{group.id}'")


def _violations(group: WorkerGroup) -> list[Violation]:
    found = named(group.name, group.description)
    served = [each.queue_id for each in group.subscriptions]
    if len(served) > WORKER_SUBSCRIPTIONS_MAX:
        found.append(Violation("subscriptions", f"can be at most {WORKER_SUBSCRIPTIONS_MAX}"))
    if len(set(served)) < len(served):
        found.append(Violation("subscriptions", "must not name a queue twice"))
    percents = [each.reserved_percent or 0 for each in group.subscriptions]
    for index, percent in enumerate(percents):
        if not 0 <= percent <= PERCENT_MAX:
            path = f"subscriptions[{index}].reservedPercent"
            found.append(Violation(path, f"must be from 0 to {PERCENT_MAX}"))
    if sum(percents) > PERCENT_MAX:
        found.append(Violation("subscriptions", f"reserve more than {PERCENT_MAX} percent"))
    return found
