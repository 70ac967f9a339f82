"""Policies of the server, the tenant and namespaces: kept, exported, tried on flows, in force."""

from __future__ import annotations

import pytest

from tests.api.client import YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.policies.limits import POLICIES_MAX

LOG = "io.kestra.plugin.core.log.Log"
RULES = "io.kestra.plugin.ee.rules."
BASES = ("/instance/policies", "/policies", "/namespaces/policies.one/policies")
FLOW = f"id: %s\nnamespace: %s\ntasks:\n  - id: a\n    type: {LOG}\n    message: hi\n"


def policy(name: str, kind: str = "Require", **members: Json) -> Json:
    rule = (
        {"type": RULES + kind, "on": "FLOW", **members}
        if members or kind == "Deny"
        else needs("labels.owner")
    )
    return {"id": name, "rules": [rule], "enforcement": "EVALUATE"}


def needs(*properties: str) -> Json:
    return {"type": f"{RULES}Require", "on": "FLOW", "properties": [*properties]}


@pytest.mark.parametrize("base", BASES)
async def test_a_policy_is_written_found_changed_and_deleted(api: Api, base: str) -> None:
    sent = {**policy("mine"), "displayName": "Mine", "target": {"namespaces": ["policies"]}}
    made = (await api.post(base, json=sent)).json()
    assert {name: made[name] for name in sent} == sent
    assert (await api.get(f"{base}/mine")).json() == made
    assert (await api.post(base, json=sent)).status_code == 409
    (row,) = (await api.get(f"{base}/search?q=mine")).json()["results"]
    assert row["rules"] == {"mutate": 0, "validate": 1}
    evaluated = await api.get(f"{base}/mine/evaluate")
    assert (evaluated.status_code, evaluated.json()["counts"]["mutated"]) == (200, 0)
    changed = {**sent, "enforcement": "DISABLED"}
    assert (await api.put(f"{base}/mine", json=changed)).json()["enforcement"] == "DISABLED"
    assert (await api.put(f"{base}/mine", json={**sent, "id": "other"})).status_code == 422
    assert (await api.put(f"{base}/none", json=policy("none"))).status_code == 404
    assert (await api.get(f"{base}/none")).status_code == 404
    assert (await api.get(f"{base}/none/evaluate")).status_code == 404
    assert (await api.delete(f"{base}/mine")).status_code == 204
    assert (await api.delete(f"{base}/mine")).status_code == 404
    for wrong in ({"id": "x", "rules": []}, {**sent, "id": "search"}, "text"):
        assert (await api.post(base, json=wrong)).status_code == 422
    assert (await api.post(base, headers=YAML, content="[")).status_code == 422
    assert (await api.get(f"{base}/search?sort=colour:asc")).status_code == 422
    assert (await api.get(f"{base}/search?filters[nothing][EQUALS]=x")).status_code == 400


@pytest.mark.parametrize("base", BASES)
async def test_many_are_exported_and_deleted_by_their_ids(api: Api, base: str) -> None:
    for name in ("one", "two", "three"):
        await api.post(base, json=policy(name))
    exported = await api.post(f"{base}/export")
    assert exported.headers["content-type"].startswith("application/octet-stream")
    assert exported.text.count("enforcement: EVALUATE") == 3
    some = await api.post(f"{base}/export/by-ids", json=["two", "none"])
    assert ("id: two" in some.text, "id: one" in some.text) == (True, False)
    gone = await api.call("DELETE", f"{base}/delete/by-ids", json=["one", "two", "none"])
    assert gone.json() == {"count": 2}
    for method, path in (("DELETE", "delete/by-ids"), ("POST", "export/by-ids")):
        assert (await api.call(method, f"{base}/{path}", json=[1])).status_code == 422


async def test_what_is_exported_is_imported_where_it_belongs(api: Api) -> None:
    for base in BASES[1:]:
        await api.post(base, json=policy("kept"))
    texts = [(await api.post(f"{base}/export")).text for base in BASES[1:]]
    for base in BASES[1:]:
        await api.delete(f"{base}/kept")
    whole = "---\n".join(
        [*texts, "id: broken\nrules: []\n", "id: x\nscope: INSTANCE\nrules: [{type: Deny}]\n"]
    )
    file = {"fileUpload": ("policies.yaml", whole)}
    answer = (await api.post("/policies/import", files=file)).json()
    assert (answer["imported"], [each["document"] for each in answer["errors"]]) == (
        2,
        ["broken", "x"],
    )
    for base in BASES[1:]:
        assert (await api.get(f"{base}/kept")).status_code == 200
    assert (await api.post("/policies/import", files={"other": ("a", "b")})).status_code == 422
    many = {"fileUpload": ("a.yaml", "id: One\n---\n" * POLICIES_MAX)}
    assert (await api.post("/policies/import", files=many)).json()["imported"] == 0
    many = {"fileUpload": ("a.yaml", "id: One\n---\n" * POLICIES_MAX + "id: One\n")}
    refused = await api.post("/policies/import", files=many)
    assert (refused.status_code, "500 policies at most" in refused.text) == (422, True)


async def test_what_contradicts_another_policy_is_refused(api: Api) -> None:
    add = {"type": f"{RULES}Add", "values": {"labels": {"tier": "one"}}}
    delete = {"type": f"{RULES}Delete", "properties": ["labels.tier"]}
    await api.post("/policies", json={"id": "adds", "rules": [add]})
    below = "/namespaces/policies.two/policies"
    refused = await api.post(below, json={"id": "deletes", "rules": [delete]})
    assert (refused.status_code, "which 'adds' adds" in refused.text) == (422, True)


async def test_a_preview_says_what_policies_make_of_a_source(api: Api) -> None:
    base = "/namespaces/policies.preview/policies"
    add = {
        "type": f"{RULES}Add", "on": "PLUGIN", "values": {"level": "WARN"},
        "where": [{"field": "type", "operator": "EQUAL_TO", "value": LOG}],
    }  # fmt: skip
    warn = {**needs("description"), "action": "warn", "errorMessage": "say why"}
    await api.post(base, json={"id": "mine", "rules": [add, warn, needs("labels.owner")]})
    source = FLOW % ("tried", "policies.preview")
    sent = {"namespace": "policies.preview", "source": source}
    found = (await api.post("/flows/policies/preview", json=sent)).json()
    assert "level: WARN" in found["resolvedSource"]
    assert found["mutations"] == [
        {
            "action": "ADDED", "target": "tasks[0].level", "value": "WARN", "previousValue": None,
            "policyId": "mine", "scope": "NAMESPACE",
        }
    ]  # fmt: skip
    assert [(each["severity"], each["message"]) for each in found["violations"]] == [
        ("WARN", "say why"),
        ("BLOCK", "is required"),
    ]
    for wrong in ({**sent, "namespace": "policies.other"}, {**sent, "source": "["}):
        assert (await api.post("/flows/policies/preview", json=wrong)).status_code == 422


async def test_an_evaluation_counts_the_flows_that_it_would_change_or_refuse(api: Api) -> None:
    for name in ("one", "two"):
        await api.create(FLOW % (name, "policies.evaluated"))
    await api.create(FLOW % ("three", "policies.evaluated") + "labels: {owner: me}\n")
    base = "/namespaces/policies.evaluated/policies"
    add = {"type": f"{RULES}Add", "values": {"description": "by policy"}}
    only = {**add, "where": [{"field": "id", "operator": "EQUAL_TO", "value": "one"}]}
    sent = {"id": "mine", "enforcement": "EVALUATE", "rules": [only, needs("labels.owner")]}
    await api.post(base, json=sent)
    found = (await api.get(f"{base}/mine/evaluate?size=1")).json()
    assert found["counts"] == {"scanned": 3, "mutated": 1, "violating": 2, "conflicting": 0}
    assert (found["total"], len(found["results"])) == (2, 1)
    assert found["results"][0]["resource"] == {
        "kind": "FLOW", "namespace": "policies.evaluated", "id": "one"
    }  # fmt: skip
    assert (await api.get(f"{base}/mine/evaluate?page=0")).status_code == 422


async def test_flows_run_as_policies_say_from_then_on(api: Api) -> None:
    source = FLOW % ("runs", "policies.running")
    await api.create(source)
    base = "/namespaces/policies.running/policies"
    add = {
        "type": f"{RULES}Add", "on": "PLUGIN", "values": {"message": "by policy"}, "override": True,
        "where": [{"field": "id", "operator": "EQUAL_TO", "value": "a"}],
    }  # fmt: skip
    labels = {"type": f"{RULES}Add", "values": {"labels": {"from": "policy"}}}
    await api.post(base, json={"id": "mine", "rules": [add, labels]})
    run = (await api.post("/executions/policies.running/runs?wait=true")).json()
    logs = (await api.get(f"/logs/{run['id']}")).json()
    assert [line["message"] for line in logs if line.get("taskId") == "a"] == ["by policy"]
    assert {"key": "from", "value": "policy"} in run["labels"]
    flow = (await api.get("/flows/policies.running/runs?source=true")).json()
    assert (flow["source"], flow["tasks"][0]["message"]) == (source, "hi")
    await api.delete(f"{base}/mine")
    run = (await api.post("/executions/policies.running/runs?wait=true")).json()
    logs = (await api.get(f"/logs/{run['id']}")).json()
    assert [line["message"] for line in logs if line.get("taskId") == "a"] == ["hi"]


async def test_a_report_on_a_source_has_what_policies_refuse_and_warn_of(api: Api) -> None:
    base = "/namespaces/policies.reported/policies"
    warn = {**needs("description"), "action": "warn", "errorMessage": "say why"}
    await api.post(base, json={"id": "mine", "rules": [warn, needs("labels.owner")]})
    source = FLOW % ("told", "policies.reported")
    (report,) = (await api.post("/flows/validate", headers=YAML, content=source)).json()
    assert report["constraints"] == "labels.owner: is required (policy 'mine')\n"
    assert any("say why (policy 'mine')" in text for text in report["warnings"])


@pytest.mark.parametrize(
    "overrides",
    [{"policies": {"owners": {"rules": [needs("labels.owner")]}}}],
    ids=["policies of the configuration"],
)
async def test_policies_of_the_configuration_hold_and_stay(
    api: Api, application: Application
) -> None:
    (found,) = (await api.get("/instance/policies/search")).json()["results"]
    assert (found["id"], found["scope"]) == ("owners", "STATIC")
    refused = await api.post("/flows", headers=YAML, content=FLOW % ("a", "policies.any"))
    assert (refused.status_code, "(policy 'owners')" in refused.text) == (422, True)
    base = "/instance/policies"
    assert (await api.put(f"{base}/owners", json=policy("owners"))).status_code == 409
    assert (await api.delete(f"{base}/owners")).status_code == 409
    gone = await api.call("DELETE", f"{base}/delete/by-ids", json=["owners"])
    assert gone.status_code == 409
