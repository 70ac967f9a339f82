"""Leaves a server as it was before a case: its flows and executions gone."""

from __future__ import annotations

from tests.cases.engine.api import Api
from tests.cases.engine.driver import API, Driver, Request

ROUNDS_MAX = 20


def clean(driver: Driver) -> None:
    """Delete every flow, then every execution (turns of loops too), then every key."""
    api = Api(driver)
    namespaces = set()
    page = driver.call(Request("GET", f"{API}/flows/search", (("size", "100"),))).json
    for flow in page["results"]:
        namespaces.add(flow["namespace"])
        api.delete_flow(flow["namespace"], flow["id"])
    for _ in range(ROUNDS_MAX):
        left = [
            execution["id"]
            for kinds in ([], [("filters[kind][EQUALS]", "LOOP")])
            for execution in api.search(kinds)["results"]
        ]
        if not left:
            break
        for execution_id in left:
            api.delete_execution(execution_id)
    for namespace in namespaces:
        keys = driver.call(Request("GET", f"{API}/namespaces/{namespace}/kv"))
        for entry in keys.json if keys.status == 200 else []:
            driver.call(Request("DELETE", f"{API}/namespaces/{namespace}/kv/{entry['key']}"))
