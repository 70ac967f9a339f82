"""How far an import into a database has come.

Apart from what imports, since every server asks at its start and few ever import.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.model.errors import Unavailable
from tiercel.ports.store import Store, Tx

CHECKPOINT_KEY = "transfer.import"


class Checkpoint(msgspec.Struct, frozen=True):
    """How far an import has come: kept in the target, in the transaction of what it counts.

    Shapes: the next record is number `record` (from 0) of part `part` of the archive.
    """

    archive: str
    part: int = 0
    record: int = 0
    is_done: bool = False


async def checkpoint_in(tx: Tx) -> Checkpoint | None:
    """How far an import into this database has come, None when there was none."""
    stored = await tx.settings.get(CHECKPOINT_KEY)
    return msgspec.convert(stored, Checkpoint) if isinstance(stored, Mapping) else None


async def refuse_unfinished(store: Store) -> None:
    """Before a server starts. Raises: Unavailable when an import is half done."""
    async with store.transaction() as tx:
        checkpoint = await checkpoint_in(tx)
    if checkpoint is not None and not checkpoint.is_done:
        raise Unavailable(
            "An import into this database is not finished. Run `tiercel sys import` with the same"
            " archive again: it goes on where it stopped."
        )
