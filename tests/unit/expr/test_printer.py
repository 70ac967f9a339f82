"""Trees as source text: read again, they are the same trees."""

from __future__ import annotations

import pytest

from tiercel.expr.syntax.parser import parse
from tiercel.expr.syntax.printer import print_template

SOURCES = [
    "plain",
    "a { b",
    "{{ 1 + 2 * 3 }}",
    "{{ 'a' ~ \"b#{1 + x}c\" }}",
    "{{ 'a' \"b#{x}\" 'c' | upper }}",
    "{{ [1, 'a', null] }}",
    "{{ {'a': 1, (b): c} }}",
    "{{ f(1, x=2).a['b'].c(3)[0] }}",
    "{{ a | upper | default('x') }}",
    "{{ a is defined }}{{ a is not empty }}",
    "{{ not a }}{{ -a }}",
    "{{ a ? b : c }}",
    "{{ a ?? b }}",
    "{{ a and b or c }}",
    "{% if a %}x{% elseif b %}y{% else %}z{% endif %}",
    "{% if a %}x{% endif %}",
    "{% for x in y %}{{ x }}{% else %}none{% endfor %}",
    "{% for x in y %}{{ x }}{% endfor %}",
    "{% set x = 5 %}",
    "{% macro f(a, b='c') %}{{ a }}{% endmacro %}",
    "{% block 'it\\'s' %}x{% endblock %}",
    "{% filter upper | replace({'a': 'b'}) %}x{% endfilter %}",
]


@pytest.mark.parametrize("source", SOURCES)
def test_a_printed_template_is_read_as_the_same_tree(source: str) -> None:
    tree = parse(source)
    again = parse(print_template(tree))
    assert print_template(again) == print_template(tree)
