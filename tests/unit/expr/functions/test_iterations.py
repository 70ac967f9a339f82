"""Loops, macros, blocks and ranges."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        (
            "{% for x in l %}{{ loop.index }}{{ loop.first }}{{ loop.revindex }} {% endfor %}",
            "0true1 1false0 ",
        ),
        ("{% for e in {'a':1} %}{{ e.key }}={{ e.value }}{% endfor %}", "a=1"),
        ("{% for x in [] %}a{% else %}none{% endfor %}", "none"),
        ("{{ range(1,3) }}", "[1,2,3]"),
        ("{{ range(0,10,5) }}", "[0,5,10]"),
        ("{{ range('a','c') }}", '["a","b","c"]'),
        ("{{ max(1,5,3) }}", "5"),
        ("{{ min(1,5,3) }}", "1"),
        (
            "{% macro f(a, b='x') %}{{ a }}{{ b }}{% endmacro %}{{ f(1) }}{{ f(1,b=3) }}",
            "1x13",
        ),
        ("{% set x = 5 %}{{ x }}", "5"),
        ("{% if 1 == 2 %}a{% elseif 2 == 2 %}b{% else %}c{% endif %}", "b"),
        ("{% filter upper %}abc{% endfilter %}", "ABC"),
        ("{% block 'b' %}x{% endblock %}", "x"),
        ("{% raw %}{{ x }}{% endraw %}", "{{ x }}"),
        ("{% verbatim %}{{ x }}{% endverbatim %}", "{{ x }}"),
        ("{# c #}x", "x"),
        ("a{{- ' b ' -}}c", "a b c"),
        ("{{ 'a' }}\n{{ 'b' }}", "a\nb"),
        ("{{ render('{{ m.a }}') }}", "1"),
        ("{{ renderOnce('{{ m.a }}') }}", "1"),
        ("{{ tuples }}", "[1,2]"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected
