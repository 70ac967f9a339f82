"""Who may enter a tenant, by which groups and roles, and which service accounts it has."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from tiercel.model.authorization.grants import Grants
from tiercel.model.authorization.limits import AUTOCOMPLETE_MAX
from tiercel.model.authorization.people import (
    TENANT_ID,
    Binding,
    Group,
    Membership,
    SubjectKind,
    TenantAccess,
    User,
    UserKind,
)
from tiercel.model.authorization.roles import Role
from tiercel.model.errors import Conflict, NotFound
from tiercel.model.lists.paging import Filter, Operation, Page
from tiercel.model.stored.records import BINDINGS, MEMBERSHIPS, TENANT_ACCESS, USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import (
    bindings_of,
    check_gives,
    check_gives_groups,
    subject_bindings,
)
from tiercel.service.access.groups import groups_in, groups_of, has_access, put_membership
from tiercel.service.access.roles import default_role_in, role_in
from tiercel.service.access.rows import document_of, insert_binding
from tiercel.service.access.users import (
    UserDraft,
    check_free,
    check_groups,
    insert_user,
    leave_tenant,
    named,
    new_user,
    user_from,
    user_in,
)

_GIVE = "give access to the tenant"


class Entrant(msgspec.Struct, frozen=True):
    """Somebody who may enter the tenant, with their groups."""

    user: User
    groups: tuple[tuple[Group, Membership], ...]


class GivenRole(msgspec.Struct, frozen=True):
    """A role that somebody has, by a binding of their own or of a group."""

    role: Role
    binding: Binding


class AccessDetail(msgspec.Struct, frozen=True):
    """Everything that somebody is given in the tenant."""

    entrant: Entrant
    roles: tuple[GivenRole, ...]


class TenantAccessService:
    """Use cases over who may enter the tenant."""

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes

    async def find(
        self, kind: UserKind, text: str | None, page: int = 1, size: int = AUTOCOMPLETE_MAX
    ) -> Page[Entrant]:
        """A page of people or of service accounts whose names have a text, by user name."""
        wanted = (text or "").lower()
        async with self._store.transaction() as tx:
            users = [
                user
                for user in await entrants_in(tx, kind)
                if wanted in user.username.lower() or wanted in user.display_name.lower()
            ]
            shown = users[(page - 1) * size : page * size]
            found = [Entrant(user, await groups_of(tx, user.id)) for user in shown]
        return Page(tuple(found), len(users))

    async def chosen(self, ids: Sequence[str]) -> list[Entrant]:
        """Those of the ids who may enter, in their order."""
        async with self._store.transaction() as tx:
            known = {user.id: user for user in await entrants_in(tx, None)}
            wanted = [known[each] for each in dict.fromkeys(ids) if each in known]
            return [Entrant(user, await groups_of(tx, user.id)) for user in wanted]

    async def get(self, user_id: str, kind: UserKind | None = None) -> AccessDetail:
        """What somebody is given. Raises: NotFound, also for whoever may not enter."""
        async with self._store.transaction() as tx:
            user = await user_in(tx, user_id, kind)
            if not await has_access(tx, user_id):
                raise NotFound.of("User", user_id, "the tenant")
            roles = [
                GivenRole(await role_in(tx, binding.role_id), binding)
                for binding in await bindings_of(tx, user_id)
            ]
            return AccessDetail(Entrant(user, await groups_of(tx, user_id)), tuple(roles))

    async def create_user(
        self,
        giver: Grants,
        draft: UserDraft,
        group_ids: Sequence[str] = (),
        *,
        enters: bool,
    ) -> Entrant:
        """A new user in groups, who may enter the tenant if said so or by one of them.

        Raises: Invalid, Conflict when the name is taken, NotFound for a group, NotAllowed.
        """
        user = await new_user(self._ids.new_id(), draft)

        async def write(tx: Tx) -> Entrant:
            await check_free(tx, user)
            await self.check_groups(tx, giver, group_ids)
            insert_user(tx, user)
            if enters or group_ids:
                await self._give(tx, giver, user.id)
            return Entrant(user, await _joined(tx, user.id, group_ids))

        return await self._changes.change(write)

    async def give_by_name(self, giver: Grants, username: str) -> None:
        """Let the user of that e-mail address in. Raises: NotFound, Conflict, NotAllowed."""

        async def write(tx: Tx) -> None:
            user = await named(tx, username)
            if user is None:
                raise NotFound.of("User", username)
            if await has_access(tx, user.id):
                raise Conflict("The user has access to the tenant already")
            await self._give(tx, giver, user.id)

        await self._changes.change(write)

    async def give(self, giver: Grants, user_id: str, group_ids: Sequence[str] = ()) -> None:
        """Let a user in, and put them into groups; who is in already stays so.

        Raises: NotFound, NotAllowed.
        """

        async def write(tx: Tx) -> None:
            await user_in(tx, user_id)
            await self.check_groups(tx, giver, group_ids)
            await self.enter(tx, giver, user_id, group_ids)

        await self._changes.change(write)

    async def check_groups(self, tx: Tx, giver: Grants, group_ids: Sequence[str]) -> None:
        """Raises: NotFound, NotAllowed for a group that may do more than the giver."""
        await check_groups(tx, group_ids)
        await check_gives_groups(tx, giver, group_ids, _GIVE)

    async def enter(self, tx: Tx, giver: Grants, user_id: str, group_ids: Sequence[str]) -> None:
        """Let a user in, and put them into groups that were looked at. Raises: NotAllowed."""
        await _joined(tx, user_id, group_ids)
        await self._give(tx, giver, user_id)

    async def take(self, user_id: str) -> None:
        """Shut a user out, whose bindings and memberships go. Raises: NotFound, Conflict."""

        async def write(tx: Tx) -> None:
            user = await user_in(tx, user_id)
            if not await has_access(tx, user_id):
                raise NotFound.of("User", user_id, "the tenant")
            if user.is_first:
                raise Conflict("The first user of the server always has access")
            await leave_tenant(tx, user_id)

        await self._changes.change(write)

    async def _give(self, tx: Tx, giver: Grants, user_id: str) -> None:
        """With the default role, if the tenant has one."""
        access = document_of(TenantAccess(user_id=user_id))
        tx.records(TENANT_ACCESS).put((TENANT_ID, user_id), access)
        role = await default_role_in(tx)
        known = await subject_bindings(tx, SubjectKind.USER, user_id)
        if role is None or any(each.role_id == role.id for each in known):
            return
        check_gives(giver, role.permissions, (None,), _GIVE)
        binding = Binding(
            id=self._ids.new_id(), kind=SubjectKind.USER, subject_id=user_id, role_id=role.id
        )
        insert_binding(tx, binding)


async def _joined(
    tx: Tx, user_id: str, group_ids: Sequence[str]
) -> tuple[tuple[Group, Membership], ...]:
    """Put a user into groups; a transaction does not read what it writes."""
    joined = []
    for group in await groups_in(tx, group_ids):
        membership = Membership(group_id=group.id, user_id=user_id)
        put_membership(tx, membership)
        joined.append((group, membership))
    return tuple(sorted(joined, key=lambda pair: pair[0].name))


async def entrants_in(tx: Tx, kind: UserKind | None) -> list[User]:
    """All who may enter the tenant, by user name."""
    bound = Filter("type", Operation.EQUALS, SubjectKind.USER.value)
    ids = {user_id for _, user_id in await tx.records(TENANT_ACCESS).all()}
    ids |= {user_id for _, _, user_id in await tx.records(MEMBERSHIPS).all()}
    ids |= {document["subject_id"] for document in (await tx.records(BINDINGS).all(bound)).values()}
    only = () if kind is None else (Filter("type", Operation.EQUALS, kind.value),)
    users = [user_from(each) for each in (await tx.records(USERS).all(*only)).values()]
    found = [user for user in users if user.id in ids or user.is_first]
    return sorted(found, key=lambda user: user.username)
