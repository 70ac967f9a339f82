"""Credentials of the tenant and of namespaces: kept without showing their secrets, and tried."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from tiercel.model.authorization.grants import lineage
from tiercel.model.errors import Conflict, NotFound
from tiercel.model.json_types import Json
from tiercel.model.lists.credentials import CREDENTIALS as LISTED
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.policies.credential import Credential, CredentialKey, SecretReference
from tiercel.model.policies.limits import CREDENTIALS_MAX
from tiercel.model.stored.record import Document
from tiercel.model.stored.records import CREDENTIALS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.secret_keys import ENVELOPE, SecretKeys, place_of_credential
from tiercel.service.governance.credential_drafts import ReadCredential, read_credential
from tiercel.service.off_loop import in_thread
from tiercel.service.unit import in_transaction

# Says whether whoever writes a credential may use the secrets that it names. Raises: NotAllowed.
CheckReferences = Callable[[Sequence[SecretReference]], None]


class CredentialLevel(msgspec.Struct, frozen=True):
    """The credentials of one namespace, or of the tenant, where the name is empty."""

    namespace: str
    credentials: tuple[Credential, ...]


class CredentialService:
    """Use cases over credentials. In all keys the namespace of those of the tenant is empty."""

    def __init__(self, ports: Ports, keys: SecretKeys) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._keys = keys

    async def find(self, namespace: str, query: Query) -> Page[Credential]:
        """A page of those of one level, by name unless sorted."""
        found = [each for each in await self._all() if each.namespace == namespace]
        return page_of([(_row(each), each) for each in found], LISTED, query)

    async def get(self, key: CredentialKey) -> Credential:
        """One of them. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return (await _stored(tx, key))[0]

    async def levels(self, namespace: str) -> list[CredentialLevel]:
        """What a namespace can use: its own, those of the namespaces above it, of the tenant."""
        stored = await self._all()
        return [
            CredentialLevel(name, tuple(each for each in stored if each.namespace == name))
            for name in (*lineage(namespace), "")
        ]

    async def create(
        self, key: CredentialKey, document: Mapping[str, Json], check: CheckReferences
    ) -> Credential:
        """A new one. Raises: Invalid, NotAllowed, Conflict when the name is taken."""
        read = await in_thread(read_credential, document, key, self._clock.now(), None)
        check(read.references)

        async def write(tx: Tx) -> Credential:
            stored = await tx.records(CREDENTIALS).all()
            if key in stored:
                raise Conflict(f"Credential '{key[1]}' already exists")
            if len(stored) >= CREDENTIALS_MAX:
                raise Conflict(f"There are already {CREDENTIALS_MAX} credentials")
            return self._put(tx, read, {})

        return await in_transaction(self._store, write)

    async def update(
        self, key: CredentialKey, document: Mapping[str, Json], check: CheckReferences
    ) -> Credential:
        """All of one but its name; a secret that is left out stays.

        Raises: NotFound, Invalid, NotAllowed, Unavailable when what stays can't be read.
        """

        async def write(tx: Tx) -> Credential:
            before, envelope = await _stored(tx, key)
            read = await in_thread(read_credential, document, key, self._clock.now(), before)
            check(read.references)
            return self._put(tx, read, self.opened(key, envelope))

        return await in_transaction(self._store, write)

    async def delete(self, key: CredentialKey) -> None:
        """Remove one; flows that name it fail from now on. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            await _stored(tx, key)
            tx.records(CREDENTIALS).delete(*key)

        await in_transaction(self._store, write)

    async def whole(self, key: CredentialKey) -> tuple[Credential, Mapping[str, str]]:
        """One with the secret texts of its own by their members: for whoever asks for tokens.

        Raises: NotFound, Unavailable.
        """
        async with self._store.transaction() as tx:
            credential, envelope = await _stored(tx, key)
        return credential, self.opened(key, envelope)

    async def nearest(self, namespace: str, name: str) -> CredentialKey | None:
        """Of that name the nearest that a namespace can use."""
        async with self._store.transaction() as tx:
            for place in (*lineage(namespace), ""):
                if await tx.records(CREDENTIALS).get(place, name) is not None:
                    return place, name
        return None

    def opened(self, key: CredentialKey, envelope: Json) -> Mapping[str, str]:
        """What is in an envelope. Raises: Unavailable."""
        if envelope is None:
            return {}
        text = self._keys.open(place_of_credential(key), envelope)
        return msgspec.json.decode(text, type=dict[str, str])

    def _put(self, tx: Tx, read: ReadCredential, before: Mapping[str, str]) -> Credential:
        """Raises: Conflict without a key that could seal a secret."""
        credential = read.credential
        own = [name for name, each in credential.auth.items() if each.is_own]
        secrets = {name: read.secrets.get(name) or before[name] for name in own}
        document: Document = msgspec.to_builtins(credential)
        if secrets:
            if self._keys.is_missing:
                raise Conflict(
                    "A credential can have a secret of its own when `tiercel.secrets.keys` or"
                    " `kestra.encryption.secret-key` is set; name a secret by `secretKey` instead"
                )
            text = msgspec.json.encode(secrets).decode()
            document[ENVELOPE] = self._keys.seal(place_of_credential(credential.key), text)
        tx.records(CREDENTIALS).put(credential.key, document)
        return credential

    async def _all(self) -> list[Credential]:
        async with self._store.transaction() as tx:
            documents = await tx.records(CREDENTIALS).all()
        return [_credential(documents[key]) for key in sorted(documents)]


def _credential(document: Document) -> Credential:
    return msgspec.convert(document, Credential)


async def _stored(tx: Tx, key: CredentialKey) -> tuple[Credential, Json]:
    """One with its envelope. Raises: NotFound."""
    document = await tx.records(CREDENTIALS).get(*key)
    if document is None:
        place = f"namespace '{key[0]}'" if key[0] else "the tenant"
        raise NotFound.of("Credential", key[1], place)
    return _credential(document), document.get(ENVELOPE)


def _row(credential: Credential) -> Document:
    return {
        "id": credential.id,
        "name": credential.id,
        "type": credential.type,
        "description": credential.description or "",
    }
