"""Tokens with which scripts and what else tasks start call the API while their execution runs."""

from __future__ import annotations

import msgspec

from tiercel.model.access import Actor
from tiercel.model.authorization.limits import FLOW_TOKEN_SECONDS
from tiercel.ports.ports import Ports
from tiercel.service.access.access import Access
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.shared_seal import SharedSeal

KIND = "tcx_"
_KEY = "access.flow-token-key"


class _Content(msgspec.Struct, frozen=True, array_like=True):
    """What a token has sealed in it: the execution, and which of its attempts."""

    namespace: str
    flow_id: str
    execution_id: str
    attempt: int


class FlowTokens:
    """Nothing is kept of them: who has one shows an execution, and that must still run.

    One is good for FLOW_TOKEN_SECONDS, until the execution has ended, and for no restart of it.
    """

    def __init__(self, ports: Ports, changes: AccessChanges, access: Access) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._access = access
        self._seal = SharedSeal(changes, _KEY)

    async def issue(self, actor: Actor) -> str | None:
        """One for the execution that asks; None where nobody needs one, or it does not run."""
        await self._access.refresh()
        if not self._access.is_enabled or actor.execution_id is None:
            return None
        content = await self._running(actor.execution_id)
        if content is None:
            return None
        seal, now = await self._seal.get(), int(self._clock.now().timestamp())
        return KIND + seal.encrypt_at_time(msgspec.json.encode(content), now).decode()

    async def actor_of(self, text: str) -> Actor | None:
        """The execution whose token it is, while it is good."""
        from cryptography.fernet import InvalidToken

        seal, now = await self._seal.get(), int(self._clock.now().timestamp())
        try:
            found = seal.decrypt_at_time(text.removeprefix(KIND), FLOW_TOKEN_SECONDS, now)
        except InvalidToken:
            return None
        content = msgspec.json.decode(found, type=_Content)
        if await self._running(content.execution_id) != content:
            return None
        return Actor.of_execution(content.namespace, content.flow_id, content.execution_id)

    async def _running(self, execution_id: str) -> _Content | None:
        async with self._store.transaction() as tx:
            execution = await tx.executions.head(execution_id)
        if execution is None or execution.is_settled:
            return None
        return _Content(
            execution.namespace,
            execution.flow_id,
            execution.id,
            execution.metadata.attempt_number,
        )
