"""Flows that call each other in a circle are refused when the one that closes it is saved."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api

CALL = "io.kestra.plugin.core.flow.Subflow"
EACH = "io.kestra.plugin.core.flow.ForEachItem"
HEAD = "namespace: company.team\ntasks:\n  - id: call\n    namespace: company.team\n"


def calling(own: str, other: str, kind: str = CALL, more: str = "") -> str:
    items = "    items: kestra:///x\n" if kind == EACH else ""
    return f'id: {own}\n{HEAD}    type: {kind}\n    flowId: "{other}"\n{items}{more}'


async def refusal(api: Api, source: str) -> str:
    response = await api.post("/flows", headers=YAML, content=source)
    assert response.status_code == 422
    return str(response.json()["message"])


@pytest.mark.parametrize("kind", [CALL, EACH])
async def test_the_flow_that_closes_a_circle_is_refused_and_the_circle_named(
    api: Api, kind: str
) -> None:
    await api.create(calling("a", "b", kind))
    await api.create(calling("b", "c"))
    message = await refusal(api, calling("c", "a"))
    assert "call.flowId: Recursive call to flow [company.team.c]" in message
    assert "company.team.c → company.team.a → company.team.b → company.team.c" in message
    report = (await api.post("/flows/validate", headers=YAML, content=calling("c", "a"))).json()
    assert "Recursive call to flow [company.team.c]" in report[0]["constraints"]


async def test_an_update_that_closes_a_circle_is_refused(api: Api) -> None:
    await api.create(calling("a", "b"))
    await api.create(calling("b", "c"))
    path = "/flows/company.team/b"
    refused = await api.put(path, headers=YAML, content=calling("b", "a"))
    assert refused.status_code == 422
    assert "Recursive call" in refused.json()["message"]
    assert (await api.get(path)).json()["revision"] == 1


@pytest.mark.parametrize("order", [("a", "b"), ("b", "a")])
async def test_a_circle_in_one_import_is_refused_whatever_the_order(
    api: Api, order: tuple[str, str]
) -> None:
    sources = {"a": calling("a", "b"), "b": calling("b", "a")}
    body = "---\n".join(sources[name] for name in order)
    refused = await api.post("/flows/company.team", headers=YAML, content=body)
    assert refused.status_code == 422
    assert "Recursive call" in refused.json()["message"]
    assert (await api.get("/flows/company.team")).json() == []


async def test_calls_of_a_common_flow_are_no_circle(api: Api) -> None:
    await api.create(HELLO)
    await api.create(calling("b", "hello"))
    two = calling("a", "b", more="  - {id: d, namespace: company.team, flowId: hello, type: ")
    await api.create(f"{two}{CALL}}}\n")


async def test_expressions_and_flows_that_do_not_run_close_no_circle(api: Api) -> None:
    await api.create(calling("a", "b"))
    await api.create(calling("b", "{{ 'a' }}"))
    await api.create(calling("c", "d", more="disabled: true\n"))
    await api.create(calling("d", "c"))
    enabled = await api.put("/flows/company.team/c", headers=YAML, content=calling("c", "d"))
    assert enabled.status_code == 422
