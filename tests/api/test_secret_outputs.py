"""Outputs that have a secret in them: encrypted where they are stored, clear for later tasks."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.moving import MovedKind
from tiercel.service.transfer.forms import encode_record

CANARY = "canary-7f3a91/ä s\"w'rd+\\1?"
SECRETS = "/namespaces/canary.team/secrets"
CONTENT = CANARY.encode()
ENCODINGS = {
    "plain": CANARY,
    "base 64": base64.b64encode(CONTENT).decode(),
    "base 64 after one byte": base64.b64encode(b":" + CONTENT).decode()[2:-4],
    "base 64 after two bytes": base64.b64encode(b"::" + CONTENT).decode()[3:-4],
    "base 64 for addresses": base64.urlsafe_b64encode(CONTENT).decode(),
    "path": quote(CANARY),
    "part of a path": quote(CANARY, safe=""),
    "form": quote_plus(CANARY),
    "JSON": json.dumps(CANARY)[1:-1],
    "JSON in UTF-8": json.dumps(CANARY, ensure_ascii=False)[1:-1],
    "HTML": html.escape(CANARY),
    "hexadecimal": CONTENT.hex(),
}
RETURN = "io.kestra.plugin.core.debug.Return"
LOG = "io.kestra.plugin.core.log.Log"
# What a task makes of the secret, by the task's id.
MADE = {
    "plain": "{{ secret('CANARY') }}",
    "within": "postgres://me:{{ secret('CANARY') }}@host",
    "base64": "{{ secret('CANARY') | base64encode }}",
    "basic": "{{ ('me:' ~ secret('CANARY')) | base64encode }}",
    "url": "{{ secret('CANARY') | urlencode }}",
    "json": "{{ secret('CANARY') | json }}",
}


def a_flow(name: str, *tasks: Json, **members: Json) -> str:
    return json.dumps({"id": name, "namespace": "canary.team", "tasks": tasks, **members})


def a_return(name: str, text: str) -> Json:
    return {"id": name, "type": RETURN, "format": text}


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"encryption": {"secret_key": base64.b64encode(bytes(range(32))).decode()}}


def check_clean(text: str, where: str) -> None:
    # An answer is JSON itself: what it says counts as well as how it says it.
    for name, form in ENCODINGS.items():
        assert form not in text, f"{name} in {where}"
        for is_ascii in (True, False):
            shown = json.dumps(form, ensure_ascii=is_ascii)[1:-1]
            assert shown not in text, f"{name} in {where}"


async def test_no_form_of_a_secret_is_stored_or_shown(api: Api, application: Application) -> None:
    assert (await api.put(SECRETS, json={"key": "CANARY", "value": CANARY})).is_success
    tags = {"login": MADE["basic"], "whole": MADE["plain"]}
    metric = {"type": "counter", "name": "canaries", "value": 1, "tags": tags}
    same = "{{ outputs.plain.value == secret('CANARY') and outputs.within.value contains '@host' }}"
    tasks = [
        *(a_return(name, text) for name, text in MADE.items()),
        {"id": "logged", "type": LOG, "message": list(MADE.values())},
        {
            "id": "measured",
            "type": "io.kestra.plugin.core.metric.Publish",
            "metrics": [metric],
        },
        a_return("same", same),
        a_return("again", "{{ outputs.plain.value }}"),
        {"id": "read", "type": LOG, "message": "{{ outputs }}"},
        {
            "id": "refused",
            "type": "io.kestra.plugin.core.execution.Fail",
            "errorMessage": "no {{ outputs.within.value }}",
            "allowFailure": True,
        },
    ]
    outputs = [
        {"id": "mine", "type": "STRING", "value": "{{ outputs.plain.value }}"},
        {"id": "direct", "type": "STRING", "value": "<{{ secret('CANARY') }}>"},
        {"id": "all", "type": "JSON", "value": "{{ outputs.base64 | json }}"},
    ]
    await api.create(a_flow("canaries", *tasks, outputs=outputs))
    execution = (await api.post("/executions/canary.team/canaries?wait=true")).json()
    assert execution["state"]["current"] in ("SUCCESS", "WARNING")
    values = {run["taskId"]: run["outputs"] for run in execution["taskRunList"]}
    assert values["same"]["value"] == "true"
    for name in MADE:
        assert values[name]["value"]["type"] == "io.kestra.datatype:aes_encrypted", name
    place = f"/executions/{execution['id']}"
    for path in (
        place,
        f"/logs/{execution['id']}",
        f"/logs/{execution['id']}/download",
        f"/metrics/{execution['id']}",
        f"/outputs{place}",
        f"/outputs/{execution['id']}",
        f"{place}/graph",
        "/executions/search?namespace=canary.team",
        "/logs/search?namespace=canary.team",
        "/main/auditlogs/search",
        "/flows/canary.team/canaries/revisions",
        SECRETS,
    ):
        answer = await api.get(path)
        assert answer.status_code == 200, path
        check_clean(answer.text, path)
    evaluated = await api.post(f"{place}/eval", content="{{ outputs.plain.value }} {{ outputs }}")
    check_clean(evaluated.text, "an expression of somebody")
    async with application.ports.store.moment() as moment:
        for kind in MovedKind:
            async for row in moment.rows(kind):
                check_clean(encode_record(row).decode(), f"the rows of {kind}")


async def test_the_outputs_of_a_child_are_usable_in_its_parent(api: Api) -> None:
    assert (await api.put(SECRETS, json={"key": "CHILDS", "value": CANARY})).is_success
    given = {"id": "given", "type": "STRING", "value": "{{ outputs.made.value }}"}
    made = a_return("made", "{{ secret('CHILDS') }}")
    await api.create(a_flow("canary_child", made, outputs=[given]))
    call = {
        "id": "call",
        "type": "io.kestra.plugin.core.flow.Subflow",
        "namespace": "canary.team",
        "flowId": "canary_child",
    }
    same = a_return("same", "{{ outputs.call.outputs.given == secret('CHILDS') }}")
    await api.create(a_flow("canary_parent", call, same))
    execution = (await api.post("/executions/canary.team/canary_parent?wait=true")).json()
    assert execution["taskRunList"][-1]["outputs"]["value"] == "true"
    check_clean(json.dumps(execution), "the parent")
