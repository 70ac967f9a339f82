"""People whom somebody else signs in: made when they come first, their groups as that one says."""

from __future__ import annotations

import msgspec

from tiercel.model.authorization.people import TENANT_ID, Group, Membership, User
from tiercel.model.limits import USER_NAME_CHARS_MAX
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import GROUPS, MEMBERSHIPS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access import passwords
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import memberships_of
from tiercel.service.access.groups import groups_of, leave_if_alone, put_membership
from tiercel.service.access.rows import document_of, drop
from tiercel.service.access.users import UserDraft, named, new_user, put_user


class Told(msgspec.Struct, frozen=True):
    """What a provider says of somebody.

    Shapes: `username` is an e-mail address; `groups` are names, None leaves groups alone.
    """

    provider: str
    username: str
    groups: tuple[str, ...] | None


class Provisioning:
    """Keeps users and memberships as a provider tells them.

    Groups that it names are made when they are missing. Memberships are its own: it ends none that
    somebody else began.
    """

    def __init__(self, ports: Ports, changes: AccessChanges, *, creates_users: bool) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes
        self._creates_users = creates_users

    async def user_of(self, told: Told) -> User | None:
        """The user of whom something is told; None for one that is not known and not created, for
        a service account, and where the name is no address.
        """
        name = told.username
        if not passwords.is_email(name) or len(name) > USER_NAME_CHARS_MAX:
            return None
        async with self._store.transaction() as tx:
            user = await named(tx, told.username)
            if user is None:
                is_kept = False
            else:
                is_kept = user.is_disabled or not await _differs(tx, user, told)
        if user is not None and (is_kept or not user.is_person):
            return user if user.is_person else None
        if user is None and not self._creates_users:
            return None
        return await self._changes.change(lambda tx: self._write(tx, told))

    async def _write(self, tx: Tx, told: Told) -> User:
        user = await named(tx, told.username)
        if user is None:
            user = await new_user(self._ids.new_id(), UserDraft(username=told.username))
            put_user(tx, user)
        if told.groups is not None:
            await self._put_memberships(tx, user, told)
        return user

    async def _put_memberships(self, tx: Tx, user: User, told: Told) -> None:
        before = await groups_of(tx, user.id)
        for group, membership in before:
            if membership.source == told.provider and group.name not in (told.groups or ()):
                drop(tx, MEMBERSHIPS, [(TENANT_ID, group.id, user.id)])
                await leave_if_alone(tx, user.id, group.id)
        missing = set(_named_groups(told)) - {group.name for group, _ in before}
        for name in sorted(missing):
            group = await self._group(tx, name, told.provider)
            put_membership(tx, Membership(group_id=group.id, user_id=user.id, source=told.provider))

    async def _group(self, tx: Tx, name: str, provider: str) -> Group:
        found = await tx.records(GROUPS).all(Filter("name", Operation.EQUALS, name))
        for document in found.values():
            return msgspec.convert(document, Group)
        group = Group(id=self._ids.new_id(), name=name, description=f"Told by the {provider}")
        tx.records(GROUPS).insert((TENANT_ID, group.id), document_of(group))
        return group


async def _differs(tx: Tx, user: User, told: Told) -> bool:
    """Whether memberships have to change."""
    if told.groups is None:
        return False
    if not told.groups and not await memberships_of(tx, user.id):
        return False
    before = await groups_of(tx, user.id)
    names = {group.name for group, _ in before}
    own = {group.name for group, membership in before if membership.source == told.provider}
    wanted = set(_named_groups(told))
    return bool(wanted - names or own - wanted)


def _named_groups(told: Told) -> list[str]:
    """The names that a group can have."""
    return [name for name in told.groups or () if name and len(name) <= USER_NAME_CHARS_MAX]
