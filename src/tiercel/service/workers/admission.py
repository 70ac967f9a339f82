"""Whether the worker of this server may take jobs of its group, and of which queues.

A group that has tokens is closed: its workers register with one of them, are given a credential
for as long as they run, and stop taking jobs once somebody revokes that.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from msgspec.structs import replace

from tiercel.model.stored.records import WORKER_CREDENTIALS, WORKER_TOKENS
from tiercel.model.workers.groups import DEFAULT, QueueSubscription, WorkerCredential
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.tokens import hashed
from tiercel.service.instance.worker_groups import WorkerGroupRegistry
from tiercel.service.unit import in_transaction
from tiercel.service.workers.tokens import (
    put_credential,
    put_token,
    token_of,
    tokens_of,
)

LOG = logging.getLogger("tiercel.worker")


class WorkerAdmission:
    """Follows what is stored: with each heartbeat, and at once when somebody changes it.

    `group` and `token` are those of the settings. A token alone says which group it is of.
    """

    def __init__(
        self, ports: Ports, groups: WorkerGroupRegistry, group: str | None, token: str | None
    ) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._groups = groups
        self._token = token
        self._credential_id: str | None = None
        self.group = group
        # What stands against it, in words; None while it may take jobs.
        self.refusal: str | None = None if token is None else "it has not registered yet"

    @property
    def is_admitted(self) -> bool:
        """Whether it may take jobs."""
        return self.refusal is None

    def queues(self) -> Sequence[QueueSubscription]:
        """The queues that it serves now."""
        return self._groups.queues_of(self.group) if self.is_admitted else ()

    async def open(self) -> None:
        """Look which groups there are, before it takes its first job."""
        async with self._store.transaction() as tx:
            await self._groups.look(tx, self._clock.now())
            if self._token is None:
                self._settle(await self._without_token(tx))

    async def follow(self, server_id: str, host: str) -> bool:
        """Look again; whether something is other than before. Registers where it has to."""
        before = (self.refusal, self.queues())

        async def look(tx: Tx) -> str | WorkerCredential | None:
            if self._token is None:
                return await self._without_token(tx)
            if self._credential_id is None:
                return await self._registered(tx, self._token, server_id, host)
            document = await tx.records(WORKER_CREDENTIALS).get(self._credential_id)
            is_gone = document is None or document.get("is_revoked")
            return "its credential was revoked" if is_gone else None

        found = await in_transaction(self._store, look)
        if isinstance(found, WorkerCredential):
            self._credential_id, self.group = found.id, found.group_id
        self._settle(found if isinstance(found, str) else None)
        return before != (self.refusal, self.queues())

    async def _without_token(self, tx: Tx) -> str | None:
        if await tokens_of(tx, self.group or DEFAULT):
            return "the group has tokens, and `tiercel.worker.token` is none of them"
        return None

    async def _registered(
        self, tx: Tx, text: str, server_id: str, host: str
    ) -> str | WorkerCredential:
        """A new credential; why the token is not good when it is not."""
        now, wanted = self._clock.now(), hashed(text)
        for (group_id, token_id), document in (await tx.records(WORKER_TOKENS).all()).items():
            token = token_of(token_id, document)
            # Only the hash of an unguessable text is compared: its timing reveals nothing of it.
            if token.hash != wanted:
                continue
            if not token.is_valid(now):
                return f"its token '{token.name}' is revoked or has expired"
            if self.group not in (None, group_id):
                return f"its token '{token.name}' is of the group '{group_id}'"
            put_token(tx, group_id, replace(token, uses=token.uses + 1))
            credential = WorkerCredential(
                id=self._ids.new_id(),
                server_id=server_id,
                host=host,
                group_id=group_id,
                token_id=token_id,
                created=now.isoformat(),
            )
            put_credential(tx, credential)
            return credential
        return "its token is of no group"

    def _settle(self, refusal: str | None) -> None:
        if refusal is not None and refusal != self.refusal:
            LOG.error("The worker takes no jobs of its group: %s.", refusal)
        self.refusal = refusal
