"""Values as JSON, YAML and Ion."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.unit.expr.rendering import FIRST, PARIS, VARIABLES, rendered
from tiercel.model.json_types import Json
from tiercel.model.state import StateType


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ {'a':1} | json }}", '{"a":1}'),
        ("{{ [1,'a',null,true,1.5] | toJson }}", '[1,"a",null,true,1.5]'),
        ("{{ {'a':[1,{'b':2}]} | yaml }}", "a:\n - 1\n -\n  b: 2\n"),
        (
            "{{ ['a','b: c','- x','1','','null',' a','a\nb'] | yaml }}",
            ' - a\n - "b: c"\n - \'- x\'\n - 1\n - ""\n - "null"\n - \' a\'\n - |-\n  a\n  b\n',
        ),
        (
            "{{ {'a':{},'b':[],'c':null,'d':1.5,'e':true} | yaml }}",
            "a: {}\nb: []\nc: null\nd: 1.5\ne: true\n",
        ),
        ("{{ [[1,2],[3]] | yaml }}", " -\n   - 1\n   - 2\n -\n   - 3\n"),
        ("{{ {'a':1} | toIon }}", "{a:1}"),
        ("{{ {'a b':1,'true':2,'_x':'q\"\n'} | toIon }}", "{'a b':1,'true':2,_x:\"q\\\"\\n\"}"),
        ("{{ [1,null,true,'a'] | toIon }}", '[1,null,true,"a"]'),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("1.50"), "1.50"),
        (Decimal("15E2"), "15d2"),
        (Decimal("0.0000001"), "1d-7"),
        (Decimal("-0.001"), "-0.001"),
        (Decimal("12E-12"), "1.2d-11"),
        (Decimal(5), "5."),
        (Decimal("NaN"), "null"),
        (float("nan"), "nan"),
        (float("inf"), "+inf"),
        (float("-inf"), "-inf"),
        (1e300, "1.0e300"),
        (1.5, "1.5e0"),
        (b"hi", "{{aGk=}}"),
        (date(2026, 3, 1), "2026-03-01"),
        (FIRST, "2026-03-01T00:00:00.000Z"),
        (FIRST.replace(tzinfo=None), 'LocalDateTime::"2026-03-01T00:00"'),
        (FIRST.replace(tzinfo=PARIS), 'ZonedDateTime::"2026-03-01T00:00+02:00"'),
        (timedelta(1), "86400.000000000"),
        ("\x01\x7f\t", '"\\x01\\x7f\\t"'),
        (StateType.FAILED, '"FAILED"'),
    ],
)
def test_a_value_is_written_as_ion(value: Json, expected: str) -> None:
    assert rendered("{{ v | toIon }}", v=value) == expected
