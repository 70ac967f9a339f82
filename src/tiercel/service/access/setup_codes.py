"""Codes of a set-up: whoever reads the log of a server may make its first user."""

from __future__ import annotations

import hashlib
import secrets

from tiercel.model.authorization.limits import ACCESS_SETUP_CODES_MAX
from tiercel.model.errors import Invalid, Violation
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.unit import in_transaction

CODES_KEY = "access.setup-codes"
_CODE_BYTES = 16


class SetUpCodes:
    """One code a start of a server; all servers of a database take each, until there is a user.

    A code is random, so that a fast hash of it is enough to keep.
    """

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store

    async def issue(self) -> str:
        """A new code; it is nowhere else than in the answer."""
        code = secrets.token_hex(_CODE_BYTES)

        async def write(tx: Tx) -> None:
            known = await _kept(tx)
            tx.settings.put(CODES_KEY, [*known, _digest(code)][-ACCESS_SETUP_CODES_MAX:])

        await in_transaction(self._store, write)
        return code

    async def check(self, code: str | None) -> None:
        """Raises: Invalid unless a server has shown that code."""
        async with self._store.transaction() as tx:
            known = await _kept(tx)
        if code is None or _digest(code.strip()) not in known:
            text = "must be the code that the log of the server shows"
            raise Invalid([Violation("setupCode", text)])


def forget_codes(tx: Tx) -> None:
    """No code is good any more."""
    tx.settings.put(CODES_KEY, [])


async def _kept(tx: Tx) -> list[str]:
    stored = await tx.settings.get(CODES_KEY)
    return stored if isinstance(stored, list) else []


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()
