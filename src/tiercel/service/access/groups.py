"""Groups of a tenant and who is in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tiercel.model.access import Actor, Permission, Resource
from tiercel.model.authorization.grants import Grants
from tiercel.model.authorization.people import TENANT_ID, Group, Membership, SubjectKind, User
from tiercel.model.errors import Conflict, NotAllowed, NotFound
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import BINDINGS, GROUPS, MEMBERSHIPS, TENANT_ACCESS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import (
    check_gives_groups,
    is_of_flows,
    memberships_of,
    subject_bindings,
)
from tiercel.service.access.named import NamedDraft
from tiercel.service.access.rows import document_of, drop, forget_provisioned, is_provisioned
from tiercel.service.access.users import check_groups, user_in
from tiercel.service.turns import Turns

_VIEW = Permission(Resource.GROUP, "VIEW")
_MANAGE = Permission(Resource.GROUP, "MANAGE_MEMBERS")
_GIVE = "add members to the group"


class GroupDraft(NamedDraft, frozen=True, kw_only=True):
    """What is asked of a group."""


class Member(msgspec.Struct, frozen=True):
    """A user with all groups that they are in."""

    user: User
    groups: tuple[tuple[Group, Membership], ...]


class GroupService:
    """Use cases over groups.

    Who owns a group may see and manage its members without a permission; nobody adds somebody to a
    group that may do more than they.
    """

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes

    async def find(self, query: Query) -> Page[Group]:
        """A page of groups."""
        async with self._store.transaction() as tx:
            page = await tx.records(GROUPS).find(query)
        return Page(tuple(msgspec.convert(each, Group) for each in page.results), page.total)

    async def chosen(self, ids: Sequence[str]) -> list[Group]:
        """Those of the ids that there are, in their order."""
        async with self._store.transaction() as tx:
            return await groups_in(tx, ids)

    async def get(self, group_id: str) -> Group:
        """One group. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await group_in(tx, group_id)

    async def of(self, user_id: str) -> tuple[tuple[Group, Membership], ...]:
        """The groups that a user is in, by name."""
        async with self._store.transaction() as tx:
            return await groups_of(tx, user_id)

    async def create(self, draft: GroupDraft, member_ids: Sequence[str] = ()) -> Group:
        """A new group. Raises: Invalid, Conflict when its name is taken, NotFound for a member."""
        draft.check()
        group = Group(id=self._ids.new_id(), name=draft.name, description=draft.description)

        async def write(tx: Tx) -> Group:
            await check_group_free(tx, group)
            insert_group(tx, group)
            for user_id in dict.fromkeys(member_ids):
                await user_in(tx, user_id)
                put_membership(tx, Membership(group_id=group.id, user_id=user_id))
            return group

        return await self._changes.change(write)

    async def update(self, giver: Grants, group_id: str, draft: GroupDraft) -> Group:
        """Another name and description. Raises: NotFound, Invalid, Conflict, NotAllowed for a name
        that would give flows more than the giver has.
        """
        draft.check()

        async def write(tx: Tx) -> Group:
            before = await _by_hand(tx, group_id)
            after = msgspec.structs.replace(before, name=draft.name, description=draft.description)
            await check_group_free(tx, after)
            if after.name != before.name and is_of_flows(after.name):
                await check_gives_groups(tx, giver, [group_id], f"name a group '{after.name}'")
            tx.records(GROUPS).put((TENANT_ID, group_id), document_of(after))
            return after

        return await self._changes.change(write)

    async def delete(self, group_id: str, *, is_by_hand: bool = True) -> None:
        """Remove a group with its bindings and memberships. Raises: NotFound, Conflict for one
        that a security integration keeps.
        """

        async def write(tx: Tx) -> None:
            await (_by_hand if is_by_hand else group_in)(tx, group_id)
            of_group = Filter("groupId", Operation.EQUALS, group_id)
            members = await tx.records(MEMBERSHIPS).all(of_group)
            drop(tx, MEMBERSHIPS, members)
            for _, _, user_id in members:
                await leave_if_alone(tx, user_id, group_id)
            given = await subject_bindings(tx, SubjectKind.GROUP, group_id)
            drop(tx, BINDINGS, [(TENANT_ID, binding.id) for binding in given])
            await forget_provisioned(tx, group_id)
            drop(tx, GROUPS, [(TENANT_ID, group_id)])

        await self._changes.change(write)

    async def members(self, actor: Actor, group_id: str, text: str | None) -> list[Member]:
        """The members whose e-mail or name has the text, by user name. Raises: NotFound,
        NotAllowed.
        """
        async with self._store.transaction() as tx:
            await group_in(tx, group_id)
            await _check_may(tx, actor, _VIEW, group_id)
            of_group = Filter("groupId", Operation.EQUALS, group_id)
            stored = await tx.records(MEMBERSHIPS).all(of_group)
            users = [await user_in(tx, document["user_id"]) for document in stored.values()]
            wanted = (text or "").lower()
            found = [
                each
                for each in users
                if wanted in each.username.lower() or wanted in each.display_name.lower()
            ]
            found.sort(key=lambda each: each.username)
            return [Member(each, await groups_of(tx, each.id)) for each in found]

    async def add_member(self, actor: Actor, group_id: str, user_id: str) -> Member:
        """Put a user into a group, which also lets them into the tenant.

        Raises: NotFound, Conflict for a member, NotAllowed.
        """

        async def write(tx: Tx) -> User:
            await _by_hand(tx, group_id)
            await _check_may(tx, actor, _MANAGE, group_id)
            await check_gives_groups(tx, actor.grants, (group_id,), _GIVE)
            user = await user_in(tx, user_id)
            if await tx.records(MEMBERSHIPS).get(TENANT_ID, group_id, user_id) is not None:
                raise Conflict("The user is already a member of the group")
            put_membership(tx, Membership(group_id=group_id, user_id=user_id))
            return user

        return await self._member(await self._changes.change(write))

    async def remove_member(self, actor: Actor, group_id: str, user_id: str) -> Member:
        """Raises: NotFound, Conflict for whoever is no member, NotAllowed."""

        async def write(tx: Tx) -> User:
            await _by_hand(tx, group_id)
            await _check_may(tx, actor, _MANAGE, group_id)
            user = await user_in(tx, user_id)
            await _membership(tx, group_id, user_id)
            drop(tx, MEMBERSHIPS, [(TENANT_ID, group_id, user_id)])
            await leave_if_alone(tx, user_id, group_id)
            return user

        return await self._member(await self._changes.change(write))

    async def set_membership(
        self, actor: Actor, group_id: str, user_id: str, *, is_owner: bool
    ) -> Member:
        """Whether a member owns the group. Raises: NotFound, Conflict, NotAllowed."""

        async def write(tx: Tx) -> User:
            await group_in(tx, group_id)
            await _check_may(tx, actor, _MANAGE, group_id)
            user = await user_in(tx, user_id)
            await _membership(tx, group_id, user_id)
            put_membership(tx, Membership(group_id=group_id, user_id=user_id, is_owner=is_owner))
            return user

        return await self._member(await self._changes.change(write))

    async def set_groups(self, giver: Grants, user_id: str, group_ids: Sequence[str]) -> None:
        """Exactly these groups for a user of the tenant; who stays in one keeps their part in it.

        Raises: NotFound for an unknown group, an unknown user or one without access, NotAllowed.
        """

        async def write(tx: Tx) -> None:
            await user_in(tx, user_id)
            await check_groups(tx, group_ids)
            if not await has_access(tx, user_id):
                raise NotFound.of("User", user_id, "the tenant")
            before = {each.group_id for each in await memberships_of(tx, user_id)}
            added = [each for each in dict.fromkeys(group_ids) if each not in before]
            await check_gives_groups(tx, giver, added, _GIVE)
            left = before - set(group_ids)
            for group_id in (*added, *sorted(left)):
                await _by_hand(tx, group_id)
            drop(tx, MEMBERSHIPS, [(TENANT_ID, group_id, user_id) for group_id in left])
            for group_id in added:
                put_membership(tx, Membership(group_id=group_id, user_id=user_id))

        await self._changes.change(write)

    async def _member(self, user: User) -> Member:
        """A user with their groups as they are after a change."""
        return Member(user, await self.of(user.id))


async def group_in(tx: Tx, group_id: str) -> Group:
    """A group as of a transaction. Raises: NotFound."""
    document = await tx.records(GROUPS).get(TENANT_ID, group_id)
    if document is None:
        raise NotFound.of("Group", group_id)
    return msgspec.convert(document, Group)


async def groups_in(tx: Tx, ids: Iterable[str]) -> list[Group]:
    """Those of the ids that there are, in their order."""
    found, turns = [], Turns()
    for each in dict.fromkeys(ids):
        await turns.turn()
        document = await tx.records(GROUPS).get(TENANT_ID, each)
        if document is not None:
            found.append(msgspec.convert(document, Group))
    return found


async def groups_of(tx: Tx, user_id: str) -> tuple[tuple[Group, Membership], ...]:
    """The groups that a user is in, by name."""
    pairs = [
        (await group_in(tx, each.group_id), each) for each in await memberships_of(tx, user_id)
    ]
    return tuple(sorted(pairs, key=lambda pair: pair[0].name))


def insert_group(tx: Tx, group: Group) -> None:
    tx.records(GROUPS).insert((TENANT_ID, group.id), document_of(group))


def put_membership(tx: Tx, membership: Membership) -> None:
    key = (TENANT_ID, membership.group_id, membership.user_id)
    tx.records(MEMBERSHIPS).put(key, document_of(membership))


async def has_access(tx: Tx, user_id: str) -> bool:
    """Whether a user may enter the tenant: by themselves, a group, a binding, or as the first."""
    if await tx.records(TENANT_ACCESS).get(TENANT_ID, user_id) is not None:
        return True
    if await memberships_of(tx, user_id):
        return True
    if await subject_bindings(tx, SubjectKind.USER, user_id):
        return True
    return (await user_in(tx, user_id)).is_first


async def leave_if_alone(tx: Tx, user_id: str, left: str) -> None:
    """Access that somebody had by a group only goes with the last one; whom a security integration
    keeps goes when that says so.
    """
    if await is_provisioned(tx, user_id):
        return
    others = [each for each in await memberships_of(tx, user_id) if each.group_id != left]
    if not others and not await subject_bindings(tx, SubjectKind.USER, user_id):
        drop(tx, TENANT_ACCESS, [(TENANT_ID, user_id)])


async def _membership(tx: Tx, group_id: str, user_id: str) -> Membership:
    document = await tx.records(MEMBERSHIPS).get(TENANT_ID, group_id, user_id)
    if document is None:
        raise Conflict("The user is no member of the group")
    return msgspec.convert(document, Membership)


async def _check_may(tx: Tx, actor: Actor, permission: Permission, group_id: str) -> None:
    """Raises: NotAllowed for whoever neither has the permission nor owns the group."""
    if actor.grants.may(permission):
        return
    document = None
    if actor.user_id is not None:
        document = await tx.records(MEMBERSHIPS).get(TENANT_ID, group_id, actor.user_id)
    if document is None or not msgspec.convert(document, Membership).is_owner:
        raise NotAllowed(f"Permission {permission} is missing")


async def _by_hand(tx: Tx, group_id: str) -> Group:
    """A group that people may change. Raises: NotFound, Conflict."""
    group = await group_in(tx, group_id)
    if group.is_external:
        raise Conflict("A security integration keeps the group: it is changed there")
    return group


async def check_group_free(tx: Tx, group: Group) -> None:
    """Raises: Conflict when another group has the name."""
    found = await tx.records(GROUPS).all(Filter("name", Operation.EQUALS, group.name))
    if any(document["id"] != group.id for document in found.values()):
        raise Conflict(f"There is already a group named '{group.name}'")
