"""Who a request comes from: by password, token or session."""

from __future__ import annotations

import hashlib
import secrets
from base64 import b64decode
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import msgspec

from tiercel.model.access import Via
from tiercel.model.audit.rules import name_of
from tiercel.model.authorization.grants import UNLIMITED, Grants
from tiercel.model.authorization.limits import (
    ACCESS_CACHE_ENTRIES_MAX,
    ACCESS_VERSION_SECONDS,
    USER_NAME_CHARS_MAX,
)
from tiercel.model.authorization.people import User, UserKind
from tiercel.model.authorization.permissions import Permission, Resource
from tiercel.model.errors import NotAllowed
from tiercel.model.stored.records import USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access.access import Access
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.directory_sign_in import DirectorySignIn
from tiercel.service.access.flow_grants import FlowGrants
from tiercel.service.access.flow_tokens import KIND as FLOW_TOKEN
from tiercel.service.access.flow_tokens import FlowTokens
from tiercel.service.access.granting import Granting
from tiercel.service.access.locks import UserLocks
from tiercel.service.access.provisioning import Assertion, Provisioning
from tiercel.service.access.sessions import Sessions
from tiercel.service.access.tokens import Tokens
from tiercel.service.access.users import named, put_user, user_from, user_in
from tiercel.service.audit.log import AuditLog

IMPERSONATE = Permission(Resource.USER, "IMPERSONATE")
# How nearly all clients spell it.
_BEARER = "Bearer "


class Identity(msgspec.Struct, frozen=True):
    """A user, what they may do, and how they proved who they are."""

    user: User
    grants: Grants
    via: Via
    token_id: str = ""


class Identities:
    """Proofs of requests.

    What a token or session proved is known for a moment, so that a page of requests asks the store
    once; whoever revokes one is obeyed within that moment, and at once on the same server.
    """

    def __init__(  # noqa: PLR0913  Each proves something of its own.
        self,
        ports: Ports,
        access: Access,
        changes: AccessChanges,
        tokens: Tokens,
        sessions: Sessions,
        provisioning: Provisioning,
        locks: UserLocks,
        flows: FlowTokens,
        flow_grants: FlowGrants,
        directory: DirectorySignIn | None = None,
    ) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._access = access
        self._changes = changes
        self._tokens = tokens
        self._sessions = sessions
        self._provisioning = provisioning
        self._locks = locks
        self._directory = directory
        self._flows = flows
        self._flow_grants = flow_grants
        # Nobody can guess it, so that no token or cookie stands for what a proxy says.
        self._assertion_key = secrets.token_urlsafe(32)
        self._audit = AuditLog(ports)
        self._granting = Granting(ports.store, changes)
        self._version = ""
        self._known: dict[bytes, tuple[datetime, Identity]] = {}

    def known(self, header: str) -> Identity | None:
        """Whom a token in a header of that name proved a moment ago: nobody waits for anything."""
        now = self._clock.now()
        if not header.startswith(_BEARER) or not self._changes.is_still(self._version, now):
            return None
        until, identity = self._known.get(_key_of(Via.TOKEN, header[len(_BEARER) :]), (now, None))
        return identity if now < until else None

    async def of_authorization(self, header: str, address: str) -> Identity | None:
        """Whom a header of that name proves. Raises: TooManyTries."""
        scheme, _, value = header.partition(" ")
        kind = scheme.lower()
        if kind == "basic":
            return await self.of_basic(value.strip(), address)
        if kind == "bearer":
            return await self._of_proof(Via.TOKEN, value.strip(), self._of_token)
        return None

    async def of_basic(self, encoded: str, address: str) -> Identity | None:
        """Whom base64 of `user:password` proves. Raises: TooManyTries."""
        try:
            username, colon, password = b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return None
        return await self.of_password(username, password, address) if colon else None

    async def of_password(self, username: str, password: str, address: str) -> Identity | None:
        """Whom a name and password prove; nobody while a user is locked or disabled.

        All who are refused wait as long. Raises: TooManyTries.
        """
        access = self._access
        if username == access.username:
            is_first = await access.is_user(username, password, address)
            if not is_first:
                await self._audit.failed_sign_in(username, address)
            return await self._of_user(access.first, Via.PASSWORD) if is_first else None
        async with self._store.transaction() as tx:
            user = await named(tx, username)
        stored = None
        if user is not None and not user.is_disabled and not self._locks.has(user):
            stored = user.password_hash
        if self._directory is not None and (user is None or user.password_hash is None):
            found = await self._directory.user_of(username, password, address)
            return await self._of_user(found, Via.LDAP)
        if await access.proves(username, password, stored, address):
            return await self._of_user(user, Via.PASSWORD)
        await self._audit.failed_sign_in(username, address)
        if user is not None and stored is not None:
            await self._locks.note_failure(user.id, address)
        return None

    async def of_session(self, text: str) -> Identity | None:
        """Whose session a cookie has."""
        return await self._of_proof(Via.SESSION, text, self._of_session)

    async def of_assertion(self, assertion: Assertion) -> Identity | None:
        """Whom a provider says that it has signed in; nobody who is disabled or unknown."""

        async def find(text: str) -> Identity | None:
            return await self._of_user(await self._provisioning.user_of(assertion), Via.PROXY)

        groups = () if assertion.groups is None else assertion.groups
        said = "\0".join(
            (self._assertion_key, assertion.provider, assertion.username.lower(), *groups)
        )
        return await self._of_proof(Via.PROXY, said, find)

    async def refused(self, username: str, address: str) -> None:
        """Note that somebody named a user whom they could not prove to be."""
        await self._audit.failed_sign_in(username[:USER_NAME_CHARS_MAX], address, Via.PROXY)

    async def as_another(self, identity: Identity, username: str) -> Identity:
        """Whom somebody acts as, who may do no more than they.

        Raises: NotAllowed, for unknown users too.
        """
        async with self._store.transaction() as tx:
            user = await named(tx, username)
        other = (
            None if user is None or not user.is_person else await self._of_user(user, identity.via)
        )
        may = identity.grants.may(IMPERSONATE)
        if other is None or not may or not identity.grants.covers(other.grants):
            raise NotAllowed(f"Insufficient privileges to act as '{username}'")
        return other

    async def unlock(self, user_id: str) -> None:
        """Let a user try again at once. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            user = await user_in(tx, user_id)
            put_user(tx, msgspec.structs.replace(user, failures=(), locked_until=0.0))

        await self._changes.change(write)

    async def _of_proof(
        self, via: Via, text: str, find: Callable[[str], Awaitable[Identity | None]]
    ) -> Identity | None:
        version, now = await self._changes.version(), self._clock.now()
        if version != self._version or len(self._known) >= ACCESS_CACHE_ENTRIES_MAX:
            self._known, self._version = {}, version
        key = _key_of(via, text)
        until, identity = self._known.get(key, (now, None))
        if identity is None or now >= until:
            identity = await find(text)
            if identity is not None:
                until = now + timedelta(seconds=ACCESS_VERSION_SECONDS)
                self._known[key] = (until, identity)
        return identity

    async def _of_token(self, text: str) -> Identity | None:
        if text.startswith(FLOW_TOKEN):
            return await self._of_flow(text)
        token = await self._tokens.used(text)
        if token is None:
            return None
        found = await self._of_id(token.user_id or self._first_id, Via.TOKEN)
        return None if found is None else msgspec.structs.replace(found, token_id=token.id)

    async def _of_flow(self, text: str) -> Identity | None:
        """An execution, which has nothing of what everybody has who has signed in."""
        actor = await self._flows.actor_of(text)
        if actor is None:
            return None
        grants = (await self._flow_grants.granted(actor)).grants
        name = name_of(actor)
        user = User(id=name, username=name, kind=UserKind.SERVICE_ACCOUNT)
        signed_out = msgspec.structs.replace(grants, has_signed_in=False)
        return Identity(user, signed_out, Via.EXECUTION)

    async def _of_session(self, text: str) -> Identity | None:
        return await self._of_id(await self._sessions.user_of(text), Via.SESSION)

    @property
    def _first_id(self) -> str | None:
        first = self._access.first
        return None if first is None else first.id

    async def _of_id(self, user_id: str | None, via: Via) -> Identity | None:
        if user_id is None:
            return None
        async with self._store.transaction() as tx:
            document = await tx.records(USERS).get(user_id)
        return None if document is None else await self._of_user(user_from(document), via)

    async def _of_user(self, user: User | None, via: Via) -> Identity | None:
        if user is None or user.is_disabled:
            return None
        is_unlimited = user.is_first and not user.must_change_password
        grants = UNLIMITED if is_unlimited else await self._granting.of(user)
        return Identity(user, grants, via)


def _key_of(via: Via, text: str) -> bytes:
    """What a proof is known by, one of its kind alone; the proof itself is nowhere."""
    return hashlib.sha256(f"{via}\0{text}".encode()).digest()
