"""Sessions of browsers: a random text in a cookie, and a row that says whose it is."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from tiercel.model.authorization.limits import (
    ACCESS_SESSION_IDLE_SECONDS,
    ACCESS_SESSION_SECONDS,
    ACCESS_SESSION_SEEN_SECONDS,
    ACCESS_SESSIONS_REMOVED_MAX,
)
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.stored.records import SESSIONS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.rows import drop
from tiercel.service.unit import in_transaction


class Sessions:
    """One row a sign-in: whoever changes a password or signs out ends it at once.

    Shapes: a session ends after ACCESS_SESSION_SECONDS, and ACCESS_SESSION_IDLE_SECONDS after it
    was seen last; None as a user stands for everybody, where nobody needs to sign in.
    """

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._changes = changes

    async def begin(
        self, user_id: str | None, address: str, impersonator: str | None = None
    ) -> str:
        """The text of a new session; rows of some that have ended go.

        Shapes: an `impersonator` is the id of whoever acts as that user.
        """
        now, text = self._clock.now(), secrets.token_urlsafe(32)
        row: dict[str, Json] = {
            "id": _digest(text),
            "user_id": user_id,
            "created": now.isoformat(),
            "seen": now.isoformat(),
            "expires": (now + timedelta(seconds=ACCESS_SESSION_SECONDS)).isoformat(),
            "address": address,
            "impersonator": impersonator,
        }

        async def write(tx: Tx) -> None:
            over = Filter("expires", Operation.LESS_THAN, now)
            old = await tx.records(SESSIONS).find(Query((over,), size=ACCESS_SESSIONS_REMOVED_MAX))
            drop(tx, SESSIONS, [(each["id"],) for each in old.results])
            tx.records(SESSIONS).put((row["id"],), row)

        await in_transaction(self._store, write)
        return text

    async def user_of(self, text: str) -> str | None:
        """Whose session it is while it is good."""
        if not text:
            return None
        now = self._clock.now()
        async with self._store.transaction() as tx:
            row = await tx.records(SESSIONS).get(_digest(text))
            if row is None or _is_over(row, now):
                return None
            seen = datetime.fromisoformat(row["seen"])
            if now - seen > timedelta(seconds=ACCESS_SESSION_SEEN_SECONDS):
                tx.records(SESSIONS).put((row["id"],), {**row, "seen": now.isoformat()})
        user_id: str | None = row["user_id"]
        return user_id

    async def end(self, text: str) -> None:
        """Sign out; one that is not there is fine."""

        async def write(tx: Tx) -> None:
            drop(tx, SESSIONS, [(_digest(text),)])

        await self._changes.change(write)


def _is_over(row: dict[str, Json], now: datetime) -> bool:
    idle = timedelta(seconds=ACCESS_SESSION_IDLE_SECONDS)
    seen, expires = (datetime.fromisoformat(row[name]) for name in ("seen", "expires"))
    return now >= expires or now - seen >= idle


def _digest(text: str) -> str:
    """A random text needs no slow hash."""
    return hashlib.sha256(text.encode()).hexdigest()
