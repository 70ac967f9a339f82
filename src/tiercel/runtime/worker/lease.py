"""A worker's claim on its jobs, and when it must have let go of them because it is cut off."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from tiercel.model.limits import (
    LEASE_KILL_SHARE,
    LEASE_RENEWAL_S,
    LEASE_RENEWALS,
    LEASE_STOP_SHARE,
)
from tiercel.ports.clock import Clock
from tiercel.runtime.clock_jumps import ClockJumps

OnTerm = Callable[[float | None], None]


class Term(msgspec.Struct, frozen=True):
    """A lease that is asked for: the end that others read, and when it was asked for."""

    until: datetime
    asked: float


class Lease:
    """Counts from the moment before the database was asked, by a clock that nobody sets.

    What counts is what was confirmed: a worker that hears nothing can't tell an outage of the
    database from a cut of its own line, and behind the cut others take its jobs. `is_watched` is
    false where nobody else could take them. `on_term` hears until when commands may run (None:
    for ever), for whoever can end them when this process can't.
    """

    def __init__(
        self,
        clock: Clock,
        length: timedelta,
        *,
        is_watched: bool = False,
        on_term: OnTerm = lambda until: None,
    ) -> None:
        self._clock = clock
        self._length = length
        self._seconds = length.total_seconds()
        self._is_watched = is_watched
        self._on_term = on_term
        self._term: Term | None = None
        self._is_over = False

    def jumps(self) -> ClockJumps:
        """What notices jumps of the clock that this lease counts by."""
        return ClockJumps(self._clock)

    @property
    def renewal(self) -> timedelta:
        """How often it is renewed."""
        return min(self._length / LEASE_RENEWALS, timedelta(seconds=LEASE_RENEWAL_S))

    def ask(self) -> Term:
        """A lease from now on, to be confirmed.

        The steady clock is read first: a process that is suspended in between is careful rather
        than late.
        """
        asked = self._clock.monotonic()
        return Term(self._clock.now() + self._length, asked)

    def begin(self, term: Term) -> None:
        """The first jobs were claimed; those that come later are renewed with them."""
        if self._term is None:
            self._confirm(term)

    def renew(self, term: Term) -> None:
        """All jobs were renewed. What is over stays so, however late the answer came."""
        if not self.is_over():
            self._confirm(term)

    def end(self) -> None:
        """No job is claimed any more."""
        if self._term is not None:
            self._term, self._is_over = None, False
            self._announce(None)

    def is_over(self) -> bool:
        """Whether everything that runs must be stopped; stays so until `end`."""
        if self._is_watched and not self._is_over and self._term is not None:
            self._is_over = self._left_of(self._term) <= 0
        return self._is_over

    @property
    def left_s(self) -> float | None:
        """Seconds until it is over; None while nothing is claimed."""
        return None if self._term is None else self._left_of(self._term)

    def covers(self, ended: datetime) -> bool:
        """Whether what ended then ended by itself, and not because the lease was over."""
        assert self._term is not None
        return ended < self._term.until - self._length * (1 - LEASE_STOP_SHARE)

    def _left_of(self, term: Term) -> float:
        return term.asked + self._seconds * LEASE_STOP_SHARE - self._clock.monotonic()

    def _confirm(self, term: Term) -> None:
        self._term = term
        self._announce(term.asked + self._seconds * LEASE_KILL_SHARE)

    def _announce(self, until: float | None) -> None:
        if self._is_watched:
            self._on_term(until)


class Watched(Protocol):
    """Who stops what runs when the lease is over."""

    @property
    def lease(self) -> Lease:
        """The lease that is watched."""

    def let_go(self) -> bool:
        """Stop what runs when the lease is over; whether something was stopped."""


class LeaseWatch:
    """Looks at the lease while the worker itself waits for a database that does not answer."""

    def __init__(self, worker: Watched) -> None:
        self._worker = worker
        self._due: datetime | None = None

    async def tick(self, now: datetime) -> bool:
        """Stop what runs when the lease is over."""
        self._worker.let_go()
        left = self._worker.lease.left_s
        self._due = None if left is None or left <= 0 else now + timedelta(seconds=left)
        return False

    def next_due(self) -> datetime | None:
        """When the lease is over, as it was known at the last look."""
        return self._due
