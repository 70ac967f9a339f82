"""Inputs that stand for blocks of namespaces: which one is meant, and what a flow makes of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.unit.flowlang.catalog_fake import FakeCatalog
from tiercel.flowlang.policies.reusable_inputs import block_problems, with_blocks
from tiercel.flowlang.policies.server_rules import NO_RULES, ServerRules
from tiercel.flowlang.read import read_flow
from tiercel.model.json_types import Json
from tiercel.model.policies.reusable_inputs import ReusableInputs

DATE = datetime(2024, 1, 1, tzinfo=UTC)


def a_block(namespace: str, revision: int, *names: str) -> ReusableInputs:
    return ReusableInputs(
        namespace=namespace,
        id="block",
        revision=revision,
        source="",
        inputs=tuple({"id": name, "type": "STRING"} for name in names),
        created=DATE,
        updated=DATE,
    )


RULES = ServerRules(
    reusable_inputs={
        ("company", "block"): (a_block("company", 1, "old"), a_block("company", 2, "far")),
        ("company.team", "block"): (a_block("company.team", 1, "near"),),
        ("other", "block"): (a_block("other", 1, "hidden"),),
    }
)


def a_reference(**members: Json) -> Json:
    return {"id": "to", "type": "REUSABLE_INPUTS", "ref": "block", **members}


@pytest.mark.parametrize(
    ("reference", "namespace", "names"),
    [
        (a_reference(), "company.team.sub", ["near"]),
        (a_reference(), "company.else", ["far"]),
        (a_reference(namespace="company"), "company.team", ["far"]),
        (a_reference(namespace="company", revision=1), "company.team", ["old"]),
        (a_reference(revision=2), "company.team", None),
        (a_reference(namespace="other"), "company.team", None),
        (a_reference(ref="none"), "company.team", None),
        (a_reference(ref=7), "company.team", None),
        (a_reference(), "", None),
    ],
)
def test_the_nearest_block_is_a_form_in_its_place(
    reference: Json, namespace: str, names: list[str] | None
) -> None:
    before = {"id": "a", "type": "STRING"}
    found = with_blocks([before, "text", {**reference, "required": False}], namespace, RULES)
    assert found[:2] == [before, "text"]
    problems = [path for path, _ in block_problems([reference], "inputs", namespace, RULES)]
    if names is None:
        assert found[2] == {**reference, "required": False}
        assert [path.partition(".")[0] for path in problems] == ["inputs[0]"]
        return
    assert problems == []
    inputs = [{"id": name, "type": "STRING"} for name in names]
    assert found[2] == {"id": "to", "type": "FORM", "required": False, "inputs": inputs}


def test_a_reference_inside_a_form_is_one_too() -> None:
    form = {"id": "form", "type": "FORM", "inputs": [a_reference()]}
    (found,) = with_blocks([form], "company", RULES)
    assert found["inputs"][0]["type"] == "FORM"
    form["inputs"] = [a_reference(ref="none")]
    (problem,) = block_problems([form], "inputs", "company", RULES)
    assert problem == (
        "inputs[0].inputs[0].ref",
        "no reusable inputs 'none' in namespace 'company' or above it",
    )


@pytest.mark.parametrize("value", [None, "text", 5, {}, [None], [[]], [{"type": "FORM"}]])
def test_what_is_no_list_of_inputs_stays_as_it_is(value: Json) -> None:
    assert [*block_problems(value, "inputs", "company", RULES)] == []
    assert with_blocks(value, "company", RULES) == value


def test_a_flow_has_their_inputs_by_dotted_ids_or_says_what_is_missing() -> None:
    source = "id: f\nnamespace: {}\ninputs: [{{id: to, type: REUSABLE_INPUTS, ref: block}}]\n"

    def read(namespace: str, rules: ServerRules = RULES) -> tuple[list[str], str | None]:
        flow = read_flow(source.format(namespace), FakeCatalog(), rules, strict=False)
        return [each.id for each in flow.inputs], flow.exception

    assert read("company.team") == (["to.near"], None)
    missing = "no reusable inputs 'block' in namespace 'elsewhere' or above it"
    assert read("elsewhere") == (["to"], f"inputs[0].ref: {missing}")
    # Without a server nobody knows which there are.
    assert read("company.team", NO_RULES) == (["to"], None)
