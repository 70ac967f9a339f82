"""Whether the data of an installation can be brought to this version, tried on a copy."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tiercel.adapters.backup import DATABASE, back_up
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.errors import Invalid
from tiercel.model.stored.moving import MovedKind
from tiercel.ports.moving import Moment
from tiercel.settings import Settings


async def try_upgrade(settings: Settings) -> dict[str, int]:
    """Copy the embedded database, bring the copy to this version, and read every row of it.

    How many there are of each kind. The copy is deleted. Raises: Invalid for another database,
    NotFound without one, Unavailable when it can't be copied, migrated or read.
    """
    if settings.store_type != "sqlite":
        raise Invalid(
            "Only an embedded database is copied here. For PostgreSQL restore a dump into another"
            " database, and run 'tiercel sys migrate' on that."
        )
    with tempfile.TemporaryDirectory(prefix="tiercel-upgrade-") as folder:
        copy = Path(folder) / "data"
        back_up(settings.database_path, None, copy)
        store = SqliteStore(copy / DATABASE, AsyncioNotifier())
        await store.open()
        try:
            async with store.moment() as moment:
                return {kind.value: await _read(moment, kind) for kind in MovedKind}
        finally:
            await store.close()


async def _read(moment: Moment, kind: MovedKind) -> int:
    count = 0
    async for _ in moment.rows(kind):
        count += 1
    return count
