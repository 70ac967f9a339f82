"""The grammar of templates: texts, tags, blocks, and mistakes in them."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 'a\\'b' }}", "a'b"),
        ('{{ "a\\"b\\n\\t\\\\" }}', 'a"b\\n\\t\\\\'),
        ('{{ "#{1+1}" }}', "2"),
        ("{{ 'a' 'b' }}", "ab"),
        ("{{ 'a\"' \"#{1+1}#\" 'b' | upper }}", 'A"2#B'),
        ("{{ 'a' ~ 'b' 'c' == 'abc' }}", "true"),
        ("{{ ('a' 'bc').length() }}", "3"),
        ("{% raw %}\n{{ a }}\n{% endraw %}", "\n{{ a }}\n"),
        ("{{ 5L }}", "5"),
        ("{{ 1 is not odd }}", "false"),
        ("{{ not not true }}", "true"),
        ("{{ 1 == 1 == 1 }}", "false"),
        ("{{ a ?? b ?? 'c' }}", "c"),
        ("{{ {} }}", "{}"),
        ("{{ [] }}", "[]"),
        ("{{ 'é' }}", "é"),
        ("{{ 1 > 2 ? 'a' : 3 > 2 ? 'b' : 'c' }}", "b"),
        ("{%- if true -%} a {%- endif -%} b", "ab"),
        ("{{- 1 -}} x", "1x"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a",
        "{{ }}",
        "{{ 1 +",
        "{{ (1 }}",
        "{% if %}x{% endif %}",
        "{% if true %}x",
        "{% for x %}a{% endfor %}",
        "{% for 1 in l %}a{% endfor %}",
        "{% set = 5 %}",
        "{% nosuch %}",
        "{% endif %}",
        "{% macro f(a %}x{% endmacro %}",
        "{% macro f(a) %}{{ f(1) }}{% endmacro %}{{ f(1) }}",
        "{# open",
        "{{ 1e5 }}",
        "{{ 1.5e3 }}",
        "{{ 1_000 }}",
        "{{ .5 }}",
        "{{ 'a' | }}",
        "{{ a. }}",
        "{{ {'a' 1} }}",
        "{{ [1, }}",
        "{{ f(a=1, 2) }}",
        "{{ true ? 1 }}",
        "{{ 1 is }}",
        "{{ @ }}",
        "{% block %}x{% endblock %}",
        "{% filter nosuch %}x{% endfilter %}",
        "{% verbatim %}{{ open",
        "{% set x %}a{% endset %}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
