"""Users and groups as a security integration keeps them: what SCIM reads and writes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

import msgspec

from tiercel.model.authorization.grants import UNLIMITED, Grants
from tiercel.model.authorization.limits import USER_NAME_CHARS_MAX
from tiercel.model.authorization.people import (
    TENANT_ID,
    Group,
    Membership,
    Provisioned,
    SecurityIntegration,
    SubjectKind,
    User,
    UserKind,
)
from tiercel.model.errors import Conflict, Invalid, NotAllowed, NotFound, Violation
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import GROUPS, MEMBERSHIPS, PROVISIONED, USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.granting import check_gives_groups
from tiercel.service.access.groups import (
    GroupService,
    check_group_free,
    group_in,
    groups_of,
    has_access,
    insert_group,
    put_membership,
)
from tiercel.service.access.rows import document_of, drop
from tiercel.service.access.tenant_access import TenantAccessService, entrants_in
from tiercel.service.access.users import (
    UserDraft,
    check_free,
    check_names,
    end_sessions,
    leave_tenant,
    named,
    new_user,
    put_user,
    user_from,
    user_in,
)
from tiercel.service.unit import jointly

_GIVE = "add members to the group"
_OF_OWNERS = "Security integrations change no owner of the server"


class Changed(Conflict):
    """Somebody else changed it since it was read."""


class Keeper(msgspec.Struct, frozen=True):
    """On whose behalf users and groups are kept.

    Shapes: the account of the integration, or an owner, `is_trusted` with the members of the groups
    that the integration made, whatever these are given; of others by what the `grants` hold.
    """

    integration: SecurityIntegration
    grants: Grants
    is_trusted: bool


class UserState(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of a user; its own name for them is the `external_id`."""

    username: str
    first_name: str = ""
    last_name: str = ""
    is_active: bool = True
    external_id: str = ""

    def check(self) -> None:
        """The external id has a bound. Raises: Invalid."""
        _check_external_id(self.external_id)


class GroupState(msgspec.Struct, frozen=True, kw_only=True):
    """What a provider says of a group; `member_ids` are all of its people."""

    name: str
    member_ids: frozenset[str] = frozenset()
    external_id: str = ""

    def check(self) -> None:
        """Name and external id have bounds. Raises: Invalid."""
        _check_external_id(self.external_id)
        if not self.name.strip() or len(self.name) > USER_NAME_CHARS_MAX:
            message = f"must have 1 to {USER_NAME_CHARS_MAX} characters"
            raise Invalid([Violation("displayName", message)])


class KeptUser(msgspec.Struct, frozen=True, kw_only=True):
    """A person who may enter the tenant, as an integration sees them."""

    user: User
    groups: tuple[Group, ...] = ()
    external_id: str = ""

    @property
    def state(self) -> UserState:
        """What a provider can say."""
        user = self.user
        return UserState(
            username=user.username,
            first_name=user.first_name,
            last_name=user.last_name,
            is_active=not user.is_disabled,
            external_id=self.external_id,
        )

    @property
    def version(self) -> str:
        """Another text after each change of the state."""
        return _digest(self.state)


class KeptGroup(msgspec.Struct, frozen=True, kw_only=True):
    """A group as an integration sees it, with the people in it by user name."""

    group: Group
    members: tuple[User, ...] = ()
    external_id: str = ""

    @property
    def state(self) -> GroupState:
        """What a provider can say."""
        return GroupState(
            name=self.group.name,
            member_ids=frozenset(user.id for user in self.members),
            external_id=self.external_id,
        )

    @property
    def version(self) -> str:
        """Another text after each change of the state."""
        return _digest(self.state)


class DirectoryService:
    """Use cases of security integrations over users and groups.

    Owners of the server are seen and not changed. A user whom others made keeps the e-mail address,
    by which sign-ins of a provider find them.
    """

    def __init__(
        self,
        ports: Ports,
        changes: AccessChanges,
        tenant_access: TenantAccessService,
        groups: GroupService,
    ) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._changes = changes
        self._tenant_access = tenant_access
        self._groups = groups

    async def users(self, keeper: Keeper) -> list[KeptUser]:
        """All people who may enter the tenant, by user name."""
        async with self._store.transaction() as tx:
            known = await _external_ids(tx, keeper, SubjectKind.USER)
            groups = await _all_groups(tx)
            joined: dict[str, list[Group]] = defaultdict(list)
            for _, group_id, user_id in await tx.records(MEMBERSHIPS).all():
                if group_id in groups:
                    joined[user_id].append(groups[group_id])
            return [
                KeptUser(
                    user=user,
                    groups=tuple(sorted(joined[user.id], key=lambda each: each.name)),
                    external_id=known.get(user.id, ""),
                )
                for user in await entrants_in(tx, UserKind.STANDARD)
            ]

    async def user(self, keeper: Keeper, user_id: str) -> KeptUser:
        """A person who may enter the tenant. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await _user_in(tx, keeper, user_id)

    async def create_user(self, keeper: Keeper, state: UserState) -> KeptUser:
        """A user who may enter the tenant, also one that was known without access.

        Raises: Invalid, Conflict for a name of somebody who has access, NotAllowed.
        """
        state.check()
        draft = UserDraft(username=state.username)
        fresh = await new_user(self._ids.new_id(), draft)

        async def write(tx: Tx) -> KeptUser:
            known = await named(tx, fresh.username)
            if known is not None and (not known.is_person or await has_access(tx, known.id)):
                raise Conflict(f"There is already a user named '{fresh.username}'")
            before = known or fresh
            after = _after(before, state)
            if known is not None:
                _check_may_change(before, after, is_own=False)
            check_names(after)
            put_user(tx, after)
            # What new users are given was decided by whoever made it the default.
            await self._tenant_access.enter(tx, UNLIMITED, after.id, ())
            _put(tx, keeper, SubjectKind.USER, after.id, state.external_id, is_made=known is None)
            return KeptUser(user=after, external_id=state.external_id)

        return await self._changes.change(write)

    async def update_user(
        self, keeper: Keeper, user_id: str, state: UserState, version: str
    ) -> KeptUser:
        """Make a user what a provider says; who is not active is signed out everywhere.

        Raises: NotFound, Invalid, Conflict for a taken name, NotAllowed, Changed.
        """
        state.check()

        async def write(tx: Tx) -> KeptUser:
            before = await _user_in(tx, keeper, user_id)
            _check_version(before.version, version)
            row = await _row(tx, keeper, SubjectKind.USER, user_id)
            is_own = row is not None and row.is_made
            after = _after(before.user, state)
            _check_may_change(before.user, after, is_own=is_own)
            check_names(after)
            if after.username != before.user.username:
                await check_free(tx, after)
            put_user(tx, after)
            if after.is_disabled:
                await end_sessions(tx, user_id)
            _put(tx, keeper, SubjectKind.USER, user_id, state.external_id, is_made=is_own)
            return KeptUser(user=after, groups=before.groups, external_id=state.external_id)

        return await self._changes.change(write)

    async def remove_user(self, keeper: Keeper, user_id: str, version: str) -> None:
        """Shut a user out of the tenant. Raises: NotFound, NotAllowed, Changed."""

        async def write(tx: Tx) -> None:
            before = await _user_in(tx, keeper, user_id)
            _check_version(before.version, version)
            if before.user.is_owner:
                raise NotAllowed(_OF_OWNERS)
            await leave_tenant(tx, user_id)
            await end_sessions(tx, user_id)

        await self._changes.change(write)

    async def groups(self, keeper: Keeper) -> list[KeptGroup]:
        """All groups of the tenant, by name."""
        async with self._store.transaction() as tx:
            known = await _external_ids(tx, keeper, SubjectKind.GROUP)
            users = {user_id: user_from(each) for (user_id,), each in await _users(tx)}
            members: dict[str, list[User]] = defaultdict(list)
            for _, group_id, user_id in await tx.records(MEMBERSHIPS).all():
                if user_id in users:
                    members[group_id].append(users[user_id])
            found = [
                KeptGroup(
                    group=group,
                    members=_people(members[group.id]),
                    external_id=known.get(group.id, ""),
                )
                for group in (await _all_groups(tx)).values()
            ]
        return sorted(found, key=lambda each: each.group.name)

    async def group(self, keeper: Keeper, group_id: str) -> KeptGroup:
        """A group with its people. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await _group_in(tx, keeper, group_id)

    async def create_group(self, keeper: Keeper, state: GroupState) -> KeptGroup:
        """A group that people can't change from now on.

        Raises: Invalid, also for an unknown member; Conflict for a taken name.
        """
        state.check()
        integration = keeper.integration
        group = Group(
            id=self._ids.new_id(),
            name=state.name,
            description=f"Kept by {integration.name}"[:USER_NAME_CHARS_MAX],
            source=integration.id,
        )

        async def write(tx: Tx) -> KeptGroup:
            await check_group_free(tx, group)
            members = await _members_in(tx, state.member_ids)
            insert_group(tx, group)
            for user in members:
                put_membership(tx, Membership(group_id=group.id, user_id=user.id))
            _put(tx, keeper, SubjectKind.GROUP, group.id, state.external_id, is_made=True)
            return KeptGroup(group=group, members=members, external_id=state.external_id)

        return await self._changes.change(write)

    async def update_group(
        self, keeper: Keeper, group_id: str, state: GroupState, version: str
    ) -> KeptGroup:
        """Make a group what a provider says; service accounts in it stay.

        Raises: NotFound, Invalid, Conflict for a taken name, NotAllowed for members of a group that
        the integration did not make and that may do more than it; Changed.
        """
        state.check()

        async def write(tx: Tx) -> KeptGroup:
            before = await _group_in(tx, keeper, group_id)
            _check_version(before.version, version)
            is_own = before.group.source == keeper.integration.id
            group = msgspec.structs.replace(before.group, name=state.name)
            if group.name != before.group.name:
                await check_group_free(tx, group)
            was = before.state.member_ids
            added = await _members_in(tx, state.member_ids - was)
            if added and not (is_own and keeper.is_trusted):
                await check_gives_groups(tx, keeper.grants, (group_id,), _GIVE)
            tx.records(GROUPS).put((TENANT_ID, group_id), document_of(group))
            for user in added:
                put_membership(tx, Membership(group_id=group_id, user_id=user.id))
            left = was - state.member_ids
            drop(tx, MEMBERSHIPS, [(TENANT_ID, group_id, user_id) for user_id in sorted(left)])
            _put(tx, keeper, SubjectKind.GROUP, group_id, state.external_id, is_made=is_own)
            stayed = [user for user in before.members if user.id not in left]
            return KeptGroup(
                group=group, members=_people([*stayed, *added]), external_id=state.external_id
            )

        return await self._changes.change(write)

    async def remove_group(self, keeper: Keeper, group_id: str, version: str) -> None:
        """With its bindings; its members may still enter. Raises: NotFound, Changed."""

        async def write(tx: Tx) -> None:
            before = await _group_in(tx, keeper, group_id)
            _check_version(before.version, version)

        async def remove(_: Tx) -> None:
            await self._changes.change(write)
            await self._groups.delete(group_id, is_by_hand=False)

        await jointly(self._store, remove)


async def _user_in(tx: Tx, keeper: Keeper, user_id: str) -> KeptUser:
    user = await user_in(tx, user_id, UserKind.STANDARD)
    if not await has_access(tx, user_id):
        raise NotFound.of("User", user_id, "the tenant")
    row = await _row(tx, keeper, SubjectKind.USER, user_id)
    groups = tuple(group for group, _ in await groups_of(tx, user_id))
    return KeptUser(user=user, groups=groups, external_id="" if row is None else row.external_id)


async def _group_in(tx: Tx, keeper: Keeper, group_id: str) -> KeptGroup:
    group = await group_in(tx, group_id)
    of_group = Filter("groupId", Operation.EQUALS, group_id)
    ids = [user_id for _, _, user_id in await tx.records(MEMBERSHIPS).all(of_group)]
    row = await _row(tx, keeper, SubjectKind.GROUP, group_id)
    return KeptGroup(
        group=group,
        members=_people([await user_in(tx, each) for each in ids]),
        external_id="" if row is None else row.external_id,
    )


async def _members_in(tx: Tx, ids: Iterable[str]) -> tuple[User, ...]:
    """People of the tenant by id. Raises: Invalid for one that there is not."""
    found = []
    for user_id in sorted(ids):
        document = await tx.records(USERS).get(user_id)
        user = None if document is None else user_from(document)
        if user is None or not user.is_person or not await has_access(tx, user_id):
            raise Invalid([Violation("members", f"there is no user {user_id} in the tenant")])
        found.append(user)
    return _people(found)


async def _users(tx: Tx) -> Iterable[tuple[tuple[str, ...], dict[str, object]]]:
    people = Filter("type", Operation.EQUALS, UserKind.STANDARD.value)
    return (await tx.records(USERS).all(people)).items()


async def _all_groups(tx: Tx) -> dict[str, Group]:
    stored = await tx.records(GROUPS).all()
    return {group_id: msgspec.convert(each, Group) for (_, group_id), each in stored.items()}


async def _external_ids(tx: Tx, keeper: Keeper, kind: SubjectKind) -> Mapping[str, str]:
    stored = await tx.records(PROVISIONED).all()
    rows = [msgspec.convert(each, Provisioned) for each in stored.values()]
    mine = [each for each in rows if each.integration_id == keeper.integration.id]
    return {each.object_id: each.external_id for each in mine if each.kind is kind}


async def _row(tx: Tx, keeper: Keeper, kind: SubjectKind, object_id: str) -> Provisioned | None:
    key = (TENANT_ID, keeper.integration.id, kind.value, object_id)
    document = await tx.records(PROVISIONED).get(*key)
    return None if document is None else msgspec.convert(document, Provisioned)


def _put(  # noqa: PLR0913  A row with all of its members.
    tx: Tx, keeper: Keeper, kind: SubjectKind, object_id: str, external_id: str, *, is_made: bool
) -> None:
    row = Provisioned(
        integration_id=keeper.integration.id,
        kind=kind,
        object_id=object_id,
        external_id=external_id,
        is_made=is_made,
    )
    key = (TENANT_ID, row.integration_id, kind.value, object_id)
    tx.records(PROVISIONED).put(key, document_of(row))


def _after(before: User, state: UserState) -> User:
    return msgspec.structs.replace(
        before,
        username=state.username.strip().lower(),
        first_name=state.first_name,
        last_name=state.last_name,
        is_disabled=not state.is_active,
    )


def _check_may_change(before: User, after: User, *, is_own: bool) -> None:
    """Raises: NotAllowed."""
    if before.is_owner and before != after:
        raise NotAllowed(_OF_OWNERS)
    if not is_own and before.username != after.username:
        raise NotAllowed("A security integration renames only users whom it made")


def _check_version(version: str, expected: str) -> None:
    if version != expected:
        raise Changed("It was changed meanwhile")


def _check_external_id(external_id: str) -> None:
    if len(external_id) > USER_NAME_CHARS_MAX:
        message = f"must have at most {USER_NAME_CHARS_MAX} characters"
        raise Invalid([Violation("externalId", message)])


def _people(users: Iterable[User]) -> tuple[User, ...]:
    return tuple(sorted((each for each in users if each.is_person), key=lambda each: each.username))


def _digest(state: msgspec.Struct) -> str:
    return hashlib.sha256(msgspec.json.encode(state, order="deterministic")).hexdigest()[:32]
