"""People whom somebody else signs in: made when they come first, their groups as that one says."""

from __future__ import annotations

import msgspec

from tiercel.model.authorization.limits import USER_NAME_CHARS_MAX
from tiercel.model.authorization.people import (
    TENANT_ID,
    Group,
    Identity,
    Membership,
    User,
)
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import GROUPS, IDENTITIES, MEMBERSHIPS, USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access import passwords
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import memberships_of
from tiercel.service.access.groups import (
    groups_of,
    insert_group,
    leave_if_alone,
    put_membership,
)
from tiercel.service.access.rows import document_of, drop
from tiercel.service.access.users import UserDraft, named, new_user, put_user, user_from


class Subject(msgspec.Struct, frozen=True):
    """Who somebody is at an issuer, for ever, whatever their address becomes."""

    issuer: str
    name: str


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of somebody.

    Shapes: `username` is an e-mail address, empty where it proves none; `groups` are names, None
    leaves groups alone. Whoever has a `subject` is known by it; by the address only the first time,
    and where the provider `links`.
    """

    provider: str
    username: str
    groups: tuple[str, ...] | None
    creates_user: bool = True
    subject: Subject | None = None
    links: bool = True


class Provisioning:
    """Keeps users and memberships as a provider tells them.

    Groups that it names are made when they are missing. Memberships are its own: it ends none that
    somebody else began.
    """

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes

    async def user_of(self, assertion: Assertion) -> User | None:
        """The user that somebody asserts; None for one that is not known and not created, for a
        service account, and where the name is no address.
        """
        async with self._store.transaction() as tx:
            user, is_known = await _found(tx, assertion)
            differs = user is not None and await _differs(tx, user, assertion)
        if user is not None and not user.is_person:
            return None
        if user is not None and (user.is_disabled or (is_known and not differs)):
            return user
        if user is None and not (assertion.creates_user and _is_address(assertion.username)):
            return None
        return await self._changes.change(lambda tx: self._write(tx, assertion))

    async def known(self, assertion: Assertion) -> User | None:
        """The user whom it is about, if there is one so far."""
        async with self._store.transaction() as tx:
            return (await _found(tx, assertion))[0]

    async def _write(self, tx: Tx, assertion: Assertion) -> User | None:
        user, is_known = await _found(tx, assertion)
        if user is None and await named(tx, assertion.username) is not None:
            # Somebody else has the address, and it proves nothing here.
            return None
        if user is None:
            user = await new_user(self._ids.new_id(), UserDraft(username=assertion.username))
            put_user(tx, user)
        if assertion.subject is not None and not is_known:
            identity = Identity(
                issuer=assertion.subject.issuer, subject=assertion.subject.name, user_id=user.id
            )
            key = (identity.issuer, identity.subject)
            tx.records(IDENTITIES).put(key, document_of(identity))
        if assertion.groups is not None:
            await self._put_memberships(tx, user, assertion)
        return user

    async def _put_memberships(self, tx: Tx, user: User, assertion: Assertion) -> None:
        before = await groups_of(tx, user.id)
        for group, membership in before:
            if membership.source == assertion.provider and group.name not in (
                assertion.groups or ()
            ):
                drop(tx, MEMBERSHIPS, [(TENANT_ID, group.id, user.id)])
                await leave_if_alone(tx, user.id, group.id)
        missing = set(_named_groups(assertion)) - {group.name for group, _ in before}
        for name in sorted(missing):
            group = await self._group(tx, name, assertion.provider)
            put_membership(
                tx, Membership(group_id=group.id, user_id=user.id, source=assertion.provider)
            )

    async def _group(self, tx: Tx, name: str, provider: str) -> Group:
        found = await tx.records(GROUPS).all(Filter("name", Operation.EQUALS, name))
        for document in found.values():
            return msgspec.convert(document, Group)
        group = Group(id=self._ids.new_id(), name=name, description=f"Named by {provider}")
        insert_group(tx, group)
        return group


async def _found(tx: Tx, assertion: Assertion) -> tuple[User | None, bool]:
    """Whom it is about, and whether they need nothing more to be known the next time."""
    if assertion.subject is None:
        return (
            await named(tx, assertion.username) if _is_address(assertion.username) else None
        ), True
    identity = await tx.records(IDENTITIES).get(assertion.subject.issuer, assertion.subject.name)
    document = None if identity is None else await tx.records(USERS).get(identity["user_id"])
    if document is not None:
        return user_from(document), True
    if assertion.links and _is_address(assertion.username):
        return await named(tx, assertion.username), False
    return None, False


async def _differs(tx: Tx, user: User, assertion: Assertion) -> bool:
    """Whether memberships have to change."""
    if assertion.groups is None:
        return False
    if not assertion.groups and not await memberships_of(tx, user.id):
        return False
    before = await groups_of(tx, user.id)
    names = {group.name for group, _ in before}
    own = {group.name for group, membership in before if membership.source == assertion.provider}
    wanted = set(_named_groups(assertion))
    return bool(wanted - names or own - wanted)


def _is_address(name: str) -> bool:
    return passwords.is_email(name) and len(name) <= USER_NAME_CHARS_MAX


def _named_groups(assertion: Assertion) -> list[str]:
    """The names that a group can have."""
    return [name for name in assertion.groups or () if name and len(name) <= USER_NAME_CHARS_MAX]
