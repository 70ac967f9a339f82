"""The keys under which secrets are stored: what they open, and how they are replaced."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

import msgspec

from tiercel.model.audit.entry import AuditType
from tiercel.model.errors import Unavailable
from tiercel.model.json_types import Json
from tiercel.model.policies.credential import CredentialKey
from tiercel.model.stored.encrypted import is_encrypted
from tiercel.model.stored.record import Document, Key, RecordTable
from tiercel.model.stored.records import CREDENTIALS, SECRETS
from tiercel.ports.ports import Ports
from tiercel.ports.secrets import Place
from tiercel.ports.store import Tx
from tiercel.service.access.rows import drop
from tiercel.service.audit.notes import add, of_server
from tiercel.service.unit import in_transaction

LOG = logging.getLogger("tiercel.secrets")
# The member of a stored credential that has its secrets.
ENVELOPE = "secret"
# What servers before the envelopes wrote has no key id.
NO_KEY = ""


class KeyUse(msgspec.Struct, frozen=True, kw_only=True):
    """A key, and how many secrets are stored under it.

    `key_id` is empty for those that were stored before keys had ids and did not open since.
    """

    key_id: str
    is_present: bool
    is_newest: bool
    secrets: int


class Sealed(msgspec.Struct, frozen=True):
    """A record with something sealed in it: the member of that name."""

    table: RecordTable[Document]
    key: tuple[str, str]
    document: Document
    member: str

    @property
    def envelope(self) -> Json:
        """What is stored of the secret."""
        return self.document[self.member]


class SecretKeys:
    """Opens and seals what is stored of secrets and credentials, and looks after their keys."""

    def __init__(self, ports: Ports) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._ring = ports.key_ring
        self._decrypt = ports.config.decrypt

    @property
    def is_missing(self) -> bool:
        """Whether the server has no key: nothing can be stored."""
        return self._ring is None

    def seal(self, place: Place, text: str) -> Json:
        """What is stored of a secret. Raises: Unavailable without a key."""
        if self._ring is None:
            raise Unavailable("There is no key for secrets: set `kestra.encryption.secret-key`")
        return self._ring.seal(place, text)

    def open(self, place: Place, stored: Json) -> str:
        """The clear text. Raises: Unavailable when no key of the server opens it."""
        if is_encrypted(stored):
            if self._decrypt is not None:
                return self._decrypt(stored)
        elif self._ring is not None and isinstance(stored, Mapping):
            return self._ring.open(place, stored)
        raise Unavailable(
            f"Secret {place[1]} of namespace '{place[0]}' can't be read: this server has no key for"
            " it. Set `kestra.encryption.secret-key` or `tiercel.secrets.keys` to the key that it"
            " was stored with, or store the secret again"
        )

    async def open_all(self) -> None:
        """Once, at a start: put what older servers wrote into envelopes, and say what won't open.

        All in one transaction: an interrupted start leaves everything as it was.
        """
        if self._ring is None:
            return
        moved = await self._rewritten(self._in_envelope, self._note_moved)
        if moved:
            LOG.info("%d secret(s) of an older version are stored in envelopes now", moved)
        lost = [use for use in await self.uses() if use.secrets and not use.is_present]
        for use in lost:
            LOG.warning(
                "%d secret(s) can't be read: the key %s is not there; `tiercel secret check` lists"
                " them",
                use.secrets,
                use.key_id or "of an older version",
            )

    async def uses(self) -> list[KeyUse]:
        """All keys of the server, then those that are missing, with what is stored under them."""
        present = () if self._ring is None else self._ring.key_ids
        counts = dict.fromkeys(present, 0)
        for stored in (await self._stored()).values():
            key_id = _key_id(stored)
            counts[key_id] = counts.get(key_id, 0) + 1
        return [
            KeyUse(
                key_id=key_id,
                is_present=key_id in present,
                is_newest=key_id == next(iter(present), None),
                secrets=count,
            )
            for key_id, count in counts.items()
        ]

    async def unreadable(self) -> list[Place]:
        """The secrets that no key of the server opens, by namespace and key."""
        stored = await self._stored()
        return [place for place, value in stored.items() if not self._opens(place, value)]

    async def rotate(self, *, with_values: bool = False) -> int:
        """Bring all secrets under the first key; how many were under another one.

        `with_values` seals them anew too, each under a new data key. Raises: Unavailable, with
        everything as it was, when one does not open.
        """
        return await self._rewritten(self._sealed_again if with_values else self._wrapped_again)

    async def discard_unreadable(self) -> list[Place]:
        """Remove the secrets that no key of the server opens; which these were."""

        async def write(tx: Tx) -> list[Place]:
            lost = {
                place: each
                for place, each in (await _sealed(tx)).items()
                if not self._opens(place, each.envelope)
            }
            for each in lost.values():
                drop(tx, each.table, [each.key])
            return [*lost]

        return await in_transaction(self._store, write)

    def _opens(self, place: Place, stored: Json) -> bool:
        try:
            self.open(place, stored)
        except Unavailable:
            return False
        return True

    def _in_envelope(self, place: Place, stored: Json) -> Json:
        """That of an older server; what does not open stays as it is."""
        if not is_encrypted(stored) or not self._opens(place, stored):
            return stored
        return self.seal(place, self.open(place, stored))

    def _wrapped_again(self, place: Place, stored: Json) -> Json:
        if self._ring is None or is_encrypted(stored):
            return self._sealed_again(place, stored)
        return self._ring.wrap_again(place, stored)

    def _sealed_again(self, place: Place, stored: Json) -> Json:
        return self.seal(place, self.open(place, stored))

    def _note_moved(self, tx: Tx, count: int) -> None:
        """In the audit log, as nobody asks for it."""
        entry = of_server(
            self._clock,
            self._ids,
            type=AuditType.UPDATE,
            resource="SECRET",
            operation="secret.take_over",
            detail={"secrets": count},
        )
        add(tx, entry)

    async def _rewritten(
        self,
        change: Callable[[Place, Json], Json],
        note: Callable[[Tx, int], None] | None = None,
    ) -> int:
        """How many secrets are stored otherwise now; `note` may write that with them."""

        async def write(tx: Tx) -> int:
            count = 0
            for place, each in (await _sealed(tx)).items():
                envelope = change(place, each.envelope)
                if envelope != each.envelope:
                    document = {**each.document, each.member: envelope}
                    tx.records(each.table).put(each.key, document)
                    count += 1
            if count and note is not None:
                note(tx, count)
            return count

        return await in_transaction(self._store, write)

    async def _stored(self) -> dict[Place, Json]:
        async with self._store.transaction() as tx:
            found = await _sealed(tx)
        return {place: each.envelope for place, each in found.items()}


def _key_id(stored: Json) -> str:
    is_envelope = isinstance(stored, Mapping) and not is_encrypted(stored)
    return str(stored.get("key_id") or NO_KEY) if is_envelope else NO_KEY


def place_of_credential(key: CredentialKey) -> Place:
    """Where the envelope of a credential opens; no secret can have that name."""
    return key[0], f"credential/{key[1]}"


async def _sealed(tx: Tx) -> dict[Place, Sealed]:
    """Everything that is sealed, by the place where it opens."""
    found = {
        key: Sealed(SECRETS, key, document, "value")
        for key, document in _pairs(await tx.records(SECRETS).all())
    }
    for key, document in _pairs(await tx.records(CREDENTIALS).all()):
        if document.get(ENVELOPE) is not None:
            found[place_of_credential(key)] = Sealed(CREDENTIALS, key, document, ENVELOPE)
    return found


def _pairs(documents: Mapping[Key, Document]) -> list[tuple[tuple[str, str], Document]]:
    """Records by namespace and name, in order."""
    return [((space, name), each) for (space, name), each in sorted(documents.items())]
