"""Requests with a key are run once: whoever repeats one is given its first answer.

The key is a row in the transaction of what the request makes, so that of two servers which are
asked at once one makes it, and the other finds the row when it is refused and runs again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
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
from tiercel.ports.store import Store, Tx
from tiercel.service.services import Services
from tiercel.service.unit import jointly

R = TypeVar("R")
Recall = Callable[[Services, Json], Coroutine[Any, Any, R]]
# Old keys are removed under this lock, so that nobody removes a key that was used anew meanwhile.
_LOCK = ("", "idempotency")
_ENCODER = msgspec.json.Encoder(order="deterministic")


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
        actor, request = self.actor, self.request
        owner = [actor.kind, actor.user, actor.namespace, actor.flow_id, actor.execution_id]
        within = [getattr(request, field) for field in self.made.within]
        encoded = _ENCODER.encode([owner, self.name, within, self.key.text])
        return hashlib.blake2b(encoded, digest_size=16).hexdigest()

    def digest(self) -> str:
        """What distinguishes this request from others with the key."""
        key = self.key
        if not key.has_content:
            key.add(_ENCODER.encode(self.request))
        return key.digest()


async def run_once(deps: Services, asked: Asked[R], run: Callable[[], Coroutine[Any, Any, R]]) -> R:
    """What `run` gives, or what it gave to the first request with the key.

    Most keys are new, so that they are looked for only when the use case is refused. Raises:
    Conflict for another request with the key, NotFound when what was made is gone.
    """
    store, clock = deps.ports.store, deps.ports.clock
    place, digest = asked.place(), asked.digest()
    is_sought = asked.made.looks_first

    async def recalled() -> Callable[[], Coroutine[Any, Any, R]] | None:
        known = await _known(store, place, clock.now())
        if known is None:
            return None
        asked.key.is_replayed = True
        return lambda: _recalled(deps, asked.made, known, digest)

    async def attempt(tx: Tx) -> R:
        nonlocal is_sought
        recall = await recalled() if is_sought else None
        if recall is not None:
            return await recall()
        # When it has to run again, the key may be why.
        is_sought = True
        result = await run()
        created = clock.now().isoformat()
        row = {"created": created, "digest": digest, "kept": asked.made.keep(result)}
        tx.records(IDEMPOTENCY_KEYS).insert((place,), row)
        return result

    try:
        return await jointly(store, attempt)
    except TiercelError:
        # What the first request made may be why.
        recall = await recalled()
        if recall is None:
            raise
    return await recall()


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


async def _known(store: Store, place: str, now: datetime) -> Document | None:
    """The row of a key; one that is old is removed."""
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


async def _recalled(deps: Services, made: Made[R], known: Document, digest: str) -> R:
    if not hmac.compare_digest(known["digest"], digest):
        raise Conflict(
            "The Idempotency-Key was used with another request before: a new request needs a new"
            " key, and a repeated one the same path, parameters and body"
        )
    try:
        return await made.recall(deps, known["kept"])
    except NotFound:
        raise NotFound(
            "What the first request with this Idempotency-Key made is there no longer"
        ) from None
