"""Every documented form of every property is accepted when a flow is saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.plugins.core_list import WHOLE
from tests.unit.plugins.documented_forms import (
    CORE,
    EVERY_TYPE,
    LOG,
    a_flow,
    each_property,
    flows_of,
    required_of,
)
from tiercel.flowlang.validate import validate_source
from tiercel.plugin.catalog.registry import Catalog

CATALOG = Catalog.of_builtins()
KINDS = ("task", "trigger", "condition", "taskRunner")
NAMES = sorted(
    name
    for name, each in EVERY_TYPE.items()
    if each["kind"] in KINDS and CATALOG.find(name) is not None
)
SCRIPTS = "io.kestra.plugin.scripts."
# What is needed though no list says so, and what belongs together.
EXTRA: Mapping[str, Mapping[str, Any]] = {
    f"{CORE}flow.ForEachItem$ForEachItemExecutable": {
        "subflowId": {"namespace": "a", "flowId": "b"}
    },
    f"{CORE}flow.ForEachItem$ForEachItemSplit": {"items": "x"},
    f"{CORE}flow.Switch": {"cases": {"a": [LOG]}},
    f"{CORE}trigger.Flow": {
        "dependsOn": [{"flowId": "a", "namespace": "b"}],
        "minSatisfied": 1,
        "mode": "AT_LEAST",
    },
    f"{CORE}trigger.Schedule": {"withSeconds": True, "cron": "0 0 * * * *"},
    f"{SCRIPTS}deno.Commands": {"commands": ["x"]},
    f"{SCRIPTS}lua.Commands": {"commands": ["x"]},
    f"{SCRIPTS}nashorn.Eval": {"script": "x"},
    f"{SCRIPTS}nashorn.FileTransform": {"script": "x"},
    f"{SCRIPTS}perl.Commands": {"commands": ["x"]},
    f"{SCRIPTS}python.CommandsTrigger": {"exitCondition": "exit 1"},
    f"{SCRIPTS}python.ScriptTrigger": {"exitCondition": "exit 1"},
    "io.kestra.plugin.ee.kubernetes.runner.Kubernetes": {"config": {"masterUrl": "https://x"}},
}


FLOWS = sorted(Path(__file__).with_name("flows").glob("*.yaml"))


@pytest.mark.parametrize("path", FLOWS, ids=[path.stem for path in FLOWS])
def test_flows_as_people_write_them_are_accepted(path: Path) -> None:
    report = validate_source(path.read_text(encoding="utf-8"), CATALOG)
    assert report.violations == ()
    assert report.flow is not None
    assert report.flow.exception is None


def refused(flow: Mapping[str, Any]) -> list[str]:
    return [
        f"{each.path}: {each.message}"
        for each in validate_source(json.dumps(flow), CATALOG).violations
    ]


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_every_property_is_accepted(name: str) -> None:
    wrong = []
    for flow in flows_of(name, EVERY_TYPE[name], EXTRA.get(name, {})):
        messages = refused(flow)
        if messages:
            wrong.append((json.dumps(flow), messages))
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(WHOLE["flow"]["Input"].keys() - {"REUSABLE_INPUTS"}))
def test_every_form_of_every_input_is_accepted(kind: str) -> None:
    members = {**WHOLE["flow"]["InputBase"]["properties"]}
    members |= WHOLE["flow"]["Input"][kind]["properties"]
    members = {name: each for name, each in members.items() if name not in ("id", "name", "type")}
    head = {"id": "tried", "type": kind, **required_of(members)}
    if kind in ("SELECT", "MULTISELECT"):
        head["values"] = ["text"]
        members.pop("options", None)
    other = {"id": "other", "type": "STRING"}
    wrong = []
    for one in ({}, *each_property(members)):
        if one.get("defaults") is not None and "prefill" in head:
            continue
        flow = {"id": "f", "namespace": "n", "tasks": [LOG], "inputs": [other, {**head, **one}]}
        messages = refused(flow)
        if messages:
            wrong.append((one, messages))
    assert wrong == []


@pytest.mark.parametrize("kind", sorted(WHOLE["flow"]["Retry"]))
def test_every_form_of_every_retry_is_accepted(kind: str) -> None:
    members = dict(WHOLE["flow"]["Retry"][kind]["properties"])
    head = {"type": kind, **required_of(members)}
    tried = [{**LOG, "retry": {**head, **one}} for one in ({}, *each_property(members))]
    flows = [{"id": "f", "namespace": "n", "tasks": [task]} for task in tried]
    assert [(flow, refused(flow)) for flow in flows if refused(flow)] == []


def test_every_form_of_what_a_flow_says_is_accepted() -> None:
    own = {"id", "namespace", "tasks", "quotas", "workerGroup", "workerSelector"}
    members = {k: v for k, v in WHOLE["flow"]["Flow"]["properties"].items() if k not in own}
    first = {**LOG, "id": "first"}
    flows = [
        {"id": "f", "namespace": "n", "tasks": [first], **one} for one in each_property(members)
    ]
    assert [(flow, refused(flow)) for flow in flows if refused(flow)] == []


@pytest.mark.parametrize(
    ("owner", "plugin"),
    [
        ("Task", {"type": f"{CORE}log.Log", "message": "x"}),
        ("Trigger", {"type": f"{CORE}trigger.Schedule", "cron": "0 0 * * *"}),
    ],
)
def test_every_form_of_what_all_plugins_have_is_accepted(
    owner: str, plugin: dict[str, Any]
) -> None:
    own = {"id", "type", "workerGroup", "workerSelector"}
    members = {k: v for k, v in WHOLE["base"][owner]["properties"].items() if k not in own}
    flows = [a_flow(owner.lower(), {**plugin, **one}) for one in each_property(members)]
    assert [(flow, refused(flow)) for flow in flows if refused(flow)] == []
