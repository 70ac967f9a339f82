"""What holds for every answer, and the pages beside the API."""

from __future__ import annotations

import pytest

from tests.api.client import HELLO, YAML, Api
from tiercel.model.json_types import Json


async def test_unknown_paths_tenants_and_methods(api: Api) -> None:
    unknown = await api.get("/nothing")
    assert (unknown.status_code, unknown.json()["message"]) == (404, "Not Found")
    tenant = await api.get("/other/flows/search")
    assert tenant.status_code == 400
    assert tenant.json()["message"] == "Bad Request: Tenant must be 'main' for OSS version"
    # A group that is not here is no tenant with the search of everything.
    assert (await api.post("/quotas/search", json={})).status_code == 404
    assert (await api.get("/quotas/search")).status_code == 404
    method = await api.call("PATCH", "/flows/search")
    assert method.status_code == 405
    assert "GET" in method.headers["allow"]
    assert "Method [PATCH] not allowed" in method.json()["message"]


@pytest.mark.parametrize(
    "path",
    ["/api/v1/flows/search/", "/api/v1//flows//search", "/api/v1/main/flows/search"],
)
async def test_tolerated_forms_of_a_path(api: Api, path: str) -> None:
    assert (await api.http.get(path)).status_code == 200


async def test_encoded_segments_are_decoded_once(api: Api) -> None:
    response = await api.get("/namespaces/a%2Fb/kv/%25x")
    assert response.status_code == 422
    assert (await api.get("/flows/company%2Eteam/%68ello")).status_code == 404
    await api.create(HELLO)
    assert (await api.get("/flows/company%2Eteam/%68ello")).status_code == 200


async def test_head_is_get_without_a_body(api: Api) -> None:
    response = await api.call("HEAD", "/flows/search")
    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 0


async def test_security_headers_are_on_every_answer(api: Api) -> None:
    for path in ("/flows/search", "/nothing"):
        headers = (await api.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert "server" not in headers


async def test_long_texts_are_compressed_when_wanted(api: Api) -> None:
    for number in range(5):
        await api.create(HELLO.replace("id: hello", f"id: flow{number}"))
    packed = await api.get("/flows/search", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.json()["total"] == 5
    plain = await api.get("/flows/search", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


async def test_problems_in_the_newer_form_when_asked_first(api: Api) -> None:
    response = await api.get("/nothing", headers={"Accept": "application/problem+json, */*"})
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["title"] == "Resource not found"


async def test_root_pages(api: Api) -> None:
    home = await api.http.get("/")
    assert (home.status_code, home.headers["location"]) == (307, "/ui/")
    assert "text/html" in (await api.http.get("/ui/flows/x")).headers["content-type"]
    assert (await api.http.get("/ping")).text == "pong"
    assert (await api.http.get("/health")).json()["status"] == "UP"
    assert (await api.http.get("/health/liveness")).status_code == 200
    assert (await api.http.get("/version")).json()["type"] == "STANDALONE"
    assert "process_cpu_seconds_total" in (await api.http.get("/prometheus")).text
    assert (await api.http.get("/nothing")).status_code == 404


async def test_meters_count_executions(api: Api) -> None:
    await api.create(HELLO)
    await api.run("hello")
    text = (await api.http.get("/prometheus")).text
    flow = 'flow_id="hello",namespace_id="company.team"'
    assert "kestra_executor_execution_started_count_total{" in text
    assert 'state="SUCCESS"' in text
    assert flow in text or 'namespace_id="company.team",flow_id="hello"' in text
    assert "kestra_worker_job_pending 0.0" in text
    names = (await api.http.get("/metrics")).json()["names"]
    assert "executor_execution_end_count" in names
    one = (await api.http.get("/metrics/executor_execution_end_count")).json()
    assert one["measurements"] == [{"statistic": "COUNT", "value": 1.0}]
    assert (await api.http.get("/metrics/nope")).status_code == 404


async def test_the_configuration_is_the_union_of_all_generations(api: Api) -> None:
    body = (await api.get("/configs")).json()
    assert body["isBasicAuthEnabled"] is False
    assert body["isBasicAuthInitialized"] is True
    assert body["preview"] == {"initial": 100, "max": 5000}
    assert body["edition"] == "OSS"
    assert body["uuid"]
    assert (await api.get("/main/configs")).json()["uuid"] == body["uuid"]
    await api.create(HELLO)
    usage = (await api.get("/usages/all")).json()
    assert usage["flows"]["count"] == 1
    assert usage["flows"]["taskTypeCount"]["io.kestra.plugin.core.log.Log"] == 1


async def test_the_document_describes_every_route(api: Api) -> None:
    document = (await api.http.get("/openapi.json")).json()
    assert document["openapi"] == "3.1.0"
    described = {
        (method.upper(), path) for path, methods in document["paths"].items() for method in methods
    }
    for route in api.app.routes:
        if not route.is_hidden:
            path = "/api/v1" + route.path.replace(":rest", "")
            assert (route.method, path) in described
    ids = [one["operationId"] for m in document["paths"].values() for one in m.values()]
    assert len(ids) == len(set(ids))
    for reference in _references(document):
        name = reference.rpartition("/")[2]
        assert name in document["components"]["schemas"], name


async def test_the_page_loads_nothing_from_elsewhere(api: Api) -> None:
    for path in ("/docs/api-reference/open-source", "/docs", "/api"):
        page = await api.http.get(path)
        assert page.status_code == 200
        assert "http://" not in page.text
        assert "https://" not in page.text
    yaml = await api.http.get("/swagger/kestra.yml")
    assert yaml.text.startswith("openapi: 3.1.0")


async def test_broken_bodies_are_no_server_errors(api: Api) -> None:
    boundary = {"Content-Type": "multipart/form-data; boundary=x"}
    await api.create(HELLO)
    path = "/executions/company.team/hello"
    broken = await api.post(path, headers=boundary, content=b"--y\r\nbroken")
    assert broken.status_code == 400
    json = {"Content-Type": "application/json"}
    assert (
        await api.post("/executions/kill/by-ids", headers=json, content=b"[")
    ).status_code == 422
    assert (await api.post("/executions/kill/by-ids", json={"a": 1})).status_code == 422
    deep = b"[" * 100_000
    assert (
        await api.post("/executions/kill/by-ids", headers=json, content=deep)
    ).status_code == 422
    assert (await api.post("/flows", headers=YAML, content=b"\xff\xfe\x00")).status_code == 422


def _references(value: Json) -> list[str]:
    if isinstance(value, list):
        return [found for entry in value for found in _references(entry)]
    if isinstance(value, dict):
        own = [value["$ref"]] if isinstance(value.get("$ref"), str) else []
        return own + [found for member in value.values() for found in _references(member)]
    return []
