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
    " SELECT id, created, body FROM new_idempotency_keys WHERE ?1 LIMIT 1 ON CONFLICT DO NOTHING"
)


class NewKeys:
    """For the thread of the event loop."""

    def __init__(self) -> None:
        self._bodies: dict[str, bytes] = {}
        # How many transactions under way write a key.
        self._begun: dict[str, int] = {}

    def load(self, connection: apsw.Connection) -> None:
        """Read those that are there when the file is opened."""
        self._bodies.update(connection.execute(_ALL))

    def may_have(self, key: str) -> bool:
        """Whether the table may have it when a transaction that begins now is run."""
        return key in self._bodies or key in self._begun

    def body(self, key: str) -> bytes | None:
        """What is durable of a new key."""
        return self._bodies.get(key)

    def begin(self, key: str) -> None:
        """A transaction that writes it is handed over."""
        self._begun[key] = self._begun.get(key, 0) + 1

    def end(self, key: str) -> None:
        """The transaction is over."""
        left = self._begun.pop(key) - 1
        if left:
            self._begun[key] = left

    def add(self, key: str, body: bytes) -> None:
        """It is durable."""
        self._bodies[key] = body

    def remove(self, key: str) -> None:
        """It is not in the table any more."""
        self._bodies.pop(key, None)

    def clear(self) -> None:
        """All that were durable have left the table."""
        self._bodies.clear()


def are_many(connection: apsw.Connection) -> bool:
    """Whether it is time to move them."""
    count: int = fetch(connection, _COUNT)[0][0]
    return count >= NEW_KEYS_MAX


def move_all(connection: apsw.Connection) -> None:
    """Write their places in the index; no transaction is open."""
    connection.execute(MOVE_ALL, (True,))
