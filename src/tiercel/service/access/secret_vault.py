"""Secrets that the server keeps encrypted, in front of those of the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

from tiercel.model.authorization.grants import lineage
from tiercel.model.errors import Conflict, Invalid, NotFound, TooLarge, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import SECRET_CHARS_MAX
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import SECRETS
from tiercel.ports.ports import Ports
from tiercel.ports.secrets import Place, SecretStore
from tiercel.ports.store import Tx
from tiercel.service.access.secret_keys import SecretKeys
from tiercel.service.unit import in_transaction

_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class SecretAbout(msgspec.Struct, frozen=True):
    """What may be shown of a secret: never the value."""

    namespace: str
    key: str
    description: str | None = None
    tags: tuple[tuple[str, str], ...] = ()


class SecretChange(msgspec.Struct, frozen=True, kw_only=True):
    """What to store of a secret. None keeps what is there; an empty description removes it."""

    namespace: str
    key: str
    value: str | None
    description: str | None = None
    tags: tuple[tuple[str, str], ...] | None = None


class SecretVault:
    """See `ports.secrets.SecretStore`. A namespace sees its own secrets, then those of the
    namespaces above it, then those of the environment.

    A name is shown as it was written and found in any case. Without a key of the server nothing
    can be stored, and what is stored can't be read.
    """

    def __init__(self, ports: Ports, keys: SecretKeys, environment: SecretStore) -> None:
        self._store = ports.store
        self._environment = environment
        self._keys = keys
        self._clock = ports.clock

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be stored, because the server has no key."""
        return self._keys.is_missing

    async def get(self, namespace: str, key: str) -> str | None:
        """The clear text, or None. Raises: Unavailable for one whose key is missing."""
        async with self._store.transaction() as tx:
            for name in lineage(namespace):
                place = _place(name, key)
                document = await tx.records(SECRETS).get(*place)
                if document is not None:
                    return self._keys.open(place, document["value"])
        return await self._environment.get(namespace, key)

    async def names(self, namespace: str) -> list[str]:
        """Every name that the namespace can use, sorted."""
        return [about.key for about in await self.shown(namespace)]

    async def shown(self, namespace: str | None) -> list[SecretAbout]:
        """What a namespace can use, or everything (None), by key.

        Secrets of the environment have no namespace of their own.
        """
        wanted = None if namespace is None else lineage(namespace)
        found = {
            (name.upper(), ""): SecretAbout("", name)
            for name in await self._environment.names(namespace or "")
        }
        # Those above come first: what a namespace has itself stands in place of theirs.
        for about in await self.listed(wanted):
            key = about.key.upper()
            if wanted is None:
                found.pop((key, ""), None)
            found[key, "" if wanted is not None else about.namespace] = about
        return [found[key] for key in sorted(found)]

    async def find(self, namespace: str | None, query: Query) -> Page[SecretAbout]:
        """A page of what is shown."""
        rows = [
            ({"namespace": each.namespace, "id": each.key.upper(), "key": each.key}, each)
            for each in await self.shown(namespace)
        ]
        return page_of(rows, SECRETS.resource, query)

    async def by_namespace(self, namespace: str) -> dict[str, list[str]]:
        """Stored names of the namespace and of those above it that have any."""
        found: dict[str, list[str]] = {}
        for about in await self.listed(lineage(namespace)):
            found.setdefault(about.namespace, []).append(about.key)
        return found

    async def listed(self, namespaces: list[str] | None = None) -> list[SecretAbout]:
        """All stored secrets, or those of namespaces, by namespace and key."""
        wanted = () if namespaces is None else (Filter("namespace", Operation.IN, namespaces),)
        async with self._store.transaction() as tx:
            stored = await tx.records(SECRETS).all(*wanted)
        return [_about(document) for document in stored.values()]

    async def put(self, change: SecretChange, *, must_exist: bool = False) -> SecretAbout:
        """Store a secret, in place of one of that name.

        Raises: Conflict when the vault is read-only, NotFound, Invalid, TooLarge.
        """
        self._check_writable()
        if _KEY.fullmatch(change.key) is None:
            raise Invalid([Violation("secret.key", f'must match "{_KEY.pattern}"')])
        value = change.value
        if value == "":
            raise Invalid([Violation("secret.value", "must not be empty")])
        if value is not None and len(value) > SECRET_CHARS_MAX:
            raise TooLarge(f"A secret may have {SECRET_CHARS_MAX} characters at most")
        place = _place(change.namespace, change.key)

        async def write(tx: Tx) -> SecretAbout:
            before = await tx.records(SECRETS).get(*place)
            if before is None and must_exist:
                raise NotFound.of("Secret", change.key, f"namespace '{change.namespace}'")
            if before is None and value is None:
                raise Invalid([Violation("secret.value", "must not be null")])
            stored = before or {}
            document = {
                **stored,
                "namespace": change.namespace,
                # A change by path says which secret, not how its key is written.
                "key": stored["key"] if must_exist else change.key,
                "value": stored["value"] if value is None else self._keys.seal(place, value),
                "updated": self._clock.now().isoformat(),
            }
            if change.description is not None:
                document["description"] = change.description or None
            if change.tags is not None:
                document["tags"] = [list(pair) for pair in change.tags]
            tx.records(SECRETS).put(place, document)
            return _about(document)

        return await in_transaction(self._store, write)

    async def delete(self, namespace: str, key: str) -> None:
        """Forget a stored secret. Raises: Conflict when the vault is read-only, NotFound."""
        self._check_writable()
        place = _place(namespace, key)

        async def write(tx: Tx) -> None:
            if await tx.records(SECRETS).get(*place) is None:
                raise NotFound.of("Secret", key, f"namespace '{namespace}'")
            tx.records(SECRETS).delete(*place)

        await in_transaction(self._store, write)

    def _check_writable(self) -> None:
        if self.is_read_only:
            raise Conflict(
                "Secrets can be stored when `tiercel.secrets.keys` or"
                " `kestra.encryption.secret-key` is set; this server only reads those of its"
                " environment."
            )


def _place(namespace: str, key: str) -> Place:
    return namespace, key.upper()


def _about(document: Mapping[str, Json]) -> SecretAbout:
    return SecretAbout(
        document["namespace"],
        document["key"],
        document.get("description"),
        tuple((str(key), str(value)) for key, value in document.get("tags") or ()),
    )
