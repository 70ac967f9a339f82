"""The servers of a simulated world: one store, clock and file storage, an application each."""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from tests.simulation.faults import SeededFaults
from tests.simulation.virtual import VirtualNotifier
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.bootstrap import ApplicationDependencies, assemble, engine_config, renderer_of
from tiercel.model.errors import Unavailable
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempts import StepwiseAttempts
from tiercel.settings import Settings


@cache
def catalog() -> Catalog:
    """All built-in plugin types: read once, worlds do not change it."""
    return Catalog.of_builtins()


class Mishaps(logging.Handler):
    """Collects what the server logs as an error: in a simulation nothing may be caught there."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    def taken(self) -> list[logging.LogRecord]:
        """What was logged since the last call."""
        taken, self.records = self.records, []
        return taken


MISHAPS = Mishaps()
logging.getLogger("tiercel").addHandler(MISHAPS)


class WatchedAttempts(StepwiseAttempts):
    """Attempts that report which of them live."""

    def __init__(self, clock: VirtualClock) -> None:
        super().__init__(clock)
        self.live: dict[str, Attempt] = {}
        self.begun: list[Attempt] = []

    def start(self, attempt: Attempt) -> None:
        self.live[attempt.job.id] = attempt
        self.begun.append(attempt)
        super().start(attempt)

    def take_ended(self) -> list[Attempt]:
        ended = super().take_ended()
        for attempt in ended:
            self.live.pop(attempt.job.id, None)
        return ended

    def close(self) -> None:
        self.live.clear()
        super().close()


@dataclass
class Shared:
    """What all servers of a world have in common."""

    clock: VirtualClock
    ids: CountedIds
    notifier: VirtualNotifier
    store: MemoryStore
    blobs: MemoryBlobs
    settings: Settings

    @classmethod
    def fresh(cls, clock: VirtualClock, seed: int, faults: SeededFaults, given: Any) -> Shared:
        """An empty world."""
        notifier = VirtualNotifier(clock, faults)
        return cls(
            clock=clock,
            ids=CountedIds(seed),
            notifier=notifier,
            store=MemoryStore(notifier, faults),
            blobs=MemoryBlobs(clock, faults),
            settings=Settings.model_validate(given),
        )

    @property
    def tables(self) -> Any:
        """The rows of the store."""
        return self.store.parts[0]


class LinedStore:
    """A server's way to the store, which may be cut until some date."""

    def __init__(self, store: MemoryStore, clock: VirtualClock) -> None:
        self._store = store
        self._clock = clock
        self.cut_until: datetime | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    @property
    def is_cut(self) -> bool:
        """Whether nothing gets through now."""
        return self.cut_until is not None and self._clock.now() < self.cut_until

    def transaction(self) -> Any:
        if self.is_cut:
            raise Unavailable("The line to the database is cut")
        return self._store.transaction()


@dataclass
class Server:
    """One process: its application, and when each of its loops wakes.

    While it is asleep nothing of it goes on; its guard kills the commands.
    """

    number: int
    application: Any
    notifier: VirtualNotifier
    line: LinedStore
    attempts: WatchedAttempts
    loops: dict[str, Any]
    heard: dict[str, int] = field(default_factory=dict)
    # Loops that sleep, and until when.
    wakes: dict[str, datetime] = field(default_factory=dict)
    asleep_until: datetime | None = None

    @property
    def app(self) -> Any:
        """The ASGI application."""
        return self.application.app

    @property
    def services(self) -> Any:
        """The use cases."""
        return self.application.services

    def listen(self, name: str) -> None:
        """A tick begins: notifications of that name from now on wake the loop again."""
        self.heard[name] = self.notifier.sent[name]
        self.wakes.pop(name, None)

    def sleep(self, name: str, now: datetime, idle_s: float) -> None:
        """The loop has nothing to do: until a notification, or the date it knows, or a while."""
        wake = now + timedelta(seconds=idle_s)
        next_due = getattr(self.loops[name], "next_due", None)
        due = next_due() if next_due is not None else None
        self.wakes[name] = wake if due is None else min(wake, due)

    def is_asleep(self, now: datetime) -> bool:
        """Whether the process is suspended."""
        return self.asleep_until is not None and now < self.asleep_until

    def is_awake(self, name: str, now: datetime) -> bool:
        """Whether the loop would tick now."""
        if self.is_asleep(now):
            return False
        wake = self.wakes.get(name)
        return wake is None or wake <= now or self.heard.get(name) != self.notifier.sent[name]

    def dates(self, now: datetime) -> list[datetime]:
        """When its loops wake."""
        if self.asleep_until is not None and self.is_asleep(now):
            return [self.asleep_until]
        return list(self.wakes.values())

    def drop(self) -> None:
        """The process is gone."""
        self.attempts.close()
        self.loops.clear()
        self.wakes.clear()

    def lose_worker(self) -> None:
        """The part that runs attempts is gone, the rest goes on."""
        self.attempts.close()
        self.loops.pop("worker", None)
        self.wakes.pop("worker", None)


def build_server(shared: Shared, number: int) -> Server:
    """Start a server on what is stored."""
    attempts = WatchedAttempts(shared.clock)
    line = LinedStore(shared.store, shared.clock)
    application = assemble(
        ApplicationDependencies(
            ports=Ports(
                store=line,
                blobs=shared.blobs,
                clock=shared.clock,
                ids=shared.ids,
                notifier=shared.notifier,
                catalog=catalog(),
                renderer=renderer_of(shared.settings),
                config=engine_config(shared.settings, {}),
            ),
            settings=shared.settings,
            secrets=MemorySecrets({}),
            attempts=attempts,
            work_folder=Path(tempfile.gettempdir()),
            is_shared=True,
        )
    )
    return Server(number, application, shared.notifier, line, attempts, dict(application.loops.all))
