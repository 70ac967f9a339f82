"""Roles of a tenant and bindings, which give them to users and groups."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.model.authorization.grants import Grants
from tiercel.model.authorization.limits import ROLES_MAX
from tiercel.model.authorization.older_words import permissions_in
from tiercel.model.authorization.people import (
    TENANT_ID,
    Binding,
    Group,
    StoredRole,
    SubjectKind,
    User,
)
from tiercel.model.authorization.permissions import Permission
from tiercel.model.authorization.roles import MANAGED_ROLES, Role, by_resource
from tiercel.model.errors import Conflict, Invalid, NotAllowed, NotFound, Violation
from tiercel.model.ids import NAMESPACE_PATTERN
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.lists.people import ROLES as LISTED
from tiercel.model.stored.records import BINDINGS, ROLES
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import check_gives, subject_bindings
from tiercel.service.access.groups import group_in
from tiercel.service.access.named import NamedDraft
from tiercel.service.access.rows import document_of, drop, insert_binding
from tiercel.service.access.users import user_in


class RoleDraft(NamedDraft, frozen=True, kw_only=True):
    """What is asked of a role."""

    permissions: frozenset[Permission]
    is_default: bool = False


class BindingDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a binding: see `model.authorization.people.Binding`."""

    kind: SubjectKind
    subject_id: str
    role_id: str
    namespace: str | None = None


class Bound(msgspec.Struct, frozen=True):
    """A binding with its role, and the user or group that it is for."""

    binding: Binding
    role: Role
    subject: User | Group


class RoleService:
    """Use cases over roles: nobody makes or changes one that holds more than they do themselves."""

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes

    async def find(self, query: Query) -> Page[Role]:
        """A page of the managed roles and those of the tenant."""
        roles = await self._all()
        return page_of(
            [({"id": role.id, "name": role.name}, role) for role in roles], LISTED, query
        )

    async def chosen(self, ids: Sequence[str]) -> list[Role]:
        """Those of the ids that there are, in their order."""
        known = {role.id: role for role in await self._all()}
        return [known[each] for each in dict.fromkeys(ids) if each in known]

    async def get(self, role_id: str) -> Role:
        """One role. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await role_in(tx, role_id)

    async def create(self, giver: Grants, draft: RoleDraft) -> Role:
        """A new role. Raises: Invalid, NotAllowed, Conflict when there are too many."""
        draft.check()
        check_gives(giver, draft.permissions, (None,), "create the role")

        async def write(tx: Tx) -> Role:
            stored = await tx.records(ROLES).all()
            if len(stored) >= ROLES_MAX:
                raise Conflict(f"There are already {ROLES_MAX} roles")
            return await _put(tx, self._ids.new_id(), draft)

        return await self._changes.change(write)

    async def update(self, giver: Grants, role_id: str, draft: RoleDraft) -> Role:
        """Replace all of a role but its id. Raises: NotFound, Invalid, NotAllowed."""
        draft.check()
        check_gives(giver, draft.permissions, (None,), "update the role")

        async def write(tx: Tx) -> Role:
            _check_own(await role_in(tx, role_id))
            return await _put(tx, role_id, draft)

        return await self._changes.change(write)

    async def delete(self, role_id: str) -> None:
        """Remove a role with its bindings. Raises: NotFound, NotAllowed for a managed one."""

        async def write(tx: Tx) -> None:
            _check_own(await role_in(tx, role_id))
            of_role = Filter("roleId", Operation.EQUALS, role_id)
            drop(tx, BINDINGS, await tx.records(BINDINGS).all(of_role))
            drop(tx, ROLES, [(TENANT_ID, role_id)])

        await self._changes.change(write)

    async def _all(self) -> list[Role]:
        async with self._store.transaction() as tx:
            stored = await tx.records(ROLES).all()
        return [*MANAGED_ROLES.values(), *map(_role, stored.values())]


class BindingService:
    """Use cases over bindings: nobody gives a role that holds more than they have there."""

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes

    async def find(self, query: Query) -> Page[Bound]:
        """A page of bindings."""
        async with self._store.transaction() as tx:
            page = await tx.records(BINDINGS).find(query)
            found = [await _bound(tx, msgspec.convert(each, Binding)) for each in page.results]
        return Page(tuple(found), page.total)

    async def get(self, binding_id: str) -> Bound:
        """One binding. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await _bound(tx, await _binding_in(tx, binding_id))

    async def create(self, giver: Grants, drafts: Sequence[BindingDraft]) -> list[Bound]:
        """New bindings, all of them or none; one that is there already is the answer for its own.

        Raises: Invalid, NotFound for an unknown user, group or role, NotAllowed.
        """
        for draft in drafts:
            if draft.namespace is not None and not NAMESPACE_PATTERN.fullmatch(draft.namespace):
                raise Invalid([Violation("namespaceId", "must be the name of a namespace")])

        async def write(tx: Tx) -> list[Bound]:
            put = {draft: await self._put(tx, giver, draft) for draft in dict.fromkeys(drafts)}
            return [put[draft] for draft in drafts]

        return await self._changes.change(write)

    async def delete(self, binding_id: str) -> None:
        """Take a role away. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            await _binding_in(tx, binding_id)
            drop(tx, BINDINGS, [(TENANT_ID, binding_id)])

        await self._changes.change(write)

    async def _put(self, tx: Tx, giver: Grants, draft: BindingDraft) -> Bound:
        role = await role_in(tx, draft.role_id)
        check_gives(giver, role.permissions, (draft.namespace,), "create the binding")
        await _subject(tx, draft.kind, draft.subject_id)
        for known in await subject_bindings(tx, draft.kind, draft.subject_id):
            if (known.role_id, known.namespace) == (draft.role_id, draft.namespace):
                return await _bound(tx, known)
        binding = Binding(
            id=self._ids.new_id(),
            kind=draft.kind,
            subject_id=draft.subject_id,
            role_id=draft.role_id,
            namespace=draft.namespace,
        )
        insert_binding(tx, binding)
        return await _bound(tx, binding)


async def role_in(tx: Tx, role_id: str) -> Role:
    """A role as of a transaction. Raises: NotFound."""
    managed = MANAGED_ROLES.get(role_id)
    document = None if managed else await tx.records(ROLES).get(TENANT_ID, role_id)
    if managed is None and document is None:
        raise NotFound.of("Role", role_id)
    return managed or _role(document or {})


async def default_role_in(tx: Tx) -> Role | None:
    """What new users of the tenant are given."""
    stored = await tx.records(ROLES).all()
    return next((_role(each) for each in stored.values() if each["is_default"]), None)


def _role(document: dict[str, object]) -> Role:
    stored = msgspec.convert(document, StoredRole)
    return Role(
        id=stored.id,
        name=stored.name,
        description=stored.description,
        permissions=permissions_in(stored.permissions),
        is_default=stored.is_default,
    )


async def _put(tx: Tx, role_id: str, draft: RoleDraft) -> Role:
    """Write a role; when it is the default, no other is any more."""
    if draft.is_default:
        for (tenant, other), document in (await tx.records(ROLES).all()).items():
            if document["is_default"] and other != role_id:
                tx.records(ROLES).put((tenant, other), {**document, "is_default": False})
    role = StoredRole(
        id=role_id,
        name=draft.name,
        description=draft.description,
        permissions=by_resource(draft.permissions),
        is_default=draft.is_default,
    )
    tx.records(ROLES).put((TENANT_ID, role_id), document_of(role))
    return _role(document_of(role))


def _check_own(role: Role) -> None:
    if role.is_managed:
        raise NotAllowed(f"The role {role.name} comes with the server and can't be changed")


async def _binding_in(tx: Tx, binding_id: str) -> Binding:
    document = await tx.records(BINDINGS).get(TENANT_ID, binding_id)
    if document is None:
        raise NotFound.of("Binding", binding_id)
    return msgspec.convert(document, Binding)


async def _subject(tx: Tx, kind: SubjectKind, subject_id: str) -> User | Group:
    if kind is SubjectKind.GROUP:
        return await group_in(tx, subject_id)
    return await user_in(tx, subject_id)


async def _bound(tx: Tx, binding: Binding) -> Bound:
    subject = await _subject(tx, binding.kind, binding.subject_id)
    return Bound(binding, await role_in(tx, binding.role_id), subject)
