"""Whatever the template: it parses or is refused, it renders or fails as the language says.

`TIERCEL_EXAMPLES` sets the number of examples of each test (200 by default).
"""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tiercel.expr import ExpressionError, Renderer, StaticLookups, catalog, lookups
from tiercel.expr.syntax.parser import parse
from tiercel.expr.syntax.printer import print_template

EXAMPLES = int(os.environ.get("TIERCEL_EXAMPLES", "200"))
CHARS_MAX = 100_000
SCOPE: dict[str, Any] = {
    "s": "hello world",
    "n": 5,
    "f": 2.5,
    "t": True,
    "nu": None,
    "l": [3, 1, 2],
    "m": {"a": 1, "b": {"c": [1, 2]}},
    "d": datetime(2024, 3, 5, 13, 7, 9, tzinfo=UTC),
    "x": "{{ s }}",
}
OUTSIDE = StaticLookups(
    {
        lookups.NOW: lambda: datetime(2024, 3, 5, tzinfo=UTC),
        lookups.UUID: lambda: "0" * 36,
        lookups.RANDOM_BYTES: lambda count: bytes(count),
        lookups.RANDOM_INT: lambda lower, upper: lower,
    }
)
quick = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)


def words(text: str) -> list[str]:
    return text.split()


atoms = st.sampled_from(
    [
        *SCOPE,
        *words("missing m.a m.b.c l[0] l[9] m['a'] 1 0 2.5 'a' true null [] {} ''"),
        *words("'[0-9]+' 'yyyy-MM-dd' '.a' 9223372036854775807"),
    ]
)
operators = st.sampled_from(words("+ - * / % ~ == != < >= and or ?? ??? contains isIn .."))
filter_names = st.sampled_from(sorted(catalog.filters()))
function_names = st.sampled_from(sorted(catalog.functions()))
test_names = st.sampled_from(sorted(catalog.tests()))


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    arguments = st.lists(inner, max_size=3).map(", ".join)
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, filter_names, arguments).map(lambda t: f"({t[0]} | {t[1]}({t[2]}))"),
        st.tuples(inner, filter_names).map(lambda t: f"({t[0]} | {t[1]})"),
        st.tuples(function_names, arguments).map(lambda t: f"{t[0]}({t[1]})"),
        st.tuples(inner, test_names).map(lambda t: f"({t[0]} is {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} ? {t[1]} : {t[2]})"),
        st.tuples(st.sampled_from(["-", "not "]), inner).map("".join),
        arguments.map(lambda items: f"[{items}]"),
        st.tuples(inner, inner).map(lambda t: f"{{{t[0]}: {t[1]}}}"),
        inner.map(lambda text: f'"a#{{{text}}}b"' if '"' not in text else text),
    )


expressions = st.recursive(atoms, compound, max_leaves=8)
prints = expressions.map(lambda text: f"{{{{ {text} }}}}")
texts = st.sampled_from(["", "a", " b\n", "{", "}", "{% raw %}{{ s }}{% endraw %}", "{# c #}"])


def tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(expressions, inner, inner).map(
            lambda t: f"{{% if {t[0]} %}}{t[1]}{{% else %}}{t[2]}{{% endif %}}"
        ),
        st.tuples(expressions, inner).map(
            lambda t: f"{{% for i in {t[0]} %}}{t[1]}{{{{ i }}}}{{% endfor %}}"
        ),
        expressions.map(lambda text: f"{{% set v = {text} %}}{{{{ v }}}}"),
        inner.map(lambda text: f"{{% macro k(a) %}}{text}{{% endmacro %}}{{{{ k(1) }}}}"),
        st.tuples(filter_names, inner).map(
            lambda t: f"{{% filter {t[0]} %}}{t[1]}{{% endfilter %}}"
        ),
        st.lists(inner, max_size=3).map("".join),
    )


templates = st.recursive(st.one_of(prints, texts), tagged, max_leaves=6)
fragments = st.sampled_from(
    [
        *words("{{ }} {% %} {# #} if for in set endif endfor | ( ) [ ] { } ' #{ - . .. ?? s l m"),
        *words("1 1.5 upper date jq is not defined = , : ? é 😀"),
        '"',
        "\\",
        " ",
        "\n",
    ]
)
soups = st.lists(fragments, max_size=30).map("".join)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    text = draw(templates)
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(len(text), at + draw(st.integers(0, 3)))
        text = text[:at] + draw(fragments) + text[end:]
    return text


def check_bounded(template: str) -> None:
    renderer = Renderer(max_output_chars=CHARS_MAX)
    try:
        text = renderer.render(template, SCOPE, OUTSIDE)
    except ExpressionError:
        return
    assert text is None or len(text) <= CHARS_MAX
    renderer.render_typed(template, SCOPE, OUTSIDE)


@quick
@given(templates)
def test_a_template_renders_within_its_bounds_or_fails_as_the_language_says(template: str) -> None:
    check_bounded(template)


@quick
@given(st.one_of(mutated(), soups, st.text(max_size=60).map("{{ {} }}".format)))
def test_a_broken_template_renders_within_its_bounds_or_fails(template: str) -> None:
    check_bounded(template)


@quick
@given(st.one_of(templates, mutated()))
def test_printing_a_parsed_template_is_stable(template: str) -> None:
    try:
        printed = print_template(parse(template))
    except ExpressionError:
        return
    assert print_template(parse(printed)) == printed
