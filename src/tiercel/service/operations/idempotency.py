"""Requests with a key are run once: whoever repeats one is given its first answer.

The key is a row in the transaction of what the request makes, so that of two servers which are
asked at once one makes it, and the other finds the row when it is refused and runs again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import cache
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from tiercel.model.access import Actor
from tiercel.model.errors import Conflict, NotFound, TiercelError
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.json_types import Json
from tiercel.model.limits import IDEMPOTENCY_KEPT_S, IDEMPOTENCY_REMOVED_MAX
from tiercel.model.request import Request
from tiercel.model.stored.record import Document
from tiercel.model.stored.records import IDEMPOTENCY_KEYS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Store, Tx
from tiercel.service.services import Services
from tiercel.service.unit import jointly

Q = TypeVar("Q", bound=Request[Any])
R = TypeVar("R")
UseCase = Callable[[Services, Actor, Q], Coroutine[Any, Any, R]]
Recall = Callable[[Services, Json], Coroutine[Any, Any, R]]
# Old keys are removed under this lock, so that nobody removes a key that was used anew meanwhile.
_LOCK = ("", "idempotency")
_ENCODER = msgspec.json.Encoder(order="deterministic")
_owner_of = attrgetter("kind", "user", "namespace", "flow_id", "execution_id")


class Made(msgspec.Struct, Generic[R], frozen=True):
    """How an operation that makes something answers again.

    Shapes: `keep` says what is stored of the first answer, such as an id, and `recall` gives the
    answer for that. A key belongs to the values of the fields in `within`. What is done outside the
    transaction, as with files, `looks_first` whether the key is known.
    """

    keep: Callable[[R], Json]
    recall: Recall[R]
    within: tuple[str, ...] = ()
    looks_first: bool = False


@cache
def _reader(fields: tuple[str, ...]) -> Callable[[object], Json]:
    """Reads the values of fields of a request, as a list."""
    if len(fields) > 1:
        return attrgetter(*fields)
    return lambda request: [getattr(request, field) for field in fields]


def whole(kind: type[R], *, looks_first: bool = False) -> Made[R]:
    """The answer itself is stored: for small ones."""

    async def recall(deps: Services, kept: Json) -> R:
        return msgspec.convert(kept, kind)

    return Made(msgspec.to_builtins, recall, looks_first=looks_first)


class Asked(msgspec.Struct, Generic[R], frozen=True):
    """A request with a key, and the operation `name` that is to be run for it at most once."""

    actor: Actor
    request: Request[R]
    key: IdempotencyKey
    name: str
    made: Made[R]

    def place(self) -> str:
        """Where the key is stored; the key itself is not."""
        within = _reader(self.made.within)(self.request)
        encoded = _ENCODER.encode([_owner_of(self.actor), self.name, within, self.key.text])
        return hashlib.blake2b(encoded, digest_size=16).hexdigest()

    def digest(self) -> str:
        """What distinguishes this request from others with the key."""
        key = self.key
        if not key.has_content:
            key.add(_ENCODER.encode(self.request))
        return key.digest()


async def run_once(deps: Services, asked: Asked[R], run: UseCase[Any, R]) -> R:
    """What the use case gives, or what it gave to the first request with the key.

    Most keys are new, so that they are looked for only when the use case is refused. Raises:
    Conflict for another request with the key, NotFound when what was made is gone.
    """
    ports = deps.ports
    place, digest = asked.place(), asked.digest()
    is_sought = asked.made.looks_first

    async def attempt(tx: Tx) -> R:
        nonlocal is_sought
        if is_sought:
            known = await _known(ports, place)
            if known is not None:
                return await _recalled(deps, asked, known, digest)
        # When it has to run again, the key may be why.
        is_sought = True
        result = await run(deps, asked.actor, asked.request)
        # The date becomes a text with the rest of the row, in a fifth of the time.
        created, kept = ports.clock.now(), asked.made.keep(result)
        row = {"created": created, "digest": digest, "kept": kept}
        tx.records(IDEMPOTENCY_KEYS).insert((place,), row)
        return result

    try:
        return await jointly(ports.store, attempt)
    except TiercelError:
        # What the first request made may be why.
        known = await _known(ports, place)
        if known is None:
            raise
    return await _recalled(deps, asked, known, digest)


async def remove_old_keys(store: Store, now: datetime) -> int:
    """Forget keys that are answered no longer, some at once; how many."""
    async with store.transaction() as tx:
        oldest = await tx.records(IDEMPOTENCY_KEYS).first(1)
    if not any(_is_old(row, now) for _, row in oldest):
        return 0
    async with store.transaction() as tx:
        await tx.slots.lock(*_LOCK)
        keys = tx.records(IDEMPOTENCY_KEYS)
        oldest = await keys.first(IDEMPOTENCY_REMOVED_MAX)
        found = [key for key, row in oldest if _is_old(row, now)]
        for key in found:
            keys.delete(*key)
    return len(found)


async def _known(ports: Ports, place: str) -> Document | None:
    """The row of a key; one that is old is removed."""
    store, now = ports.store, ports.clock.now()
    async with store.transaction() as tx:
        known = await tx.records(IDEMPOTENCY_KEYS).get(place)
    if known is None or not _is_old(known, now):
        return known
    async with store.transaction() as tx:
        await tx.slots.lock(*_LOCK)
        keys = tx.records(IDEMPOTENCY_KEYS)
        known = await keys.get(place)
        if known is not None and _is_old(known, now):
            keys.delete(place)
            return None
    return known


def _is_old(known: Document, now: datetime) -> bool:
    created = datetime.fromisoformat(known["created"])
    return now - created >= timedelta(seconds=IDEMPOTENCY_KEPT_S)


async def _recalled(deps: Services, asked: Asked[R], known: Document, digest: str) -> R:
    asked.key.is_replayed = True
    if not hmac.compare_digest(known["digest"], digest):
        raise Conflict(
            "The Idempotency-Key was used with another request before: a new request needs a new"
            " key, and a repeated one the same path, parameters and body"
        )
    try:
        return await asked.made.recall(deps, known["kept"])
    except NotFound:
        raise NotFound(
            "What the first request with this Idempotency-Key made is there no longer"
        ) from None
