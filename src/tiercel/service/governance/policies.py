"""Policies of the server, the tenant and namespaces: kept, exported, and tried on flows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import TypeVar

import msgspec

from tiercel.flowlang.catalog import TypeCatalog
from tiercel.flowlang.coerce import as_text, is_map
from tiercel.flowlang.policies.conflicts import conflicts_among
from tiercel.flowlang.policies.exported import exported, read_exported
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.flowlang.policies.read import read_policy
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.flowlang.source import chars_to_read
from tiercel.flowlang.write import generate, split_documents
from tiercel.model.errors import Conflict, IllegalArgument, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.policies import POLICIES as LISTED
from tiercel.model.policies.limits import POLICIES_MAX
from tiercel.model.policies.policy import (
    Policy,
    PolicyConflict,
    PolicyPlace,
    PolicyScope,
    Verdict,
)
from tiercel.model.stored.records import POLICIES
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.sources import plain_source
from tiercel.service.governance.registry import key_of, policy_of
from tiercel.service.off_loop import by_length, in_thread
from tiercel.service.turns import Turns
from tiercel.service.unit import in_transaction

T = TypeVar("T")
Document = dict[str, Json]


class Imported(msgspec.Struct, frozen=True):
    """How many policies a file brought, and what is wrong with the others, each by its name."""

    imported: int
    errors: tuple[tuple[str, str], ...] = ()


class Preview(msgspec.Struct, frozen=True):
    """What policies make of a source that somebody is writing."""

    verdict: Verdict
    conflicts: tuple[PolicyConflict, ...]
    source: str  # The flow as it counts, with plugin defaults.


class PolicyService:
    """Use cases over policies. Those of the configuration are read only."""

    def __init__(self, ports: Ports, flow_cache: FlowCache) -> None:
        self._store = ports.store
        self._cache = flow_cache

    async def follow(self) -> None:
        """Hold flows to the policies and the plugin defaults that are stored now."""
        async with self._store.transaction() as tx:
            await self._cache.follow_rules(tx)

    async def find(self, place: PolicyPlace, query: Query) -> Page[Policy]:
        """A page of those of a place."""
        rows = [(_row(each), each) for each in await self.of_place(place)]
        return page_of(rows, LISTED, query)

    async def of_place(self, place: PolicyPlace) -> list[Policy]:
        """Those of a place by id; of the server with those of its configuration."""
        async with self._store.transaction() as tx:
            stored = await tx.records(POLICIES).all()
        found = [policy_of(key, document) for key, document in stored.items()]
        if place.scope is PolicyScope.INSTANCE:
            static = self._cache.policies.static
            return [*static, *(each for each in found if each.place == place)]
        return [each for each in found if each.place == place]

    async def get(self, place: PolicyPlace, policy_id: str) -> Policy:
        """One policy of a place. Raises: NotFound."""
        for each in await self.of_place(place):
            if each.id == policy_id:
                return each
        raise NotFound.of("Policy", policy_id)

    async def create(self, place: PolicyPlace, document: Document) -> Policy:
        """A new one. Raises: Invalid, also when others contradict it; Conflict when it is there."""
        policy = await in_thread(read_policy, document, place)

        async def write(tx: Tx) -> Policy:
            stored = await tx.records(POLICIES).all()
            if key_of(place, policy.id) in stored:
                raise Conflict(f"Policy '{policy.id}' already exists")
            if len(stored) >= POLICIES_MAX:
                raise Conflict(f"There are already {POLICIES_MAX} policies")
            return await self._put(tx, policy)

        return await self._changed(write)

    async def update(self, place: PolicyPlace, policy_id: str, document: Document) -> Policy:
        """Replace all of one but its id. Raises: NotFound, Invalid, Conflict for a static one."""
        policy = await in_thread(read_policy, {"id": policy_id, **document}, place)
        if policy.id != policy_id:
            raise Invalid([Violation("id", f"can't be changed; it is {policy_id}")])

        async def write(tx: Tx) -> Policy:
            await self._check_stored(tx, place, policy_id)
            return await self._put(tx, policy)

        return await self._changed(write)

    async def delete(self, place: PolicyPlace, policy_id: str) -> None:
        """Remove one. Raises: NotFound, Conflict for a static one."""

        async def write(tx: Tx) -> None:
            await self._check_stored(tx, place, policy_id)
            tx.records(POLICIES).delete(*key_of(place, policy_id))

        await self._changed(write)

    async def delete_all(self, place: PolicyPlace, ids: Sequence[str]) -> int:
        """Remove those of the ids that there are; how many. Raises: Conflict for a static one."""
        wanted = frozenset(ids)

        async def write(tx: Tx) -> int:
            self._refuse_static(place, wanted)
            stored = await tx.records(POLICIES).all()
            keys = [key for key in stored if key[-1] in wanted and key == key_of(place, key[-1])]
            for key in sorted(keys):
                tx.records(POLICIES).delete(*key)
            return len(keys)

        return await self._changed(write)

    async def export(self, place: PolicyPlace, ids: Sequence[str] | None = None) -> str:
        """YAML documents of those of a place, or of some of them; unknown ids are passed over."""
        wanted = None if ids is None else frozenset(ids)
        found = [each for each in await self.of_place(place) if wanted is None or each.id in wanted]
        return await in_thread(lambda: "---\n".join(generate(exported(each)) for each in found))

    async def import_file(self, content: bytes) -> Imported:
        """Create or replace the policies of YAML documents; each says where it belongs.

        Raises: IllegalArgument for more documents than there may be policies.
        """
        done, errors = 0, []
        whole = content.decode("utf-8-sig", "replace")
        texts = await by_length(len(whole), split_documents, whole)
        if len(texts) > POLICIES_MAX:
            raise IllegalArgument(f"A file can have {POLICIES_MAX} policies at most")
        turns = Turns()
        for index, text in enumerate(texts):
            await turns.turn()
            document = (await plain_source(text, "policy")).value
            name = str(document.get("id") or index) if is_map(document) else str(index)
            try:
                policy = await by_length(chars_to_read(text), read_exported, document)
                if policy.place.scope in (PolicyScope.INSTANCE, PolicyScope.STATIC):
                    raise IllegalArgument(f"A policy of {policy.place.scope} can't be imported")
                await self._import(policy)
                done += 1
            except Invalid as error:
                errors.append((name, error.explained))
            except (Conflict, IllegalArgument) as error:
                errors.append((name, error.message))
        return Imported(done, tuple(errors))

    async def _import(self, policy: Policy) -> None:
        async def write(tx: Tx) -> None:
            stored = await tx.records(POLICIES).all()
            if key_of(policy.place, policy.id) not in stored and len(stored) >= POLICIES_MAX:
                raise Conflict(f"There are already {POLICIES_MAX} policies")
            await self._put(tx, policy)

        await self._changed(write)

    async def preview(self, namespace: str, source: str) -> Preview:
        """What is made of a source, which nobody saves. Raises: Invalid when it is no flow's."""
        await self.follow()
        document = await plain_source(source)
        if document.problems or not is_map(document.value):
            problems = document.problems or [Violation("source", "must be a map, such as a flow")]
            raise Invalid(problems)
        plain = {**document.value}
        if as_text(plain.setdefault("namespace", namespace)) != namespace:
            raise Invalid([Violation("source", f"its namespace is not '{namespace}'")])
        rules = self._cache.server_rules
        verdict, resolved = await by_length(
            chars_to_read(source), _judged, plain, rules, self._cache.catalog
        )
        active = [each for each in rules.policies if each.is_in_force and each.holds_in(namespace)]
        return Preview(verdict, tuple(conflicts_among(active)), resolved)

    async def _changed(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """What `write` gives; this server holds flows to it at once, others within a moment."""
        result = await in_transaction(self._store, write)
        await self.follow()
        return result

    async def _put(self, tx: Tx, policy: Policy) -> Policy:
        """Raises: Invalid when another policy takes away what this one adds, or the reverse."""
        stored = await tx.records(POLICIES).all()
        key = key_of(policy.place, policy.id)
        others = [policy_of(each, document) for each, document in stored.items() if each != key]
        everyone = [policy, *self._cache.policies.static, *others]
        enabled = [each for each in everyone if each.enforcement != "DISABLED"]
        found = [
            Violation("rules", each.text)
            for each in conflicts_among(enabled)
            if policy in (each.adds, each.deletes)
        ]
        if found:
            raise Invalid(found)
        tx.records(POLICIES).put(key, dict(policy.document))
        return policy

    async def _check_stored(self, tx: Tx, place: PolicyPlace, policy_id: str) -> None:
        self._refuse_static(place, [policy_id])
        if await tx.records(POLICIES).get(*key_of(place, policy_id)) is None:
            raise NotFound.of("Policy", policy_id)

    def _refuse_static(self, place: PolicyPlace, ids: Collection[str]) -> None:
        if place.scope is not PolicyScope.INSTANCE:
            return
        for each in self._cache.policies.static:
            if each.id in ids:
                raise Conflict(f"Policy '{each.id}' is of the configuration")


def _judged(plain: Document, rules: ServerRules, catalog: TypeCatalog) -> tuple[Verdict, str]:
    """What policies make of a flow, and the source of what they make of it."""
    verdict = verdict_of(plain, rules, catalog)
    return verdict, generate(verdict.document)


def _row(policy: Policy) -> Document:
    document = policy.document
    return {
        "id": policy.id,
        "display_name": document.get("displayName") or "",
        "enforcement": policy.enforcement,
    }
