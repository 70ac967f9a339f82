"""One run: clients work, everything is killed, and then its outcome is reported."""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from tests.chaos.checks import Found, double_logs, filled_queues, problems, read_executions
from tests.chaos.clients import Clients
from tests.chaos.cluster import Servers
from tests.chaos.ledger import Ledger
from tests.chaos.looks import UNREACHABLE, Look, Watch
from tests.chaos.workload import LIMIT, LIMITED, flows

SEED = int(os.environ.get("TIERCEL_CHAOS_SEED", str(random.randrange(10_000))))
# Where logs and rows go when something is wrong.
KEEP = os.environ.get("TIERCEL_CHAOS_KEEP")
DATABASE_CRASHES = 3
PROGRESS_SECONDS = 10.0
SHARE_SECONDS_MAX = 30.0
OPEN = "SELECT count(*) AS n FROM executions WHERE is_settled = 0"


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """What is different between the forms.

    Shapes: `kills` are made in all, each in its share of the executions. `pause` is the shortest
    and longest time between them in seconds. `crash` ends the database and starts it again, where
    that is another process.
    """

    name: str
    folder: Path
    servers: Servers
    make_look: Callable[[], Look]
    kills: int
    pause: tuple[float, float]
    crash: Callable[[random.Random], None] | None = None


class Chaos:
    """A run of `count` executions."""

    def __init__(self, scene: Scene, count: int) -> None:
        self._scene = scene
        self._count = count
        self._chance = random.Random(SEED)
        self._ledger = Ledger(scene.folder / "ledger.txt")
        self._clients = Clients(scene.servers.ports, flows(self._ledger), count)
        self._crashes = 0
        self._begun = time.monotonic()
        self._next_progress = self._begun

    def run(self) -> list[str]:
        """Do it all; what is wrong."""
        scene = self._scene
        look = scene.make_look()
        watch = Watch(scene.make_look())
        try:
            scene.servers.start()
            self._clients.create_flows()
            watch.start()
            self._clients.start(SEED)
            self._rage()
            scene.servers.wait()
            self._clients.stop_the_clock()
            settled_after, left = self._settle(look)
            watch.stop()
        finally:
            self._clients.stop()
            scene.servers.stop()
            self._ledger.close()
        found = Found(
            executions=read_executions(look),
            entries=self._ledger.entries(),
            acknowledged=self._clients.acknowledged,
        )
        wrong = [*problems(found), *double_logs(look), *scene.servers.orphans]
        wrong += self._clients.errors
        wrong += [f"stuck after {settled_after:.0f} s: {left}"] if left else []
        most = max(watch.most_taken, self._ledger.open_most[LIMITED])
        if most > LIMIT or watch.looks == 0:
            wrong.append(f"{most} executions at once in {watch.looks} looks")
        look.close()
        self._print_figures(self._figures(found, watch, settled_after, wrong))
        self._keep(wrong)
        return wrong

    def _rage(self) -> None:
        """Kill at random, and the database at each quarter.

        How many executions are started between two kills is fixed: on a slow machine there is as
        much to lose as on a quick one.
        """
        scene = self._scene
        crashes = {scene.kills * n // (DATABASE_CRASHES + 1) for n in range(1, 4)}
        for number in range(scene.kills):
            share = self._count / scene.kills
            self._clients.allow(round(share * (number + 1)))
            # In the midst of the share, while there is something to lose.
            self._wait_for(int(share * (number + self._chance.random())))
            if scene.crash is not None and number in crashes:
                scene.crash(self._chance)
                self._crashes += 1
            scene.servers.kill_one(self._chance)
            self._progress()
            time.sleep(self._chance.uniform(*scene.pause))
        while not self._clients.are_done:
            time.sleep(0.1)
            self._progress()

    def _wait_for(self, count: int) -> None:
        """Until so many were acknowledged, if servers that lie down allow it."""
        ends = time.monotonic() + SHARE_SECONDS_MAX
        while len(self._clients.acknowledged) < count and time.monotonic() < ends:
            time.sleep(0.05)
            self._progress()

    def _settle(self, look: Look) -> tuple[float, dict[str, int]]:
        """Wait until nothing is open; after how many seconds, and what is left even so."""
        begun = time.monotonic()
        # A lease, a patient script, starts of processes on a busy machine; what waits for slots.
        ends = begun + 150 + self._count / 40
        while True:
            try:
                left = filled_queues(look)
                left |= {"executions": opened} if (opened := look.rows(OPEN)[0]["n"]) else {}
            except UNREACHABLE:
                left = {"unreachable": 1}
            took = time.monotonic() - begun
            if not left or time.monotonic() > ends:
                return took, left
            self._progress(f", left {left}")
            time.sleep(0.5)

    def _progress(self, more: str = "") -> None:
        now = time.monotonic()
        if now < self._next_progress:
            return
        self._next_progress = now + PROGRESS_SECONDS
        kills = sum(self._scene.servers.kills.values())
        sys.stdout.write(
            f"{self._scene.name} {now - self._begun:5.0f} s:"
            f" {len(self._clients.acknowledged)} of {self._count} started, {kills} kills,"
            f" {self._crashes} crashes of the database{more}\n"
        )
        sys.stdout.flush()

    def _figures(
        self, found: Found, watch: Watch, settled_after: float, wrong: list[str]
    ) -> dict[str, Any]:
        return {
            "form": self._scene.name,
            "seed": SEED,
            "seconds": round(time.monotonic() - self._begun),
            "acknowledged": len(self._clients.acknowledged),
            "executions": len(found.executions),
            "calls refused": self._clients.refused,
            "kills": dict(self._scene.servers.kills),
            "database crashes": self._crashes,
            "attempts": found.attempts,
            "attempts lost with a worker": found.lost_attempts,
            "ledger lines": len(found.entries),
            "most at once": max(watch.most_taken, self._ledger.open_most[LIMITED]),
            "looks": watch.looks,
            "longest silence of an execution": round(found.silence.total_seconds(), 1),
            "settled after": round(settled_after, 1),
            "problems": len(wrong),
        }

    @staticmethod
    def _print_figures(figures: dict[str, Any]) -> None:
        width = max(map(len, figures))
        lines = [f"  {name:<{width}}  {value}" for name, value in figures.items()]
        sys.stdout.write("\n".join(["", *lines, json.dumps(figures), ""]))
        sys.stdout.flush()

    def _keep(self, wrong: list[str]) -> None:
        """Logs, ledger and rows, for whoever looks for the cause."""
        if wrong and KEEP:
            place = Path(KEEP, self._scene.name)
            shutil.copytree(self._scene.folder, place, dirs_exist_ok=True)
            look = self._scene.make_look()
            (place / "executions.txt").write_text("\n".join(map(repr, read_executions(look))))
            look.close()
            (place / "problems.txt").write_text("\n".join(wrong))
