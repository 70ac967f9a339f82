"""Records of the whole server, of which there are few: kept whole, listed whole."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from msgspec.structs import replace

from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.flow import TENANT
from tiercel.model.policies.limits import RECORD_ID_CHARS_MAX
from tiercel.model.stored.record import Document, RecordTable
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.unit import in_transaction

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Identified(Protocol):
    """A frozen struct with an id, which is empty until the server has chosen one."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


class InstanceNoun(msgspec.Struct, Generic[T], frozen=True, kw_only=True):
    """What a kind of record is.

    Shapes: `name` is what messages call one, `prefix` the parts of its key before the id, `check`
    gives what is wrong with one. Where `archive` is given, a deleted record stays in the list in
    the form that it gives; it goes when there are `count_max` records and another one is created.
    Those that are `built_in` are there before somebody writes them, and stay. Who creates one names
    it unless the kind `has_made_ids`. Members that are `kept` have calls of their own: to write all
    of a record leaves them as they are.
    """

    name: str
    table: RecordTable[Document]
    kind: type[T]
    prefix: tuple[str, ...] = ()
    count_max: int
    check: Callable[[T], Iterator[Violation]]
    archive: Callable[[T], T] | None = None
    is_archived: Callable[[T], bool] = lambda record: False
    built_in: tuple[T, ...] = ()
    has_made_ids: bool = True
    kept: tuple[str, ...] = ()


class InstanceRecords(Generic[T]):
    """Use cases over the records of one kind."""

    def __init__(self, ports: Ports, noun: InstanceNoun[T]) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._noun = noun
        self._built_in = {each.id: each for each in noun.built_in}

    async def all(self) -> list[T]:
        """All of them with archived ones, in the order of their ids."""
        async with self._store.transaction() as tx:
            return await self._all_in(tx)

    async def get(self, record_id: str) -> T:
        """One of them. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await self._known(tx, record_id)

    async def create(self, record: T) -> T:
        """A new one, under its id when it has one. Raises: Invalid, Conflict."""
        if not record.id and not self._noun.has_made_ids:
            raise Invalid([Violation("id", "must not be null")])
        made = record if record.id else _with_id(record, self._ids.new_id())
        self._check(made)

        async def write(tx: Tx) -> T:
            stored = await self._all_in(tx)
            if made.id in {each.id for each in stored}:
                raise Conflict(f"{self._noun.name} '{made.id}' already exists")
            self._forget_archived(tx, stored)
            return self._put(tx, made)

        return await in_transaction(self._store, write)

    async def update(self, record_id: str, record: T) -> T:
        """Replace all of one but its id.

        Raises: NotFound, Invalid, Conflict for an archived one.
        """
        if record.id not in ("", record_id):
            raise Invalid([Violation("id", f"can't be changed; it is {record_id}")])
        changed = _with_id(record, record_id)
        self._check(changed)

        async def write(tx: Tx) -> T:
            known = await self._known(tx, record_id)
            if self._noun.is_archived(known):
                raise Conflict(f"{self._noun.name} '{record_id}' is deleted: it is only listed")
            return self._put(tx, _with_members_of(changed, known, self._noun.kept))

        return await in_transaction(self._store, write)

    async def change(self, record_id: str, change: Callable[[T], T]) -> T:
        """What `change` makes of one. Raises: NotFound, Invalid."""

        async def write(tx: Tx) -> T:
            changed = change(await self._known(tx, record_id))
            self._check(changed)
            return self._put(tx, changed)

        return await in_transaction(self._store, write)

    async def delete(self, record_id: str) -> None:
        """Remove or archive one. Raises: NotFound, Conflict for one that is built in."""
        archive = self._noun.archive

        async def write(tx: Tx) -> None:
            known = await self._known(tx, record_id)
            if record_id in self._built_in:
                raise Conflict(f"{self._noun.name} '{record_id}' can't be deleted")
            if archive is None:
                tx.records(self._noun.table).delete(*self._key(record_id))
            else:
                self._put(tx, archive(known))

        await in_transaction(self._store, write)

    def _key(self, record_id: str) -> tuple[str, ...]:
        return (*self._noun.prefix, record_id)

    async def _all_in(self, tx: Tx) -> list[T]:
        documents = await tx.records(self._noun.table).all()
        prefix, kind = self._noun.prefix, self._noun.kind
        own = [each for key, each in documents.items() if key[:-1] == prefix]
        stored = [msgspec.convert(each, kind) for each in own]
        found = {**self._built_in, **{each.id: each for each in stored}}
        return [found[record_id] for record_id in sorted(found)]

    async def _known(self, tx: Tx, record_id: str) -> T:
        document = await tx.records(self._noun.table).get(*self._key(record_id))
        if document is None and record_id in self._built_in:
            return self._built_in[record_id]
        if document is None:
            raise NotFound.of(self._noun.name, record_id)
        return msgspec.convert(document, self._noun.kind)

    def _forget_archived(self, tx: Tx, stored: list[T]) -> None:
        """Forget archived records when there are too many. Raises: Conflict when there are none."""
        noun = self._noun
        if len(stored) < noun.count_max:
            return
        archived = [each.id for each in stored if noun.is_archived(each)]
        if not archived:
            raise Conflict(f"{noun.name}: there are already {noun.count_max}")
        for each in archived:
            tx.records(noun.table).delete(*self._key(each))

    def _put(self, tx: Tx, record: T) -> T:
        tx.records(self._noun.table).put(self._key(record.id), msgspec.to_builtins(record))
        return record

    def _check(self, record: T) -> None:
        found = [*self._noun.check(record)]
        if len(record.id) > RECORD_ID_CHARS_MAX or not _ID.fullmatch(record.id):
            allowed = f"letters, digits, '.', '_' and '-', {RECORD_ID_CHARS_MAX} at most"
            found.append(Violation("id", f"must be of {allowed}"))
        if found:
            raise Invalid(found)


def _with_id(record: Any, record_id: str) -> Any:
    return replace(record, id=record_id)


def _with_members_of(record: Any, other: Any, names: tuple[str, ...]) -> Any:
    return replace(record, **{name: getattr(other, name) for name in names})


def text_violations(name: str, text: str, chars_max: int) -> Iterator[Violation]:
    """What is wrong with a text that must be there."""
    if not text.strip() or len(text) > chars_max:
        yield Violation(name, f"must be a text of 1 to {chars_max:,} characters")


def span_violations(start: datetime | None, end: datetime | None) -> Iterator[Violation]:
    """What is wrong with dates that a record has effect between."""
    if start is not None and end is not None and end <= start:
        yield Violation("endDate", "must be after the startDate")


def tenant_violations(tenant_id: str | None) -> Iterator[Violation]:
    """What is wrong with the tenant of a record."""
    if tenant_id not in (None, TENANT):
        yield Violation("tenantId", f"must be {TENANT}, or be missing")
