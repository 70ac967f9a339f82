"""What workers register with: tokens of a group, and the credentials that they are given for one.

Workers reach the database themselves, so that a token decides whose jobs a worker takes and nothing
else: whoever has the database needs none.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.stored.records import MEMBERS, WORKER_CREDENTIALS, WORKER_TOKENS
from tiercel.model.workers.groups import WorkerCredential, WorkerToken
from tiercel.model.workers.limits import WORKER_TOKENS_MAX
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.tokens import hashed, new_text, prefix_of
from tiercel.service.unit import in_transaction
from tiercel.service.workers.live import credential_of
from tiercel.service.workers.stored import known_group
from tiercel.service.workers.texts import named

# How the text of a registration token begins.
TOKEN_KIND = "twk_"


class NewWorkerToken(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a token; without a date it does not expire."""

    name: str
    description: str = ""
    expires: datetime | None = None


class ShownToken(msgspec.Struct, frozen=True):
    """A new token with its text, which is shown this once."""

    token: WorkerToken
    text: str


class SeenCredential(msgspec.Struct, frozen=True):
    """A credential, and when its worker was last heard of."""

    credential: WorkerCredential
    seen: str


class WorkerTokens:
    """Use cases over tokens of groups and over the credentials of workers."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids

    async def create(self, group_id: str, asked: NewWorkerToken) -> ShownToken:
        """A token; from the first one on, workers of the group need one.

        Raises: NotFound, Invalid, Conflict when there are too many or one has its name.
        """
        now, text = self._clock.now(), new_text(TOKEN_KIND)
        _check(asked, now)
        token = WorkerToken(
            id=self._ids.new_id(),
            name=asked.name,
            description=asked.description,
            prefix=prefix_of(text),
            hash=hashed(text),
            created=now.isoformat(),
            expires=None if asked.expires is None else asked.expires.isoformat(),
        )

        async def write(tx: Tx) -> ShownToken:
            await known_group(tx, group_id)
            known = await tokens_of(tx, group_id)
            if len(known) >= WORKER_TOKENS_MAX:
                raise Conflict(f"The group '{group_id}' has {WORKER_TOKENS_MAX} tokens already")
            if any(each.name == token.name for each in known):
                raise Conflict(f"The group '{group_id}' has a token named '{token.name}' already")
            put_token(tx, group_id, token)
            return ShownToken(token, text)

        return await in_transaction(self._store, write)

    async def revoke(self, group_id: str, token_id: str) -> None:
        """No worker registers with it any more; those that have go on. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            token = await _known(tx, group_id, token_id)
            put_token(tx, group_id, replace(token, is_revoked=True))

        await in_transaction(self._store, write)

    async def delete(self, group_id: str, token_id: str) -> None:
        """As if it had never been; without any token the group is open. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            await _known(tx, group_id, token_id)
            drop_tokens(tx, group_id, [token_id])

        await in_transaction(self._store, write)

    async def credentials(self) -> list[SeenCredential]:
        """Those of workers that are known, by id."""
        async with self._store.transaction() as tx:
            stored = await tx.records(WORKER_CREDENTIALS).all()
            members = await tx.records(MEMBERS).all()
        heard = {name: document["heard"] for (name,), document in members.items()}
        found = [credential_of(name, document) for (name,), document in stored.items()]
        return [SeenCredential(each, heard.get(each.server_id, each.created)) for each in found]

    async def credential(self, credential_id: str) -> SeenCredential:
        """One of them. Raises: NotFound."""
        for each in await self.credentials():
            if each.credential.id == credential_id:
                return each
        raise NotFound.of("Worker credential", credential_id)

    async def revoke_credential(self, credential_id: str) -> SeenCredential:
        """Its worker takes no job from its next heartbeat on. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            document = await tx.records(WORKER_CREDENTIALS).get(credential_id)
            if document is None:
                raise NotFound.of("Worker credential", credential_id)
            put_credential(tx, replace(credential_of(credential_id, document), is_revoked=True))

        await in_transaction(self._store, write)
        return await self.credential(credential_id)


async def tokens_of(tx: Tx, group_id: str) -> list[WorkerToken]:
    """All tokens of a group, the oldest first."""
    stored = await tx.records(WORKER_TOKENS).all()
    found = [
        token_of(token_id, document)
        for (name, token_id), document in stored.items()
        if name == group_id
    ]
    return sorted(found, key=lambda each: (each.created, each.id))


def drop_tokens(tx: Tx, group_id: str, ids: Iterable[str]) -> None:
    """Remove tokens of a group."""
    for each in ids:
        tx.records(WORKER_TOKENS).delete(group_id, each)


def put_credential(tx: Tx, credential: WorkerCredential) -> None:
    """Store a credential, new or changed."""
    document = msgspec.to_builtins(credential)
    tx.records(WORKER_CREDENTIALS).put((document.pop("id"),), document)


def token_of(token_id: str, document: dict[str, Json]) -> WorkerToken:
    """The token of a record."""
    return msgspec.convert({"id": token_id, **document}, WorkerToken)


def put_token(tx: Tx, group_id: str, token: WorkerToken) -> None:
    """Store a token, new or changed."""
    document = msgspec.to_builtins(token)
    tx.records(WORKER_TOKENS).put((group_id, document.pop("id")), document)


async def _known(tx: Tx, group_id: str, token_id: str) -> WorkerToken:
    await known_group(tx, group_id)
    document = await tx.records(WORKER_TOKENS).get(group_id, token_id)
    if document is None:
        raise NotFound.of("Token", token_id, f"worker group '{group_id}'")
    return token_of(token_id, document)


def _check(asked: NewWorkerToken, now: datetime) -> None:
    """Raises: Invalid."""
    found = named(asked.name, asked.description)
    if asked.expires is not None and asked.expires <= now:
        found.append(Violation("expiresAt", "must be in the future"))
    if found:
        raise Invalid(found)
