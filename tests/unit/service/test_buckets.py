"""Buckets of time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tiercel.service.observability.buckets import Buckets, unit_of

NOON = datetime(2026, 5, 1, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "unit"),
    [
        (timedelta(hours=6), "minute"),
        (timedelta(hours=7), "hour"),
        (timedelta(days=1), "hour"),
        (timedelta(days=2), "day"),
        (timedelta(days=180), "day"),
        (timedelta(days=181), "week"),
        (timedelta(days=366), "month"),
    ],
)
def test_units_by_the_length_of_the_window(window: timedelta, unit: str) -> None:
    assert unit_of(window) == unit


def test_buckets_begin_at_local_midnight() -> None:
    zone = ZoneInfo("Europe/Berlin")
    buckets = Buckets(NOON - timedelta(days=3), NOON, zone)
    assert buckets.start_of(NOON) == datetime(2026, 4, 30, 22, tzinfo=UTC)


def test_weeks_begin_on_monday_and_months_on_the_first() -> None:
    weeks = Buckets(NOON - timedelta(days=200), NOON)
    assert weeks.start_of(NOON).date().isoformat() == "2026-04-27"
    months = Buckets(NOON - timedelta(days=400), NOON)
    assert months.start_of(NOON).date().isoformat() == "2026-05-01"
    assert len(months.filled({}, includes_end=True)) == 15


def test_empty_buckets_keep_the_time_of_the_window() -> None:
    buckets = Buckets(NOON - timedelta(days=3), NOON)
    today = buckets.start_of(NOON)
    filled = buckets.filled({today: 1}, includes_end=True)
    assert [(date.hour, found) for date, found in filled] == [
        (12, None),
        (12, None),
        (12, None),
        (0, 1),
    ]
    assert len(buckets.filled({}, includes_end=False)) == 3
