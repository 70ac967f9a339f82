"""What somebody with rights in one namespace gets of another: no word of it, on any route.

Everything in `hidden` has `zzqxjvw` in its name, and nothing else has.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from starlette.responses import Response
from starlette.types import Scope

from tests.api.client import YAML, Api
from tiercel.bootstrap import Application
from tiercel.model.authorization.grants import UNLIMITED, Grant, Grants, grants_of
from tiercel.model.authorization.permissions import TENANT_WIDE, Resource
from tiercel.model.authorization.roles import ADMIN
from tiercel.web.call import GRANTS
from tiercel.web.route import Route

MARK = "zzqxjvw"
FLOW = """id: {id}
namespace: {namespace}
labels:
  team: {id}
tasks:
  - id: greet{id}
    type: io.kestra.plugin.core.log.Log
    message: said by {id}
  - id: call{id}
    type: io.kestra.plugin.core.flow.Subflow
    namespace: {other}
    flowId: {other_id}
    wait: false
triggers:
  - id: daily{id}
    type: io.kestra.plugin.core.trigger.Schedule
    cron: "0 4 * * *"
"""
LEAF = """id: {id}
namespace: {namespace}
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: said by {id}
"""
NONE = {"results": [], "total": 0}
HIDDEN = "zzqxjvwhidden.deep"
SEEN = "company.team"
OF_TENANT = TENANT_WIDE - {Resource.AUDITLOG}


class SomebodyGuard:
    """Admits everybody with the grants that a test sets."""

    def __init__(self) -> None:
        self.grants: Grants = UNLIMITED

    async def refusal(self, scope: Scope, path: str) -> Response | None:
        """Never refuses."""
        scope[GRANTS] = self.grants
        return None


# Everything in one namespace, and everything that belongs to the whole tenant but the audit log:
# who may read that one reads of every namespace.
TEAM = grants_of(
    [
        Grant(ADMIN.permissions, "company"),
        Grant(frozenset(one for one in ADMIN.permissions if one.resource in OF_TENANT)),
    ]
)


@pytest.fixture
def guard(application: Application) -> SomebodyGuard:
    found = SomebodyGuard()
    application.app._guard = found
    return found


@pytest.fixture
async def hidden_execution(api: Api, guard: SomebodyGuard) -> AsyncIterator[str]:
    """Two flows that call each other's neighbours, with an execution, a key and a file each."""
    started = {}
    for namespace, name in ((HIDDEN, "zzqxjvwflow"), (SEEN, "flow")):
        other, other_id = (SEEN, "leaf") if namespace == HIDDEN else (HIDDEN, "zzqxjvwleaf")
        await api.create(LEAF.format(id=f"{name}".replace("flow", "leaf"), namespace=namespace))
        source = FLOW.format(id=name, namespace=namespace, other=other, other_id=other_id)
        if namespace == SEEN:
            source = source.replace(f"namespace: {HIDDEN}", f"namespace: {SEEN}")
            source = source.replace("flowId: zzqxjvwleaf", "flowId: leaf")
        await api.create(source)
        run = await api.post(f"/executions/{namespace}/{name}?wait=true")
        assert run.status_code == 200, run.text
        started[namespace] = run.json()["id"]
        key = await api.put(f"/namespaces/{namespace}/kv/{name}key", content='"value"')
        assert key.status_code < 300, key.text
        file = await api.post(
            f"/namespaces/{namespace}/files?path=/{name}.txt",
            files={"fileContent": ("a.txt", b"content")},
        )
        assert file.status_code < 300, file.text
    guard.grants = TEAM
    yield started[HIDDEN]
    guard.grants = UNLIMITED


def reading(application: Application) -> list[Route]:
    """The routes of the API that only read."""
    return [
        route for route in application.app.routes if route.method == "GET" and not route.is_root
    ]


def filled(route: Route, execution_id: str, namespace: str, flow_id: str) -> str:
    """Its path with parameters that name what a test has made."""
    values = {
        "executionId": execution_id,
        "namespace": namespace,
        "flowId": flow_id,
        "key": f"{flow_id}key",
        "triggerId": f"daily{flow_id}",
        "taskId": f"greet{flow_id}",
        "id": flow_id,
    }
    parts = []
    for part in route.path.split("/"):
        name = part.strip("{}").partition(":")[0]
        parts.append(values.get(name, "x") if part.startswith("{") else part)
    return "/".join(parts)


async def test_no_list_count_or_stream_has_a_word_of_another_namespace(
    api: Api, application: Application, hidden_execution: str
) -> None:
    shown = []
    for route in reading(application):
        path = filled(route, "unknown", SEEN, "flow")
        if any(each in route.path for each in ("/follow", "/notifications/sse")):
            continue
        narrowed = await api.get(path, params={"size": "100", "namespace": SEEN, "q": ""})
        plain = await api.get(path)
        if any(MARK in response.text.lower() for response in (narrowed, plain)):
            shown.append(f"{route.path}: {plain.status_code} {plain.text[:300]}")
    assert shown == []


async def test_what_is_seen_is_in_the_lists(api: Api, hidden_execution: str) -> None:
    for path, name in (
        ("/flows/search", "flow"),
        ("/executions/search", "flow"),
        ("/logs/search", "said by flow"),
        ("/triggers/search", "dailyflow"),
        ("/kv", "flowkey"),
        ("/namespaces/search", SEEN),
    ):
        response = await api.get(path)
        assert response.status_code == 200, (path, response.text)
        assert name in response.text, (path, response.text)
    assert (await api.get("/executions/search")).json()["total"] == 2


async def test_what_is_hidden_is_refused_by_its_name(
    api: Api, application: Application, hidden_execution: str
) -> None:
    wrong = []
    for route in reading(application):
        names = {"{executionId}", "{namespace}"}
        if not names & set(route.path.split("/")) or route.is_open:
            continue
        response = await api.get(filled(route, hidden_execution, HIDDEN, "zzqxjvwflow"))
        if response.status_code == 200 and response.json() == {**response.json(), **NONE}:
            continue
        if response.status_code not in (400, 403, 404, 422):
            wrong.append(f"{route.path}: {response.status_code} {response.text[:200]}")
    assert "\n".join(wrong) == ""


async def test_an_execution_that_is_hidden_is_not_found_and_an_action_names_no_reason(
    api: Api, hidden_execution: str
) -> None:
    there = await api.get(f"/executions/{hidden_execution}")
    nowhere = await api.get("/executions/unknown")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    said = there.json()["message"].replace(hidden_execution, "unknown")
    assert said == nowhere.json()["message"]
    killed = await api.delete(f"/executions/{hidden_execution}/kill")
    assert killed.status_code == 404
    bulk = await api.delete("/executions/by-ids", json=[hidden_execution])
    assert bulk.status_code == 400
    assert "execution not found" in bulk.text


async def test_a_bulk_call_by_filters_changes_only_what_is_seen(
    api: Api, guard: SomebodyGuard, hidden_execution: str
) -> None:
    disabled = await api.post("/flows/disable/by-query")
    assert disabled.json()["count"] == 2
    guard.grants = UNLIMITED
    flow = (await api.get(f"/flows/{HIDDEN}/zzqxjvwflow")).json()
    assert flow["disabled"] is False


@pytest.mark.parametrize(
    ("method", "path", "options"),
    [
        ("POST", "/flows", {"headers": YAML, "content": f"id: a\nnamespace: {HIDDEN}\n"}),
        ("PUT", f"/flows/{HIDDEN}/zzqxjvwflow", {"headers": YAML, "content": "id: zzqxjvwflow\n"}),
        ("DELETE", f"/flows/{HIDDEN}/zzqxjvwflow", {}),
        ("POST", f"/executions/{HIDDEN}/zzqxjvwflow", {}),
        ("PUT", f"/namespaces/{HIDDEN}/kv/a", {"content": "1"}),
        ("DELETE", f"/namespaces/{HIDDEN}/kv/zzqxjvwflowkey", {}),
        ("POST", "/flows/bulk", {"headers": YAML, "content": f"id: a\nnamespace: {SEEN}\n"}),
        ("PUT", "/loggers/a", {"json": {"configuredLevel": "INFO"}}),
    ],
)
async def test_writing_elsewhere_is_forbidden(
    api: Api, hidden_execution: str, method: str, path: str, options: dict[str, object]
) -> None:
    response = await api.call(method, path, **options)
    assert response.status_code in (403, 404), response.text
    if path != "/loggers/a":
        assert response.status_code == 403
        assert "Permission" in response.text
