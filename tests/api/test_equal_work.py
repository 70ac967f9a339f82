"""What somebody may not see costs the server as much as what is not there: no clock tells them.

Compared are the statements that a read sends to the database, which is where its time goes: a
clock would say less, and would not say it each time.
"""

from __future__ import annotations

import re

import msgspec

from tests.api.client import Api
from tests.api.statements_sent import IS_ASKED, statements, store, store_kind
from tests.api.test_visibility import (
    HIDDEN,
    SomebodyGuard,
    filled,
    guard,
    hidden_execution,
    reading,
)
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.web.route import Route

__all__ = ["guard", "hidden_execution", "statements", "store", "store_kind"]

FLOW, MISSING_FLOW = "zzqxjvwflow", "zzqxjvwgone"
ELSEWHERE = "zzqxjvwmissed.deep"
OF_OBJECTS = frozenset(("{executionId}", "{namespace}"))
# Lists and exports, each with what one asks it about.
NARROWED = (
    "/flows/search?namespace={namespace}&q={flow}",
    "/flows/export/by-query?namespace={namespace}&q={flow}",
    "/flows/export/by-query/csv?namespace={namespace}&q={flow}",
    "/executions/search?namespace={namespace}&flowId={flow}",
    "/executions/export/by-query/csv?namespace={namespace}&flowId={flow}",
    "/triggers/search?namespace={namespace}&flowId={flow}",
    "/triggers/export/by-query/csv?namespace={namespace}&flowId={flow}",
    "/templates/export/by-query?namespace={namespace}",
    "/logs/search?namespace={namespace}&flowId={flow}",
    "/kv?namespace={namespace}",
)
_FLOWS: Json = [{"namespace": "{namespace}", "id": "{flow}"}]
_FLOW: Json = {"namespace": "{namespace}", "flowId": "{flow}"}
_CHART: Json = {
    "chart": """id: chart
type: io.kestra.plugin.core.dashboard.chart.Table
data:
  type: io.kestra.plugin.core.dashboard.data.Executions
  columns:
    id: {field: ID}
""",
    "globalFilter": {
        "filters": [
            {"field": "namespace", "operation": "EQUALS", "value": "{namespace}"},
            {"field": "flowId", "operation": "EQUALS", "value": "{flow}"},
        ]
    },
}
# Routes that only read and are asked by a body, with one that names a flow.
POSTED: dict[str, Json] = {
    "/executions/latest": _FLOWS,
    "/executions/durations": _FLOWS,
    "/flows/export/by-ids": _FLOWS,
    "/templates/export/by-ids": _FLOWS,
    "/namespaces/autocomplete": {"q": "{namespace}"},
    "/namespaces/{namespace}/plugindefaults/export": {},
    "/namespaces/{namespace}/policies/export": {},
    "/namespaces/{namespace}/policies/export/by-ids": [],
    "/stats/summary": {"namespace": "{namespace}"},
    "/stats/executions/daily": _FLOW,
    "/stats/taskruns/daily": _FLOW,
    "/stats/executions/daily/group-by-flow": _FLOW,
    "/stats/executions/daily/group-by-namespace": _FLOW,
    "/stats/executions/latest/group-by-flow": {"flows": _FLOWS},
    "/stats/logs/daily": _FLOW,
    "/dashboards/charts/preview": _CHART,
    "/dashboards/charts/export": _CHART,
    "/dashboards/charts/export/to-csv": _CHART,
}
# Those that are asked about nothing in a namespace, or try what is sent along.
OF_NO_FLOW = frozenset(
    {
        *("/login", "/logout", "/groups/ids", "/roles/ids", "/credentials/{id}/test"),
        *("/groups/autocomplete", "/roles/autocomplete", "/tenant-access/autocomplete"),
        *("/blueprints/custom/{id}/use-template", "/blueprints/flows/{id}/use-template"),
        *("/dashboards/charts/previews", "/dashboards/{id}/charts/{chartId}"),
        "/dashboards/{id}/charts/{chartId}/export",
        "/dashboards/{id}/charts/{chartId}/export/to-csv",
        *("/notifications/read-all", "/notifications/{id}/read", "/notifications/{id}/unread"),
        *("/instance/policies/export", "/instance/policies/export/by-ids"),
        *("/policies/export", "/policies/export/by-ids", "/auditlogs/find"),
        *("/flows/policies/preview", "/flows/source/replace/preview"),
        "/namespaces/{namespace}/credentials/{name}/test",
    }
)
# Talks with a model, and what a directory of people is asked: each with tests of its own.
OF_OTHERS = ("/ai/", "/integrations/", "/executions/webhook/")


async def work_of(
    api: Api, path: str, statements: list[str], body: Json = None
) -> tuple[int, list[str]]:
    """Status and statements of the second call: the first may have filled a cache.

    Several lists are read at once, in an order that differs.
    """
    IS_ASKED.set(True)
    method, sent = ("GET", {}) if body is None else ("POST", {"json": body})
    await api.call(method, path, **sent)
    statements.clear()
    response = await api.call(method, path, **sent)
    return response.status_code, sorted(statements)


def of_objects(application: Application) -> list[Route]:
    return [
        route
        for route in reading(application)
        if OF_OBJECTS & set(route.path.split("/")) and not route.is_open
    ]


async def test_a_refused_read_does_the_work_of_one_of_nothing(
    api: Api,
    application: Application,
    guard: SomebodyGuard,
    hidden_execution: str,
    statements: list[str],
) -> None:
    missing = hidden_execution[:-4] + ("0000" if hidden_execution[-4:] != "0000" else "1111")
    different = []
    for route in of_objects(application):
        there = await work_of(api, filled(route, hidden_execution, HIDDEN, FLOW), statements)
        for path in (
            filled(route, missing, HIDDEN, MISSING_FLOW),
            filled(route, missing, ELSEWHERE, FLOW),
        ):
            nowhere = await work_of(api, path, statements)
            if there != nowhere:
                different.append(f"{route.path}: {there} where it is, {nowhere} where it is not")
                break
    assert "\n".join(different) == ""


async def test_every_route_that_reads_by_a_body_is_known(application: Application) -> None:
    known = {re.sub(r"{\w+}", "{}", each) for each in (*POSTED, *OF_NO_FLOW)}
    found = {
        route.path
        for route in application.app.routes
        if route.method == "POST"
        and route.runs
        and all(one.audits is None for one in route.runs)
        and not route.path.startswith(OF_OTHERS)
    }
    assert [path for path in sorted(found) if re.sub(r"{\w+}", "{}", path) not in known] == []


def asked(text: str, namespace: str, flow: str) -> str:
    return text.replace("{namespace}", namespace).replace("{flow}", flow)


def asked_of(body: Json, namespace: str, flow: str) -> Json:
    return msgspec.json.decode(asked(msgspec.json.encode(body).decode(), namespace, flow))


async def test_a_list_without_what_is_hidden_does_the_work_of_one_without_anything(
    api: Api, guard: SomebodyGuard, hidden_execution: str, statements: list[str]
) -> None:
    different = []
    for path in NARROWED:
        there = await work_of(api, asked(path, HIDDEN, FLOW), statements)
        for place in ((HIDDEN, MISSING_FLOW), (ELSEWHERE, FLOW)):
            nowhere = await work_of(api, asked(path, *place), statements)
            if there != nowhere:
                different.append(f"{path}: {there} where it is, {nowhere} at {place}")
    assert "\n".join(different) == ""


async def test_what_is_asked_by_a_body_does_the_work_of_asking_for_nothing(
    api: Api, guard: SomebodyGuard, hidden_execution: str, statements: list[str]
) -> None:
    different = []
    for path, body in POSTED.items():
        there = await work_of(
            api, asked(path, HIDDEN, FLOW), statements, asked_of(body, HIDDEN, FLOW)
        )
        assert there[0] not in (400, 404, 405, 415, 422), (path, there)
        for place in ((HIDDEN, MISSING_FLOW), (ELSEWHERE, FLOW)):
            nowhere = await work_of(api, asked(path, *place), statements, asked_of(body, *place))
            if there != nowhere:
                different.append(f"{path}: {there} where it is, {nowhere} at {place}")
    assert "\n".join(different) == ""


async def test_what_may_be_read_is_other_work(
    api: Api, hidden_execution: str, statements: list[str]
) -> None:
    seen = await work_of(api, "/flows/company.team/flow", statements)
    hidden = await work_of(api, f"/flows/{HIDDEN}/{FLOW}", statements)
    assert seen[0] == 200
    assert len(seen[1]) > len(hidden[1])
