"""Seals the audit log, verifies it, and removes what is kept no longer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta

from tiercel.model.audit.entry import AuditEntry, AuditType, Sealable, digest_of
from tiercel.model.audit.limits import (
    AUDIT_LISTED_MAX,
    AUDIT_PURGE_SECONDS,
    AUDIT_SEAL_ENTRIES_MAX,
    AUDIT_SEAL_FAR_SECONDS,
    AUDIT_SEAL_SECONDS,
    AUDIT_SEALS_AT_ONCE,
)
from tiercel.model.audit.seals import FIRST, AuditReport, AuditSeal, seal_after, seal_of
from tiercel.model.errors import Stale
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.stored.records import AUDIT, SEALS
from tiercel.ports.ports import Ports
from tiercel.service.access.rows import drop
from tiercel.service.audit.notes import add, of_server
from tiercel.service.audit.unsealed import new_entries, newest_seal
from tiercel.service.turns import Turns

_LOCK = ("", "audit")
# Entries that are sealed in one transaction.
_AT_ONCE = AUDIT_SEAL_ENTRIES_MAX * AUDIT_SEALS_AT_ONCE
_PURGE = "audit.purge"
_MISSING = "is gone"


class AuditKeeper:
    """What is done for the log from time to time; `retention` None keeps everything.

    Several servers may do it at once: a seal has a number, which one of them takes.
    """

    def __init__(self, ports: Ports, retention: timedelta | None) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._retention = retention
        self._next_seal: datetime | None = None
        self._next_purge: datetime | None = None
        # When late entries are looked for, however many there are.
        self._next_far: datetime | None = None

    async def tick(self, now: datetime) -> None:
        """Seal and remove what is due."""
        if self._next_seal is None or now >= self._next_seal:
            self._next_seal = now + timedelta(seconds=AUDIT_SEAL_SECONDS)
            await self.seal()
        if self._next_purge is None or now >= self._next_purge:
            self._next_purge = now + timedelta(seconds=AUDIT_PURGE_SECONDS)
            await self.purge(now)

    async def seal(self) -> int:
        """Seal all entries that no seal covers; how many. Another server may be faster."""
        now, sealed = self._clock.now(), 0
        is_far = self._next_far is None or now >= self._next_far
        while True:
            try:
                count = await self._seal_some(is_far=is_far)
            except Stale:
                return sealed
            sealed += count
            if count < _AT_ONCE:
                break
        if is_far:
            self._next_far = now + timedelta(seconds=AUDIT_SEAL_FAR_SECONDS)
        return sealed

    async def _seal_some(self, *, is_far: bool) -> int:
        turns = Turns()
        async with self._store.transaction() as tx:
            await tx.slots.lock(*_LOCK)
            last = await newest_seal(tx)
            entries = await new_entries(tx, last, _AT_ONCE, is_far=is_far)
            for start in range(0, len(entries), AUDIT_SEAL_ENTRIES_MAX):
                await turns.turn()
                last = _seal_over(last, entries[start : start + AUDIT_SEAL_ENTRIES_MAX])
                tx.records(SEALS).insert((last.id,), last)
        return len(entries)

    async def purge(self, now: datetime) -> int:
        """Remove seals that are older than the retention, with their entries; how many entries.

        What remains says so: the first seal that stays follows one that an entry names. The newest
        seal stays.
        """
        removed = 0
        while self._retention is not None:
            async with self._store.transaction() as tx:
                await tx.slots.lock(*_LOCK)
                oldest = await tx.records(SEALS).find(Query(size=AUDIT_LISTED_MAX))
                seals = oldest.results[:-1]
                old = [each for each in seals if each.until < now - self._retention]
                if not old:
                    break
                entries = [(key,) for each in old for key, _ in each.rows]
                drop(tx, AUDIT, entries)
                drop(tx, SEALS, [(each.id,) for each in old])
                add(tx, self._of_purge(old[-1], len(entries)))
            removed += len(entries)
        return removed

    def _of_purge(self, last: AuditSeal, entries: int) -> AuditEntry:
        return of_server(
            self._clock,
            self._ids,
            type=AuditType.DELETE,
            resource="AUDITLOG",
            operation=_PURGE,
            object_id=last.id,
            detail={"seal": last.seal, "entries": entries, "until": last.until.isoformat()},
        )

    async def verify(self) -> AuditReport:
        """Compare every entry with its seal, and every seal with the one before it."""
        problems: list[str] = []
        seals = sealed = 0
        last: AuditSeal | None = None
        async for seal in self._seals():
            problems += await self._check_chain(last, seal)
            problems += await self._check_rows(seal)
            last, seals, sealed = seal, seals + 1, sealed + len(seal.rows)
        async with self._store.transaction() as tx:
            total = (await tx.records(AUDIT).find(Query(size=1))).total
            unsealed = await new_entries(tx, last, AUDIT_SEAL_ENTRIES_MAX)
        missing = sum(1 for each in problems if each.endswith(_MISSING))
        extra = total - (sealed - missing) - len(unsealed)
        if extra > 0 and len(unsealed) < AUDIT_SEAL_ENTRIES_MAX:
            problems.append(f"{extra} entries are covered by no seal, though later ones are")
        return AuditReport(
            entries=total,
            seals=seals,
            unsealed=len(unsealed),
            last=None if last is None else last.seal,
            problems=tuple(problems[:AUDIT_LISTED_MAX]),
        )

    async def _seals(self) -> AsyncIterator[AuditSeal]:
        """All of them, the first one first."""
        page = 1
        while True:
            async with self._store.transaction() as tx:
                query = Query(page=page, size=AUDIT_LISTED_MAX)
                found = await tx.records(SEALS).find(query)
            for each in found.results:
                yield each
            if len(found.results) < AUDIT_LISTED_MAX:
                return
            page += 1

    async def _check_chain(self, last: AuditSeal | None, seal: AuditSeal) -> list[str]:
        found = []
        if seal.seal != seal_of(seal.previous, seal.rows):
            found.append(f"Seal {int(seal.id)} does not fit what it covers")
        if last is not None and (int(seal.id), seal.previous) != (int(last.id) + 1, last.seal):
            found.append(f"Seal {int(seal.id)} does not follow seal {int(last.id)}")
        if last is None and seal.previous != FIRST and not await self._is_purged(seal):
            found.append(f"The seals before seal {int(seal.id)} are gone, and no purge says so")
        return found

    async def _is_purged(self, first: AuditSeal) -> bool:
        """Whether an entry names the seal before the first one that is left."""
        purges = Filter("operation", Operation.EQUALS, _PURGE)
        newest = Query((purges,), size=AUDIT_LISTED_MAX)
        async with self._store.transaction() as tx:
            found = await tx.records(AUDIT).find(newest)
        return any(each["detail"]["seal"] == first.previous for each in found.results)

    async def _check_rows(self, seal: AuditSeal) -> list[str]:
        ids = [key for key, _ in seal.rows]
        async with self._store.transaction() as tx:
            stored = await tx.records(AUDIT).all(Filter("id", Operation.IN, ids))
        found = []
        for key, digest in seal.rows:
            entry = stored.get((key,))
            if entry is None:
                found.append(f"Entry {key} of seal {int(seal.id)} {_MISSING}")
            elif digest_of(entry) != digest:
                found.append(f"Entry {key} of seal {int(seal.id)} was changed")
        return found


def _seal_over(last: AuditSeal | None, entries: Sequence[Sealable]) -> AuditSeal:
    """The next link of the chain, over entries in the order of their dates."""
    until = entries[-1].date
    if last is not None:
        until = max(until, last.until)
    return seal_after(last, [(each.id, each.digest) for each in entries], until)
