"""Cron arithmetic: the grammar, and dates over changes of the clock in five zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter

from tiercel.engine.triggers.schedule import next_date, previous_date
from tiercel.model.errors import Invalid
from tiercel.plugin.cron import parse_cron

# A zone, and a day on which its clock changes.
CHANGES = [
    ("Europe/Paris", datetime(2025, 3, 30, tzinfo=UTC)),
    ("Europe/Paris", datetime(2025, 10, 26, tzinfo=UTC)),
    ("America/New_York", datetime(2025, 3, 9, tzinfo=UTC)),
    ("America/New_York", datetime(2025, 11, 2, tzinfo=UTC)),
    ("Australia/Sydney", datetime(2025, 10, 5, tzinfo=UTC)),
    ("Australia/Sydney", datetime(2025, 4, 6, tzinfo=UTC)),
    ("America/Santiago", datetime(2025, 9, 7, tzinfo=UTC)),
    ("America/Santiago", datetime(2025, 4, 6, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2025, 3, 30, tzinfo=UTC)),
    ("Asia/Beirut", datetime(2025, 10, 26, tzinfo=UTC)),
]
CRONS = [
    "*/5 * * * *",
    "0 * * * *",
    "30 2 * * *",
    "0 3 * * *",
    "15 0,12 * * *",
    "0 9 * * MON-FRI",
    "0 0 1 * *",
    "45 23 * * 0",
    "0 0 13 * 5",
    "20-40/10 1-4 * * *",
    "0 6 29 2 *",
]
OFFSETS = [timedelta(hours=-30), timedelta(hours=40)]
TABLE = [
    (cron, zone, day + offset) for (zone, day), cron, offset in product(CHANGES, CRONS, OFFSETS)
]


def dates(cron: str, zone: str, start: datetime, count: int) -> Iterator[datetime]:
    date: datetime | None = start
    for _ in range(count):
        assert date is not None
        date = next_date(parse_cron(cron), date, ZoneInfo(zone))
        assert date is not None
        yield date


def is_near_change(date: datetime, zone: ZoneInfo) -> bool:
    around = {(date + timedelta(hours=by)).astimezone(zone).utcoffset() for by in (-27, 0, 27)}
    return len(around) > 1


def test_the_table_is_as_large_as_promised() -> None:
    assert len(TABLE) >= 200


@pytest.mark.parametrize(("cron", "zone", "start"), TABLE)
def test_next_dates_agree_with_a_second_library(cron: str, zone: str, start: datetime) -> None:
    """Away from a change both must agree; near one, dates are a rule of the flow language."""
    place = ZoneInfo(zone)
    other = croniter(cron, start.astimezone(place))
    ours = list(dates(cron, zone, start, 8))
    theirs = [other.get_next(datetime).astimezone(place) for _ in ours]
    for mine, its in zip(ours, theirs, strict=True):
        if is_near_change(mine, place) or is_near_change(its, place):
            break
        assert mine == its
    assert all(before < after for before, after in pairwise(ours))


@pytest.mark.parametrize(("cron", "zone", "start"), TABLE[::3])
def test_going_back_finds_the_same_dates(cron: str, zone: str, start: datetime) -> None:
    forward = list(dates(cron, zone, start, 6))
    backward = [forward[-1]]
    for _ in forward[1:]:
        date = previous_date(parse_cron(cron), backward[-1], ZoneInfo(zone))
        assert date is not None
        backward.append(date)
    assert backward[::-1] == forward


def texts(cron: str, zone: str, start: str, count: int) -> list[str]:
    found = dates(cron, zone, datetime.fromisoformat(start), count)
    return [date.isoformat() for date in found]


def test_a_skipped_local_time_fires_once_at_the_shifted_instant() -> None:
    assert texts("30 2 * * *", "Europe/Paris", "2025-03-29T12:00:00+00:00", 2) == [
        "2025-03-30T03:30:00+02:00",
        "2025-03-31T02:30:00+02:00",
    ]


def test_a_repeated_local_time_fires_once() -> None:
    assert texts("30 2 * * *", "Europe/Paris", "2025-10-25T12:00:00+00:00", 2) == [
        "2025-10-26T02:30:00+02:00",
        "2025-10-27T02:30:00+01:00",
    ]


def test_dates_in_and_after_a_gap_stay_in_order() -> None:
    assert texts("*/30 * * * *", "America/New_York", "2025-03-09T06:20:00+00:00", 4) == [
        "2025-03-09T01:30:00-05:00",
        "2025-03-09T03:00:00-04:00",
        "2025-03-09T03:30:00-04:00",
        "2025-03-09T04:00:00-04:00",
    ]


def test_a_change_of_half_an_hour_is_one_too() -> None:
    assert texts("15 2 * * *", "Australia/Lord_Howe", "2025-10-04T00:00:00+00:00", 2) == [
        "2025-10-05T02:45:00+11:00",
        "2025-10-06T02:15:00+11:00",
    ]


def test_seconds_come_first_when_asked_for() -> None:
    cron = parse_cron("*/20 * * * * *", True)
    date = next_date(cron, datetime(2025, 1, 1, 0, 0, 1, 500, tzinfo=UTC), ZoneInfo("UTC"))
    assert date == datetime(2025, 1, 1, 0, 0, 20, tzinfo=UTC)


def test_both_days_set_means_either() -> None:
    assert texts("0 0 13 * 5", "UTC", "2025-06-01T00:00:00+00:00", 3) == [
        "2025-06-06T00:00:00+00:00",
        "2025-06-13T00:00:00+00:00",
        "2025-06-20T00:00:00+00:00",
    ]


@pytest.mark.parametrize(
    ("nickname", "first"),
    [
        ("@yearly", "2026-01-01T00:00:00+00:00"),
        ("@annually", "2026-01-01T00:00:00+00:00"),
        ("@monthly", "2025-07-01T00:00:00+00:00"),
        ("@weekly", "2025-06-08T00:00:00+00:00"),
        ("@daily", "2025-06-05T00:00:00+00:00"),
        ("@midnight", "2025-06-05T00:00:00+00:00"),
        ("@hourly", "2025-06-04T14:00:00+00:00"),
    ],
)
def test_nicknames(nickname: str, first: str) -> None:
    assert texts(nickname, "UTC", "2025-06-04T13:05:00+00:00", 1) == [first]


@pytest.mark.parametrize("sunday", ["0", "7", "SUN", "sun"])
def test_sunday_has_many_names(sunday: str) -> None:
    found = texts(f"0 0 * * {sunday}", "UTC", "2025-06-04T00:00:00+00:00", 1)
    assert found == ["2025-06-08T00:00:00+00:00"]


@pytest.mark.parametrize(
    "text",
    [
        "99 * * * *",
        "* * * *",
        "* * * * * *",
        "0 0 31 2 *",
        "0 0 L * *",
        "0 0 * * 5#2",
        "0 0 * * 5L",
        "0 0 15W * *",
        "0 0 ? * *",
        "@reboot",
        "",
        "*/0 * * * *",
        "5-1 * * * *",
        "1,,2 * * * *",
        "* * * FOO *",
        "* " * 400,
    ],
)
def test_what_the_language_does_not_have_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse_cron(text)
    assert refused.value.message.startswith(f"invalid cron expression '{text}': ")


def test_five_fields_are_not_enough_with_seconds() -> None:
    with pytest.raises(Invalid):
        parse_cron("* * * * *", True)
