"""What the less frequented routes answer, and what they leave behind."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.api.client import HELLO, YAML, Api
from tests.api.refusals import DASHBOARD, Row, check_problem, check_refused, seed
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import MEMBERS
from tiercel.service.access import tokens
from tiercel.web.call import Call

HELLO_ID = [{"namespace": "company.team", "id": "hello"}]
TEMPLATE_ID = [{"namespace": "company.team", "id": "shared"}]
CHART = "/dashboards/board/charts/pie"
LAUNCHER = """id: launcher
namespace: company.team
tasks:
  - id: launch
    type: io.kestra.plugin.core.flow.Subflow
    namespace: company.team
    flowId: "{{ 'hel' ~ 'lo' }}"
"""


async def test_stored_revisions_are_removed_for_good(api: Api) -> None:
    await seed(api)
    path = "/flows/company.team/hello"
    assert (await api.delete(f"{path}/revisions?revisions=1")).status_code == 204
    assert [flow["revision"] for flow in (await api.get(f"{path}/revisions")).json()] == [2]
    assert (await api.get(f"{path}?revision=1")).status_code == 404
    assert (await api.get(path)).json()["revision"] == 2


async def test_deleting_by_ids_with_a_post(api: Api) -> None:
    await seed(api)
    path = "/flows/delete/by-query"
    assert (await api.post(f"{path}?namespace=other")).json()["count"] == 0
    for path, body in (("flows", HELLO_ID), ("templates", TEMPLATE_ID)):
        assert (await api.post(f"/{path}/delete/by-ids", json=body)).json()["count"] == 1
        assert (await api.get(f"/{path}/search")).json()["total"] == 0
        gone = await api.post(f"/{path}/delete/by-ids", json=body)
        check_problem(gone, Row("POST", f"/{path}/delete/by-ids", 404, "No value present"))


async def test_templates_are_exported_by_ids(api: Api) -> None:
    await seed(api)
    found = await api.post("/templates/export/by-ids", json=TEMPLATE_ID)
    archive = zipfile.ZipFile(io.BytesIO(found.content))
    assert archive.namelist() == ["company.team.shared.yml"]


@pytest.mark.parametrize("method", ["DELETE", "POST"])
async def test_filters_choose_which_templates_are_deleted(api: Api, method: str) -> None:
    await seed(api)
    path = "/templates/delete/by-query"
    for query, left in (
        ("filters[namespace][EQUALS]=other", 1),
        ("filters[namespace][NOT_IN]=company.team,other", 1),
        ("filters[q][NOT_EQUALS]=shared", 1),
        ("filters[q][EQUALS]=-", 1),
        ("filters[or][0][q][EQUALS]=none&filters[or][1][namespace][REGEX]=^comp", 0),
    ):
        assert (await api.call(method, f"{path}?{query}")).json()["count"] == 1 - left
        assert (await api.get("/templates/search")).json()["total"] == left


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("filters[q][EQUALS]=TEAM", ["company.team"]),
        ("filters[q][CONTAINS]=eam", ["company.team"]),
        ("filters[q][NOT_EQUALS]=team", ["company", "system"]),
        ("filters[existingOnly][EQUALS]=true&sort=id:desc", ["system", "company.team", "company"]),
    ],
)
async def test_namespaces_are_filtered(api: Api, query: str, names: list[str]) -> None:
    await seed(api)
    found = (await api.get(f"/namespaces/search?{query}")).json()
    assert [one["id"] for one in found["results"]] == names


async def test_a_described_namespace_is_changed(api: Api) -> None:
    await seed(api)
    changed = await api.put("/namespaces/company.team", json={"description": "ours"})
    assert changed.status_code == 200
    assert (await api.get("/namespaces/company.team")).json()["description"] == "ours"


async def test_charts_as_files(api: Api) -> None:
    await seed(api)
    stored = await api.post(f"{CHART}/export", json={})
    assert stored.status_code == 200
    assert stored.text.splitlines()[0] == "state,total"
    chart = DASHBOARD.partition("charts:\n")[2].replace("  - id", "    id")
    sent = await api.post("/dashboards/charts/export", json={"chart": chart})
    assert sent.text == stored.text


async def test_a_blueprint_as_the_older_flow(api: Api) -> None:
    older = await api.get("/blueprints/community/flow/hello-world/flow")
    newer = await api.get("/blueprints/community/flow/hello-world/source")
    assert older.status_code == 200
    assert older.text == newer.text


async def test_a_flow_that_is_named_by_an_expression_is_drawn_closed(api: Api) -> None:
    await api.create(HELLO)
    await api.create(LAUNCHER)
    execution = await api.run("launcher")
    for path in ("/flows/company.team/launcher", f"/executions/{execution['id']}"):
        assert (await api.get(f"{path}/graph")).status_code == 200
        row = Row("GET", f"{path}/graph?subflows=root.launch", 422, "Can't expand subflow task")
        await check_refused(api, row)


async def test_the_services_of_a_server(api: Api, application: Application) -> None:
    async with application.ports.store.transaction() as tx:
        now = application.ports.clock.now().isoformat()
        member = {"id": "one", "parts": ["webserver", "worker"], "started": now, "heard": now}
        member["details"] = {"metrics": {"jobs": 3, "group": None}}
        tx.records(MEMBERS).put(("one",), member)
    listed = (await api.get("/instance/services/search")).json()
    mine = [service for service in listed["results"] if service["server"]["id"] == "one"]
    assert [service["type"] for service in mine] == ["WEBSERVER", "WORKER"]
    worker = (await api.get("/instance/services/one-worker")).json()
    assert worker == mine[1]
    assert worker["metrics"] == [{"name": "jobs", "type": "GAUGE", "tags": [], "value": 3}]
    assert (worker["server"]["metrics"], worker["server"]["props"]) == ([], {})


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("WEBSERVER", "http_server_requests"),
        ("worker", "worker_job_pending"),
        ("SCHEDULER", "scheduler_trigger_count"),
    ],
)
async def test_what_is_measured_of_services(api: Api, kind: str, name: str) -> None:
    await api.get("/configs")
    found = (await api.get(f"/instance/metrics/{kind}")).json()
    one = next(each for each in found if each["name"].startswith(name))
    assert set(one) == {"name", "type", "description", "tags", "value"}
    others = {"worker_", "scheduler_", "executor_"} - {f"{kind.lower()}_"}
    assert not any(each["name"].startswith(tuple(others)) for each in found)
    refused = await api.get("/instance/metrics/CLOWN")
    assert refused.status_code == 422


async def test_nothing_is_under_maintenance_and_nothing_lacks(api: Api) -> None:
    status = await api.get("/instance/maintenance/status")
    assert status.json() == {"maintenance": False, "ready": True, "services": {}}
    found = await api.post("/plugins/auto-install/detect", content=HELLO, headers=YAML)
    assert found.json() == {"missing": []}


async def test_notifications_are_none(api: Api) -> None:
    found = await api.get("/notifications/since?since=2024-01-01T00:00:00Z")
    assert found.json()["notifications"] == []
    assert await api.events("/notifications/follow", at_most=1) == [("start", {})]
    assert (await api.post("/notifications/read-all")).json() == {"updated": 0}
    for word in ("read", "unread"):
        assert (await api.post(f"/notifications/any/{word}")).status_code == 204


async def test_the_root_leads_to_the_pages(api: Api) -> None:
    answer = await api.http.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/ui/")
    assert (await api.http.get("/info")).json() == {}


async def test_there_is_no_assistant(api: Api) -> None:
    asked = [route for route in api.app.routes if route.path.startswith("/ai/")]
    for route in asked:
        if route.path == "/ai/providers":
            assert (await api.get(route.path)).json() == []
            continue
        path = route.path.replace("{id}", "x")
        row = Row(route.method, path, 503, "no AI provider is configured", {"json": {}})
        check_problem(await api.call(row.method, row.path, **row.options), row)
    assert len(asked) == 11


async def test_there_are_not_more_tokens_than_a_bound(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens, "ACCESS_TOKENS_MAX", 1)
    assert (await api.post("/me/api-tokens", json={"name": "first"})).status_code == 200
    refused = await api.post("/me/api-tokens", json={"name": "second"})
    check_problem(refused, Row("POST", "/me/api-tokens", 409, "There are already 1 tokens."))
    assert (await api.get("/me/api-tokens")).json()["total"] == 1


class TestSetUp:
    @pytest.fixture
    def overrides(self) -> dict[str, Json]:
        return {"server": {"basic_auth": {"enabled": True}}}

    @pytest.mark.parametrize(
        ("body", "text"),
        [
            ({"username": "a@b.dev", "password": "weak"}, "assword"),
            ({"username": "nobody", "password": "Secret123"}, "sername"),
            ({"username": "a@b.dev", "password": "Secret123", "tenant": {"id": "x"}}, "'main'"),
        ],
    )
    async def test_bad_credentials_set_nothing_up(self, api: Api, body: Json, text: str) -> None:
        row = Row("POST", "/setup", 422, text)
        check_problem(await api.post("/setup", json=body), row)
        assert (await api.get("/setup")).json()["done"] is False

    async def test_bad_bodies_set_nothing_up(
        self, api: Api, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        image = {"content": b"x", "headers": {"Content-Type": "image/png"}}
        row = Row("POST", "/setup", 415, "Content Type [image/png] not allowed")
        check_problem(await api.post("/setup", **image), row)
        monkeypatch.setattr(Call.body, "__defaults__", (2,))
        row = Row("POST", "/setup", 413, "larger than 2 bytes")
        check_problem(await api.post("/setup", json={"username": "a"}), row)
        assert (await api.get("/setup")).json()["done"] is False

    async def test_the_user_is_set_up_once(self, api: Api) -> None:
        user = {"username": "a@b.dev", "password": "Secret123"}
        made = await api.post("/setup", json=user)
        assert (made.status_code, made.json()["profile"]) == (200, {"username": "a@b.dev"})
        assert (await api.get("/setup")).json()["done"] is True
        assert (await api.get("/configs")).status_code == 401
        assert (await api.get("/configs", auth=tuple(user.values()))).status_code == 200
        again = await api.post("/setup", json=user)
        check_problem(again, Row("POST", "/setup", 405, "already set up"))
