"""Names of zones, months and days, by zone and locale."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import rendered

MOMENT = "2026-07-01T12:00:00Z"
DAY = "2026-03-03T14:00:00Z"


@pytest.mark.parametrize(
    ("zone", "pattern", "expected"),
    [
        ("Europe/Paris", "z", "CEST"),
        ("Europe/Paris", "zzzz", "Central European Summer Time"),
        ("Europe/Paris", "VV", "Europe/Paris"),
        ("Europe/Paris", "O", "GMT+2"),
        ("America/New_York", "z", "EDT"),
        ("America/New_York", "zzzz", "Eastern Daylight Time"),
        ("America/New_York", "VV", "America/New_York"),
        ("America/New_York", "O", "GMT-4"),
        ("Asia/Kolkata", "z", "IST"),
        ("Asia/Kolkata", "VV", "Asia/Kolkata"),
        ("Asia/Kolkata", "O", "GMT+5:30"),
        ("UTC", "z", "UTC"),
        ("UTC", "zzzz", "Coordinated Universal Time"),
        ("UTC", "v", "UTC"),
        ("UTC", "vvvv", "Coordinated Universal Time"),
        ("UTC", "VV", "UTC"),
        ("UTC", "O", "GMT"),
        ("GMT", "z", "GMT"),
        ("GMT", "zzzz", "Greenwich Mean Time"),
        ("GMT", "v", "GMT"),
        ("GMT", "vvvv", "Greenwich Mean Time"),
        ("GMT", "VV", "GMT"),
        ("GMT", "O", "GMT"),
        ("+02:00", "z", "+02:00"),
        ("+02:00", "zzzz", "+02:00"),
        ("+02:00", "v", "+02:00"),
        ("+02:00", "vvvv", "+02:00"),
        ("+02:00", "VV", "+02:00"),
        ("+02:00", "O", "GMT+2"),
    ],
)
def test_a_zone_has_its_names(zone: str, pattern: str, expected: str) -> None:
    shown = rendered("{{ v | date(format=f, timeZone=z) }}", v=MOMENT, f=pattern, z=zone)
    assert shown == expected


@pytest.mark.parametrize(
    ("locale", "pattern", "expected"),
    [
        ("fr", "MMMM", "mars"),
        ("fr", "LLLL", "mars"),
        ("fr", "EEEE", "mardi"),
        ("fr", "EEE", "mar."),
        ("fr", "QQQQ", "1er trimestre"),
        ("fr", "G", "ap. J.-C."),
        ("fr", "e", "2"),
        ("fr", "w", "10"),
        ("de_DE", "MMMM", "März"),
        ("de_DE", "LLLL", "März"),
        ("de_DE", "EEEE", "Dienstag"),
        ("de_DE", "EEE", "Di."),
        ("de_DE", "QQQQ", "1. Quartal"),
        ("de_DE", "G", "n. Chr."),
        ("de_DE", "e", "2"),
        ("de_DE", "w", "10"),
        ("xx", "MMMM", "March"),
        ("xx", "LLLL", "March"),
        ("xx", "EEEE", "Tuesday"),
        ("xx", "EEE", "Tue"),
        ("xx", "QQQQ", "1st quarter"),
        ("xx", "G", "AD"),
        ("xx", "e", "3"),
        ("xx", "w", "10"),
    ],
)
def test_a_locale_has_its_words(locale: str, pattern: str, expected: str) -> None:
    shown = rendered("{{ v | date(format=f, locale=l) }}", v=DAY, f=pattern, l=locale)
    assert shown == expected
