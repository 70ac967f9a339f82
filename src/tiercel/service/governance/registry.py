"""The policies and blocks of inputs of flows, as this server last read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from tiercel.flowlang.policies.read import read_policy
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import Policy, PolicyPlace, PolicyScope, from_far_to_near
from tiercel.model.policies.reusable_inputs import BlockKey, ReusableInputs
from tiercel.model.stored.record import Key
from tiercel.model.stored.records import OLDER_REUSABLE_INPUTS, POLICIES, REUSABLE_INPUTS
from tiercel.ports.store import Tx


class PolicyRegistry:
    """Policies from far to near: those of the configuration, which never change, come first."""

    def __init__(self, static: Sequence[Policy] = ()) -> None:
        self.static = tuple(static)
        self.now: tuple[Policy, ...] = self.static
        self._documents: Mapping[Key, Json] = {}

    async def look(self, tx: Tx) -> bool:
        """Read the stored ones; whether they are others than before."""
        documents = await tx.records(POLICIES).all()
        if documents == self._documents:
            return False
        stored = [policy_of(key, document) for key, document in documents.items()]
        self.now = from_far_to_near((*self.static, *stored))
        self._documents = documents
        return True


class ReusableInputsRegistry:
    """The revisions of each block of reusable inputs, oldest first."""

    def __init__(self) -> None:
        self.now: Mapping[BlockKey, tuple[ReusableInputs, ...]] = {}

    async def look(self, tx: Tx) -> bool:
        """Read the stored ones; whether they are others than before."""
        found = await revisions_in(tx)
        if found == self.now:
            return False
        self.now = found
        return True


async def revisions_in(tx: Tx) -> dict[BlockKey, tuple[ReusableInputs, ...]]:
    """The revisions of each block as of a transaction, oldest first."""
    newest = await tx.records(REUSABLE_INPUTS).all()
    older = await tx.records(OLDER_REUSABLE_INPUTS).all() if newest else {}
    found: dict[BlockKey, list[ReusableInputs]] = {}
    for document in (*older.values(), *newest.values()):
        block = msgspec.convert(document, ReusableInputs)
        found.setdefault((block.namespace, block.id), []).append(block)
    return {
        key: tuple(sorted(blocks, key=lambda each: each.revision)) for key, blocks in found.items()
    }


def policy_of(key: Key, document: dict[str, Json]) -> Policy:
    """The policy of a record."""
    scope, namespace, _ = key
    return read_policy(document, PolicyPlace(PolicyScope(scope), namespace))


def key_of(place: PolicyPlace, policy_id: str) -> Key:
    """The key of the record of a policy."""
    return place.scope.value, place.namespace, policy_id
