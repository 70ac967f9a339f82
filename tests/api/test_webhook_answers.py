"""Webhooks, by each method and with and without a further path: every answer that they have."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.api.client import HELLO, HOOK, YAML, Api
from tests.api.errors import check_refused
from tiercel.bootstrap import Application
from tiercel.model.access import Actor
from tiercel.model.errors import NotFound
from tiercel.service.operations.catalogue import operations_of
from tiercel.service.operations.webhooks import AwaitWebhook

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


ECHO = """outputs:
  - id: said
    type: STRING
    value: "{{ outputs.echo.value }}"
"""
WAITING = """id: hook
namespace: company.team
tasks:
  - id: echo
    type: io.kestra.plugin.core.debug.Return
    format: "{{ trigger.parameters.code[0] }}"
triggers:
  - id: w
    type: io.kestra.plugin.core.trigger.Webhook
    key: k1234567
    wait: true
    returnOutputs: true
    responseCode: RESPONSE
"""


@pytest.mark.parametrize(
    ("written", "sent", "status"),
    [
        ("202", "x", 202),
        ('"{{ outputs.echo.value }}"', "418", 418),
        ("\"{{ trigger.parameters.code[0] == 'no' ? 422 : 201 }}\"", "no", 422),
        ("\"{{ trigger.parameters.code[0] == 'no' ? 422 : 201 }}\"", "yes", 201),
        ('"{{ 204 }}"', "x", 204),
        ('" 203 "', "x", 203),
    ],
)
async def test_a_webhook_says_its_status(api: Api, written: str, sent: str, status: int) -> None:
    await api.create(ECHO + WAITING.replace("RESPONSE", written))
    answer = await api.post(f"{BASE}?code={sent}")
    assert answer.status_code == status, answer.text
    assert answer.content == b"" if status == 204 else answer.json() == {"said": sent}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('"{{ outputs.echo.value }}"', "responseCode is 'often', no status from 200 to 599"),
        ('"{{ 999 }}"', "responseCode is '999', no status"),
        ('"{{ outputs.nope.value }}"', "The webhook's responseCode: "),
        ("99", "responseCode is '99', no status"),
    ],
)
async def test_what_is_no_status_is_reported(api: Api, written: str, reason: str) -> None:
    await api.create(ECHO + WAITING.replace("RESPONSE", written))
    check_refused(await api.post(f"{BASE}?code=often"), 500, reason)
    assert await total(api) == 1


@pytest.mark.parametrize("other", [{"key": "another1"}, {"flow_id": "hello"}])
async def test_the_end_is_for_who_knows_the_key_of_that_flow(
    api: Api, application: Application, other: dict[str, str]
) -> None:
    await api.create(HOOK)
    await api.create(HELLO)
    execution_id = (await api.call("POST", BASE)).json()["id"]
    request = AwaitWebhook(
        namespace="company.team", flow_id="hook", key="k1234567", execution_id=execution_id
    )
    operations = operations_of(application.services)
    end = await operations.run(Actor.of_request(), request)
    assert end.execution.id == execution_id
    with pytest.raises(NotFound):
        await operations.run(Actor.of_request(), replace(request, **other))
