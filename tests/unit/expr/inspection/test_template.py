"""Mistakes in templates: what they are called, what they point to, what is advised."""

from __future__ import annotations

import pytest

from tiercel.expr.inspection.template import inspect_template
from tiercel.model.limits import EXPRESSION_SOURCE_CHARS_MAX


@pytest.mark.parametrize(
    ("template", "code", "marked", "hint"),
    [
        ("{{ inputs.a | uper }}", "unknown-filter", "uper", "did you mean 'upper'?"),
        ("a {{ a | first | xyzzy }}", "unknown-filter", "xyzzy", ""),
        ("{% filter upper | lowr %}a{% endfilter %}", "unknown-filter", "lowr", "did you mean"),
        ("{{ noww() }}", "unknown-function", "noww", "did you mean 'now'?"),
        ('{{ "#{uuuid()}" }}', "unknown-function", "uuuid", "did you mean 'uuid'?"),
        ("{{ x is not defind }}", "unknown-test", "defind", "did you mean 'defined'?"),
        ("{{ a", "syntax", "{{", "close it with `}}`"),
        ("a {% set x = 1", "syntax", "{%", "close it with `%}`"),
        ("x {# a", "syntax", "{#", "close it with `#}`"),
        ("{% if a %}{% if b %}{% endif %} c", "syntax", "{%", "`{% endif %}`"),
        ("{% elif a %}", "syntax", "{%", "write `elseif`"),
        ("{% endfor %}", "syntax", "{%", "no `for` is open here"),
        ("{% fore x in y %}", "syntax", "{%", "did you mean 'for'?"),
        ("{% frobnicate %}", "syntax", "{%", "tags are if, elseif"),
        ("{{ a && b }}", "syntax", "&", "write `and`"),
        ("{{ a || b }}", "syntax", "|", "write `or`"),
        ("{{ !a }}", "syntax", "!", "write `not`"),
        ("{{ 'abc }}", "syntax", "'", "close the quote"),
        ("{{ f([1, 2) }}", "syntax", "[", "close the bracket"),
        ("{{ }}", "syntax", "}}", ""),
        ("{{ a b }}", "syntax", "b", ""),
    ],
)
def test_a_mistake_is_marked(template: str, code: str, marked: str, hint: str) -> None:
    (mistake,) = inspect_template(template).mistakes
    assert mistake.code == code
    assert template[mistake.start : mistake.end] == marked
    assert hint in mistake.hint if hint else mistake.hint == ""


@pytest.mark.parametrize(
    "template",
    [
        "plain { text } and {",
        "{{ a | upper }} {{ now() }} {{ a is not defined }} {{ block('b') }}",
        "{% macro shout(x) %}{{ x | upper }}{% endmacro %}{{ shout('a') }}",
        "{% raw %}{{ for dbt | ref }} {% whatever %}{% endraw %}",
        "{% verbatim %}{{ x | nothing }}{% endverbatim %}",
        "{# {{ x | nothing }} #}",
        "{{ 'a | nothing()' }}",
    ],
)
def test_what_can_be_rendered_has_no_mistakes(template: str) -> None:
    assert inspect_template(template).mistakes == ()


def test_places_behind_a_raw_section_are_right() -> None:
    template = "{% raw %}{{ é | x }}{% endraw %}\n{{ a | uper }}"
    (mistake,) = inspect_template(template).mistakes
    assert template[mistake.start : mistake.end] == "uper"


def test_all_unknown_names_are_found_in_their_order() -> None:
    found = inspect_template("{{ x(y | f1) }}{{ a | f2 }}{% if b is t1 %}{% endif %}").mistakes
    assert [each.code for each in found] == [
        "unknown-function",
        "unknown-filter",
        "unknown-filter",
        "unknown-test",
    ]


def test_what_is_too_long_or_too_deep_is_a_mistake() -> None:
    too_long = inspect_template("x" * (EXPRESSION_SOURCE_CHARS_MAX + 1)).mistakes
    too_deep = inspect_template("{{ " + "(" * 5_000 + "1" + ")" * 5_000 + " }}").mistakes
    assert [len(too_long), len(too_deep)] == [1, 1]
    assert "too deeply" in too_deep[0].message


def test_the_operators_of_the_older_line_bind_otherwise() -> None:
    for is_modern in (True, False):
        assert inspect_template("{{ a ?? b ~ c }}", is_modern=is_modern).mistakes == ()


def test_questions_have_the_written_name_and_the_other_arguments() -> None:
    template = "{{ secret('TOKEN') }}{{ kv('k', errorOnMissing=false) }}{{ kv(name) }}"
    found = {each.function: each for each in inspect_template(template).questions()}
    assert set(found) == {"secret", "kv"}
    assert found["kv"].others == ("errorOnMissing",)
    assert template[found["secret"].start : found["secret"].end] == "'TOKEN'"
