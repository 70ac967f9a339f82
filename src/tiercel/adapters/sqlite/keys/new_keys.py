"""Which keys of requests are in the table of new ones, which has no index, and how they leave it.

A key is a digest: its place in an index is anywhere, and with each that is written a page of it
is. New keys stand one after the other, and get their places when there are many. Until then the
memory of the server, the only one that has the file open, knows them.
"""

from __future__ import annotations

import apsw

from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.stored.limits import NEW_KEYS_MAX
from tiercel.model.stored.records import IDEMPOTENCY_KEYS

# What has new keys and all others, by the name of the table of the others.
VIEWS = {IDEMPOTENCY_KEYS.name: "all_idempotency_keys"}
_ALL = "SELECT id, body FROM new_idempotency_keys"
# They all leave it at once, so that the numbers begin anew.
_COUNT = "SELECT ifnull(max(number), 0) FROM new_idempotency_keys"
# A trigger writes all of them before the first, which is there by then.
MOVE_ALL = (
    "INSERT INTO idempotency_keys (id, created, body)"
    " SELECT id, created, body FROM new_idempotency_keys LIMIT 1 ON CONFLICT DO NOTHING"
)
_NOTHING = "SELECT 1 WHERE false"
_INSERT = (
    "INSERT INTO new_idempotency_keys (id, created, body) SELECT ?1, ?2, ?3"
    " WHERE NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE id = ?1)"
)
# All of the table of new ones is read, for keys that may be there.
_INSERT_READING = f"{_INSERT} AND NOT EXISTS (SELECT 1 FROM new_idempotency_keys WHERE id = ?1)"


class NewKeys:
    """For the thread of the event loop."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        # How many transactions under way write a key.
        self._begun: dict[str, int] = {}

    def load(self, connection: apsw.Connection) -> None:
        """Read those that are there when the file is opened."""
        self._bodies.update(connection.execute(_ALL))

    def body(self, key: str) -> bytes | None:
        """What is durable of a new key."""
        return self._bodies.get(key)

    def insert(self, key: str, body: bytes) -> KeyInsert:
        """One that a transaction writes unless it is there."""
        return KeyInsert(self._bodies, self._begun, key, body)

    def removal(self, key: str) -> KeyRemoval:
        """What brings it where it can be removed."""
        return KeyRemoval(self._bodies, self._begun, key)

    def forget(self, key: str) -> None:
        """It is not in the table any more."""
        self._bodies.pop(key, None)

    def clear(self) -> None:
        """All that were durable have left the table."""
        self._bodies.clear()


class KeyInsert:
    """A new key on its way. Its transaction refers to it, not it to the transaction."""

    __slots__ = ("_begun", "_bodies", "_body", "_is_begun", "_key")

    def __init__(
        self, bodies: dict[str, bytes], begun: dict[str, int], key: str, body: bytes
    ) -> None:
        self._bodies = bodies
        self._begun = begun
        self._key = key
        self._body = body
        self._is_begun = False

    def text(self) -> str:
        key, begun = self._key, self._begun
        may_be_there = key in begun or key in self._bodies
        begun[key] = begun.get(key, 0) + 1
        self._is_begun = True
        return _INSERT_READING if may_be_there else _INSERT

    def done(self) -> None:
        self._bodies[self._key] = self._body

    def end(self) -> None:
        if self._is_begun:
            left = self._begun.pop(self._key) - 1
            if left:
                self._begun[self._key] = left


class KeyRemoval:
    """A key that goes: whatever is new is moved before, if it may be."""

    __slots__ = ("_begun", "_bodies", "_key")

    def __init__(self, bodies: dict[str, bytes], begun: dict[str, int], key: str) -> None:
        self._bodies = bodies
        self._begun = begun
        self._key = key

    def text(self) -> str:
        may_be_there = self._key in self._begun or self._key in self._bodies
        return MOVE_ALL if may_be_there else _NOTHING

    def done(self) -> None:
        self._bodies.pop(self._key, None)

    def end(self) -> None:
        """It leaves nothing."""


def are_many(connection: apsw.Connection) -> bool:
    """Whether it is time to move them."""
    count: int = fetch(connection, _COUNT)[0][0]
    return count >= NEW_KEYS_MAX


def move_all(connection: apsw.Connection) -> None:
    """Write their places in the index; no transaction is open."""
    connection.execute(MOVE_ALL)
