"""What a parameter can't mean is refused, by every route that has such a parameter."""

from __future__ import annotations

import pytest

from tests.api.client import Api
from tiercel.web.documented import Param
from tiercel.web.route import Route

GARBAGE = "no such value"
VERBS = ("", "/change-status", "/restart", "/replay", "/resume", "/pause", "/kill", "/unqueue")


def values_of(route: Route, wrong: Param) -> dict[str, str]:
    """Right values for what must be there, and garbage for one parameter."""
    needed = [param for param in route.params if param.required and param.place == "query"]
    return {**{param.name: a_right_value(param) for param in needed}, wrong.name: GARBAGE}


def a_right_value(param: Param) -> str:
    """The first of those that are listed."""
    return str((param.schema.get("enum") or ["1"])[0])


async def test_every_typed_parameter_refuses_garbage(api: Api) -> None:
    wrong, count = [], 0
    for route in api.app.routes:
        if route.is_root or route.method != "GET":
            continue
        for param in route.params:
            if param.place != "query" or not param.is_typed:
                continue
            count += 1
            path = route.path.replace(":rest", "").replace("{", "").replace("}", "")
            path = path.replace("/community/kind", "/community/flow").replace("/type", "/flow")
            response = await api.get(path, params=values_of(route, param))
            if response.status_code not in (400, 404, 422):
                wrong.append(f"{response.status_code} {route.path} {param.name}")
    assert wrong == []
    assert count > 60


async def test_every_typed_parameter_of_an_action_on_a_list_refuses_garbage(api: Api) -> None:
    wrong, count = [], 0
    for route in api.app.routes:
        typed = [param for param in route.params if param.place == "query" and param.is_typed]
        if not route.path.endswith("/by-ids"):
            continue
        for param in typed:
            count += 1
            # Where two names stand for the same, a right one must not hide the other.
            query = {other.name: a_right_value(other) for other in typed if "enum" in other.schema}
            query |= values_of(route, param)
            response = await api.call(route.method, route.path, params=query, json=[])
            if response.status_code not in (400, 422):
                wrong.append(f"{response.status_code} {route.method} {route.path} {param.name}")
    assert wrong == []
    assert count > 8


@pytest.mark.parametrize("verb", [*VERBS, "/force-run"])
async def test_a_list_with_an_unknown_execution_is_refused_whole(api: Api, verb: str) -> None:
    method = "DELETE" if verb in ("", "/kill") else "POST"
    query = {"newStatus": "SUCCESS"} if verb == "/change-status" else {}
    path = f"/executions{verb}/by-ids"
    refused = await api.call(method, path, params=query, json=["unknown"])
    assert refused.status_code == 400
    assert refused.json()["invalids"][0]["invalidValue"] == "unknown"
    alone = await api.call(method, path, params=query, json="unknown")
    assert alone.json() == refused.json()
    nothing = await api.call(method, path, params=query, json=[])
    assert nothing.json()["count"] == 0
    for body in ({}, [1], 1, None):
        assert (await api.call(method, path, params=query, json=body)).status_code == 422


@pytest.mark.parametrize("verb", [*VERBS, "/force-run", "/labels"])
async def test_a_query_that_means_nothing_is_refused(api: Api, verb: str) -> None:
    method = "DELETE" if verb in ("", "/kill") else "POST"
    query = {"newStatus": "SUCCESS"} if verb == "/change-status" else {}
    body = [{"key": "a", "value": "b"}] if verb == "/labels" else None
    path = f"/executions{verb}/by-query"
    for name, value, status in (
        ("state", "NONE", 422),
        ("filters[nothing][EQUALS]", "x", 400),
        ("filters[state][REGEX]", "x", 400),
    ):
        response = await api.call(method, path, params={**query, name: value}, json=body)
        assert response.status_code == status, (name, response.text)
    found = await api.call(method, path, params={**query, "flowId": "none"}, json=body)
    assert found.json()["count"] == 0
