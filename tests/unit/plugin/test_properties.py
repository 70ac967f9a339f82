"""Properties are rendered as their type asks, then the class is built once."""

from __future__ import annotations

import timeit
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any, Literal

import pytest

from tiercel.model.errors import PluginError, Violation
from tiercel.model.json_types import Json
from tiercel.plugin import Output, Part, Prop, Raw, RunContext, RunnableTask, Static, Typed
from tiercel.plugin.check import check_properties
from tiercel.plugin.properties import (
    Mode,
    build_task,
    dynamic_properties,
    raw_instance,
    render_properties,
)
from tiercel.plugin.task import ShapedTask
from tiercel.testing import FakeContext, World


class Sample(RunnableTask[Output]):
    text: Annotated[str, Prop("A text.")] = "{{ flow.id }}"
    how_long: timedelta | None = None
    words: list[str] | None = None
    settings: dict[str, Json] | None = None
    anything: Typed[Json] = None
    later: Raw[str | None] = None
    fixed: Static[int] = 1
    name: Static[str] = "a-name"

    def run(self, ctx: RunContext) -> None:
        """Nothing."""


def build(raw: Mapping[str, Any], variables: Mapping[str, Any] | None = None) -> Sample:
    context = FakeContext(World(variables=variables or {}))
    return build_task(Sample, render_properties(Sample, raw, context))


def test_every_property_has_a_mode() -> None:
    modes = {name: each.mode for name, each in dynamic_properties(Sample).items()}
    assert modes == {
        "text": Mode.TEXT,
        "howLong": Mode.SCALAR,
        "words": Mode.DEEP,
        "settings": Mode.DEEP,
        "anything": Mode.TYPED,
        "later": Mode.RAW,
        "fixed": Mode.STATIC,
        "name": Mode.STATIC,
    }


def test_properties_are_rendered_by_mode() -> None:
    sample = build(
        {
            "howLong": "PT{{ n }}S",
            "words": ["a{{ n }}", 2],
            "settings": {"k{{ n }}": ["{{ n }}"]},
            "anything": "{{ [n] }}",
            "later": "{{ n }}",
        },
        {"n": 3},
    )
    assert sample.text == "a-flow"
    assert sample.how_long == timedelta(seconds=3)
    assert sample.words == ["a3", "2"]
    assert sample.settings == {"k3": ["3"]}
    assert sample.anything == [3]
    assert sample.later == "{{ n }}"


def test_lists_and_maps_may_be_json_text() -> None:
    sample = build({"words": "{{ '[\"x\"]' }}", "settings": '{"a": 1}'})
    assert (sample.words, sample.settings) == (["x"], {"a": 1})


def test_lists_and_maps_for_a_text_are_taken_as_json() -> None:
    given = {"text": {"a": ["{{ n }}", 1, True, None]}, "later": ["{{ n }}"]}
    assert check_properties(Sample, given, "tasks[0]", no_nested) == []
    sample = build(given, {"n": 'say "3"'})
    assert sample.text == '{"a":["say \\"3\\"",1,true,null]}'
    assert sample.later == '["{{ n }}"]'


@pytest.mark.parametrize("given", [{"words": [{"a": 1}]}, {"name": {"a": 1}}, {"name": [1]}])
def test_other_texts_take_no_lists_and_maps(given: Mapping[str, Any]) -> None:
    assert check_properties(Sample, given, "tasks[0]", no_nested) != []
    with pytest.raises(PluginError, match="Invalid value for property"):
        build(given)


def test_tasks_that_the_engine_runs_take_no_maps_for_a_text() -> None:
    class Shaped(ShapedTask):
        text: Annotated[str, Prop("A text.")] = ""

    assert check_properties(Shaped, {"text": {"a": 1}}, "tasks[0]", no_nested) != []


def no_nested(kind: str, value: Json, path: str) -> list[Violation]:
    raise AssertionError(path)


def test_unknown_properties_are_dropped_and_nulls_are_defaults() -> None:
    sample = build({"unknown": 1, "text": None, "fixed": 2})
    assert (sample.text, sample.fixed) == ("a-flow", 2)


def test_the_error_names_the_property() -> None:
    with pytest.raises(PluginError, match="Invalid value for property `howLong`"):
        build({"howLong": "soon"})


class Reckoned(Part):
    expr: str
    type: Literal["INT", "DECIMAL"] = "INT"


class Several(RunnableTask[Output]):
    fields: Annotated[dict[str, str | Reckoned], Prop("Texts, or more than that.")]

    def run(self, ctx: RunContext) -> None:
        """Nothing."""


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ({"expr": "a", "type": "MONEY"}, "`fields.n.type`: Input should be 'INT' or 'DECIMAL'"),
        ([1], "`fields.n`: Input should be a valid string"),
    ],
)
def test_the_error_of_a_value_with_several_forms_is_that_of_the_form_that_was_meant(
    field: Json, words: str
) -> None:
    with pytest.raises(PluginError) as raised:
        build_task(Several, {"fields": {"n": field}})
    assert raised.value.message == f"Invalid value for property {words}"


def test_a_property_that_is_missing_is_named_where_it_is_missing() -> None:
    with pytest.raises(PluginError, match=r"^Missing required property `fields`$"):
        build_task(Several, {})
    with pytest.raises(PluginError, match=r"^Missing required property `fields\.n\.expr`$"):
        build_task(Several, {"fields": {"n": {"type": "INT"}}})


def test_raw_instances_hold_what_the_flow_says() -> None:
    sample = raw_instance(Sample, {"howLong": "{{ x }}", "words": "{{ y }}"})
    values: Any = sample
    assert (values.how_long, values.words, values.fixed) == ("{{ x }}", "{{ y }}", 1)


def test_building_a_task_is_cheap() -> None:
    context = FakeContext()
    raw = {"text": "plain", "howLong": "PT1S"}

    def once() -> None:
        build_task(Sample, render_properties(Sample, raw, context))

    once()
    # The promise is 20 µs on a quiet machine; this only catches what is far off.
    assert min(timeit.repeat(once, number=200, repeat=5)) / 200 < 0.001
