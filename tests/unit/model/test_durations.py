"""Durations as text, in both directions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiercel.model.durations import clock_duration, format_duration, of_seconds, parse_duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("PT1M30S", 90),
        ("P1DT1H", 90_000),
        ("pt0.5s", 0.5),
        ("PT1,5S", 1.5),
        ("P2W", 1_209_600),
        ("-PT5S", -5),
        ("PT-5S", -5),
        ("-PT-5S", 5),
        ("12", 12),
        (" 1.5 ", 1.5),
        ("PT0S", 0),
    ],
)
def test_a_text_is_a_duration(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "text",
    ["", "P", "PT", "-P", "P1DT", "1h", "P1Y", "P1W2D", "inf", "1e99", "P9999999999D"],
)
def test_other_texts_are_no_durations(text: str) -> None:
    with pytest.raises(ValueError, match="Text cannot be parsed to a Duration"):
        parse_duration(text)


def test_a_duration_that_leads_out_of_the_calendar_is_refused() -> None:
    assert parse_duration("P365000D") == timedelta(days=365_000)
    for text in ("P365001D", "-P365001D", "31536000001"):
        with pytest.raises(ValueError, match="365000 days at most"):
            parse_duration(text)
    assert of_seconds(1.5) == timedelta(seconds=1.5)
    for seconds in (1e12, 1e300, float("nan")):
        with pytest.raises(ValueError, match=r"seconds|days"):
            of_seconds(seconds)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "PT0S"),
        (5, "PT5S"),
        (90, "PT1M30S"),
        (3_600, "PT1H"),
        (2_592_000, "PT720H"),
        (1.5, "PT1.5S"),
        (0.000001, "PT0.000001S"),
        (-0.5, "PT-0.5S"),
        (-3_661, "PT-1H-1M-1S"),
    ],
)
def test_a_duration_is_written_in_hours_minutes_and_seconds(seconds: float, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "00:00:00.000"), (3_661.5, "01:01:01.500")],
)
def test_a_duration_is_shown_like_a_clock(seconds: float, text: str) -> None:
    assert clock_duration(timedelta(seconds=seconds)) == text
