"""Blocks of reusable inputs: kept per namespace, with revisions, for flows there and below."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Iterable, Mapping
from typing import TypeVar

import msgspec
from msgspec.structs import replace

from tiercel.flowlang.policies.read_reusable_inputs import read_reusable_inputs
from tiercel.flowlang.source import chars_to_read
from tiercel.model.authorization.grants import Namespaces, lineage
from tiercel.model.errors import Conflict, NotFound
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.reusable_inputs import REUSABLE_INPUTS as LISTED
from tiercel.model.policies.limits import (
    REUSABLE_INPUTS_MAX,
    REUSABLE_INPUTS_REVISIONS_MAX,
)
from tiercel.model.policies.reusable_inputs import BlockKey, ReusableInputs
from tiercel.model.stored.record import Document, Key
from tiercel.model.stored.records import OLDER_REUSABLE_INPUTS, REUSABLE_INPUTS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.governance.registry import revisions_in
from tiercel.service.off_loop import by_length
from tiercel.service.unit import in_transaction

T = TypeVar("T")


class ReusableInputsService:
    """Use cases over blocks. A namespace sees its own, then those of the namespaces above it."""

    def __init__(self, ports: Ports, flow_cache: FlowCache) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._cache = flow_cache

    async def find(self, namespace: str, query: Query) -> Page[ReusableInputs]:
        """A page of the newest revisions that a namespace can use, of each id the nearest."""
        stored = await self._all()
        found: dict[str, ReusableInputs] = {}
        for name in lineage(namespace):
            for (place, block_id), revisions in stored.items():
                if place == name:
                    found.setdefault(block_id, revisions[-1])
        rows = [(_row(each), each) for each in found.values()]
        return page_of(rows, LISTED, query)

    async def revisions(self, key: BlockKey) -> tuple[ReusableInputs, ...]:
        """Those of the nearest block, oldest first. Raises: NotFound."""
        namespace, block_id = key
        stored = await self._all()
        nearest = _nearest(stored, namespace, block_id)
        if nearest is not None:
            return stored[nearest]
        raise NotFound.of("Reusable inputs", block_id, f"namespace '{namespace}'")

    async def get(self, key: BlockKey, revision: int | None = None) -> ReusableInputs:
        """The nearest block, by default as it is now. Raises: NotFound."""
        found = await self.revisions(key)
        if revision is None:
            return found[-1]
        for each in found:
            if each.revision == revision:
                return each
        raise NotFound.of("Revision", str(revision), f"reusable inputs '{key[1]}'")

    async def namespaces(self, visible: Namespaces) -> list[str]:
        """Those that have blocks of their own and may be seen, sorted."""
        names = {name for name, _ in await self._all()}
        return sorted(name for name in names if visible.has(name))

    async def put(self, key: BlockKey, source: str, *, is_new: bool = False) -> ReusableInputs:
        """A new block or the next revision; flows take it in from now on.

        Raises: Invalid, Conflict when it has to be new and is not, or there are too many.
        """
        draft = await by_length(chars_to_read(source), read_reusable_inputs, source, key)
        now = self._clock.now()

        async def write(tx: Tx) -> ReusableInputs:
            stored = await revisions_in(tx)
            before = stored.get(key, ())
            if is_new and before:
                raise Conflict(f"Reusable inputs '{key[1]}' already exist")
            if not before and len(stored) >= REUSABLE_INPUTS_MAX:
                raise Conflict(f"There are already {REUSABLE_INPUTS_MAX} blocks of inputs")
            block = ReusableInputs(
                namespace=key[0],
                id=key[1],
                revision=before[-1].revision + 1 if before else 1,
                source=draft.source,
                inputs=draft.inputs,
                created=before[0].created if before else now,
                updated=now,
                description=draft.description,
            )
            tx.records(REUSABLE_INPUTS).put(key, _document(block))
            older = tx.records(OLDER_REUSABLE_INPUTS)
            if before:
                last = replace(before[-1], is_newest=False)
                older.put(_older_key(last), _document(last))
            # With the new one there are as many as are kept.
            for each in before[: max(0, len(before) + 1 - REUSABLE_INPUTS_REVISIONS_MAX)]:
                older.delete(*_older_key(each))
            return block

        return await self._changed(write)

    async def delete(self, key: BlockKey, askers: Iterable[str] = ()) -> None:
        """Remove a block of the namespace itself, with its revisions.

        `askers`: namespaces from which flows look for a block of that id. Raises: NotFound,
        Conflict when it is the nearest to one of them.
        """

        async def write(tx: Tx) -> None:
            stored = await revisions_in(tx)
            found = stored.get(key)
            if found is None:
                raise NotFound.of("Reusable inputs", key[1], f"namespace '{key[0]}'")
            if any(_nearest(stored, asker, key[1]) == key for asker in askers):
                raise Conflict(f"Flows take in the reusable inputs '{key[1]}': change them first")
            tx.records(REUSABLE_INPUTS).delete(*key)
            for each in found[:-1]:
                tx.records(OLDER_REUSABLE_INPUTS).delete(*_older_key(each))

        await self._changed(write)

    async def _all(self) -> Mapping[BlockKey, tuple[ReusableInputs, ...]]:
        async with self._store.transaction() as tx:
            return await revisions_in(tx)

    async def _changed(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """What `write` gives; this server's flows have it at once, others within a moment."""
        result = await in_transaction(self._store, write)
        async with self._store.transaction() as tx:
            await self._cache.follow_rules(tx)
        return result


def _nearest(stored: Container[BlockKey], namespace: str, block_id: str) -> BlockKey | None:
    keys = ((name, block_id) for name in lineage(namespace))
    return next((key for key in keys if key in stored), None)


def _document(block: ReusableInputs) -> Document:
    found: Document = msgspec.to_builtins(block)
    return found


def _older_key(block: ReusableInputs) -> Key:
    return block.namespace, block.id, str(block.revision)


def _row(block: ReusableInputs) -> Document:
    return {
        "id": block.id,
        "namespace": block.namespace,
        "description": block.description or "",
    }
