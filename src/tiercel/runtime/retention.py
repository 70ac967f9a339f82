"""Removes what has ended long ago: executions with their logs, metrics and files, trigger logs.

One server at a time does it, under a lease, in small batches. An execution goes only when it has
settled, its end is older than its namespace keeps, and no execution that still runs owns it.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.engine.storage_paths import execution_path
from tiercel.model.errors import Stale
from tiercel.model.execution import Execution
from tiercel.model.limits import METERS_GROUPS_MAX
from tiercel.model.lists.analysis import Analysis, Measure, Source
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.limits import (
    RETENTION_BATCH_MAX,
    RETENTION_LEASE_S,
    RETENTION_SKIPPED_MAX,
)
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.removal import remove_in
from tiercel.settings.sections import Retention as RetentionSettings

LOG = logging.getLogger("tiercel.retention")
LEASE = "retention.lease"
# Folders of executions that are gone from the database, and may still be in the storage.
FOLDERS = "retention.folders"
_LOCK = ("", "retention")


class KeepRules(msgspec.Struct, frozen=True):
    """How long namespaces keep what has ended; None is for ever. The longest prefix wins."""

    default: timedelta | None
    namespaces: Mapping[str, timedelta | None] = {}

    def of(self, namespace: str) -> timedelta | None:
        """How long this namespace keeps."""
        name = namespace
        while name:
            if name in self.namespaces:
                return self.namespaces[name]
            name = name.rpartition(".")[0]
        return self.default

    def shortest(self) -> timedelta | None:
        """The shortest time of all; None when everything is kept for ever."""
        times = [time for time in (self.default, *self.namespaces.values()) if time is not None]
        return min(times, default=None)


class Pace(msgspec.Struct, frozen=True):
    """When the first round begins after a start, and how long later ones wait."""

    initial_delay: timedelta = timedelta(minutes=10)
    interval: timedelta = timedelta(hours=1)


class Retention:
    """Works through the namespaces in rounds; `tick` does one batch."""

    def __init__(
        self, store: Store, blobs: BlobStorage, server_id: str, rules: KeepRules, pace: Pace
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._server_id = server_id
        self._rules = rules
        self._pace = pace
        self._next: datetime | None = None
        self._round: deque[str] | None = None
        self._skipped: set[str] = set()
        self._removed = 0

    async def tick(self, now: datetime) -> bool:
        """Remove one batch when a round is due or under way; whether more may follow at once."""
        if self._rules.shortest() is None:
            return False
        if self._next is None:
            self._next = now + self._pace.initial_delay
        if now < self._next:
            return False
        if not await self._has_lease(now):
            return self._end_round(now)
        if self._round is None:
            self._round = deque(await self._namespaces(now))
            await self._remove_folders()
        if not self._round:
            return self._end_round(now)
        namespace = self._round[0]
        if not await self._remove_some(namespace, now):
            await self._remove_trigger_logs(namespace, now)
            self._round.popleft()
            self._skipped.clear()
        return True

    def _end_round(self, now: datetime) -> bool:
        if self._removed:
            LOG.info("retention: %d old execution(s) removed in this round", self._removed)
        self._next = now + self._pace.interval
        self._round, self._removed = None, 0
        self._skipped.clear()
        return False

    async def _has_lease(self, now: datetime) -> bool:
        """Take or renew the lease; whether it is ours."""
        try:
            async with self._store.transaction() as tx:
                await tx.slots.lock(*_LOCK)
                lease = await tx.settings.get(LEASE) or {}
                is_foreign = lease.get("server", self._server_id) != self._server_id
                if is_foreign and datetime.fromisoformat(lease["until"]) > now:
                    return False
                until = now + timedelta(seconds=RETENTION_LEASE_S)
                tx.settings.put(LEASE, {"server": self._server_id, "until": until.isoformat()})
        except Stale:
            return False
        return True

    async def _namespaces(self, now: datetime) -> list[str]:
        """Those that may hold something old."""
        shortest = self._rules.shortest()
        assert shortest is not None
        old = Filter("startDate", Operation.LESS_THAN_OR_EQUAL_TO, now - shortest)
        analysis = Analysis(
            Source.EXECUTIONS, (Measure("NAMESPACE"),), (old,), limit=METERS_GROUPS_MAX
        )
        async with self._store.transaction() as tx:
            found = {str(row[0]) for row in await tx.analytics.rows(analysis)}
            found.update(await tx.flows.namespaces())
        return sorted(name for name in found if self._rules.of(name) is not None)

    async def _remove_some(self, namespace: str, now: datetime) -> bool:
        """Remove a batch of one namespace; whether there was one."""
        keep = self._rules.of(namespace)
        assert keep is not None
        if len(self._skipped) > RETENTION_SKIPPED_MAX:
            return False
        limit = RETENTION_BATCH_MAX + len(self._skipped)
        async with self._store.transaction() as tx:
            ids = await tx.executions.ended_before(namespace, now - keep, limit)
        ids = [each for each in ids if each not in self._skipped][:RETENTION_BATCH_MAX]
        if ids:
            await self._remove(namespace, ids, now - keep)
        return bool(ids)

    async def _remove(self, namespace: str, ids: Sequence[str], before: datetime) -> None:
        try:
            async with self._store.transaction() as tx:
                gone = [
                    execution
                    for execution_id in ids
                    if (execution := await self._removable(tx, execution_id, before)) is not None
                ]
                for execution in gone:
                    remove_in(tx, execution)
                folders = [execution_path(e.namespace, e.flow_id, e.id) for e in gone]
                if folders:
                    tx.settings.put(FOLDERS, folders)
        except Stale:
            # One of them was restarted in this moment: look again with the next batch.
            return
        self._skipped.update(set(ids) - {execution.id for execution in gone})
        if gone:
            await self._remove_folders()
            self._removed += len(gone)
            LOG.info("retention: %s: %d execution(s) removed", namespace, len(gone))

    async def _removable(self, tx: Tx, execution_id: str, before: datetime) -> Execution | None:
        """The execution when it may go: settled, old, and of no owner that still runs."""
        execution = await tx.executions.head(execution_id)
        if execution is None or not execution.is_settled:
            return None
        if execution.state.end is None or execution.state.end > before:
            return None
        owners = {
            each.execution_id for each in (execution.caller, execution.loop_run) if each is not None
        }
        for owner_id in owners:
            owner = await tx.executions.head(owner_id)
            if owner is not None and not owner.is_settled:
                return None
        return execution

    async def _remove_folders(self) -> None:
        """Remove the files of executions that are gone, also of a batch that a crash cut off."""
        async with self._store.transaction() as tx:
            folders = await tx.settings.get(FOLDERS)
        for folder in folders or ():
            await self._blobs.delete(folder)
        if folders:
            async with self._store.transaction() as tx:
                tx.settings.delete(FOLDERS)

    async def _remove_trigger_logs(self, namespace: str, now: datetime) -> None:
        """Entries of triggers belong to no execution: they go by their own age."""
        keep = self._rules.of(namespace)
        assert keep is not None
        filters = [
            Filter("namespace", Operation.EQUALS, namespace),
            Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, now - keep),
            Filter("triggerId", Operation.STARTS_WITH, ""),
        ]
        async with self._store.transaction() as tx:
            count = await tx.logs.delete_now(filters)
        if count:
            LOG.info("retention: %s: %d log entries of triggers removed", namespace, count)


def retention_of(
    settings: RetentionSettings, store: Store, blobs: BlobStorage, server_id: str
) -> Retention | None:
    """What removes old executions, unless the settings switch it off."""
    if not settings.enabled:
        return None
    rules = KeepRules(settings.default, settings.namespaces)
    pace = Pace(settings.initial_delay, settings.interval)
    return Retention(store, blobs, server_id, rules, pace)
