"""Which entries of the log no seal covers yet.

An entry is committed a while after its date, so that also what is older than the newest seal is
looked at. While many are written that would be much, most of it sealed: then the last seconds alone
are looked at, and all of it now and then.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from tiercel.model.audit.entry import Sealable, sealable_from
from tiercel.model.audit.limits import (
    AUDIT_SEAL_ENTRIES_MAX,
    AUDIT_SEAL_FAR_SECONDS,
    AUDIT_SEAL_FEW_ENTRIES,
    AUDIT_SEAL_LATE_SECONDS,
    AUDIT_SEAL_NEAR_SECONDS,
    AUDIT_SEALS_READ,
)
from tiercel.model.audit.seals import AuditSeal
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.stored.record import RecordTable
from tiercel.model.stored.records import AUDIT, SEALS
from tiercel.ports.store import Tx

_SEALABLE: RecordTable[Any] = replace(AUDIT, decode=sealable_from)
_NEWEST = (Sort("id", is_descending=True),)
_OLDEST_DATES = (Sort("date"),)
# Long enough for what is as late as may be when it is looked for the next time.
_FAR = timedelta(seconds=AUDIT_SEAL_LATE_SECONDS + AUDIT_SEAL_FAR_SECONDS)
_NEAR = timedelta(seconds=AUDIT_SEAL_NEAR_SECONDS)


async def newest_seal(tx: Tx) -> AuditSeal | None:
    """The end of the chain."""
    found = await tx.records(SEALS).find(Query((), _NEWEST, 1, 1))
    return found.results[0] if found.results else None


async def new_entries(
    tx: Tx, last: AuditSeal | None, most: int, *, is_far: bool = True
) -> list[Sealable]:
    """The oldest entries that no seal up to the last one covers, at most so many, by their dates.

    Without `is_far`, late ones are left out where many entries are as new.
    """
    since = None if last is None else last.until - _FAR
    if last is not None and not is_far and await _are_many(tx, last.until - _FAR):
        since = last.until - _NEAR
    sealed = await _sealed_since(tx, since, last)
    found: list[Sealable] = []
    page = 1
    while len(found) < most:
        filters = () if since is None else (_at_or_after(since),)
        query = Query(filters, _OLDEST_DATES, page, AUDIT_SEAL_ENTRIES_MAX)
        results: tuple[Sealable, ...] = await tx.records(_SEALABLE).results(query)
        new = [each for each in results if each.id not in sealed][: most - len(found)]
        found += new
        sealed.update([each.id for each in new])
        if len(results) < AUDIT_SEAL_ENTRIES_MAX:
            break
        reached = results[-1].date
        # The first page after a date is found at once; a later page is counted out.
        if since is None or reached > since:
            since, page = reached, 1
        else:
            page += 1
    return found


async def _are_many(tx: Tx, since: datetime) -> bool:
    filters = (_at_or_after(since),)
    one_more = Query(filters, _OLDEST_DATES, page=AUDIT_SEAL_FEW_ENTRIES + 1, size=1)
    return bool(await tx.records(AUDIT).results(one_more))


async def _sealed_since(tx: Tx, since: datetime | None, last: AuditSeal | None) -> set[str]:
    """The entries of the seals up to the last one that may cover what is as new."""
    found: set[str] = set()
    page = 1
    while since is not None:
        seals = await tx.records(SEALS).find(Query((), _NEWEST, page, AUDIT_SEALS_READ))
        for each in seals.results:
            if last is not None and each.id > last.id:
                continue
            found.update([key for key, _ in each.rows])
            if each.until < since:
                return found
        if len(seals.results) < AUDIT_SEALS_READ:
            return found
        page += 1
    return found


def _at_or_after(date: datetime) -> Filter:
    return Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, date)
