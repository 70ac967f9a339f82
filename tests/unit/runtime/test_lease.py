"""When a worker must let go of its jobs: simulated time only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import at
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.runtime.worker.lease import Lease, LeaseWatch

LENGTH = timedelta(seconds=30)


class Held:
    """A lease of 30 s and what its guard heard."""

    def __init__(self, *, is_watched: bool = True) -> None:
        self.clock = VirtualClock(at(0))
        self.announced: list[float | None] = []
        self.lease = Lease(self.clock, LENGTH, is_watched=is_watched, on_term=self.announced.append)

    def pass_time(self, seconds: float) -> bool:
        """Whether the lease is over after so many more seconds."""
        self.clock.advance(timedelta(seconds=seconds))
        return self.lease.is_over()


def test_work_stops_before_others_may_have_the_job() -> None:
    held = Held()
    term = held.lease.ask()
    held.lease.begin(term)
    assert not held.pass_time(23.9)
    assert held.pass_time(0.1)
    assert held.clock.now() < term.until
    # Commands that do not stop are killed a little later, still in time.
    assert held.announced == [28.5]


def test_a_renewal_counts_from_the_question() -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    held.pass_time(10)
    term = held.lease.ask()
    held.pass_time(5)
    held.lease.renew(term)
    assert held.lease.left_s == 19
    assert held.announced == [28.5, 38.5]


def test_a_renewal_that_was_not_confirmed_in_time_is_none() -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    held.pass_time(20)
    term = held.lease.ask()
    assert held.pass_time(4)
    held.lease.renew(term)
    assert held.lease.is_over()


def test_nothing_is_over_while_nothing_is_held() -> None:
    held = Held()
    assert not held.pass_time(1000)
    held.lease.begin(held.lease.ask())
    held.pass_time(5)
    held.lease.end()
    assert not held.pass_time(1000)
    assert held.announced == [28.5 + 1000, None]


def test_jobs_that_come_later_do_not_renew() -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    held.pass_time(20)
    held.lease.begin(held.lease.ask())
    assert held.pass_time(4)


def test_a_lease_that_was_over_begins_anew() -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    assert held.pass_time(60)
    held.lease.end()
    held.lease.begin(held.lease.ask())
    assert not held.pass_time(23)


def test_the_wall_clock_does_not_count() -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    held.clock.jump(timedelta(hours=1))
    assert not held.pass_time(23)
    held.clock.jump(timedelta(hours=-2))
    assert held.pass_time(1)


@pytest.mark.parametrize("outage", [3, 12, 18])
def test_an_outage_shorter_than_the_lease_is_survived(outage: float) -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    # The worst case: the database goes away just before a renewal.
    assert not held.pass_time(held.lease.renewal.total_seconds() + outage)
    held.lease.renew(held.lease.ask())
    assert not held.pass_time(23)


def test_long_leases_are_renewed_often_all_the_same() -> None:
    clock = VirtualClock(at(0))
    assert Lease(clock, timedelta(seconds=3)).renewal == timedelta(seconds=0.5)
    assert Lease(clock, LENGTH).renewal == timedelta(seconds=5)
    assert Lease(clock, timedelta(minutes=10)).renewal == timedelta(seconds=10)


def test_where_nobody_else_takes_jobs_they_are_kept() -> None:
    held = Held(is_watched=False)
    held.lease.begin(held.lease.ask())
    assert not held.pass_time(1000)
    assert held.announced == []


def test_what_ended_before_it_was_over_ended_by_itself() -> None:
    held = Held()
    held.lease.begin(held.lease.ask())
    assert held.lease.covers(at(23))
    assert not held.lease.covers(at(24))


class LetGo:
    """Counts how often it was asked to let go."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.calls = 0

    def let_go(self) -> bool:
        self.calls += 1
        return True


async def test_the_watch_looks_when_the_lease_is_over_and_then_now_and_again() -> None:
    held = Held()
    worker = LetGo(held.lease)
    watch = LeaseWatch(worker)
    await watch.tick(at(0))
    assert watch.next_due() is None
    held.lease.begin(held.lease.ask())
    await watch.tick(at(0))
    assert watch.next_due() == at(24)
    held.pass_time(24)
    await watch.tick(at(24))
    assert (watch.next_due(), worker.calls) == (None, 3)
