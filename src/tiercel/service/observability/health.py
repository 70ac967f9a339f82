"""Whether this server can do its work: the database, the disk, and whether it is leaving."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Literal

import msgspec

from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.model.limits import HEALTH_DISK_BYTES_MIN, HEALTH_SECONDS_MAX
from tiercel.ports.store import Store
from tiercel.service.instance.instance import UUID_KEY
from tiercel.settings.sections import Settings

Status = Literal["UP", "DOWN", "OUT_OF_SERVICE"]


class HealthComponent(msgspec.Struct, frozen=True):
    """One part of the server: its name, its status, what is known of it."""

    name: str
    status: Status
    details: dict[str, Json] = {}


class HealthService:
    """Looks when it is asked; a start that is not complete answers nobody."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        # A database elsewhere has its own disk.
        self._folder = settings.database_path.parent if settings.store_type == "sqlite" else None
        self.is_draining = False

    def drain(self) -> None:
        """From now on this server is not ready: it takes no more work."""
        self.is_draining = True

    async def parts(self) -> list[HealthComponent]:
        """All parts as they are now."""
        found = [await self._database()]
        if self._folder is not None:
            found.append(_disk(self._folder))
        found.append(HealthComponent("service", "OUT_OF_SERVICE" if self.is_draining else "UP"))
        return found

    async def _database(self) -> HealthComponent:
        # A probe has little time: a database that takes longer is as good as away.
        try:
            async with asyncio.timeout(HEALTH_SECONDS_MAX), self._store.transaction() as tx:
                known = await tx.settings.get(UUID_KEY)
        except TimeoutError:
            return HealthComponent(
                "database", "DOWN", {"error": "The database does not answer in time."}
            )
        except TiercelError as error:
            return HealthComponent("database", "DOWN", {"error": error.message})
        return HealthComponent("database", "UP" if isinstance(known, str) else "DOWN")


def _disk(folder: Path) -> HealthComponent:
    try:
        usage = shutil.disk_usage(folder)
    except OSError as error:
        return HealthComponent("diskSpace", "DOWN", {"error": error.strerror or ""})
    threshold = HEALTH_DISK_BYTES_MIN
    details = {"total": usage.total, "free": usage.free, "threshold": threshold}
    return HealthComponent("diskSpace", "UP" if usage.free >= threshold else "DOWN", details)
