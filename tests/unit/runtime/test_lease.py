"""When a worker must let go of its jobs: simulated time only."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import at
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.runtime.worker.lease import Lease, LeaseWatch

LENGTH = timedelta(seconds=30)


class LeaseHolder:
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
    holder = LeaseHolder()
    term = holder.lease.ask()
    holder.lease.begin(term)
    assert not holder.pass_time(23.9)
    assert holder.pass_time(0.1)
    assert holder.clock.now() < term.until
    # Commands that do not stop are killed a little later, still in time.
    assert holder.announced == [28.5]


def test_a_renewal_counts_from_the_question() -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    holder.pass_time(10)
    term = holder.lease.ask()
    holder.pass_time(5)
    holder.lease.renew(term)
    assert holder.lease.left_s == 19
    assert holder.announced == [28.5, 38.5]


def test_a_renewal_that_was_not_confirmed_in_time_is_none() -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    holder.pass_time(20)
    term = holder.lease.ask()
    assert holder.pass_time(4)
    holder.lease.renew(term)
    assert holder.lease.is_over()


def test_nothing_is_over_while_nothing_is_claimed() -> None:
    holder = LeaseHolder()
    assert not holder.pass_time(1000)
    holder.lease.begin(holder.lease.ask())
    holder.pass_time(5)
    holder.lease.end()
    assert not holder.pass_time(1000)
    assert holder.announced == [28.5 + 1000, None]


def test_jobs_that_come_later_do_not_renew() -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    holder.pass_time(20)
    holder.lease.begin(holder.lease.ask())
    assert holder.pass_time(4)


def test_a_lease_that_was_over_begins_anew() -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    assert holder.pass_time(60)
    holder.lease.end()
    holder.lease.begin(holder.lease.ask())
    assert not holder.pass_time(23)


def test_the_wall_clock_does_not_count() -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    holder.clock.jump(timedelta(hours=1))
    assert not holder.pass_time(23)
    holder.clock.jump(timedelta(hours=-2))
    assert holder.pass_time(1)


@pytest.mark.parametrize("outage", [3, 12, 18])
def test_an_outage_shorter_than_the_lease_is_survived(outage: float) -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    # The worst case: the database goes away just before a renewal.
    assert not holder.pass_time(holder.lease.renewal.total_seconds() + outage)
    holder.lease.renew(holder.lease.ask())
    assert not holder.pass_time(23)


def test_long_leases_are_renewed_often_all_the_same() -> None:
    clock = VirtualClock(at(0))
    assert Lease(clock, timedelta(seconds=3)).renewal == timedelta(seconds=0.5)
    assert Lease(clock, LENGTH).renewal == timedelta(seconds=5)
    assert Lease(clock, timedelta(minutes=10)).renewal == timedelta(seconds=10)


def test_where_nobody_else_takes_jobs_they_are_kept() -> None:
    holder = LeaseHolder(is_watched=False)
    holder.lease.begin(holder.lease.ask())
    assert not holder.pass_time(1000)
    assert holder.announced == []


def test_what_ended_before_it_was_over_ended_by_itself() -> None:
    holder = LeaseHolder()
    holder.lease.begin(holder.lease.ask())
    assert holder.lease.covers(at(23))
    assert not holder.lease.covers(at(24))


class LetGo:
    """Counts how often it was asked to let go."""

    def __init__(self, lease: Lease) -> None:
        self.lease = lease
        self.calls = 0

    def let_go(self) -> bool:
        self.calls += 1
        return True


async def test_the_watch_looks_when_the_lease_is_over_and_then_now_and_again() -> None:
    holder = LeaseHolder()
    worker = LetGo(holder.lease)
    watch = LeaseWatch(worker)
    await watch.tick(at(0))
    assert watch.next_due() is None
    holder.lease.begin(holder.lease.ask())
    await watch.tick(at(0))
    assert watch.next_due() == at(24)
    holder.pass_time(24)
    await watch.tick(at(24))
    assert (watch.next_due(), worker.calls) == (None, 3)
