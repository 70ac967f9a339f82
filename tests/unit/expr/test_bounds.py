"""Programs, patterns and results that are too large, too deep or unclosed are refused."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.expr.rendering import RENDERER, VARIABLES, rendered, typed
from tiercel import expr
from tiercel.expr import ExpressionError, NoLookups
from tiercel.expr.numbers import as_long
from tiercel.model.json_types import Json

DEEP = 2_000


@pytest.mark.parametrize(
    "template",
    [
        "{{ " + "(" * DEEP + "1" + ")" * DEEP + " }}",
        "{{ " + "not " * DEEP + "true }}",
        "{{ a" + ".b" * DEEP + " }}",
        "{{ " + "1 ?? " * DEEP + "1 }}",
        "{% if true %}" * DEEP + "{% endif %}" * DEEP,
        "{{ 1 | jq('" + "(" * DEEP + "1" + ")" * DEEP + "') }}",
        "{{ 1 | jq('" + "-" * DEEP + "1') }}",
        "{{ 1 | jq('" + "." + "[0]" * DEEP + "') }}",
        "{{ 99999999999999999999999 }}",
        '{{ "#{1 }}',
        "{{ 1 ) }}",
        "{% verbatim %}x",
        "{% macro f() %}{% endmacro %}{% macro f() %}{% endmacro %}",
        "{{ l | date }}",
        "{{ '2026-03-01' | date('" + "y" * 2_000 + "') }}",
        "{{ '2026-03-01' | date(existingFormat='full') }}",
        "{{ 5 | numberFormat('" + "#" * 5_000 + "') }}",
        "{{ '" + "%s" * 5_000 + "' | format(1) }}",
        "{{ 99999999999999999 | date }}",
        "{{ '2026-03-01T00:00' | date(timeZone='+1') | date(timeZone='1') }}",
        "{{ '2026-03-01' | date(timeZone='+19:00') }}",
        "{{ read('http://h/a') }}",
        "{{ read('kestra:///a/../b') }}",
        "{{ secret('K') }}",
        "{{ nanoId(5, alphabet='') }}",
        "{{ randomInt(lower='a', upper=5) }}",
        "{{ randomInt(lower=1, upper=null) }}",
        "{{ tasksWithState() }}",
        "{{ loopOutputs(5) }}",
        "{{ parentOutput(0) }}",
        "{{ render() }}",
        "{{ 'a' and null }}",
        "{{ dayOfWeek(5) }}",
        "{{ hourOfDay('2026-03-01') }}",
        "{{ isPublicHoliday('2026-03-01', 'XX') }}",
        "{{ [1, 2] | jq('.[0] = 1 | .a') }}",
        "{{ 1 | jq('break') }}",
        "{{ {'a': [1]} | jq('.a.b = 1') }}",
        "{{ {'a': 1} | jq('(.a | error) = 1') }}",
        "{{ [1] | jq('setpath([0, \"a\"]; 1)') }}",
        "{{ {'a': 5} | jq('.a[0] = 1') }}",
        "{{ {'a': 5} | jq('.a[1:] = [1]') }}",
        "{{ {'a': 5} | jq('del(.a.b)') }}",
    ],
)
def test_it_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ('."a"', "1"),
        ("[[1], [2]] | add", "[1,2]"),
        ("[1, 2] | .[nan] // 5", "5"),
        ("[.a, .a] | .[1.5] // 7", "7"),
        ("try error catch .a", "1"),
        ("[(.a, null) // 9]", "[1]"),
        ("[limit(1; empty)]", "[]"),
        ("(.b // .a) |= 5 | .a", "5"),
        ("(null // .a) |= 6 | .a", "6"),
    ],
)
def test_a_jq_program_gives(program: str, expected: str) -> None:
    assert rendered("{{ v | jq(p) | first }}", v={"a": 1}, p=program) == expected


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (5, 5),
        (2**63, -(2**63)),
        (1.9, 1),
        (1e300, 2**63 - 1),
        (-1e300, -(2**63)),
        (float("nan"), 0),
    ],
)
def test_a_number_is_cut_to_64_bits(value: float, number: int) -> None:
    assert as_long(value) == number


@pytest.mark.parametrize("name", ["NamesUsed", "Template"])
def test_what_only_annotations_need_is_loaded_when_asked_for(name: str) -> None:
    assert isinstance(getattr(expr, name), type)


def test_other_names_do_not_exist() -> None:
    with pytest.raises(AttributeError):
        getattr(expr, "Nonsense")  # noqa: B009  Asked as annotations are.


def test_nothing_from_outside_is_there_without_lookups() -> None:
    with pytest.raises(ExpressionError, match="not available here"):
        NoLookups().lookup("secret", ("K", None))


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ s }}", "text"),
        ("{{ l }}", [1, 2]),
        ("{{ l | first }}", 1),
        ("plain", "plain"),
        ("{% if true %}{{ l }}{% endif %}", [1, 2]),
        ("{% for x in l %}{{ x }}{% endfor %}", "12"),
        ("{{ '' }}", ""),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{{ nothing_ }}", None),
    ],
)
def test_a_lone_expression_keeps_its_type(template: str, expected: Json) -> None:
    assert typed(template, **VARIABLES) == expected


def test_structures_are_rendered_with_their_keys() -> None:
    scope: dict[str, Any] = {"k": "key", "n": None, "d": datetime(2026, 3, 1, tzinfo=UTC)}
    source = {"{{ k }}": ["{{ n }}", 5, {"a": "{{ k }}"}], "key": "later", "plain": "x"}
    assert RENDERER.render_deep(source, scope, NoLookups()) == {
        "key": [None, 5, {"a": "key"}],
        "plain": "x",
    }
