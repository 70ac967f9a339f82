"""What policies make of documents: changes in their order, then what they object to."""

from __future__ import annotations

import pytest

from tests.unit.flowlang.catalog_fake import CORE, FakeCatalog
from tiercel.flowlang.policies.judge import verdict_of
from tiercel.flowlang.policies.read import read_policy
from tiercel.flowlang.policies.server_rules import ServerRules
from tiercel.model.flow import PluginDefault
from tiercel.model.json_types import Json
from tiercel.model.policies.policy import (
    Policy,
    PolicyPlace,
    PolicyScope,
    Verdict,
    from_far_to_near,
)

LOG, RETURN = f"{CORE}log.Log", f"{CORE}debug.Return"
INSTANCE, TENANT = PolicyPlace(PolicyScope.INSTANCE), PolicyPlace(PolicyScope.TENANT)
TEAM = PolicyPlace(PolicyScope.NAMESPACE, "company.team")
Document = dict[str, Json]


def policy(*rules: Document, place: PolicyPlace = TENANT, **members: Json) -> Policy:
    named = {"id": f"{place.scope}-{place.namespace or 'all'}".lower(), **members}
    return read_policy({**named, "rules": [*rules]}, place)


def rule(kind: str, **members: Json) -> Document:
    return {"type": f"io.kestra.plugin.ee.rules.{kind}", **members}


def flow(*tasks: Document, **members: Json) -> Document:
    found = tasks or ({"id": "a", "type": LOG, "message": "hi"},)
    return {"id": "f", "namespace": "company.team", **members, "tasks": [*found]}


def judged(
    document: Document, *policies: Policy, defaults: tuple[PluginDefault, ...] = ()
) -> Verdict:
    rules = ServerRules(defaults, from_far_to_near(policies))
    return verdict_of(document, rules, FakeCatalog())


def said(verdict: Verdict) -> list[tuple[str, str]]:
    return [(each.target, each.message) for each in verdict.violations]


def on_logs(kind: str, **members: Json) -> Document:
    where = [{"field": "type", "operator": "EQUAL_TO", "value": LOG}]
    return rule(kind, on="PLUGIN", where=where, **members)


def test_without_policies_the_document_is_what_it_is() -> None:
    plain = flow()
    assert judged(plain).document is plain


def test_what_is_added_yields_to_the_author_and_to_near_policies() -> None:
    far = policy(on_logs("Add", values={"level": "WARN", "timeout": "PT1H"}), place=INSTANCE)
    near = policy(on_logs("Add", values={"level": "DEBUG", "logToFile": True}), place=TEAM)
    plain = flow({"id": "a", "type": LOG, "message": "m", "timeout": "PT1M"})
    verdict = judged(plain, near, far)
    (task,) = verdict.document["tasks"]
    assert task == {
        **plain["tasks"][0], "level": "DEBUG", "logToFile": True, "timeout": "PT1M"
    }  # fmt: skip
    assert [(each.target, each.policy.id) for each in verdict.mutations] == [
        ("tasks[0].level", "namespace-company.team"),
        ("tasks[0].logToFile", "namespace-company.team"),
    ]
    assert "level" not in plain["tasks"][0]


def test_an_override_of_a_far_policy_wins_over_all() -> None:
    far = policy(on_logs("Add", values={"level": "WARN"}, override=True), place=INSTANCE)
    near = policy(on_logs("Add", values={"level": "DEBUG"}, override=True), place=TEAM)
    verdict = judged(flow({"id": "a", "type": LOG, "message": "m", "level": "INFO"}), near, far)
    assert verdict.document["tasks"][0]["level"] == "WARN"
    assert [(each.action, each.previous, each.value) for each in verdict.mutations] == [
        ("REPLACED", "INFO", "DEBUG"),
        ("REPLACED", "DEBUG", "WARN"),
    ]


def test_plugin_defaults_of_all_scopes_are_kept_and_judged() -> None:
    forced = PluginDefault(LOG, forced=True, values={"level": "TRACE"})
    own = [{"type": LOG, "values": {"timeout": "PT5M"}}]
    adds = policy(on_logs("Add", values={"level": "WARN", "timeout": "PT1H", "logToFile": True}))
    limits = policy(on_logs("Restrict", property="timeout", max="PT1M"), place=INSTANCE)
    verdict = judged(flow(pluginDefaults=own), adds, limits, defaults=(forced,))
    task = verdict.document["tasks"][0]
    assert (task["level"], task["timeout"], task["logToFile"]) == ("TRACE", "PT5M", True)
    assert said(verdict) == [("tasks[0].timeout", "must be at most PT1M")]


def test_maps_merge_lists_replace_and_labels_may_be_pairs() -> None:
    adds = policy(
        rule("Add", values={"labels": {"team": "a", "tier": "one"}, "variables": {"x": [1, 2]}},
             override=True)
    )  # fmt: skip
    plain = flow(labels=[{"key": "team", "value": "b"}], variables={"x": [3], "y": 1})
    document = judged(plain, adds).document
    assert document["labels"] == {"team": "a", "tier": "one"}
    assert document["variables"] == {"x": [1, 2], "y": 1}


def test_deleted_properties_go_at_any_depth() -> None:
    deletes = policy(rule("Delete", properties=["labels.secret", "description"]))
    plain = flow(labels={"secret": "a", "team": "b"}, description="d")
    verdict = judged(plain, deletes)
    assert (verdict.document["labels"], "description" in verdict.document) == ({"team": "b"}, False)
    assert [each.action for each in verdict.mutations] == ["REMOVED", "REMOVED"]


def test_a_plugin_that_a_rule_adds_meets_rules_on_plugins() -> None:
    adds = policy(rule("Add", values={"errors": [{"id": "e", "type": LOG, "message": "m"}]}))
    more = policy(on_logs("Add", values={"level": "ERROR"}), place=INSTANCE)
    assert judged(flow(), adds, more).document["errors"][0]["level"] == "ERROR"


def test_another_name_of_a_type_is_no_way_around_a_rule() -> None:
    denies = policy(on_logs("Deny", errorMessage="no logs"))
    old = {"id": "a", "type": "io.kestra.core.tasks.log.Log", "message": "m"}
    assert said(judged(flow(old), denies)) == [("tasks[0]", "no logs")]


@pytest.mark.parametrize(
    "hidden",
    [
        {"id": "s", "type": f"{CORE}flow.Sequential", "tasks": [{"id": "a", "type": LOG}]},
        {"id": "d", "type": f"{CORE}flow.Dag", "tasks": [{"task": {"id": "a", "type": LOG}}]},
        {"id": "w", "type": f"{CORE}flow.Switch", "cases": {"x": [{"id": "a", "type": LOG}]}},
    ],
    ids=["sequence", "graph", "cases"],
)
def test_plugins_are_found_at_any_depth(hidden: Document) -> None:
    denies = policy(on_logs("Deny"))
    (found,) = judged(flow(hidden), denies).violations
    assert (found.blocks, found.task_id, found.kind) == (True, "a", "Deny")


@pytest.mark.parametrize("place", ["errors", "finally", "afterExecution", "triggers"])
def test_every_list_of_a_flow_is_looked_at(place: str) -> None:
    denies = policy(on_logs("Deny"))
    plain = flow({"id": "r", "type": RETURN}, **{place: [{"id": "a", "type": LOG}]})
    assert [each.target for each in judged(plain, denies).violations] == [f"{place}[0]"]


@pytest.mark.parametrize(
    ("limits", "value", "text"),
    [
        ({"max": 3}, 4, "must be at most 3"),
        ({"min": 3}, "2", "must be at least 3"),
        ({"max": "PT1H"}, "PT2H", "must be at most PT1H"),
        ({"max": 3}, "many", "must be a number or a duration"),
        ({"max": 3}, float("nan"), "must be a number or a duration"),
        ({"enum": ["a", 1]}, "1", None),
        ({"enum": ["a", "b"]}, ["a", "c"], "must be one of a, b"),
        ({"regex": "a+"}, "aab", "must match a+"),
        ({"regex": "(a|a)*(a|a)*(a|a)*b"}, "a" * 60, "must match (a|a)*(a|a)*(a|a)*b"),
        ({"equals": True}, "true", None),
        ({"equals": "x"}, "y", "must be 'x'"),
        ({"max": 3}, "{{ inputs.n }}", "holds an expression, so that its limits can't be checked"),
        ({"max": 3}, None, None),
    ],
)
def test_limits(limits: Document, value: Json, text: str | None) -> None:
    restricts = policy(rule("Restrict", property="variables.n", **limits))
    expected = [] if text is None else [("variables.n", text)]
    assert said(judged(flow(variables={"n": value}), restricts)) == expected


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"operator": "EQUAL_TO", "value": "ops"}, True),
        ({"operator": "NOT_EQUAL_TO", "value": "ops"}, False),
        ({"operator": "IN", "value": ["ops", "dev"]}, True),
        ({"operator": "NOT_IN", "value": ["dev"]}, True),
        ({"operator": "STARTS_WITH", "value": "o"}, True),
        ({"operator": "ENDS_WITH", "value": "o"}, False),
        ({"operator": "CONTAINS", "value": "p"}, True),
        ({"operator": "REGEX", "value": "o.s"}, True),
        ({"operator": "IS_NULL"}, False),
        ({"operator": "IS_NOT_NULL"}, True),
        ({"operator": "IS_TRUE"}, False),
        ({"operator": "IS_FALSE"}, True),
    ],
)
def test_conditions(condition: Document, holds: bool) -> None:
    denies = policy(rule("Deny", where=[{"field": "labels.team", **condition}]))
    assert bool(judged(flow(labels={"team": "ops"}), denies).violations) is holds


@pytest.mark.parametrize(
    ("members", "place", "holds"),
    [
        ({}, TENANT, True),
        ({}, TEAM, True),
        ({}, PolicyPlace(PolicyScope.NAMESPACE, "company"), True),
        ({}, PolicyPlace(PolicyScope.NAMESPACE, "company.te"), False),
        ({"target": {"namespaces": ["company"]}}, INSTANCE, True),
        ({"target": {"namespaces": ["other"]}}, INSTANCE, False),
        ({"target": {"tenants": ["main"]}}, INSTANCE, True),
        ({"target": {"tenants": ["theirs"]}}, INSTANCE, False),
        ({"enforcement": "EVALUATE"}, TENANT, False),
        ({"enforcement": "DISABLED"}, TENANT, False),
        ({"enforcement": "REFERENCE"}, TENANT, False),
    ],
)
def test_where_a_policy_holds(members: Document, place: PolicyPlace, holds: bool) -> None:
    denies = policy(rule("Deny"), place=place, **members)
    assert judged(flow(), denies).is_refused is holds


def test_a_flow_or_a_task_asks_for_a_policy_by_its_id() -> None:
    denies = policy(rule("Deny", on="PLUGIN"), id="mine", enforcement="REFERENCE")
    two = flow({"id": "a", "type": LOG, "policyRefs": ["mine"]}, {"id": "b", "type": RETURN})
    assert [each.task_id for each in judged(two, denies).violations] == ["a"]
    assert len(judged({**two, "policyRefs": ["mine"]}, denies).violations) == 2


def test_what_is_required_may_be_added_by_a_policy() -> None:
    both = policy(
        rule("Require", properties=["labels.team", "description"], action="warn"),
        rule("Add", values={"labels": {"team": "none"}}),
    )
    verdict = judged(flow(), both)
    assert said(verdict) == [("description", "is required")]
    assert not verdict.is_refused


def test_defaults_of_namespaces_come_between_those_of_the_flow_and_of_the_server() -> None:
    def default(level: str, *, forced: bool = False) -> PluginDefault:
        return PluginDefault(LOG, forced=forced, values={"level": level, level: True})

    def level(own: list[Document], *outer: PluginDefault, **of: PluginDefault) -> Json:
        names = {"near": "company.team", "far": "company", "aside": "company.teams"}
        found = {names[name]: (each,) for name, each in of.items()}
        rules = ServerRules(outer, namespace_defaults=found)
        return verdict_of(flow(pluginDefaults=own), rules, FakeCatalog()).document["tasks"][0]

    everywhere = {"near": default("NEAR"), "far": default("FAR"), "aside": default("ASIDE")}
    task = level([], default("SERVER"), **everywhere)
    assert [name for name in task if name.isupper()] == ["SERVER", "FAR", "NEAR"]
    assert task["level"] == "NEAR"
    assert level([], default("SERVER"), far=default("FAR"))["level"] == "FAR"
    own = [{"type": LOG, "values": {"level": "OWN"}}]
    assert level(own, **everywhere)["level"] == "OWN"
    forced = {"near": default("NEAR", forced=True), "far": default("FAR", forced=True)}
    assert level(own, default("SERVER", forced=True), **forced)["level"] == "FAR"
    assert level([{**own[0], "forced": True}], **forced)["level"] == "OWN"
