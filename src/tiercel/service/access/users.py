"""Users of the server, people and service accounts: made, found, changed and removed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec

from tiercel.model.authorization.limits import USER_NAME_CHARS_MAX
from tiercel.model.authorization.people import TENANT_ID, User, UserKind
from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import (
    BINDINGS,
    GROUPS,
    IDENTITIES,
    MEMBERSHIPS,
    SESSIONS,
    TENANT_ACCESS,
    TOKENS,
    USERS,
)
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access import passwords
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.rows import document_of, drop, forget_provisioned


class UserDraft(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a new user: see `model.authorization.people.User`."""

    username: str
    kind: UserKind = UserKind.STANDARD
    first_name: str = ""
    last_name: str = ""
    description: str = ""
    password: str | None = None
    is_owner: bool = False
    is_restricted: bool = False


class UserService:
    """Use cases over users; every one that writes is checked by its operation."""

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._changes = changes

    async def find(self, query: Query, kind: UserKind) -> Page[User]:
        """A page of people or of service accounts."""
        only = Filter("type", Operation.EQUALS, kind.value)
        asked = msgspec.structs.replace(query, filters=(*query.filters, only))
        async with self._store.transaction() as tx:
            page = await tx.records(USERS).find(asked)
        return Page(tuple(map(user_from, page.results)), page.total)

    async def get(self, user_id: str, kind: UserKind | None = None) -> User:
        """One user, of a kind if one is given. Raises: NotFound."""
        async with self._store.transaction() as tx:
            return await user_in(tx, user_id, kind)

    async def update(self, user_id: str, **fields: Json) -> User:
        """Set some members, named as those of `User`.

        Shapes: `password` stands for its hash; with it all sessions end and locks go.
        Raises: NotFound, Invalid, Conflict when the name is taken or it is the first user's.
        """
        password = fields.pop("password", None)
        if password is not None:
            fields["password_hash"] = await hash_of(password)
            fields.update(failures=(), locked_until=0.0)
            fields.setdefault("must_change_password", False)

        async def write(tx: Tx) -> User:
            before = await user_in(tx, user_id)
            after = msgspec.structs.replace(before, **_cleaned(before, fields))
            check_names(after)
            _check_first(before, after)
            if after.username != before.username:
                await check_free(tx, after)
            put_user(tx, after)
            if password is not None or after.is_disabled:
                await end_sessions(tx, user_id)
            return after

        return await self._changes.change(write)

    async def delete(self, user_id: str, kind: UserKind | None = None) -> None:
        """Remove a user with tokens, sessions, identities, memberships and bindings.

        Raises: NotFound, Conflict for the user that the configuration or the set-up made.
        """

        async def write(tx: Tx) -> None:
            if (await user_in(tx, user_id, kind)).is_first:
                raise Conflict("The first user of the server can't be deleted")
            await end_sessions(tx, user_id)
            drop(tx, TOKENS, await tx.records(TOKENS).all(_of(user_id)))
            await leave_tenant(tx, user_id)
            drop(tx, IDENTITIES, await tx.records(IDENTITIES).all(_of(user_id)))
            drop(tx, USERS, [(user_id,)])

        await self._changes.change(write)

    async def end_sessions(self, user_id: str) -> None:
        """Sign a user out everywhere. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            await user_in(tx, user_id)
            await end_sessions(tx, user_id)

        await self._changes.change(write)


async def new_user(user_id: str, draft: UserDraft) -> User:
    """A user that is not stored yet. Raises: Invalid."""
    user = User(
        id=user_id,
        kind=draft.kind,
        username=_name_of(draft.kind, draft.username),
        first_name=draft.first_name,
        last_name=draft.last_name,
        description=draft.description,
        is_owner=draft.is_owner,
        is_restricted=draft.is_restricted,
    )
    check_names(user)
    return msgspec.structs.replace(user, password_hash=await hash_of(draft.password))


def user_from(document: dict[str, Json]) -> User:
    """The user of a stored document."""
    return msgspec.convert(document, User)


def insert_user(tx: Tx, user: User) -> None:
    tx.records(USERS).insert((user.id,), document_of(user))


def put_user(tx: Tx, user: User) -> None:
    tx.records(USERS).put((user.id,), document_of(user))


async def user_in(tx: Tx, user_id: str, kind: UserKind | None = None) -> User:
    """A user as of a transaction. Raises: NotFound."""
    document = await tx.records(USERS).get(user_id)
    if document is None or (kind is not None and document["kind"] != kind):
        raise NotFound.of("User", user_id)
    return user_from(document)


async def named(tx: Tx, username: str) -> User | None:
    """The user of that name, whatever the case of an address."""
    for name in dict.fromkeys((username.lower(), username)):
        found = await tx.records(USERS).all(Filter("username", Operation.EQUALS, name))
        for document in found.values():
            return user_from(document)
    return None


async def all_users(tx: Tx) -> list[User]:
    """Everybody, by user name."""
    found = [user_from(each) for each in (await tx.records(USERS).all()).values()]
    return sorted(found, key=lambda user: user.username)


async def end_sessions(tx: Tx, user_id: str) -> None:
    """All of a user's sessions are over."""
    drop(tx, SESSIONS, await tx.records(SESSIONS).all(_of(user_id)))


async def leave_tenant(tx: Tx, user_id: str) -> None:
    """A user's memberships, bindings and access in the tenant go; no integration keeps them."""
    drop(tx, MEMBERSHIPS, await tx.records(MEMBERSHIPS).all(_of(user_id)))
    of_user = (Filter("type", Operation.EQUALS, "USER"), Filter("id", Operation.EQUALS, user_id))
    drop(tx, BINDINGS, await tx.records(BINDINGS).all(*of_user))
    drop(tx, TENANT_ACCESS, [(TENANT_ID, user_id)])
    await forget_provisioned(tx, user_id)


async def check_groups(tx: Tx, group_ids: Sequence[str]) -> None:
    """Raises: NotFound for an unknown group."""
    for group_id in group_ids:
        if await tx.records(GROUPS).get(TENANT_ID, group_id) is None:
            raise NotFound.of("Group", group_id)


async def hash_of(password: str | None) -> str | None:
    """The hash of a new password, None without one. Raises: Invalid against the rules."""
    if password is None:
        return None
    problems = passwords.password_problems(password)
    if problems:
        raise Invalid([Violation("password", text) for text in problems])
    return await asyncio.to_thread(passwords.hashed, password)


def _of(user_id: str) -> Filter:
    return Filter("userId", Operation.EQUALS, user_id)


def _name_of(kind: UserKind, username: str) -> str:
    return username.strip().lower() if kind is UserKind.STANDARD else username.strip()


def _cleaned(before: User, fields: dict[str, Json]) -> dict[str, Json]:
    """Members to set; a name in the form in which it is stored."""
    if "username" in fields:
        fields = {**fields, "username": _name_of(before.kind, fields["username"])}
    return fields


def check_names(user: User) -> None:
    """Raises: Invalid for a name of a user that none can have."""
    found = []
    if user.is_person and not passwords.is_email(user.username):
        found.append(Violation("email", "must be an e-mail address"))
    if not user.is_person and not passwords.ACCOUNT_NAME.fullmatch(user.username):
        text = "must be 1 to 63 lower-case letters, digits and single hyphens between them"
        found.append(Violation("name", text))
    texts = {
        "username": user.username,
        "firstName": user.first_name,
        "lastName": user.last_name,
        "description": user.description,
    }
    found += [
        Violation(name, f"must have at most {USER_NAME_CHARS_MAX} characters")
        for name, text in texts.items()
        if len(text) > USER_NAME_CHARS_MAX
    ]
    if found:
        raise Invalid(found)


def _check_first(before: User, after: User) -> None:
    """The first user owns the server, so that there is always an owner who can sign in."""
    is_kept = after.is_owner and not after.is_disabled and after.username == before.username
    if before.is_first and (not is_kept or after.password_hash is not None):
        text = (
            "The first user keeps name, ownership and the password of the set-up or configuration"
        )
        raise Conflict(text)


async def check_free(tx: Tx, user: User) -> None:
    """Raises: Conflict when somebody else has the name."""
    found = await named(tx, user.username)
    if found is not None and found.id != user.id:
        raise Conflict(f"There is already a user named '{user.username}'")
