"""The entry points of rendering: bounds, caching, laziness, structures, lookups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from tiercel.expr import (
    ExpressionError,
    LookupMissing,
    NoLookups,
    Renderer,
    StaticLookups,
    UndefinedVariable,
    is_expression,
    is_truthy,
)

NOTHING = NoLookups()


class Lazy(Mapping[str, Any]):
    """A map that remembers what was asked for and can't be walked."""

    def __init__(self, **entries: Any) -> None:
        self._entries = entries
        self.asked: list[str] = []

    def __getitem__(self, key: str) -> Any:
        self.asked.append(key)
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("a lazy map is not walked")

    def __len__(self) -> int:
        raise AssertionError("a lazy map is not counted")


def test_a_lazy_scope_is_asked_only_for_what_the_template_uses() -> None:
    outputs = Lazy(first={"value": 3}, second={"value": 4})
    scope = Lazy(outputs=outputs, inputs=Lazy())
    text = Renderer().render("{{ outputs.first.value + 1 }}{{ 'a' | upper }}", scope, NOTHING)
    assert text == "4A"
    assert scope.asked == ["outputs"]
    assert outputs.asked == ["first"]


def test_a_missing_lookup_passes_through_untouched() -> None:
    def fetch(key: str, namespace: str | None) -> str:
        raise LookupMissing("secret", (key,))

    lookups = StaticLookups({"secret": fetch, "kv": fetch})
    for template in (
        "{{ secret('A') ?? 'd' }}",
        "{{ kv('A', errorOnMissing=false) | default('d') }}",
        "{{ (secret('A') + 1) is defined }}",
        "{% if secret('A') %}{% endif %}",
    ):
        with pytest.raises(LookupMissing) as caught:
            Renderer().render(template, {}, lookups)
        assert caught.value.arguments == ("A",)


def test_structures_are_rendered_leaf_by_leaf() -> None:
    value = {"{{ k }}": "{{ n }}", "l": ["{{ nu }}", 5, {"x": "a{{ n }}"}], "{{ nu }}": 1}
    scope = {"k": "key", "n": 7, "nu": None}
    assert Renderer().render_deep(value, scope, NOTHING) == {
        "key": "7",
        "l": [None, 5, {"x": "a7"}],
        "": 1,
    }


def test_of_keys_that_render_equal_the_first_wins() -> None:
    value = {"{{ a }}": 1, "x": 2}
    assert Renderer().render_deep(value, {"a": "x"}, NOTHING) == {"x": 1}


def test_the_longest_output_is_a_bound_that_nothing_catches() -> None:
    renderer = Renderer(max_output_chars=10)
    assert renderer.render("{{ s }}", {"s": "a" * 10}, NOTHING) == "a" * 10
    for template in ("{{ s }}b", "{{ s | upper }}{{ s }}", "{{ render('{{ s }}{{ s }}') ?? 1 }}"):
        with pytest.raises(ExpressionError, match="exceeds the maximum allowed size of 10 char"):
            renderer.render(template, {"s": "a" * 10}, NOTHING)


def test_nested_render_calls_have_a_depth() -> None:
    scope = {"a": "{{ render(a) }}"}
    with pytest.raises(ExpressionError, match=r"nesting depth \(16\) exceeded at line 1"):
        Renderer().render("{{ render(a) }}", scope, NOTHING)


def test_compiled_templates_are_kept_and_bounded() -> None:
    renderer = Renderer(cache_size=4)
    first = renderer.compile("{{ a }}")
    assert renderer.compile("{{ a }}") is first
    for number in range(20):
        renderer.compile(f"{{{{ a{number} }}}}")
    assert renderer.compile("{{ a }}") is not first


def test_a_cached_template_keeps_no_state_between_renderings() -> None:
    renderer = Renderer()
    template = "{% set n = (n ?? 0) + 1 %}{{ n }}"
    assert [renderer.render(template, {}, NOTHING) for _ in range(3)] == ["1", "1", "1"]


def test_syntax_errors_have_line_and_column() -> None:
    with pytest.raises(ExpressionError) as caught:
        Renderer().compile("one\n  {{ a b }}")
    assert (caught.value.line, caught.value.column) == (2, 8)


def test_undefined_variables_can_be_distinguished() -> None:
    with pytest.raises(UndefinedVariable) as caught:
        Renderer().render("{{ a.b }}", {"a": {}}, NOTHING)
    assert caught.value.name == "b"


def test_names_used_lists_roots_and_functions() -> None:
    used = Renderer().names_used("{{ outputs.a.b ?? kv('x') }}{% if inputs.c %}{{ d }}{% endif %}")
    assert used.variables == {"outputs", "inputs", "d"}
    assert used.functions == {"kv"}


def test_typed_rendering_keeps_the_type_of_the_only_value() -> None:
    renderer = Renderer()
    moment = datetime(2024, 3, 5, tzinfo=UTC)
    scope = {"n": 5, "l": [1], "d": moment, "nu": None}
    assert renderer.render_typed("{{ n }}", scope, NOTHING) == 5
    assert renderer.render_typed("{{ l }}\n", scope, NOTHING) == [1]
    assert renderer.render_typed("{{ d }}", scope, NOTHING) is moment
    assert renderer.render_typed("{{ nu }}", scope, NOTHING) is None
    assert type(renderer.render_typed("{{ '12L' | number }}", scope, NOTHING)) is int


def test_truth_of_rendered_texts() -> None:
    assert [is_truthy(text) for text in (None, "", "0", "-0", "false")] == [False] * 5
    assert all(is_truthy(text) for text in ("False", "null", " ", "1", "0.0"))


def test_expressions_are_recognised() -> None:
    assert all(is_expression(text) for text in ("{{ a }}", "{% if %}", "{# c #}"))
    assert not is_expression("{ plain }")
