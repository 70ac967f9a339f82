"""Policies as somebody writes them, and what is wrong with some of them."""

from __future__ import annotations

import pytest

from tiercel.flowlang.policies.conflicts import conflicts_among
from tiercel.flowlang.policies.exported import exported, read_exported, static_policies
from tiercel.flowlang.policies.read import read_policy
from tiercel.model.errors import Invalid
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import Policy, PolicyPlace, PolicyScope

TENANT = PolicyPlace(PolicyScope.TENANT)
RULES = "io.kestra.plugin.ee.rules."


def paths(document: Json) -> list[str]:
    with pytest.raises(Invalid) as caught:
        read_policy(document, TENANT)
    return [each.path for each in caught.value.violations]


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ({}, "rules[0].type"),
        ({"type": "Nothing"}, "rules[0].type"),
        ({"type": "Add"}, "rules[0].values"),
        ({"type": "Add", "values": {"namespace": "x"}}, "rules[0].values"),
        ({"type": "Add", "values": {"pluginDefaults": []}}, "rules[0].values"),
        ({"type": "Add", "on": "PLUGIN", "values": {"type": "x"}}, "rules[0].values"),
        ({"type": "Delete"}, "rules[0].properties"),
        ({"type": "Delete", "properties": ["id"]}, "rules[0].properties"),
        ({"type": "Require"}, "rules[0].properties"),
        ({"type": "Restrict", "max": 1}, "rules[0].property"),
        ({"type": "Restrict", "property": "a"}, "rules[0]"),
        ({"type": "Restrict", "property": "a", "regex": "("}, "rules[0].regex"),
        ({"type": "Restrict", "property": "a", "enum": "x"}, "rules[0].enum"),
        ({"type": "Restrict", "property": "a", "min": "x"}, "rules[0].min"),
        ({"type": "Deny", "on": "TASK"}, "rules[0].on"),
        ({"type": "Deny", "action": "shout"}, "rules[0].action"),
        ({"type": "Deny", "errorMessage": 1}, "rules[0].errorMessage"),
        ({"type": "Deny", "where": {}}, "rules[0].where"),
        ({"type": "Deny", "where": [{}]}, "rules[0].where[0].field"),
        ({"type": "Deny", "where": [{"field": "a", "operator": "IS"}]},
         "rules[0].where[0].operator"),
        ({"type": "Deny", "where": [{"field": "a", "operator": "REGEX", "value": "["}]},
         "rules[0].where[0].value"),
        ("Deny", "rules[0]"),
    ],
)  # fmt: skip
def test_rules_that_are_wrong(rule: Json, path: str) -> None:
    found = paths({"id": "p", "rules": [rule]})
    assert path in found


@pytest.mark.parametrize(
    ("members", "path"),
    [
        ({"id": ""}, "id"),
        ({"id": "a/b"}, "id"),
        ({"id": "x" * 101}, "id"),
        ({"rules": []}, "rules"),
        ({"rules": [{"type": "Deny"}] * 51}, "rules"),
        ({"enforcement": "NEVER"}, "enforcement"),
        ({"target": "company"}, "target"),
        ({"target": {"namespaces": ["A B"]}}, "target.namespaces"),
        ({"description": "x" * 2_001}, "description"),
        ({"rules": [{"type": "Add", "values": {"description": "x" * 70_000}}]}, "rules"),
    ],
)
def test_policies_that_are_wrong(members: Json, path: str) -> None:
    assert path in paths({"id": "p", "rules": [{"type": "Deny"}], **members})


def named(policy_id: str, rule: Json, namespace: str = "") -> Policy:
    scope = PolicyScope.NAMESPACE if namespace else PolicyScope.TENANT
    return read_policy({"id": policy_id, "rules": [rule]}, PolicyPlace(scope, namespace))


@pytest.mark.parametrize(
    ("namespace", "where", "count"),
    [("", [], 1), ("company", [], 1), ("", [{"field": "type", "value": "b"}], 0)],
)
def test_what_one_adds_and_another_deletes(namespace: str, where: Json, count: int) -> None:
    adds = named(
        "one",
        {"type": "Add", "values": {"labels": {"a": 1}}, "where": [{"field": "type", "value": "a"}]},
        "company.team",
    )
    deletes = named(
        "two", {"type": "Delete", "properties": ["labels.a"], "where": where}, namespace
    )
    found = [each.text for each in conflicts_among([adds, deletes])]
    assert found == ["'two' deletes 'labels.a', which 'one' adds"] * count


def test_namespaces_beside_each_other_are_no_conflict() -> None:
    adds = named("one", {"type": "Add", "values": {"a": 1}}, "company.team")
    deletes = named("two", {"type": "Delete", "properties": ["a"]}, "company.other")
    assert [*conflicts_among([adds, deletes])] == []


def test_an_exported_policy_is_read_as_it_was() -> None:
    for namespace in ("", "company.team"):
        policy = named("p", {"type": "Deny"}, namespace)
        assert read_exported(exported(policy)) == policy
    with pytest.raises(Invalid, match="goes with the scope NAMESPACE alone"):
        read_exported({"id": "p", "scope": "TENANT", "namespace": "a", "rules": [{"type": "Deny"}]})


def test_a_configuration_with_a_broken_policy_is_refused_by_its_key() -> None:
    with pytest.raises(Invalid) as caught:
        static_policies({"mine": {"rules": [{"type": "Nothing"}]}})
    assert [each.path for each in caught.value.violations] == ["kestra.policies.mine.rules[0].type"]
    with pytest.raises(Invalid, match="deletes"):
        static_policies(
            {
                "a": {"rules": [{"type": "Add", "values": {"x": 1}}]},
                "b": {"rules": [{"type": "Delete", "properties": ["x"]}]},
            }
        )
