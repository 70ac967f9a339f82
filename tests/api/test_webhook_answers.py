"""Webhooks, by each method and with and without a further path: every answer that they have."""

from __future__ import annotations

import pytest

from tests.api.client import HOOK, YAML, Api
from tests.api.errors import check_refused

BASE = "/executions/webhook/company.team/hook/k1234567"
CALLS = [(method, end) for method in ("GET", "POST", "PUT") for end in ("", "/orders/new")]
NEVER = """    conditions:
      - type: io.kestra.plugin.core.condition.Expression
        expression: "{{ false }}"
"""
INPUTS = """inputs:
  - id: count
    type: INT
"""
WRONG_INPUT = """    inputs:
      count: "{{ trigger.parameters.count[0] ?? 'many' }}"
"""


async def total(api: Api) -> int:
    """How many executions there are."""
    return int((await api.get("/executions/search")).json()["total"])


@pytest.mark.parametrize(("method", "end"), CALLS)
async def test_a_webhook_starts_an_execution(api: Api, method: str, end: str) -> None:
    await api.create(HOOK)
    begun = await api.call(method, BASE + end)
    assert begun.status_code == 200
    execution = await api.until(begun.json()["id"], "SUCCESS")
    assert execution["trigger"]["variables"].get("path") == (end.lstrip("/") or None)


@pytest.mark.parametrize(("method", "end"), CALLS)
async def test_conditions_that_do_not_hold_start_nothing(api: Api, method: str, end: str) -> None:
    await api.create(HOOK + NEVER)
    answer = await api.call(method, BASE + end)
    assert (answer.status_code, answer.content) == (204, b"")
    assert await total(api) == 0


@pytest.mark.parametrize(("method", "end"), CALLS)
async def test_a_disabled_flow_is_not_started(api: Api, method: str, end: str) -> None:
    await api.create(f"{HOOK}\ndisabled: true\n")
    refused = await api.call(method, BASE + end)
    check_refused(refused, 409, "Illegal state: Cannot execute a disabled flow")
    assert await total(api) == 0


@pytest.mark.parametrize(("method", "end"), CALLS)
async def test_inputs_that_do_not_fit_start_nothing(api: Api, method: str, end: str) -> None:
    await api.create(INPUTS + HOOK + WRONG_INPUT)
    check_refused(await api.call(method, BASE + end), 422, "count")
    assert await total(api) == 0
    assert (await api.call(method, f"{BASE}{end}?count=3")).json()["inputs"] == {"count": 3}


@pytest.mark.parametrize(("method", "end"), CALLS)
async def test_a_wrong_key_or_flow_is_not_found(api: Api, method: str, end: str) -> None:
    await api.create(HOOK)
    key = await api.call(method, BASE.replace("k1234567", "other") + end)
    check_refused(key, 404, "Not Found: Webhook not found")
    flow = await api.call(method, BASE.replace("/hook/", "/unknown/") + end)
    check_refused(flow, 404, "Not Found: Flow not found")
    await api.put("/flows/company.team/hook", headers=YAML, content=HOOK + "    disabled: true\n")
    check_refused(await api.call(method, BASE + end), 404, "Not Found: Webhook not found")
    assert await total(api) == 0
