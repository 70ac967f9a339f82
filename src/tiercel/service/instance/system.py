"""The state of the whole server: how it is, how much it holds, what waits in its queues."""

from __future__ import annotations

import platform
from datetime import datetime, timedelta

import msgspec

from tiercel import __version__
from tiercel.model.errors import TiercelError
from tiercel.model.limits import SIZES_AGE_SECONDS, STORAGE_FILES_LOOKED_AT_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.stored.sizes import BlobUsage, StoreSize
from tiercel.model.trigger import overdue_since
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.observability.health import HealthComponent, HealthService
from tiercel.settings.sections import Retention, Settings


class QueueLevel(msgspec.Struct, frozen=True, kw_only=True):
    """One queue.

    Shapes: `waiting` is what may begin now and has not; `active` what is being worked on, None
    where nobody counts it. `lag_seconds` is how long the first of it waits, 0 when nothing does,
    None where no date is kept.
    """

    name: str
    waiting: int
    active: int | None = None
    lag_seconds: float | None = None


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """What is held, as it was at `read_at`; None is what could not be read in time."""

    read_at: datetime
    store: StoreSize | None
    storage: BlobUsage | None


class RetentionRule(msgspec.Struct, frozen=True, kw_only=True):
    """How long ended executions are kept, with all that belongs to them.

    Shapes: None is for ever. `namespaces` are the settings of single ones, in seconds.
    """

    is_enabled: bool
    default_seconds: float | None
    namespaces: dict[str, float | None]


class SystemState(msgspec.Struct, frozen=True, kw_only=True):
    """This server, and the database that it may share with others."""

    version: str
    python: str
    host: str
    server_type: str
    started: datetime
    now: datetime
    components: list[HealthComponent]
    store_type: str
    storage_type: str
    sizes: Sizes
    queues: list[QueueLevel]
    retention: RetentionRule


class SystemService:
    """Looks when it is asked; sizes, which cost most, are kept for SIZES_AGE_SECONDS."""

    def __init__(self, ports: Ports, settings: Settings, health: HealthService) -> None:
        self._ports = ports
        self._settings = settings
        self._health = health
        self._started = ports.clock.now()
        self._sizes: Sizes | None = None

    async def state(self) -> SystemState:
        """All of it. Raises: Unavailable when the database does not answer."""
        now, settings = self._ports.clock.now(), self._settings
        return SystemState(
            version=__version__,
            python=platform.python_version(),
            host=platform.node(),
            server_type=settings.server.type,
            started=self._started,
            now=now,
            components=await self._health.parts(),
            store_type=settings.store_type,
            storage_type=settings.storage.type,
            sizes=await self._current_sizes(now),
            queues=await self._queues(now),
            retention=_retention(settings.retention),
        )

    async def _current_sizes(self, now: datetime) -> Sizes:
        kept = self._sizes
        if kept is None or now - kept.read_at > timedelta(seconds=SIZES_AGE_SECONDS):
            kept = self._sizes = Sizes(
                read_at=now,
                store=await self._store_size(),
                storage=await self._ports.blobs.usage(STORAGE_FILES_LOOKED_AT_MAX),
            )
        return kept

    async def _store_size(self) -> StoreSize | None:
        try:
            return await self._ports.store.size()
        except TiercelError:
            # A database too large to be looked at in time; whether it answers is a component.
            return None

    async def _queues(self, now: datetime) -> list[QueueLevel]:
        async with self._ports.store.transaction() as tx:
            return [
                await _jobs(tx, now),
                QueueLevel(name="events", waiting=await tx.inbox.count()),
                await _triggers(tx, now),
            ]


def _retention(rule: Retention) -> RetentionRule:
    return RetentionRule(
        is_enabled=rule.enabled,
        default_seconds=_seconds(rule.default),
        namespaces={name: _seconds(keep) for name, keep in rule.namespaces.items()},
    )


def _seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


async def _jobs(tx: Tx, now: datetime) -> QueueLevel:
    waiting, claimed = await tx.jobs.count()
    lag = _seconds_since(await tx.jobs.oldest(), now)
    return QueueLevel(name="jobs", waiting=waiting, active=claimed, lag_seconds=lag)


async def _triggers(tx: Tx, now: datetime) -> QueueLevel:
    late = Filter("overdue", Operation.EQUALS, overdue_since(now))
    overdue = (await tx.triggers.find(Query((late,), size=1))).total
    lag = _seconds_since(await tx.triggers.next_due(), now)
    return QueueLevel(name="triggers", waiting=overdue, lag_seconds=lag)


def _seconds_since(date: datetime | None, now: datetime) -> float:
    return 0.0 if date is None else max((now - date).total_seconds(), 0.0)
