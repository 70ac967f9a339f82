"""Tokens of the API: what proves a program to be a user, and exactly that user.

Shapes: `tck_`, 8 characters that name the token, `_`, 43 that prove it, 6 of a checksum, so that a
mistyped one is refused without asking the store. Older ones begin with `tc_` and stay good.
"""

from __future__ import annotations

import hashlib
import secrets
import zlib
from datetime import datetime, timedelta

import msgspec

from tiercel.model.authorization.limits import ACCESS_TOKENS_MAX, TOKEN_USED_SECONDS
from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import TOKENS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.access import passwords
from tiercel.service.access.changes import AccessChanges
from tiercel.service.access.rows import drop

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_KIND = "tck_"
_ID_CHARS, _PROOF_CHARS, _CHECK_CHARS = 8, 43, 6


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
    last_used: str | None = None
    user_id: str | None = None
    full_text: str | None = None


class NewToken(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a token.

    Shapes: without an age it does not expire; each use of an `extended` one lets it live on for its
    age.
    """

    name: str
    description: str | None = None
    max_age: timedelta | None = None
    extended: bool = False


class Tokens:
    """Use cases over the tokens of one user; those of None belong to the first user."""

    def __init__(self, ports: Ports, changes: AccessChanges) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._ids = ports.ids
        self._changes = changes

    async def create(self, user_id: str | None, asked: NewToken) -> ApiToken:
        """A token; its full text is shown only this once.

        Raises: Conflict when there are too many, or one of that name for a user by id; Invalid for
        the name of one of these.
        """
        if user_id is not None and not passwords.ACCOUNT_NAME.fullmatch(asked.name):
            text = "must be 1 to 63 lower-case letters, digits and single hyphens between them"
            raise Invalid([Violation("name", text)])
        now = self._clock.now()
        full, age = new_text(), asked.max_age
        document: dict[str, Json] = {
            "id": self._ids.new_id(),
            "user_id": user_id,
            "name": asked.name,
            "description": asked.description,
            "prefix": prefix_of(full),
            "hash": hashed(full),
            "iat": now.isoformat(),
            "exp": (now + age).isoformat() if age is not None else None,
            "max_age_s": age.total_seconds() if age is not None else None,
            "extended": asked.extended,
        }

        async def write(tx: Tx) -> ApiToken:
            known = await _of(tx, user_id)
            if len(known) >= ACCESS_TOKENS_MAX:
                raise Conflict(f"There are already {ACCESS_TOKENS_MAX} tokens.")
            if user_id is not None and any(each["name"] == asked.name for each in known):
                raise Conflict(f"There is already a token named '{asked.name}'")
            tx.records(TOKENS).put((document["id"],), document)
            return _token(document, now, full)

        return await self._changes.change(write)

    async def of(self, user_id: str | None) -> list[ApiToken]:
        """All tokens of a user, without anything that proves them."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            return [_token(document, now) for document in await _of(tx, user_id)]

    async def delete(self, user_id: str | None, token_id: str) -> None:
        """Revoke a token. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            document = await tx.records(TOKENS).get(token_id)
            if document is None or document.get("user_id") != user_id:
                raise NotFound.of("Token", token_id)
            drop(tx, TOKENS, [(token_id,)])

        await self._changes.change(write)

    async def used(self, full: str) -> ApiToken | None:
        """The token of a text that is good now, and a note that it was used."""
        if not may_be_token(full):
            return None
        now = self._clock.now()
        async with self._store.transaction() as tx:
            found = await tx.records(TOKENS).all(Filter("hash", Operation.EQUALS, hashed(full)))
            # Only the hash of an unguessable text is compared: its timing reveals nothing of it.
            for document in found.values():
                if not _is_expired(document, now):
                    return self._noted(tx, document, now)
        return None

    def _noted(self, tx: Tx, document: dict[str, Json], now: datetime) -> ApiToken:
        """Written at most once in TOKEN_USED_SECONDS; use makes an extended one live on."""
        last = document.get("last_used")
        since = now - timedelta(seconds=TOKEN_USED_SECONDS)
        if last is None or datetime.fromisoformat(last) < since:
            document = {**document, "last_used": now.isoformat()}
            age = document.get("max_age_s")
            if document["extended"] and age is not None:
                document["exp"] = (now + timedelta(seconds=age)).isoformat()
            tx.records(TOKENS).put((document["id"],), document)
        return _token(document, now)


def new_text(kind: str = _KIND) -> str:
    """The text of a new token: 256 random bits beside its name; `kind` is how it begins."""
    name, proof = (
        "".join(secrets.choice(_ALPHABET) for _ in range(chars))
        for chars in (_ID_CHARS, _PROOF_CHARS)
    )
    return f"{kind}{name}_{proof}{_checksum(f'{name}_{proof}')}"


def prefix_of(full: str) -> str:
    """What is shown of a new token: its kind and its name."""
    return full[: full.rindex("_")]


def may_be_token(full: str) -> bool:
    """Whether the text can be one: the checksum of today's must be right."""
    if not full.startswith(_KIND):
        return True
    body = full[len(_KIND) : -_CHECK_CHARS]
    return full[-_CHECK_CHARS:] == _checksum(body)


def hashed(full: str) -> str:
    """What is stored of a token; the text is random, so that a fast hash is enough."""
    return hashlib.sha256(full.encode()).hexdigest()


def _checksum(text: str) -> str:
    number, found = zlib.crc32(text.encode()), ""
    for _ in range(_CHECK_CHARS):
        number, digit = divmod(number, len(_ALPHABET))
        found = _ALPHABET[digit] + found
    return found


async def _of(tx: Tx, user_id: str | None) -> list[dict[str, Json]]:
    if user_id is not None:
        found = await tx.records(TOKENS).all(Filter("userId", Operation.EQUALS, user_id))
        return list(found.values())
    stored = await tx.records(TOKENS).all()
    return [document for document in stored.values() if document.get("user_id") is None]


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
        last_used=document.get("last_used"),
        user_id=document.get("user_id"),
        full_text=full_text,
    )


def _is_expired(document: dict[str, Json], now: datetime) -> bool:
    expires = document.get("exp")
    return expires is not None and datetime.fromisoformat(expires) <= now
