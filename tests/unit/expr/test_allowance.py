"""Work is counted by the items that it touches, before it is done."""

from __future__ import annotations

from typing import Any

import pytest

from tiercel.expr import EvaluationError, Renderer, catalog
from tiercel.expr.errors import AllowanceUsedUp
from tiercel.expr.lookups import Allowance, NoLookups

ITEMS = 30_000
# What these do takes the same time however much lies in the items of a list or map.
SHALLOW = {
    "chunk", "className", "default", "first", "flatten", "keys", "last", "length", "merge",
    "reverse", "rsort", "slice", "sort", "values",
}  # fmt: skip
SCOPE: dict[str, Any] = {
    "deep": [[{"a": list(range(ITEMS))}]],
    "flat": [f"t{n * 7_919 % ITEMS}" for n in range(ITEMS)],
    "text": "word " * 1_000_000,
}


class Counted(NoLookups):
    """Nothing from outside, and a bound on the steps."""

    def __init__(self, steps: int) -> None:
        self.allowance = Allowance(steps)


def is_used_up(source: str, steps: int = 10_000, *, is_typed: bool = True) -> bool:
    renderer = Renderer()
    render = renderer.render_typed if is_typed else renderer.render
    try:
        render(source, SCOPE, Counted(steps))
    except AllowanceUsedUp:
        return True
    except EvaluationError:
        return False
    return False


@pytest.mark.parametrize("name", sorted(set(catalog.filters()) - SHALLOW))
def test_a_filter_counts_what_lies_deep(name: str) -> None:
    arguments = [
        "3" if argument.type == "integer" else "'a'"
        for argument in catalog.filters()[name].arguments
        if argument.required
    ]
    call = f"{name}({', '.join(arguments)})" if arguments else name
    assert is_used_up(f"{{{{ deep | {call} }}}}")


@pytest.mark.parametrize(
    "source",
    [
        "{{ flat | sort }}",
        "{{ flat | rsort }}",
        "{{ flat | distinct }}",
        "{{ flat contains 'z' }}",
        "{{ 'z' isIn deep }}",
        "{{ deep ~ '' }}",
        "{{ deep + '' }}",
        "{{ deep - [1] }}",
        "{{ [[{'a': range(0, 29999)}]] == deep }}",
        "{{ flat.indexOf('z') }}",
        "{{ flat | jq('length') }}",
        "{{ text | yaml }}",
        "{{ yaml(text) }}",
        "{{ fromIon(text) }}",
        "{{ fromJson(text) }}",
        "x{{ deep }}",
        "x{{ deep | first }}",
        "{% for i in range(0, 9999) %}{% for j in range(0, 9) %}{% endfor %}{% endfor %}",
    ],
)
def test_whatever_touches_many_items_counts_them(source: str) -> None:
    assert is_used_up(source)


@pytest.mark.parametrize("source", ["{{ deep }}", "x{{ deep }}y", "{{ deep }}{{ deep }}"])
def test_printing_counts_what_it_writes(source: str) -> None:
    # Printing an item takes an eighth of a step.
    assert is_used_up(source, 2_000, is_typed=False)


@pytest.mark.parametrize("source", ["{{ deep }}", "{{ flat | length }}", "{{ flat | first }}"])
def test_what_touches_few_is_cheap(source: str) -> None:
    assert not is_used_up(source)


def test_an_allowance_is_for_all_renderings_together() -> None:
    source = "{% for i in range(0, 999) %}{{ i }}{% endfor %}"
    lookups = Counted(10_000)
    renderer = Renderer()
    renderer.render(source, {}, lookups)
    assert 0 < lookups.allowance.steps < 10_000
    lookups.allowance.steps = 100
    with pytest.raises(AllowanceUsedUp):
        renderer.render(source, {}, lookups)


def test_without_an_allowance_the_bound_is_an_error() -> None:
    with pytest.raises(EvaluationError, match="more than 2000000 steps"):
        Renderer().render("{{ range(0, 900000) | yaml }}", {}, NoLookups())


def test_many_typed_values_are_joined_once() -> None:
    source = "{% for i in range(0, 99999) %}{{ i }}{% endfor %}"
    text = Renderer().render_typed(source, {}, NoLookups())
    assert len(text) == 488_890
