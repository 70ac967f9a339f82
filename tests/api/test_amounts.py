"""A JSON body may hold so many members and items: work on the loop that grows with them is bounded.

Sources of flows and values of keys are not among these bodies.
"""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tests.api.test_people import ADMIN
from tiercel.model.json_types import Json
from tiercel.model.limits import BULK_IDS_MAX, NAMESPACE_VALUES_MAX, WEB_JSON_VALUES_MAX

SPACE = "/namespaces/company.team"


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


def members(count: int) -> dict[str, Json]:
    return {f"key{number}": "x" for number in range(count)}


TOO_MUCH = members(WEB_JSON_VALUES_MAX + 1)
TRIGGER = {"namespace": "company.team", "flowId": "hello", "triggerId": "t"}
TRIGGERS = [TRIGGER] * (WEB_JSON_VALUES_MAX // 4 + 1)
TOO_LARGE = [
    ("PUT", SPACE, {"id": "company.team", "variables": members(NAMESPACE_VALUES_MAX)}, "variables"),
    ("POST", "/namespaces", {"id": "company", "a": [[]] * NAMESPACE_VALUES_MAX}, "a"),
    ("PUT", SPACE, {"id": "company.team", **members(NAMESPACE_VALUES_MAX)}, "namespace"),
    ("POST", "/invitations", {"email": "eve@example.org", "groups": TOO_MUCH}, "groups"),
    ("POST", "/users", {"email": "eve@example.org", "groups": TOO_MUCH}, "groups"),
    ("POST", "/groups/ids", {"ids": list(TOO_MUCH)}, "ids"),
    ("POST", "/instance/worker-groups", {"id": "one", "subscriptions": TOO_MUCH}, "subscriptions"),
    (
        "POST",
        "/triggers/unlock/by-triggers",
        [TRIGGER] * (WEB_JSON_VALUES_MAX // 4 + 1),
        "triggers",
    ),
]


@pytest.mark.parametrize(
    ("method", "path", "body", "named"),
    TOO_LARGE,
    ids=[f"{each[0]} {each[1]}" for each in TOO_LARGE],
)
async def test_a_body_that_holds_too_much_is_refused(
    api: Api, method: str, path: str, body: Json, named: str
) -> None:
    refused = await api.call(method, path, json=body, auth=ADMIN)
    assert refused.status_code == 422, refused.text
    most = NAMESPACE_VALUES_MAX if path.startswith("/namespaces") else WEB_JSON_VALUES_MAX
    (error,) = refused.json()["errors"]
    assert error["detail"] == f"must hold {most:,} members and items at most"
    assert error["pointer"] == named


async def test_a_body_that_holds_as_much_as_it_may_is_taken(api: Api) -> None:
    # The id, the variables and what is in them.
    document = {"id": "company.team", "variables": members(NAMESPACE_VALUES_MAX - 2)}
    answer = await api.put(SPACE, json=document, auth=ADMIN)
    assert answer.status_code == 200, answer.text[:500]
    assert (await api.get(SPACE, auth=ADMIN)).json()["variables"] == document["variables"]


async def test_an_action_takes_as_many_ids_as_executions_that_a_query_may_find(api: Api) -> None:
    ids = [f"id{number}" for number in range(BULK_IDS_MAX)]
    answer = await api.call("DELETE", "/executions/by-ids", json=[*ids, "one"], auth=ADMIN)
    assert answer.json()["errors"][0]["detail"] == "must hold 100,000 members and items at most"
    labelled = {"executionsId": ids, "executionLabels": [{"key": "a", "value": "b"}]}
    answer = await api.post("/executions/labels/by-ids", json=labelled, auth=ADMIN)
    assert "members and items" not in answer.text


async def test_the_value_of_a_key_holds_as_much_as_a_body_can(api: Api) -> None:
    answer = await api.put(f"{SPACE}/kv/large", json=TOO_MUCH, auth=ADMIN)
    assert answer.status_code == 200, answer.text[:500]
    assert (await api.get(f"{SPACE}/kv/large", auth=ADMIN)).json()["value"] == TOO_MUCH
