"""Numbers in decimal patterns."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.expr.rendering import rendered
from tiercel.expr import ExpressionError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0, "#", "0"),
        (0.5, "#.##", "0.5"),
        (0.5, "0.##", "0.5"),
        (5, "000", "005"),
        (-5, "0", "-5"),
        (-5, "0;(0)", "(5)"),
        (-5, "0;0", "-5"),
        (0.256, "0%", "26%"),
        (0.256, "0.0%", "25.6%"),
        (0.256, "0‰", "256‰"),
        (5, "¤0.00", "$5.00"),
        (5, "'#'0", "#5"),
        (5, "0''", "5'"),
        (5, "'it''s' 0", "it's 5"),
        (5, "0 'units'", "5 units"),
        (12345, "0.###E0", "1.234E4"),
        (12345, "##0.#####E0", "12.345E3"),
        (0, "0.0E0", "0.0E0"),
        (0.00012, "0.0E0", "1.2E-4"),
        (0.00012, "0.0E00", "1.2E-04"),
        (1e-07, "00.0E0", "100.0E-9"),
        (12, ".00", "12.00"),
        (0.25, "0.0", "0.2"),
        (0.35, "0.0", "0.3"),
        (2.5, "0", "2"),
        (3.5, "0", "4"),
        (float("nan"), "0", "NaN"),
        (float("inf"), "0", "∞"),
        (float("-inf"), "0", "-∞"),
        (Decimal("1.25"), "0.0", "1.2"),
        (1000000000000000000000000000000, "#,##0", "1,000,000,000,000,000,000,000,000,000,000"),
        (5, "", "5"),
        (1234, "#,####", "1234"),
        (5, "0.", "5."),
        (-0.1, "0", "-0"),
        (-0.0, "0.0", "-0.0"),
        (1.5, "#.#", "1.5"),
        (0, "#.#", "0"),
        (0, ".#", "0"),
        (12, "#.##E0", "1.2E1"),
        (5, "a0b", "a5b"),
        (5, "-0", "-5"),
        (-5, "-0", "--5"),
    ],
)
def test_a_number_is_written_in_its_pattern(value: Json, pattern: str, expected: str) -> None:
    assert rendered("{{ v | numberFormat(f) }}", v=value, f=pattern) == expected


@pytest.mark.parametrize(
    ("value", "pattern"),
    [
        (5, "0#"),
        (5, "'a"),
        (5, "0,"),
        (5, "0.#0"),
        (5, "0.0.0"),
        (5, "0E"),
        (5, "#,##0E0"),
        (5, "abc"),
        (5, "0x0"),
        (Decimal("1E+2000"), "0"),
    ],
)
def test_a_malformed_pattern_is_refused(value: Json, pattern: str) -> None:
    with pytest.raises(ExpressionError):
        rendered("{{ v | numberFormat(f) }}", v=value, f=pattern)
