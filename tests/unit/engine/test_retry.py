"""When the next attempt begins."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.build import START, at
from tiercel.engine.retry import DELAY_MAX, announcement, delay, next_date
from tiercel.model.task import Retry, RetryType


def seconds(value: float) -> timedelta:
    return timedelta(seconds=value)


def test_a_constant_delay_is_always_the_same() -> None:
    retry = Retry(RetryType.CONSTANT, seconds(3))
    assert [delay(retry, count, "x") for count in (1, 2, 9)] == [seconds(3)] * 3


def test_an_exponential_delay_grows_by_its_factor() -> None:
    retry = Retry(RetryType.EXPONENTIAL, seconds(1))
    assert [delay(retry, count, "x").total_seconds() for count in (1, 2, 3, 4)] == [1, 2, 4, 8]


def test_an_exponential_delay_stops_at_its_maximum() -> None:
    retry = Retry(RetryType.EXPONENTIAL, seconds(1), max_interval=seconds(3), delay_factor=3)
    assert [delay(retry, count, "x").total_seconds() for count in (1, 2, 3)] == [1, 3, 3]


def test_no_factor_makes_a_delay_without_end() -> None:
    retry = Retry(RetryType.EXPONENTIAL, seconds(10), delay_factor=1e9)
    assert delay(retry, 1000, "x") == DELAY_MAX


def test_a_random_delay_lies_between_its_bounds_and_follows_from_the_seed() -> None:
    retry = Retry(RetryType.RANDOM, seconds(2), max_interval=seconds(5))
    delays = [delay(retry, 1, f"seed{number}") for number in range(50)]
    assert all(seconds(2) <= each < seconds(5) for each in delays)
    assert len(set(delays)) > 40
    assert delay(retry, 1, "seed0") == delays[0]


@pytest.mark.parametrize(("count", "is_retried"), [(1, True), (2, True), (3, False)])
def test_three_attempts_in_all(count: int, is_retried: bool) -> None:
    retry = Retry(RetryType.CONSTANT, seconds(1), max_attempts=3)
    date = next_date(retry, count=count, base=at(10), first=START, seed="x")
    assert date == (at(11) if is_retried else None)


def test_no_attempt_begins_after_the_maximum_duration() -> None:
    retry = Retry(RetryType.CONSTANT, seconds(4), max_duration=seconds(10))
    assert next_date(retry, count=1, base=at(6), first=START, seed="x") == at(10)
    assert next_date(retry, count=1, base=at(7), first=START, seed="x") is None


def test_the_log_says_which_attempt_follows_and_when() -> None:
    retry = Retry(RetryType.CONSTANT, seconds(0.5), max_attempts=3)
    assert announcement(retry, 1, "x") == "Attempt 1 of 3 failed: attempt 2 of 3 in 0.5 s."
    endless = Retry(RetryType.EXPONENTIAL, seconds(1))
    assert announcement(endless, 3, "x") == "Attempt 3 failed: attempt 4 in 4 s."
