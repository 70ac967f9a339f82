"""Who may use the server: the one user of basic authentication, sessions and API tokens."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import secrets
from base64 import b64decode, urlsafe_b64encode
from collections import OrderedDict, deque
from datetime import datetime, timedelta

import msgspec

from tiercel.model.errors import Conflict, Invalid, NotFound, TiercelError, Violation
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    ACCESS_CACHE_ENTRIES_MAX,
    ACCESS_FAILURES_MAX,
    ACCESS_FAILURES_SECONDS,
    ACCESS_GUESSES_MAX,
    ACCESS_SESSION_SECONDS,
    ACCESS_TOKENS_MAX,
)
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import TOKENS
from tiercel.ports.ports import Ports
from tiercel.service.access import passwords
from tiercel.settings.sections import BasicAuth

LOG = logging.getLogger("tiercel.access")

CREDENTIALS_KEY = "access.basic-auth"
SESSION_KEY = "access.session-key"


class TooManyTries(TiercelError):
    """Too many failed sign-ins; wait a minute."""

    retry_seconds = int(ACCESS_FAILURES_SECONDS)


class ApiToken(msgspec.Struct, frozen=True, kw_only=True):
    """A token of the API; its full text is known only to whoever created it.

    Shapes: dates are those of the stored document, with the offset of their zone.
    """

    id: str
    name: str
    description: str | None
    prefix: str
    issued: str
    expires: str | None
    extended: bool
    is_expired: bool
    full_text: str | None = None


class Access:
    """Decides; the web layer reads headers and cookies."""

    def __init__(self, ports: Ports, settings: BasicAuth) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._settings = settings
        self._username: str | None = None
        self._hash: str | None = None
        self._cache_key = secrets.token_bytes(32)
        self._session_key = secrets.token_bytes(32)
        self._checked: OrderedDict[bytes, bool] = OrderedDict()
        self._failures: OrderedDict[bytes, deque[datetime]] = OrderedDict()
        self._hashing = asyncio.Semaphore(2)
        self.config_problems: list[str] = []

    @property
    def is_enabled(self) -> bool:
        """Whether requests need credentials."""
        if self._settings.enabled is False:
            return False
        return bool(self._settings.enabled) or self._hash is not None

    @property
    def is_guarded(self) -> bool:
        """Whether requests need credentials, and there is somebody who has them."""
        return self.is_enabled and self._hash is not None

    @property
    def is_initialised(self) -> bool:
        """Whether there is a user, or none is needed."""
        return self._hash is not None or not self.is_enabled

    @property
    def username(self) -> str:
        """The name of the user; empty when there is none."""
        return self._username or ""

    async def open(self) -> None:
        """Load what is stored; credentials of the configuration replace it."""
        async with self._store.transaction() as tx:
            stored = await tx.settings.get(CREDENTIALS_KEY)
            key = await tx.settings.get(SESSION_KEY)
            if isinstance(key, str):
                self._session_key = bytes.fromhex(key)
            else:
                tx.settings.put(SESSION_KEY, self._session_key.hex())
            if self._settings.username and self._settings.password:
                stored = {
                    "username": self._settings.username,
                    "hash": passwords.hashed(self._settings.password),
                }
                tx.settings.put(CREDENTIALS_KEY, stored)
                self.config_problems = passwords.problems(
                    self._settings.username, self._settings.password
                )
                self._judge_configured()
        if isinstance(stored, dict):
            self._use(str(stored["username"]), str(stored["hash"]))

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
        self._check_may_try(address, username)
        proof = self._proof(f"{username}\0{password}".encode())
        if proof not in self._checked:
            async with self._hashing:
                # Those who waited here are many when somebody guesses in parallel.
                self._check_may_try(address, username)
                self._remember(proof, is_right=await self._is_right(username, password, self._hash))
        self._checked.move_to_end(proof)
        if not self._checked[proof]:
            self._note_failure(address, username)
        return self._checked[proof]

    async def _is_right(self, username: str, password: str, stored: str) -> bool:
        if max(len(username), len(password)) > passwords.CREDENTIAL_CHARS_MAX:
            return False
        is_password = await asyncio.to_thread(passwords.matches, password, stored)
        is_name = hmac.compare_digest(username.encode(), self.username.encode())
        return is_password and is_name

    def _remember(self, proof: bytes, *, is_right: bool) -> None:
        self._checked[proof] = is_right
        if len(self._checked) > ACCESS_CACHE_ENTRIES_MAX:
            self._checked.popitem(last=False)

    async def is_basic(self, encoded: str, address: str) -> bool:
        """Whether base64 of `user:password` names the user. Raises: TooManyTries."""
        try:
            username, colon, password = b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return False
        return bool(colon) and await self.is_user(username, password, address)

    async def is_authorized(self, authorization: str, address: str) -> bool:
        """Whether a header of that name proves the user or a token. Raises: TooManyTries."""
        scheme, _, value = authorization.partition(" ")
        if scheme.lower() == "basic":
            return await self.is_basic(value.strip(), address)
        return scheme.lower() == "bearer" and await self.is_token(value.strip())

    async def set_user(
        self, username: str | None, password: str | None, current: str | None = None
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
        self._session_key = secrets.token_bytes(32)
        async with self._store.transaction() as tx:
            tx.settings.put(CREDENTIALS_KEY, {"username": username, "hash": new_hash})
            tx.settings.put(SESSION_KEY, self._session_key.hex())
        self._use(username, new_hash)

    async def set_up(self, username: str | None, password: str | None) -> None:
        """The first user. Raises: Conflict when there is one or none is needed."""
        if self.is_initialised:
            raise Conflict("The server is already set up.")
        await self.set_user(username, password)

    def _check_may_try(self, address: str, username: str) -> None:
        since = self._clock.now() - timedelta(seconds=ACCESS_FAILURES_SECONDS)
        for key, most in self._counters(address, username):
            if sum(date > since for date in self._failures.get(key, ())) >= most:
                raise TooManyTries()

    def _note_failure(self, address: str, username: str) -> None:
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

    def new_session(self) -> str:
        """A signed session of the user, good for some hours."""
        expires = int(self._clock.now().timestamp()) + ACCESS_SESSION_SECONDS
        payload = urlsafe_b64encode(f"{expires}:{self.username}".encode()).decode().rstrip("=")
        return f"{payload}.{self._signature(payload)}"

    def is_session(self, session: str) -> bool:
        """Whether we signed it, for this user, and it has not expired."""
        payload, _, signature = session.partition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(payload).encode()):
            return False
        text = b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_").decode()
        expires, _, username = text.partition(":")
        return username == self.username and int(expires) > self._clock.now().timestamp()

    async def new_token(
        self, name: str, description: str | None, max_age: timedelta | None, *, extended: bool
    ) -> ApiToken:
        """A token; its full text is shown only this once."""
        now = self._clock.now()
        full = f"tc_{secrets.token_urlsafe(32)}"
        document: dict[str, Json] = {
            "id": self._ids.new_id(),
            "name": name,
            "description": description,
            "prefix": full[:8],
            "hash": hashlib.sha256(full.encode()).hexdigest(),
            "iat": now.isoformat(),
            "exp": (now + max_age).isoformat() if max_age is not None else None,
            "extended": extended,
        }
        async with self._store.transaction() as tx:
            if len(await tx.records(TOKENS).all()) >= ACCESS_TOKENS_MAX:
                raise Conflict(f"There are already {ACCESS_TOKENS_MAX} tokens.")
            tx.records(TOKENS).put((document["id"],), document)
        return _token(document, now, full)

    async def tokens(self) -> list[ApiToken]:
        """All tokens, without anything that proves them."""
        async with self._store.transaction() as tx:
            found = await tx.records(TOKENS).all()
        return [_token(document, self._clock.now()) for document in found.values()]

    async def delete_token(self, token_id: str) -> None:
        """Revoke a token. Raises: NotFound."""
        async with self._store.transaction() as tx:
            if await tx.records(TOKENS).get(token_id) is None:
                raise NotFound.of("Token", token_id)
            tx.records(TOKENS).delete(token_id)

    async def is_token(self, full: str) -> bool:
        """Whether it is one of ours and has not expired."""
        digest = hashlib.sha256(full.encode()).hexdigest()
        now = self._clock.now()
        async with self._store.transaction() as tx:
            found = await tx.records(TOKENS).all(Filter("hash", Operation.EQUALS, digest))
        # Only the hash of an unguessable text is compared: its timing reveals nothing of the text.
        return any(not _is_expired(document, now) for document in found.values())

    def _use(self, username: str, stored_hash: str) -> None:
        self._username = username
        self._hash = stored_hash
        self._checked.clear()

    def _proof(self, raw: bytes) -> bytes:
        return hmac.digest(self._cache_key, raw, "sha256")

    def _signature(self, payload: str) -> str:
        return hmac.new(self._session_key, payload.encode(), hashlib.sha256).hexdigest()


def _token(document: dict[str, Json], now: datetime, full_text: str | None = None) -> ApiToken:
    return ApiToken(
        id=document["id"],
        name=document["name"],
        description=document.get("description"),
        prefix=document["prefix"],
        issued=document["iat"],
        expires=document.get("exp"),
        extended=document["extended"],
        is_expired=_is_expired(document, now),
        full_text=full_text,
    )


def _is_expired(document: dict[str, Json], now: datetime) -> bool:
    expires = document.get("exp")
    return expires is not None and datetime.fromisoformat(expires) <= now
