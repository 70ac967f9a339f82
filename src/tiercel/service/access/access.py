"""Whether people must sign in, the first user, and proofs of passwords."""

from __future__ import annotations

import asyncio
import hmac
import logging
import secrets
from collections import OrderedDict, deque
from datetime import datetime, timedelta

import msgspec

from tiercel.model.audit.entry import AuditType
from tiercel.model.authorization.limits import (
    ACCESS_CACHE_ENTRIES_MAX,
    ACCESS_FAILURES_MAX,
    ACCESS_FAILURES_SECONDS,
    ACCESS_GUESSES_MAX,
)
from tiercel.model.authorization.people import User
from tiercel.model.errors import Conflict, Invalid, TiercelError, Violation
from tiercel.model.stored.records import USERS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access import passwords
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.setup_codes import SetUpCodes, forget_codes
from tiercel.service.access.users import end_sessions, named, put_user, user_from
from tiercel.service.audit.notes import add, of_server
from tiercel.settings.sections import BasicAuth

LOG = logging.getLogger("tiercel.access")

CREDENTIALS_KEY = "access.basic-auth"
# Of a user whom nobody is: to look at their password takes as long as at that of anybody else.
_NOBODYS_HASH = passwords.hashed(secrets.token_urlsafe(32))


class TooManyTries(TiercelError):
    """Too many failed sign-ins; wait a minute."""

    retry_seconds = int(ACCESS_FAILURES_SECONDS)


class Access:
    """The first user is that of the configuration or of the set-up: the owner who is always there.

    Its name and password are kept with the settings; what others are is in the table of users.
    Where a set-up is asked for, nobody may do anything until there is such a user.
    """

    def __init__(
        self,
        ports: Ports,
        settings: BasicAuth,
        changes: AccessChanges | None = None,
        *,
        asks_set_up: bool = False,
    ) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._settings = settings
        self._asks_set_up = asks_set_up
        self.codes = SetUpCodes(ports)
        self._changes = changes or AccessChanges(ports)
        self._version: str | None = None
        self.first: User | None = None
        self._username: str | None = None
        self._hash: str | None = None
        self._cache_key = secrets.token_bytes(32)
        self._checked: OrderedDict[bytes, bool] = OrderedDict()
        self._failures: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._hashing = asyncio.Semaphore(2)
        self.config_problems: list[str] = []

    @property
    def is_enabled(self) -> bool:
        """Whether requests need credentials."""
        if self._settings.enabled is False:
            return False
        return bool(self._settings.enabled) or self._asks_set_up or self._hash is not None

    @property
    def is_guarded(self) -> bool:
        """Whether requests need credentials, and there is somebody who has them."""
        return self.is_enabled and self._hash is not None

    @property
    def is_initialised(self) -> bool:
        """Whether there is a user, or none is needed."""
        return self._hash is not None or not self.is_enabled

    @property
    def needs_code(self) -> bool:
        """Whether whoever makes the first user has to give a code of the set-up."""
        return self._asks_set_up and not self.is_initialised

    @property
    def username(self) -> str:
        """The name of the user; empty when there is none."""
        return self._username or ""

    async def open(self) -> None:
        """Load what is stored; credentials of the configuration replace it."""
        username, password = self._settings.username, self._settings.password
        if username and password:
            self.config_problems = passwords.problems(username, password)
            self._judge_configured()
            new_hash = passwords.hashed(password)
            await self._changes.change(lambda tx: self._write(tx, username, new_hash))
            return
        credentials = await self._load()
        if credentials is not None and self.first is None:
            # Of before there were users.
            await self._changes.change(lambda tx: self._write(tx, *credentials))

    @property
    def is_fresh(self) -> bool:
        """Whether `refresh` has nothing to do: asked by every request, which it costs little."""
        return self._changes.is_still(self._version, self._clock.now())

    async def refresh(self) -> None:
        """Notice within a moment what another server did, such as its set-up."""
        version = await self._changes.version()
        if version != self._version:
            await self._load()
            self._version = version

    async def _load(self) -> tuple[str, str] | None:
        """Use the stored name and hash, if their user is stored too; None when there are none."""
        async with self._store.transaction() as tx:
            stored = await tx.settings.get(CREDENTIALS_KEY)
            if not isinstance(stored, dict):
                return None
            known = await tx.records(USERS).get(str(stored.get("id")))
        name, old_hash = str(stored["username"]), str(stored["hash"])
        if known is not None:
            self.first = user_from(known)
            if (name, old_hash) != (self._username, self._hash):
                self._use(name, old_hash)
        return name, old_hash

    def _judge_configured(self) -> None:
        """Weak credentials of the configuration are taken with a warning.

        Raises: Invalid when the configuration itself asks for strong ones.
        """
        is_asked = "password_strength" in self._settings.model_fields_set
        if self.config_problems and is_asked and self._settings.password_strength:
            raise Invalid(
                [Violation("kestra.server.basic-auth", text) for text in self.config_problems]
            )
        for text in self.config_problems:
            LOG.warning("kestra.server.basic-auth: %s", text)

    async def is_user(self, username: str, password: str, address: str) -> bool:
        """Whether these are the user's name and password.

        Raises: TooManyTries when the client of that address has guessed too often of late, for
        this user or at all; then right credentials from there are not looked at either.
        """
        if self._hash is None:
            return False
        is_name = hmac.compare_digest(username.encode(), self.username.encode())
        return await self.proves(username, password, self._hash if is_name else None, address)

    async def proves(self, username: str, password: str, stored: str | None, address: str) -> bool:
        """Whether a password made the hash of that user; without a hash as slowly as with one.

        Raises: TooManyTries, as `is_user`.
        """
        self.check_may_try(address, username)
        proof = self._proof(f"{username}\0{password}\0{stored}".encode())
        if proof not in self._checked:
            async with self._hashing:
                # Those who waited here are many when somebody guesses in parallel.
                self.check_may_try(address, username)
                is_right = await self._is_right(username, password, stored or _NOBODYS_HASH)
                self._remember(proof, is_right=is_right)
        self._checked.move_to_end(proof)
        if not self._checked[proof]:
            self.note_failure(address, username)
        return self._checked[proof]

    async def _is_right(self, username: str, password: str, stored: str) -> bool:
        if max(len(username), len(password)) > passwords.CREDENTIAL_CHARS_MAX:
            return False
        return await asyncio.to_thread(passwords.matches, password, stored)

    def _remember(self, proof: bytes, *, is_right: bool) -> None:
        self._checked[proof] = is_right
        if len(self._checked) > ACCESS_CACHE_ENTRIES_MAX:
            self._checked.popitem(last=False)

    async def set_user(
        self,
        username: str | None,
        password: str | None,
        current: str | None = None,
        *,
        must_change: bool = False,
    ) -> None:
        """New credentials; old ones and all sessions are void at once. Raises: Invalid."""
        found = passwords.problems(username, password, is_strong=self._settings.password_strength)
        if self._hash is not None and current is not None:
            is_current = await asyncio.to_thread(passwords.matches, current, self._hash)
            if not is_current:
                found.append("The current password is wrong.")
        if found or username is None or password is None:
            raise Invalid([Violation(path="", message=text) for text in found])
        new_hash = await asyncio.to_thread(passwords.hashed, password)
        await self._changes.change(
            lambda tx: self._write(tx, username, new_hash, must_change=must_change)
        )

    async def set_up(
        self, username: str | None, password: str | None, code: str | None = None
    ) -> None:
        """The first user. Raises: Conflict when there is one or none is needed, Invalid."""
        if self.is_initialised:
            raise Conflict("The server is already set up.")
        if self.needs_code:
            await self.codes.check(code)
        await self.set_user(username, password)

    def check_may_try(self, address: str, username: str) -> None:
        """Raises: TooManyTries for a client, or for that name from there, after many failures."""
        since = self._clock.now() - timedelta(seconds=ACCESS_FAILURES_SECONDS)
        for key, most in self._counters(address, username):
            if sum(date > since for date in self._failures.get(key, ())) >= most:
                raise TooManyTries()

    def note_failure(self, address: str, username: str) -> None:
        """A name and password from there were wrong."""
        for key, most in self._counters(address, username):
            failures = self._failures.pop(key, None) or deque(maxlen=most)
            failures.append(self._clock.now())
            self._failures[key] = failures
        while len(self._failures) > ACCESS_CACHE_ENTRIES_MAX:
            self._failures.popitem(last=False)

    def _counters(self, address: str, username: str) -> tuple[tuple[bytes, int], ...]:
        """What counts failures, and how many each may have; keys are of one size."""
        return (
            (self._proof(f"user\0{address}\0{username}".encode()), ACCESS_FAILURES_MAX),
            (self._proof(f"any\0{address}".encode()), ACCESS_GUESSES_MAX),
        )

    async def _write(
        self, tx: Tx, username: str, new_hash: str, *, must_change: bool = False
    ) -> None:
        """Store credentials and make their user the first one, whose sessions end."""
        stored = await tx.settings.get(CREDENTIALS_KEY)
        before = None
        if isinstance(stored, dict) and "id" in stored:
            before = await tx.records(USERS).get(stored["id"])
        known = None if before is None else user_from(before)
        same = await named(tx, username)
        if known is not None and same is not None and same.id != known.id:
            put_user(tx, msgspec.structs.replace(known, is_first=False))
        user = same or known or User(id=self._ids.new_id(), username=username)
        self.first = msgspec.structs.replace(
            user,
            username=username.lower(),
            password_hash=None,
            is_owner=True,
            is_first=True,
            is_disabled=False,
            must_change_password=must_change,
        )
        put_user(tx, self.first)
        if isinstance(stored, dict) and "id" not in stored:
            self._note_taken_over(tx, self.first)
        is_same = isinstance(stored, dict) and stored["username"] == username
        if not is_same or not self._settings.password:
            await end_sessions(tx, user.id)
        credentials = {"username": username, "hash": new_hash, "id": user.id}
        tx.settings.put(CREDENTIALS_KEY, credentials)
        forget_codes(tx)
        self._use(username, new_hash)

    def _note_taken_over(self, tx: Tx, user: User) -> None:
        """In the audit log: whoever had the password of a server without users is one now."""
        entry = of_server(
            self._clock,
            self._ids,
            type=AuditType.CREATE,
            resource="USER",
            operation="access.take_over",
            object_id=user.id,
            detail={"username": user.username, "owner": True},
        )
        add(tx, entry)

    def _use(self, username: str, stored_hash: str) -> None:
        self._username = username
        self._hash = stored_hash
        self._checked.clear()

    def _proof(self, raw: bytes) -> bytes:
        return hmac.digest(self._cache_key, raw, "sha256")
