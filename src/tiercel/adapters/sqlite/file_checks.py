"""What must not be taken for a young installation: a file that was emptied, a log of garbage.

SQLite itself reads an empty file as an empty database, and passes over a write-ahead log whose head
it does not know; what was acknowledged would be gone without a word.
"""

from __future__ import annotations

import struct
from pathlib import Path

from tiercel.model.errors import Unavailable

_HEAD = struct.Struct(">8I")
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
_WORD = 0xFFFFFFFF


def check_log(database: Path) -> None:
    """Look at the head of the write-ahead log. Raises: Unavailable."""
    log = database.with_name(f"{database.name}-wal")
    try:
        with log.open("rb") as file:
            head = file.read(_HEAD.size)
    except FileNotFoundError:
        return
    # Zeros are what a power failure leaves of a log that nothing was acknowledged in.
    if any(head) and not _is_valid(head):
        raise Unavailable(
            f"The log '{log.name}' of the database is damaged, and with it the newest changes."
            " Restore a backup; to go on without them, remove the log."
        )


def check_is_there(database: Path, schema: int) -> None:
    """The file must be there when it was before, with that schema. Raises: Unavailable."""
    if schema and not database.exists():
        raise Unavailable(
            f"The database file '{database.name}' is gone. Restore a backup; to begin with an empty"
            f" database, remove '{database.name}.lock'."
        )


def check_is_filled(database: Path, schema: int, found: int) -> None:
    """Raises: Unavailable when a file that had that schema has none now."""
    if schema and not found:
        raise Unavailable(
            f"The database file '{database.name}' is empty, and was not before. Restore a backup;"
            f" to begin with an empty database, remove '{database.name}.lock'."
        )


def _is_valid(head: bytes) -> bool:
    if len(head) < _HEAD.size:
        return False
    *_, first_sum, second_sum = words = _HEAD.unpack(head)
    order = _MAGIC.get(words[0])
    if order is None:
        return False
    first = second = 0
    own = struct.unpack(f"{order}6I", head[:24])
    for one, other in zip(own[::2], own[1::2], strict=True):
        first = (first + one + second) & _WORD
        second = (second + other + first) & _WORD
    return (first, second) == (first_sum, second_sum)
