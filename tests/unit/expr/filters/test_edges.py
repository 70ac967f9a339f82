"""Filters at the edges of their arguments."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ day | dateAdd(1, 'DAYS') }}", "2026-03-02T12:00:00.000000Z"),
        ("{{ day | dateAdd('1', 'DAYS') }}", "2026-03-02T12:00:00.000000Z"),
        ("{{ day | dateAdd(1.9, 'DAYS') }}", "2026-03-02T12:00:00.000000Z"),
        ("{{ instant | timestamp }}", "1772359200"),
        ("{{ instant | timestampMilli }}", "1772359200000"),
        ("{{ instant | timestampNano }}", "1772359200000000000"),
        ("{{ 5 | base64encode }}", "NQ=="),
        ("{{ {'a':1} | merge([1]) }}", '{"a":1,"1":1}'),
        ("{{ [1] | merge({'a':1}) }}", '[1,{"a":1}]'),
        ("{{ [1] | merge(null) }}", "[1]"),
        ("{{ '' | split('-') }}", '[""]'),
        ("{{ ',,' | split(',') }}", "[]"),
        ("{{ 'abc' | regexMatch('b') }}", "true"),
        ("{{ 'abc' | regexExtract('(b)', 1) }}", "b"),
        ("{{ 'abc' | regexExtract('z') }}", None),
        ("{{ l | jq('.[0]') }}", "[1]"),
        ("{{ 'abc' | substringAfter('') }}", "abc"),
        ("{{ 'abc' | substringBefore('') }}", ""),
        ("{{ 'abc' | substringAfter(null) }}", ""),
        ("{{ 'abc' | substringBefore(null) }}", "abc"),
        ("{{ 'abcdef' | abbreviate(2) }}", "ab"),
        ("{{ 'a\nb' | nl2br }}", "a<br />b"),
        ("{{ 'a\nb' | indent(2) }}", "a\n  b"),
        ("{{ 'a\nb' | nindent(2) }}", "\n  a\n  b"),
        ("{{ 'a\nb' | indent(2, '-') }}", "a\n--b"),
        ("{{ 'a' | indent(99999999) }}", "a"),
        ("{{ {'a': [1, {'b': 'c'}]} | yaml | indent(2) }}", "a:\n   - 1\n   -\n    b: c\n  "),
        ('{{ "\'" | yaml }}', "''''\n"),
        ("{{ 'multi\n line\n' | yaml }}", "|\n  multi\n   line\n"),
        ("{{ {'multi': 'a\n  b\n'} | yaml }}", "multi: |\n  a\n    b\n"),
        ("{{ {'': 1, 'a: b': 2, 5: 3} | yaml }}", '? ""\n: 1\n\'a: b\': 2\n"5": 3\n'),
        ("{{ instant | yaml }}", "2026-03-01T10:00:00Z\n"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ instant | date(null) }}",
        "{{ day | dateAdd('x', 'DAYS') }}",
        "{{ day | dateAdd(null, 'DAYS') }}",
        "{{ day | dateAdd(99999999999999999, 'YEARS') }}",
        "{{ day | dateAdd(1, 'NOPE') }}",
        "{{ '!!' | base64decode }}",
        "{{ '%zz' | urldecode }}",
        "{{ nothing_ | merge(nothing_) }}",
        "{{ [1] | merge(5) }}",
        "{{ {'a':1} | merge(5) }}",
        "{{ 5 | merge([1]) }}",
        "{{ 'a' | replace(null) }}",
        "{{ 'a' | replace('x') }}",
        "{{ 'a' | split('-', 'x') }}",
        "{{ 'abc' | regexExtract('(b)', 'x') }}",
        "{{ 'abc' | regexExtract('(b)', -1) }}",
        "{{ 'abc' | regexExtract('(b)', 5) }}",
        "{{ l | jq }}",
        "{{ l | jq('[') }}",
        "{{ 'abc' | startsWith(null) }}",
        "{{ 'abc' | startsWith }}",
        "{{ 'abc' | abbreviate('x') }}",
        "{{ 5 | nl2br }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
