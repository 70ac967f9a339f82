"""Users who are locked for a while, after wrong passwords from wherever."""

from __future__ import annotations

import msgspec

from tiercel.model.authorization.limits import (
    ACCESS_LOCK_FAILURES_MAX,
    ACCESS_LOCK_SECONDS,
    ACCESS_LOCK_WINDOW_SECONDS,
)
from tiercel.model.authorization.people import User
from tiercel.model.stored.records import USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.users import put_user, user_from
from tiercel.service.audit.log import AuditLog


class UserLocks:
    """Failures are stored with the user; the first user has none and is never locked."""

    def __init__(self, ports: Ports, changes: AccessChanges, audit: AuditLog) -> None:
        self._clock = ports.clock
        self._changes = changes
        self._audit = audit

    def has(self, user: User) -> bool:
        """Whether a user may not try now."""
        return user.locked_until > self._clock.now().timestamp()

    async def note_failure(self, user_id: str, address: str) -> None:
        """After some failures in a while the user is locked."""
        now = self._clock.now().timestamp()

        async def write(tx: Tx) -> None:
            document = await tx.records(USERS).get(user_id)
            if document is None:
                return
            user = user_from(document)
            recent = [at for at in user.failures if at > now - ACCESS_LOCK_WINDOW_SECONDS]
            failures = (*recent, now)[-ACCESS_LOCK_FAILURES_MAX:]
            is_over = len(failures) >= ACCESS_LOCK_FAILURES_MAX
            locked_until = now + ACCESS_LOCK_SECONDS if is_over else user.locked_until
            if is_over:
                self._audit.locked(tx, user.username, user.id, address)
            put_user(
                tx,
                msgspec.structs.replace(
                    user, failures=() if is_over else failures, locked_until=locked_until
                ),
            )

        await self._changes.change(write)
