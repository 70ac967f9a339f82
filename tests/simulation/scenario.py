"""One run: random flows, users who act at random, faults, checks after every tick, and an end."""

from __future__ import annotations

import os
from collections import deque
from datetime import timedelta
from random import Random
from typing import NamedTuple

from tests.simulation.checkers import Checkers, Violated, check_end
from tests.simulation.checks_of_work import WorkChecker
from tests.simulation.faults import QUIET, Rates
from tests.simulation.users import Users
from tests.simulation.workload import NAMESPACE, SCHEDULED, Document, some_flows, source_of
from tests.simulation.world import Options, World

# In a long run a loop that hears nothing looks rarely: the same behaviour, less to compute.
IDLE_S = 2.0
LINES_KEPT = 400
DRAIN_TICKS_MAX = 40_000
# The flows of a run can't make more in any way that ends.
EXECUTIONS_MAX = 600
# So long may a kill take to reach everything below.
KILL_TIME = timedelta(seconds=10)
KILL_TIME_WITH_FAULTS = timedelta(seconds=200)
PARTED_S = (3.0, 15.0, 26.0, 45.0, 90.0)
CLOCK_JUMPS_S = (-2.0, 5.0, 40.0, 120.0)


class Plan(NamedTuple):
    """How long a run is and what goes wrong in it.

    Shapes: `flows` None makes them from the seed, and `servers` 0 chooses how many.
    """

    ticks: int = 500
    rates: Rates = Rates()
    flows: list[Document] | None = None
    servers: int = 0


class Failed(AssertionError):
    """A run broke a rule: the seed, the rule, and what happened before."""


class Scenario:
    """The run of one seed."""

    def __init__(self, seed: int, plan: Plan | None = None) -> None:
        self.seed = seed
        self.plan = plan or Plan()
        self.rng = Random(seed)
        self.flows = self.plan.flows or some_flows(self.rng)
        servers = self.plan.servers or self.rng.choice((1, 1, 2))
        options = Options(servers=servers, rates=self.plan.rates, idle_s=IDLE_S)
        self.world = World(seed, options)
        limits = {
            (NAMESPACE, flow["id"]): flow["concurrency"]["limit"]
            for flow in self.flows
            if "concurrency" in flow
        }
        self.checkers = Checkers(limits)
        self.work = WorkChecker(self.world)
        self.users = Users(self.world, self.rng, self.checkers, [f["id"] for f in self.flows])
        self.lines: deque[str] = deque(maxlen=LINES_KEPT)

    def run(self) -> None:
        """Do it all. Raises: Failed with one line per event."""
        try:
            self._run()
        except Exception as error:
            raise Failed(self._report(error)) from error

    def _run(self) -> None:
        self.world.faults.is_on = False
        for flow in self.flows:
            self.world.call(self.world.servers[0].services.flows.create(source_of(flow)))
        self.world.faults.is_on = True
        self.users.start_one()
        for _ in range(self.plan.ticks):
            self.users.maybe_act()
            self._maybe_break_something()
            self._tick()
        self._drain()

    def _tick(self) -> None:
        self.world.tick()
        changes = self.checkers.after_tick(self.world.tables)
        if len(self.world.tables.executions) > EXECUTIONS_MAX:
            raise Violated(f"executions make executions: there are more than {EXECUTIONS_MAX}")
        self.work.after_tick()
        if self.world.last == "time" and not self.plan.rates.notification_lost:
            self._check_nobody_oversleeps()
        if changes or " " in self.world.last:
            self._note(f"{self.world.last}: {'; '.join(changes)}")

    def _check_nobody_oversleeps(self) -> None:
        """Time moves only when nobody has anything to do, unless notifications were lost."""
        tables = self.world.tables
        waiting = len(tables.inbox) - tables.inbox.late_count
        if waiting and not self.world.crashes and not self.world.faults.happened:
            raise Violated(f"{waiting} events wait while everybody sleeps")

    def _note(self, text: str) -> None:
        self.lines.append(f"{self.world.ticks:5} {self.world.now():%H:%M:%S.%f} {text}")

    def _maybe_break_something(self) -> None:
        world = self.world
        if world.inbox.late_count and self.rng.random() < 0.05:
            world.inbox.let_in()
        if world.faults.draw("clock_jump"):
            seconds = self.rng.choice(CLOCK_JUMPS_S)
            self._note(f"the clock jumps by {seconds} s")
            world.jump_clock(timedelta(seconds=seconds))
        if world.faults.draw("worker_lost"):
            server = self.rng.choice(world.servers)
            self._note(f"the worker of server {server.number} is lost")
            server.lose_worker()
            if all("worker" not in one.loops for one in world.servers):
                world.add_server()
        self._maybe_part_somebody()

    def _maybe_part_somebody(self) -> None:
        """Cut a server off from the database, or suspend its process, for a while."""
        for fault in ("server_cut", "server_asleep"):
            if not self.world.faults.draw(fault):
                continue
            server = self.rng.choice(self.world.servers)
            seconds = self.rng.choice(PARTED_S)
            self._note(f"{fault}: {server.number} for {seconds} s")
            until = self.world.now() + timedelta(seconds=seconds)
            if fault == "server_asleep":
                server.asleep_until = until
            elif not server.line.is_cut:
                server.line.cut_until = until

    def _drain(self) -> None:
        """Faults stop, users resume what waits for them, and everything must end."""
        self._note("faults stop")
        self.world.faults.is_on = False
        for server in self.world.servers:
            server.line.cut_until = server.asleep_until = None
        while self.world.inbox.let_in():
            pass
        if any(flow["id"] == SCHEDULED for flow in self.flows):
            flows = self.world.servers[0].services.flows
            self.world.call(flows.delete(NAMESPACE, SCHEDULED))
        for _ in range(DRAIN_TICKS_MAX):
            if self._is_over():
                break
            self._tick()
            if self.world.last == "time":
                self.users.resume_all()
        jobs = self.world.tables.jobs.count()
        check_end(self.world.tables, jobs, self.work.live_count())
        kill_time = KILL_TIME if self.plan.rates == QUIET else KILL_TIME_WITH_FAULTS
        self.checkers.after_all(self.world.tables, self.users.killed, kill_time)

    def _is_over(self) -> bool:
        tables = self.world.tables
        return (
            all(execution.is_settled for execution in tables.executions.values())
            and not len(tables.inbox)
            and not tables.announcements
            and tables.jobs.count() == (0, 0)
            and not tables.timers
            and not self.work.live_count()
        )

    def _report(self, error: Exception) -> str:
        kind = type(error).__name__ if not isinstance(error, Violated) else "Violated"
        sources = "\n".join(f"  flow {source_of(flow)}" for flow in self.flows)
        lines = "\n".join(f"  {line}" for line in self.lines)
        return (
            f"seed {self.seed}: {kind}: {error}\n{sources}\n{lines}\n"
            f"  {self.world.ticks:5} {self.world.now():%H:%M:%S.%f} {self.world.last}: fails\n"
            f"repeat it: make sim SEED={self.seed} TICKS={self.plan.ticks}"
        )


def ticks_wanted() -> int:
    """Ticks of a run: TIERCEL_SIM_TICKS, else 500."""
    return int(os.environ.get("TIERCEL_SIM_TICKS") or 500)
