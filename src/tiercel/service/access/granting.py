"""What users and flows may do, by bindings of them and of groups; kept until one changes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

import msgspec

from tiercel.model.authorization.grants import Grant, Grants, grants_of, lineage
from tiercel.model.authorization.limits import ACCESS_CACHE_ENTRIES_MAX
from tiercel.model.authorization.older_words import permissions_in
from tiercel.model.authorization.people import (
    TENANT_ID,
    Binding,
    Membership,
    StoredRole,
    SubjectKind,
    User,
)
from tiercel.model.authorization.permissions import Permission
from tiercel.model.authorization.roles import MANAGED_ROLES, OF_FLOWS, OF_OWNERS
from tiercel.model.errors import NotAllowed
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import (
    BINDINGS,
    GROUPS,
    MEMBERSHIPS,
    ROLES,
    SECURITY_INTEGRATIONS,
)
from tiercel.ports.store import Store, Tx
from tiercel.service.access.changes import AccessChanges

_OF_FLOWS = "flows:"


class Granting:
    """Asks the store once a user or namespace of flows, and change."""

    def __init__(self, store: Store, changes: AccessChanges) -> None:
        self._store = store
        self._changes = changes
        self._version = ""
        self._known: dict[str, Grants] = {}

    async def of(self, user: User) -> Grants:
        """Everything that a user may do; nothing while disabled or with a one-time password."""
        return await self._kept(user.id, lambda tx: grants_in(tx, user))

    async def of_flows(self, namespace: str) -> Grants:
        """Everything that the flows of a namespace may do."""
        return await self._kept(group_of_flows(namespace), lambda tx: flow_grants_in(tx, namespace))

    async def _kept(self, name: str, read: Callable[[Tx], Awaitable[Grants]]) -> Grants:
        version = await self._changes.version()
        if version != self._version or len(self._known) >= ACCESS_CACHE_ENTRIES_MAX:
            self._known, self._version = {}, version
        found = self._known.get(name)
        if found is None:
            async with self._store.transaction() as tx:
                found = await read(tx)
            self._known[name] = found
        return found


def group_of_flows(namespace: str) -> str:
    """The name of the group whose bindings hold for the flows of a namespace and below it."""
    return _OF_FLOWS + namespace


def is_of_flows(name: str) -> bool:
    """Whether a group of that name stands for flows."""
    return name.startswith(_OF_FLOWS)


async def flow_grants_in(tx: Tx, namespace: str) -> Grants:
    """What flows of a namespace may do: what is usual in it, and what their groups may."""
    given = [Grant(OF_FLOWS, namespace)]
    for name in lineage(namespace):
        named = Filter("name", Operation.EQUALS, group_of_flows(name))
        for group in (await tx.records(GROUPS).all(named)).values():
            given += await _given(tx, await subject_bindings(tx, SubjectKind.GROUP, group["id"]))
    return grants_of(given)


async def _given(tx: Tx, bindings: Sequence[Binding]) -> list[Grant]:
    return [Grant(await permissions_of(tx, each.role_id), each.namespace) for each in bindings]


async def grants_in(tx: Tx, user: User) -> Grants:
    """What a user may do as of a transaction."""
    if user.is_disabled or user.must_change_password or await _is_switched_off(tx, user):
        return Grants()
    given = await _given(tx, await bindings_of(tx, user.id))
    if user.is_owner:
        given.append(Grant(OF_OWNERS))
    return grants_of(given, is_owner=user.is_owner)


async def _is_switched_off(tx: Tx, user: User) -> bool:
    """Whether a user is the account of a security integration that owners switched off."""
    if not user.integration_id:
        return False
    document = await tx.records(SECURITY_INTEGRATIONS).get(TENANT_ID, user.integration_id)
    return document is None or not document["is_enabled"]


async def bindings_of(tx: Tx, user_id: str) -> list[Binding]:
    """Those of a user and of all groups that the user is in."""
    memberships = await memberships_of(tx, user_id)
    subjects = [(SubjectKind.USER, user_id)]
    subjects += [(SubjectKind.GROUP, each.group_id) for each in memberships]
    return [
        binding for kind, name in subjects for binding in await subject_bindings(tx, kind, name)
    ]


async def subject_bindings(tx: Tx, kind: SubjectKind, subject_id: str) -> list[Binding]:
    """The bindings of one user or group itself."""
    stored = await tx.records(BINDINGS).all(
        Filter("type", Operation.EQUALS, kind.value), Filter("id", Operation.EQUALS, subject_id)
    )
    return [msgspec.convert(document, Binding) for document in stored.values()]


async def memberships_of(tx: Tx, user_id: str) -> list[Membership]:
    """In which groups a user is."""
    stored = await tx.records(MEMBERSHIPS).all(Filter("userId", Operation.EQUALS, user_id))
    return [msgspec.convert(document, Membership) for document in stored.values()]


async def permissions_of(tx: Tx, role_id: str) -> frozenset[Permission]:
    """Those of a role, managed or stored; none of one that is gone."""
    managed = MANAGED_ROLES.get(role_id)
    if managed is not None:
        return managed.permissions
    document = await tx.records(ROLES).get(TENANT_ID, role_id)
    if document is None:
        return frozenset()
    return permissions_in(msgspec.convert(document, StoredRole).permissions)


def check_gives(
    giver: Grants, permissions: frozenset[Permission], namespaces: Sequence[str | None], what: str
) -> None:
    """Raises: NotAllowed for whoever would hand out what they do not have there themselves.

    Owners of the server may hand out everything.
    """
    if not giver.is_owner and not all(giver.holds(permissions, each) for each in namespaces):
        raise NotAllowed(f"Insufficient privileges to {what}")


async def check_gives_groups(tx: Tx, giver: Grants, group_ids: Sequence[str], what: str) -> None:
    """Raises: NotAllowed for whoever would put somebody into a group that may do more than they."""
    for group_id in group_ids:
        for binding in await subject_bindings(tx, SubjectKind.GROUP, group_id):
            permissions = await permissions_of(tx, binding.role_id)
            check_gives(giver, permissions, (binding.namespace,), what)
