"""A whole server on memory adapters in virtual time: no event loop, no thread, no real time."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple, TypeVar

from tests.simulation.application import MISHAPS, Server, Shared, build_server
from tests.simulation.faults import QUIET, Crash, Rates, SeededFaults
from tests.simulation.faulty_inbox import FaultyInbox
from tests.simulation.virtual import Fiber, run_at_once
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.model.errors import TiercelError, Unavailable, Unstorable
from tiercel.model.limits import TICK_ERRORS_PAUSE_S

T = TypeVar("T")

START = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
# A tick that did something takes this long, so that dates differ as they do in life.
BUSY_TICK = timedelta(milliseconds=0.5)
NOT_AT_ONCE = timedelta(milliseconds=1)


class Mishap(AssertionError):
    """The server logged an error."""


class Options(NamedTuple):
    """How a world is made.

    `rates` say how often faults happen, `settings` are those below `kestra`, `idle_s` is how long
    a loop sleeps that hears no notification and knows no date.
    """

    servers: int = 1
    rates: Rates = QUIET
    settings: dict[str, Any] | None = None
    idle_s: float = 1.0


class World:
    """Servers over one store; a seeded choice says which loop ticks next."""

    def __init__(self, seed: int = 0, options: Options | None = None) -> None:
        self.options = options or Options()
        self.rng = Random(seed)
        self.clock = VirtualClock(START)
        self.faults = SeededFaults(Random(seed + 1), self.options.rates)
        self.shared = Shared.fresh(self.clock, seed, self.faults, self.options.settings or {})
        self.inbox = FaultyInbox(self.faults, self.tables.next_seq)
        self.tables.inbox = self.inbox
        self.servers: list[Server] = []
        self.fibers: list[tuple[Server, Fiber[Any]]] = []
        self.ticks = 0
        self.crashes = 0
        self.last = ""
        self._started = 0
        MISHAPS.taken()
        for _ in range(self.options.servers):
            self.add_server()

    @property
    def tables(self) -> Any:
        """The rows of the store."""
        return self.shared.tables

    def now(self) -> datetime:
        """The virtual time."""
        return self.clock.now()

    def add_server(self) -> Server:
        """One more server on the same store."""
        self._started += 1
        was_on, self.faults.is_on = self.faults.is_on, False
        server = build_server(self.shared, self._started)
        run_at_once(server.application.services.open())
        run_at_once(server.application.loops.executor.recover())
        self.faults.is_on = was_on
        self.servers.append(server)
        return server

    def crash(self, server: Server) -> None:
        """The process is gone with all that it did not store; another one starts."""
        self.crashes += 1
        server.drop()
        self.servers.remove(server)
        lost = [fiber for owner, fiber in self.fibers if owner is server]
        for fiber in lost:
            fiber.drop()
        self.fibers = [pair for pair in self.fibers if pair[0] is not server]
        if not self.servers:
            self.shared.store.restart()
        self.add_server()

    def tick(self) -> bool:
        """Let one loop do what it can, or else move the time; whether anything was done."""
        self.ticks += 1
        if self._go_on_fibers():
            return True
        awake = [
            (server, name)
            for server in self.servers
            for name in server.loops
            if server.is_awake(name, self.clock.now())
        ]
        if not awake:
            self._jump()
            return False
        server, name = self.rng.choice(awake)
        return self._tick_loop(server, name)

    def _tick_loop(self, server: Server, name: str) -> bool:
        self.last = f"{server.number}.{name}"
        did = True
        server.listen(name)
        try:
            if self.faults.draw("tick_crash"):
                raise Crash("between two ticks")
            did = bool(run_at_once(server.loops[name].tick(self.clock.now())))
        except Crash as crash:
            self.last += f" crashes {crash}"
            self.crash(server)
            return True
        except Unavailable as error:
            # The loop of the real server logs it, waits and tries again.
            self.last += f" waits: {error}"
            if server.line.is_cut:
                server.wakes[name] = self.clock.now() + timedelta(seconds=TICK_ERRORS_PAUSE_S)
                return False
            did = False
        if did:
            self.clock.advance(BUSY_TICK)
        else:
            server.sleep(name, self.clock.now(), self.options.idle_s)
        self._raise_mishaps()
        return did

    def _raise_mishaps(self) -> None:
        for record in MISHAPS.taken():
            text = record.getMessage()
            if "waits for nothing" in text and self._is_on_its_way(text):
                continue
            cause = record.exc_info[1] if record.exc_info else None
            if isinstance(cause, Unstorable):
                # It was isolated: the one to blame fails, which the end of the run proves.
                continue
            raise Mishap(text) from cause

    def _is_on_its_way(self, text: str) -> bool:
        """Whether the execution named has events that are held back, or not folded yet.

        The janitor has just put one more in its inbox.
        """
        counts = [self.inbox.count_of(word) for word in text.split()]
        return bool(self.inbox.late_count) or max(counts) > 1

    def _go_on_fibers(self) -> bool:
        now, notifier = self.clock.now(), self.shared.notifier
        ready = [pair for pair in self.fibers if pair[1].can_go_on(notifier, now)]
        if not ready:
            return False
        server, fiber = self.rng.choice(ready)
        self.last = f"{server.number}.caller"
        try:
            fiber.go_on(notifier)
        except Crash:
            self.crash(server)
            return True
        except TiercelError as error:
            fiber.fail(error)
        if fiber.is_done:
            self.fibers.remove((server, fiber))
        return True

    def _jump(self) -> None:
        """Nobody has anything to do now: go to the next date that somebody waits for."""
        now = self.clock.now()
        dates = [due for server in self.servers for due in server.dates(now)]
        dates += [fiber.wait.due for _, fiber in self.fibers if fiber.wait is not None]
        target = min(dates, default=now + timedelta(seconds=self.options.idle_s))
        self.last = "time"
        self.clock.move_to(max(target, now + NOT_AT_ONCE))

    def jump_clock(self, by: timedelta) -> None:
        """The wall clock is set forward or back."""
        self.clock.jump(by)
        for server in self.servers:
            server.wakes.clear()

    def spawn(self, coroutine: Coroutine[Any, Any, T], server: Server | None = None) -> Fiber[T]:
        """Start a use case; it goes on as the world ticks. Its refusal is kept in the fiber."""
        fiber: Fiber[T] = Fiber(coroutine)
        self.fibers.append((server or self.servers[0], fiber))
        return fiber

    def call(self, coroutine: Coroutine[Any, Any, T], limit_s: float = 60.0) -> T:
        """The result of a use case; the servers work while it waits. Its errors are raised."""
        fiber: Fiber[T] = Fiber(coroutine)
        fiber.go_on(self.shared.notifier)
        if not fiber.is_done:
            self.fibers.append((self.servers[0], fiber))
        end = self.clock.now() + timedelta(seconds=limit_s)
        while not fiber.is_done and self.clock.now() < end:
            self.tick()
        assert fiber.is_done, f"a call did not come back within {limit_s} s"
        return fiber.result

    def run_until(self, predicate: Callable[[], bool], limit_s: float = 60.0) -> bool:
        """Tick until the predicate holds or so much virtual time has passed; whether it holds."""
        end = self.clock.now() + timedelta(seconds=limit_s)
        while self.clock.now() < end:
            if predicate():
                return True
            while not self.tick() and self.clock.now() < end:
                pass
        return predicate()

    def run_for(self, seconds: float) -> None:
        """Let so much virtual time pass."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while self.clock.now() < end:
            self.tick()
