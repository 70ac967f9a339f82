"""The paths that templates read."""

from __future__ import annotations

import pytest

from tiercel.expr.inspection.template import inspect_template


def paths(template: str) -> list[str]:
    return [".".join(each.names) for each in inspect_template(template).readings()[0]]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ outputs.a.value }}", ["outputs.a.value"]),
        ("{{ outputs['a-b'].value }}", ["outputs.a-b.value"]),
        ("{{ outputs[inputs.x].value }}", ["outputs", "inputs.x"]),
        ("{{ outputs.a[0].value }}", ["outputs.a"]),
        ("{{ a.b.trim().c }}", ["a.b"]),
        ("{{ f(a.b).c + [d, {'e': g}] | upper }}", ["a.b", "d", "g"]),
        ("{{ \"x #{a.b}\" }}", ["a.b"]),
        ("{% for i in inputs.list %}{{ i.x }}{{ loop.index }}{{ y }}{% endfor %}",
         ["inputs.list", "y"]),
        ("{% set x = inputs.y %}{{ x.z }}", ["inputs.y"]),
        ("{% macro m(p) %}{{ p.q }}{% endmacro %}{{ m(1) }}", []),
        ("{{ true }} {{ null }} {{ 'a.b' }}", []),
    ],
)  # fmt: skip
def test_paths_end_where_a_key_is_computed(template: str, expected: list[str]) -> None:
    assert paths(template) == expected


@pytest.mark.parametrize(
    ("template", "is_optional"),
    [
        ("{{ a.b ?? 'x' }}", True),
        ("{{ a.b ??? 'x' }}", True),
        ("{{ x ?? a.b }}", False),
        ("{{ a.b | default('x') }}", True),
        ("{{ a.b | upper | default('x') }}", True),
        ("{{ x | default(a.b) }}", False),
        ("{{ a.b is defined }}", True),
        ("{{ a.b is not defined }}", True),
        ("{{ a.b is null }}", False),
    ],
)
def test_some_paths_may_be_missing(template: str, is_optional: bool) -> None:
    (found,) = (each for each in inspect_template(template).readings()[0] if each.names[0] == "a")
    assert found.is_optional is is_optional


def test_paths_that_are_asked_for_are_remembered() -> None:
    template = "{% if a.b is defined and c['d'].e is not defined %}{% endif %}"
    assert inspect_template(template).readings()[1] == {("a", "b"), ("c", "d", "e")}


def test_each_name_has_its_place() -> None:
    template = "{{ outputs . first['a b'].x }}"
    (reading,) = inspect_template(template).readings()[0]
    marked = [template[start:end] for start, end in reading.places]
    assert marked == ["outputs", "first", "'a b'", "x"]


def test_a_minus_behind_a_path_is_noted() -> None:
    first, second = inspect_template("{{ outputs.my-task.value }}").readings()[0]
    assert (first.is_subtracted, second.is_subtracted) == (True, False)
