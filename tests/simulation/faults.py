"""What goes wrong in a simulated world, and when: all of it follows from the seed."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tests.picky import refuse_poison
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.errors import Unavailable


class Crash(BaseException):
    """The process of a server dies here: nothing of the product may catch it."""


class Rates(NamedTuple):
    """How likely each fault is, per occasion."""

    crash_before_commit: float = 0.004
    crash_after_commit: float = 0.004
    crash_after_claim: float = 0.0
    commit_refused: float = 0.002
    notification_lost: float = 0.1
    blob_refused: float = 0.03
    event_doubled: float = 0.03
    event_late: float = 0.02
    worker_lost: float = 0.003
    clock_jump: float = 0.003
    tick_crash: float = 0.003
    # Not part of every run: see test_parted.py.
    server_cut: float = 0.0
    server_asleep: float = 0.0
    # A store that can't hold a certain text, ever: see test_unstorable.py.
    unstorable: float = 0.0


QUIET = Rates(*([0.0] * len(Rates._fields)))


class SeededFaults(FaultPlan):
    """A plan of faults drawn from a seed; it can be switched off for the end of a run."""

    def __init__(self, rng: Random, rates: Rates) -> None:
        self._rng = rng
        self._rates = rates
        self.is_on = True
        self.happened: list[str] = []

    @property
    def rates(self) -> Rates:
        """The rates that count now."""
        return self._rates if self.is_on else QUIET

    def draw(self, what: str) -> bool:
        """Whether the named fault happens on this occasion."""
        rate = getattr(self.rates, what)
        if not rate or self._rng.random() >= rate:
            return False
        self.happened.append(what)
        return True

    def before_commit(self, write_count: int) -> None:
        if self.draw("crash_before_commit"):
            raise Crash("before a commit")
        if self.draw("commit_refused"):
            raise Unavailable("The disk is full")

    def before_row(self, row: object) -> None:
        if self._rates.unstorable:
            refuse_poison(row)

    def after_commit(self, write_count: int) -> None:
        if self.draw("crash_after_commit"):
            raise Crash("after a commit")

    def loses_notification(self, name: str) -> bool:
        return self.draw("notification_lost")

    def before_blob_write(self, path: str) -> None:
        if self.draw("blob_refused"):
            raise Unavailable("The file storage does not answer")
