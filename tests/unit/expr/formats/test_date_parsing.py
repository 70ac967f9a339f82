"""Texts to dates: in a given pattern, and in ISO form."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import rendered
from tiercel.expr import ExpressionError

SHOWN = "yyyy-MM-dd'T'HH:mm:ss.SSSXXX"
PARSE = "{{ v | date(existingFormat=f, format=shown) }}"


@pytest.mark.parametrize(
    ("text", "pattern", "expected"),
    [
        ("2026-03-01", "yyyy-MM-dd", "2026-03-01T00:00:00.000Z"),
        ("01/03/2026 14:05", "dd/MM/yyyy HH:mm", "2026-03-01T14:05:00.000Z"),
        ("3 Mar 2026", "d MMM yyyy", "2026-03-03T00:00:00.000Z"),
        ("3 March 2026", "d MMMM yyyy", "2026-03-03T00:00:00.000Z"),
        ("Mar 3, 26", "MMM d, yy", "2026-03-03T00:00:00.000Z"),
        ("2026-060", "yyyy-DDD", "2026-03-01T00:00:00.000Z"),
        ("2026-W10-2", "YYYY-'W'ww-e", "2026-03-02T00:00:00.000Z"),
        ("2026 10 Tue", "YYYY ww EEE", "2026-03-03T00:00:00.000Z"),
        ("2026-03-01 02:30 PM", "yyyy-MM-dd hh:mm a", "2026-03-01T14:30:00.000Z"),
        ("2026-03-01 12:30 AM", "yyyy-MM-dd hh:mm a", "2026-03-01T00:30:00.000Z"),
        ("2026-03-01 0:30 AM", "yyyy-MM-dd K:mm a", "2026-03-01T00:30:00.000Z"),
        ("2026-03-01 24", "yyyy-MM-dd kk", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01 24:00", "yyyy-MM-dd HH:mm", "2026-03-02T00:00:00.000Z"),
        ("2026-03-01T12:00+02:00", "yyyy-MM-dd'T'HH:mmXXX", "2026-03-01T10:00:00.000Z"),
        ("2026-03-01T12:00+0200", "yyyy-MM-dd'T'HH:mmZ", "2026-03-01T10:00:00.000Z"),
        ("2026-03-01T12:00Z", "yyyy-MM-dd'T'HH:mmX", "2026-03-01T12:00:00.000Z"),
        ("2026-03-01 12:00 Europe/Paris", "yyyy-MM-dd HH:mm VV", "2026-03-01T11:00:00.000Z"),
        ("2026-03-01 12:00 EST", "yyyy-MM-dd HH:mm z", "2026-03-01T17:00:00.000Z"),
        ("2026-03-01 12:00 GMT+2", "yyyy-MM-dd HH:mm O", "2026-03-01T10:00:00.000Z"),
        ("2026-03-01 12:00:00.123", "yyyy-MM-dd HH:mm:ss.SSS", "2026-03-01T12:00:00.123Z"),
        ("2026-03-01", "yyyy-MM-dd[ HH:mm]", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01 10:00", "yyyy-MM-dd[ HH:mm]", "2026-03-01T10:00:00.000Z"),
        ("5 BC 03 01", "y G MM dd", "0005-03-01T00:00:00.000Z"),
        ("2026-02-31", "yyyy-MM-dd", "2026-02-28T00:00:00.000Z"),
        ("2026-03-01 43200000", "yyyy-MM-dd A", "2026-03-01T12:00:00.000Z"),
        ("2026-03-01   7", "yyyy-MM-dd pppH", "2026-03-01T07:00:00.000Z"),
        ("2026 2026-03-01", "yyyy uuuu-MM-dd", "2026-03-01T00:00:00.000Z"),
        ("2026-03-01 5", "yyyy-MM-dd n", "2026-03-01T00:00:00.000Z"),
    ],
)
def test_a_text_is_read_in_its_pattern(text: str, pattern: str, expected: str) -> None:
    assert rendered(PARSE, v=text, f=pattern, shown=SHOWN) == expected


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("2026-13-01", "yyyy-MM-dd"),
        ("2026-03-32", "yyyy-MM-dd"),
        ("x", "yyyy"),
        ("2026", "yyyy"),
        ("10:00", "HH:mm"),
        ("2026-03-01 10:00", "yyyy-MM-dd hh:mm"),
        ("2026-03-01 24:01", "yyyy-MM-dd HH:mm"),
        ("2026-03-01 25:00", "yyyy-MM-dd HH:mm"),
        ("2026-03-01 04", "yyyy-MM-dd MM"),
        ("2026-03-01 12:00 Nowhere/Place", "yyyy-MM-dd HH:mm VV"),
    ],
)
def test_a_text_that_is_no_date_is_refused(text: str, pattern: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(PARSE, v=text, f=pattern, shown=SHOWN)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-01", "2026-03-01T00:00:00.000000Z"),
        ("2026-03-01T10:00", "2026-03-01T10:00:00.000000Z"),
        ("2026-03-01T10:00:05", "2026-03-01T10:00:05.000000Z"),
        ("2026-03-01T10:00:05.5Z", "2026-03-01T10:00:05.500000Z"),
        ("2026-03-01T10:00:05.123456789+02:00", "2026-03-01T08:00:05.123456Z"),
        ("2026-03-01T10:00+0530", "2026-03-01T04:30:00.000000Z"),
        ("2026-03-01T10:00:00+02:00[Europe/Paris]", "2026-03-01T08:00:00.000000Z"),
        ("2026-03-01t10:00z", "2026-03-01T10:00:00.000000Z"),
        ("+12026-03-01T00:00Z", "+12026-03-01T00:00:00.000000Z"),
    ],
)
def test_a_date_in_iso_form_is_read(text: str, expected: str) -> None:
    assert rendered("{{ v | date }}", v=text) == expected


@pytest.mark.parametrize(
    "text",
    [
        ("2026-3-1"),
        ("2026-02-30"),
        ("2026-13-01"),
        ("2026-03-01T24:00"),
        ("2026-03-01T10:60"),
        ("x"),
        ("2026-03-01T10:00[Europe/Paris]"),
        ("2026-03-01T10:00+25:00"),
        ("2026-03-01T10:00Z[No/Where]"),
    ],
)
def test_a_text_that_is_not_in_iso_form_is_refused(text: str) -> None:
    with pytest.raises(ExpressionError):
        rendered("{{ v | date }}", v=text)
