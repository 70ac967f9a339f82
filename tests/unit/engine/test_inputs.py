"""Inputs: resolution order, defaults, conditions, and the texts of what is refused."""

from __future__ import annotations

import pytest

from tiercel.engine.values.inputs import (
    InputEnv,
    check_inputs,
    convert_outputs,
    put_nested,
    read_inputs,
)
from tiercel.expr import NoLookups, Renderer
from tiercel.flowlang.build_inputs import build_inputs, build_outputs
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json

ENV = InputEnv(renderer=Renderer(), lookups=NoLookups(), variables={"flow": {"id": "f"}})


def read(declared: list[Json], raw: dict[str, Json] | None = None, env: InputEnv = ENV) -> Json:
    return read_inputs(build_inputs(declared), raw or {}, env)


def refusal(declared: list[Json], raw: dict[str, Json] | None = None) -> str:
    with pytest.raises(Invalid) as caught:
        read(declared, raw)
    (violation,) = caught.value.violations
    assert violation.path == declared[0]["id"]
    return violation.message


def test_a_required_input_without_value_is_missing() -> None:
    assert refusal([{"id": "a", "type": "STRING"}]) == "Missing required input:a"


def test_an_optional_input_without_value_is_an_explicit_null() -> None:
    assert read([{"id": "a", "type": "STRING", "required": False}]) == {"a": None}


def test_a_default_is_rendered_with_the_inputs_it_depends_on() -> None:
    declared = [
        {"id": "b", "type": "STRING", "defaults": "{{ inputs.a }}-{{ flow.id }}",
         "dependsOn": {"inputs": ["a"]}},
        {"id": "a", "type": "STRING"},
    ]  # fmt: skip
    assert read(declared, {"a": "x"}) == {"b": "x-f", "a": "x"}


def test_a_default_does_not_see_inputs_it_does_not_depend_on() -> None:
    declared = [
        {"id": "b", "type": "STRING", "defaults": "{{ inputs.a }}"},
        {"id": "a", "type": "STRING", "defaults": "x"},
    ]
    assert refusal(declared).startswith("Invalid value for input `b`. Cause: ")


def test_values_nest_by_the_dots_of_their_ids() -> None:
    declared = [
        {"id": "db.host", "type": "STRING"},
        {"id": "db.port", "type": "INT", "defaults": 5432},
    ]
    assert read(declared, {"db.host": "h"}) == {"db": {"host": "h", "port": 5432}}
    assert read(declared, {"db": {"host": "h"}}) == {"db": {"host": "h", "port": 5432}}


def test_a_name_inside_another_one_is_a_conflict() -> None:
    values: dict[str, Json] = {"a": 1}
    with pytest.raises(Invalid, match=r"Conflict at key: 'a', Map keys are: \[a\]"):
        put_nested(values, "a.b", 2)


DEPENDENT = [
    {"id": "a", "type": "STRING"},
    {"id": "b", "type": "STRING",
     "dependsOn": {"inputs": ["a"], "condition": "{{ inputs.a == 'on' }}"}},
    {"id": "c", "type": "STRING", "required": False, "dependsOn": {"inputs": ["b"]}},
]  # fmt: skip


def test_a_disabled_input_and_what_depends_on_it_are_absent() -> None:
    assert read(DEPENDENT, {"a": "x", "b": "ignored", "c": "ignored"}) == {"a": "x"}


def test_an_enabled_input_is_required_again() -> None:
    with pytest.raises(Invalid, match="b: Missing required input:b"):
        read(DEPENDENT, {"a": "on"})


def test_a_condition_that_renders_to_the_text_true_is_not_enough() -> None:
    declared = [{"id": "a", "type": "STRING", "dependsOn": {"condition": "true"}}]
    assert read(declared) == {}


def test_a_condition_that_fails_disables_and_is_reported() -> None:
    declared = build_inputs(
        [{"id": "a", "type": "STRING", "dependsOn": {"condition": "{{ nope }}"}}]
    )
    (report,) = check_inputs(declared, {}, ENV)
    assert not report.enabled
    assert report.errors[0].startswith("Invalid condition: ")
    assert read_inputs(declared, {}, ENV) == {}


def test_inputs_that_depend_on_each_other_end() -> None:
    declared = [
        {"id": "a", "type": "STRING", "defaults": "1", "dependsOn": {"inputs": ["b", "a"]}},
        {"id": "b", "type": "STRING", "defaults": "2", "dependsOn": {"inputs": ["a"]}},
    ]
    assert read(declared) == {"a": "1", "b": "2"}


def test_a_form_is_read_as_dotted_inputs() -> None:
    declared = [
        {"id": "form", "type": "FORM", "inputs": [
            {"id": "a", "type": "STRING"}, {"id": "b", "type": "INT", "defaults": 3}]},
    ]  # fmt: skip
    assert read(declared, {"form.a": "x"}) == {"form": {"a": "x", "b": 3}}
    with pytest.raises(Invalid, match=r"Missing required input:form\.a"):
        read(declared, {"a": "x"})


def test_a_select_takes_its_values_from_an_expression() -> None:
    declared = [
        {"id": "s", "type": "SELECT", "expression": "{{ [inputs.a, 'z'] }}",
         "dependsOn": {"inputs": ["a"]}},
        {"id": "a", "type": "STRING"},
    ]  # fmt: skip
    assert read(declared, {"a": "dyn", "s": "dyn"})["s"] == "dyn"
    assert "it must match the values `[dyn, z]`" in refusal(declared, {"a": "dyn", "s": "no"})


def test_a_select_expression_must_be_a_list() -> None:
    declared = [{"id": "s", "type": "SELECT", "expression": "{{ 'x' }}"}]
    assert refusal(declared, {"s": "x"}).startswith("Invalid expression result. Expected a list")
    declared = [{"id": "s", "type": "SELECT", "expression": "{{ x.y }}"}]
    assert refusal(declared, {"s": "x"}).startswith("Cannot render 'expression'. Cause: ")


def test_a_select_may_take_its_first_value() -> None:
    declared = [{"id": "s", "type": "SELECT", "values": ["x", "y"], "autoSelectFirst": True}]
    assert read(declared) == {"s": "x"}


def test_a_report_distinguishes_defaults_from_sent_values() -> None:
    declared = build_inputs([{"id": "a", "type": "INT", "defaults": 1}])
    assert check_inputs(declared, {}, ENV)[0].is_default
    assert not check_inputs(declared, {"a": "2"}, ENV)[0].is_default
    failed = check_inputs(declared, {"a": "q"}, ENV)[0]
    assert failed.errors == ('Invalid value for input `a`. Cause: For input string: "q"',)
    assert failed.value == "q"


def test_secrets_are_stored_encrypted_and_seen_in_clear() -> None:
    env = InputEnv(
        renderer=Renderer(), lookups=NoLookups(), encrypt=lambda text: {"value": text[::-1]}
    )
    declared = [
        {"id": "s", "type": "SECRET"},
        {"id": "t", "type": "STRING", "defaults": "{{ inputs.s }}", "dependsOn": {"inputs": ["s"]}},
    ]
    assert read(declared, {"s": "abc"}, env) == {"s": {"value": "cba"}, "t": "abc"}


def test_a_secret_without_a_key_is_refused() -> None:
    assert refusal([{"id": "s", "type": "SECRET"}], {"s": "x"}).endswith(
        "Unable to use a `SECRET` input/output as encryption is not configured"
    )


def test_outputs_are_converted_like_inputs() -> None:
    outputs = build_outputs(
        [
            {"id": "i", "type": "INT", "value": "x"},
            {"id": "m", "type": "STRING", "value": "x"},
            {"id": "n", "type": "STRING", "value": "x", "required": False},
        ]
    )
    assert convert_outputs(outputs, {"i": "3", "m": {"a": 1}}, ENV) == {
        "i": 3,
        "m": "{a=1}",
        "n": None,
    }


def test_a_required_output_without_value_is_refused() -> None:
    outputs = build_outputs([{"id": "o", "type": "INT", "value": "x"}])
    with pytest.raises(Invalid, match="o: Missing required output:o"):
        convert_outputs(outputs, {"o": None}, ENV)
    with pytest.raises(
        Invalid, match=r'Invalid value for output `o`\. Cause: For input string: "q"'
    ):
        convert_outputs(outputs, {"o": "q"}, ENV)
