"""Texts in the notation of Java's `String.format`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.expr.rendering import rendered
from tiercel.expr import ExpressionError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("%5d", 42, "   42"),
        ("%-5d|", 42, "42   |"),
        ("%05d", -42, "-0042"),
        ("%+d", 42, "+42"),
        ("% d", 42, " 42"),
        ("%(d", -42, "(42)"),
        ("%,d", 1234567, "1,234,567"),
        ("%x", 255, "ff"),
        ("%#x", 255, "0xff"),
        ("%X", 255, "FF"),
        ("%08x", 255, "000000ff"),
        ("%o", 8, "10"),
        ("%#o", 8, "010"),
        ("%x", -1, "ffffffffffffffff"),
        ("%d", None, "null"),
        ("%x", None, "null"),
        ("%.2f", 1.005, "1.01"),
        ("%.2f", 2.675, "2.68"),
        ("%f", 1.5, "1.500000"),
        ("%,.1f", 1234567.89, "1,234,567.9"),
        ("%8.2f", 3.14159, "    3.14"),
        ("%-8.2f|", 3.14159, "3.14    |"),
        ("%+.1f", 1.0, "+1.0"),
        ("%(.1f", -1.0, "(1.0)"),
        ("%.0f", 0.5, "1"),
        ("%.0f", 1.5, "2"),
        ("%.3f", Decimal("2.0005"), "2.001"),
        ("%f", None, "null"),
        ("%f", float("nan"), "NaN"),
        ("%f", float("inf"), "Infinity"),
        ("%+f", float("inf"), "+Infinity"),
        ("%(f", float("-inf"), "(Infinity)"),
        ("%e", 12345.678, "1.234568e+04"),
        ("%.2e", 0.00012345, "1.23e-04"),
        ("%E", 10000000000.0, "1.000000E+10"),
        ("%e", 0.0, "0.000000e+00"),
        ("%.0e", 9.99, "1e+01"),
        ("%.3e", 9.9999, "1.000e+01"),
        ("%g", 12345.678, "12345.7"),
        ("%g", 1.234e-05, "1.23400e-05"),
        ("%.3g", 1234567.0, "1.23e+06"),
        ("%g", 0.0, "0.00000"),
        ("%.0g", 5.0, "5"),
        ("%s", "a", "a"),
        ("%S", "abc", "ABC"),
        ("%5s|", "a", "    a|"),
        ("%-5s|", "a", "a    |"),
        ("%.2s", "abc", "ab"),
        ("%s", [1, 2], "[1, 2]"),
        ("%b", True, "true"),
        ("%b", "x", "true"),
        ("%b", None, "false"),
        ("%B", False, "FALSE"),
        ("%.1b", True, "t"),
        ("%c", 65, "A"),
        ("%c", None, "null"),
        ("%C", 97, "A"),
        ("%h", "hello", "5e918d2"),
        ("%h", None, "null"),
        ("%H", "hello", "5E918D2"),
        ("%%", 1, "%"),
        ("%n", 1, "\n"),
        ("%5%|", 1, "    %|"),
        ("100%% %s", "sure", "100% sure"),
        ("%1$s %1$s", "a", "a a"),
        ("%s %<s", "a", "a a"),
    ],
)
def test_a_value_is_formatted(pattern: str, value: Json, expected: str) -> None:
    assert rendered("{{ f | format(v) }}", f=pattern, v=value) == expected


@pytest.mark.parametrize(
    ("pattern", "value"),
    [
        ("%d", "a"),
        ("%d", 1.5),
        ("%d", True),
        ("%f", 1),
        ("%x", "a"),
        ("%c", "ab"),
        ("%c", 1.5),
        ("%q", 1),
        ("%", 1),
        ("%s %s", 1),
        ("%2$s", 1),
        ("%-d", 1),
        ("%0d", 1),
        ("%.2d", 1),
        ("%99999d", 1),
        ("%", None),
        ("%f", "a"),
        ("%e", 1),
        ("%<s", 1),
    ],
)
def test_a_value_of_another_kind_is_refused(pattern: str, value: Json) -> None:
    with pytest.raises(ExpressionError):
        rendered("{{ f | format(v) }}", f=pattern, v=value)
