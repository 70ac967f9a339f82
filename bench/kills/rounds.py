"""Rounds of attempts of a case: killed at random, then ended by another attempt or by a kill."""

from __future__ import annotations

import random
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

import msgspec

from bench.kills import attempt
from bench.kills.attempt import Ended, Plan

# Far more than any attempt takes, on a machine that does much else.
ATTEMPT_SECONDS_MAX = 300.0
# What a service needs to see that a client is gone.
LEFT_SECONDS_MAX = 15.0
# How often a round ends by a kill of the task run instead of another attempt, how often the second
# and further attempts are killed as well.
KILLED_SHARE = 0.25
AGAIN_SHARE = 0.4


class Case(ABC):
    """A kind of work elsewhere, and what is known of it there. Shapes: marks are those of plans."""

    name: ClassVar[str]
    service: ClassVar[str]

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        """The service, until the block ends."""
        yield

    @abstractmethod
    def plan(self, mark: str, folder: Path) -> Plan:
        """An attempt of a new round."""

    @abstractmethod
    def starts(self, mark: str) -> int:
        """How often the work was begun there."""

    @abstractmethod
    def left(self, mark: str) -> int:
        """How much of it is there still, running or kept."""

    @abstractmethod
    def is_whole(self, mark: str, ended: Ended) -> bool:
        """Whether all that the work gives has come back, or is there."""


class Figures(msgspec.Struct):
    """What happened in the rounds of a case."""

    name: str
    service: str
    kills: int = 0
    rounds: int = 0
    killed_task_runs: int = 0
    second_starts: int = 0
    orphans: int = 0
    not_whole: int = 0
    problems: list[str] = []


def measure(case: Case, kills: int, chance: random.Random) -> Figures:
    """Rounds until so many attempts were killed."""
    figures = Figures(case.name, case.service)
    with tempfile.TemporaryDirectory() as place, case.open(Path(place)):
        rounds = _Rounds(case, figures, chance, Path(place))
        rounds.calibrate()
        while figures.kills < kills:
            rounds.one(kills)
    return figures


@cache
def _processes() -> ForkServerContext:
    context = get_context("forkserver")
    # Each attempt is a fork of a process that has imported what it needs, and has no threads.
    context.set_forkserver_preload([attempt.__name__])
    return context


class _Rounds:
    def __init__(self, case: Case, figures: Figures, chance: random.Random, place: Path) -> None:
        self._case = case
        self._figures = figures
        self._chance = chance
        self._place = place
        self._seconds = 0.0

    def calibrate(self) -> None:
        """How long an attempt takes that nobody kills; the second one, when all is imported."""
        for _ in range(2):
            plan = self._plan()
            begun = time.monotonic()
            self._attempt(plan, None)
            self._seconds = time.monotonic() - begun
            self._look(plan, is_killed=False)
        if self._figures.problems:
            raise RuntimeError(f"nothing was killed: {self._figures.problems}")

    def one(self, kills: int) -> None:
        """A round: killed once, perhaps again, and then ended."""
        plan = self._plan()
        is_killed = True
        while is_killed and self._figures.kills < kills:
            if not self._attempt(plan, self._chance.uniform(0, self._seconds)):
                break
            self._figures.kills += 1
            is_killed = self._chance.random() < AGAIN_SHARE
        has_ended = attempt.ended_of(plan) is not None
        is_task_run_killed = not has_ended and self._chance.random() < KILLED_SHARE
        if is_task_run_killed or (has_ended and not attempt.has_removed(plan)):
            self._figures.killed_task_runs += is_task_run_killed
            cancelling = self._process(attempt.cancel, plan)
            cancelling.join(ATTEMPT_SECONDS_MAX)
            if cancelling.exitcode != 0:
                self._figures.problems.append(f"{plan.mark}: the cancellation failed")
        elif not has_ended:
            self._attempt(plan, None)
        self._look(plan, is_killed=is_task_run_killed)

    def _plan(self) -> Plan:
        mark = uuid4().hex
        folder = self._place / mark
        folder.mkdir()
        return self._case.plan(mark, folder)

    def _attempt(self, plan: Plan, seconds: float | None) -> bool:
        """Whether it was killed, after so many seconds, before it could say how it ended."""
        process = self._process(attempt.run, plan)
        process.join(ATTEMPT_SECONDS_MAX if seconds is None else seconds)
        if not process.is_alive():
            return False
        process.kill()
        process.join()
        if seconds is None:
            self._figures.problems.append(f"{plan.mark}: an attempt did not end")
        return attempt.ended_of(plan) is None

    def _process(self, target: object, plan: Plan) -> ForkServerProcess:
        process = _processes().Process(target=target, args=(plan,))  # type: ignore[arg-type]
        process.start()
        return process

    def _look(self, plan: Plan, *, is_killed: bool) -> None:
        """What is known of the work when the round is over; a killed task run has no output."""
        figures, mark = self._figures, plan.mark
        figures.rounds += 1
        ended = attempt.ended_of(plan)
        deadline = time.monotonic() + LEFT_SECONDS_MAX
        while (left := self._case.left(mark)) and time.monotonic() < deadline:
            time.sleep(0.2)
        figures.orphans += left
        figures.second_starts += max(0, self._case.starts(mark) - 1)
        problem = ""
        if ended is None:
            problem = "" if is_killed else "no attempt ended"
        elif ended.error or not self._case.is_whole(mark, ended):
            problem = ended.error or "not whole"
        if problem:
            figures.not_whole += 1
            figures.problems.append(f"{mark}: {problem}")
