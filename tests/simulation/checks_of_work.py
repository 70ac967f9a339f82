"""What must hold of attempts: one lives at a time, and none is made for nothing."""

from __future__ import annotations

from tests.simulation.checkers import Violated
from tests.simulation.world import World
from tiercel.runtime.worker.attempt import Attempt


class WorkChecker:
    """Watches the attempts of all servers."""

    def __init__(self, world: World) -> None:
        self._world = world

    def after_tick(self) -> None:
        """Check the attempts that began in this tick. Raises: Violated."""
        for server in self._world.servers:
            while server.attempts.begun:
                self._check_alone(server.attempts.begun.pop())

    def _check_alone(self, begun: Attempt) -> None:
        if not begun.task_run_id:
            return
        for server in self._world.servers:
            for other in server.attempts.live.values():
                if other is begun or other.task_run_id != begun.task_run_id:
                    continue
                if not server.is_asleep(self._world.now()) and not other.stop.is_set:
                    raise Violated(
                        f"two attempts of task run {begun.task_run_id} live:"
                        f" {other.job.attempt} and {begun.job.attempt}"
                    )

    def live_count(self) -> int:
        """How many attempts live."""
        return sum(len(server.attempts.live) for server in self._world.servers)
